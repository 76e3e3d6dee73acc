"""Chinese words for spaCy, cut by jieba with the project's own dictionary."""

from functools import lru_cache
from pathlib import Path

import jieba
from spacy.tokens import Doc
from spacy.vocab import Vocab

from bot.nlu.resources import REPOSITORY

LEXICON = REPOSITORY / "knowledge" / "lexicon"
CACHE = REPOSITORY / "var" / "cache" / "jieba"


@lru_cache(maxsize=1)
def segmenter(lexicon: Path = LEXICON) -> jieba.Tokenizer:
    """jieba with every dictionary of `lexicon`; its cache stays out of the shared temporary folder."""
    CACHE.mkdir(parents=True, exist_ok=True)
    # The one that Rasa's own tokenizer uses, on the same dictionaries: a second one would hold 65 MB more.
    tokenizer = jieba.dt
    tokenizer.tmp_dir = str(CACHE)
    jieba.setLogLevel("WARNING")
    for dictionary in sorted(lexicon.glob("*.txt")):
        with dictionary.open("rb") as lines:
            tokenizer.load_userdict(lines)
    return tokenizer


class JiebaTokenizer:
    """A spaCy tokenizer whose tokens join up to exactly the text it was given."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab
        self.segmenter = segmenter()

    def __call__(self, text: str) -> Doc:
        """The words of `text`; blanks become tokens of their own."""
        words = self.segmenter.lcut(text)
        return Doc(self.vocab, words=words, spaces=[False] * len(words))
