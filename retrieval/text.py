"""One way of cutting text, for building and for searching alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from io import StringIO
from itertools import pairwise
from pathlib import Path

import jieba
import yaml
from pypinyin import lazy_pinyin

TRADITIONAL = Path(__file__).with_name("traditional.yaml")
LEXICON = Path(__file__).resolve().parents[1] / "knowledge" / "lexicon"
LONGEST_QUERY = 500
SHORTEST_SENTENCE = 4
HAN = re.compile(r"[\u3400-\u9fff]+")


def normalise(text: str) -> str:
    """Half width, lower case, simplified, letters and digits only; everything else becomes one blank."""
    folded = unicodedata.normalize("NFKC", text).lower().translate(simplified())
    kept = "".join(character if character.isalnum() else " " for character in folded)
    return " ".join(kept.split())


@cache
def simplified(file: Path = TRADITIONAL) -> dict[int, str]:
    """The simplified characters by the traditional ones, as `str.translate` takes them."""
    return {ord(pair[0]): pair[1] for line in yaml.safe_load(file.read_text("utf-8")) for pair in line.split()}


def normalise_query(text: str) -> str:
    """The same for what a person typed: cut to 500 characters; empty when there is no letter to search for."""
    # NFKC can make one character eighteen: cut before, so that the work is bounded, and after.
    query = normalise(text[:LONGEST_QUERY])[:LONGEST_QUERY]
    return query if any(character.isalpha() for character in query) else ""


def sentences(text: str) -> list[str]:
    """The parts of a normalised text between its marks, those of a few characters left out; the whole when none is longer."""
    return [part for part in text.split(" ") if len(part) >= SHORTEST_SENTENCE] or [text]


def pinyin_pairs(text: str) -> list[str]:
    """Pairs of neighbouring syllables, so that a wrong character of the same sound still meets the right word."""
    pairs = []
    for run in HAN.findall(text):
        syllables = lazy_pinyin(run)
        pairs += [f"{first}_{second}" for first, second in pairwise(syllables)]
    return pairs


class Segmenter:
    """jieba with the product's own words."""

    def __init__(self, dictionaries: Sequence[str]) -> None:
        """dictionaries: the contents of user dictionaries, a line `word frequency tag` each; later ones win."""
        self._jieba = jieba.Tokenizer()
        # jieba's own start unmarshals a file of the shared temporary folder; reading its dictionary needs no such trust.
        self._jieba.FREQ, self._jieba.total = self._jieba.gen_pfdict(self._jieba.get_dict_file())
        self._jieba.initialized = True
        for dictionary in dictionaries:
            self._jieba.load_userdict(StringIO(dictionary))

    def words(self, text: str) -> list[str]:
        """The words of a normalised text, long words with their parts."""
        return [word for word in self._jieba.cut_for_search(text) if word.strip()]


def terms(words: Sequence[str], text: str) -> list[str]:
    """What BM25 counts of a normalised text: its words and its pairs of syllables."""
    return [*words, *pinyin_pairs(text)]


@lru_cache(maxsize=2)
def segmenter_with(dictionaries: tuple[str, ...]) -> Segmenter:
    """The segmenter of these dictionaries; the last two are kept, since reading jieba's own takes most of a second."""
    return Segmenter(dictionaries)


def lexicon_dictionaries(folder: Path = LEXICON) -> tuple[str, ...]:
    """The contents of the product's user dictionaries, in a fixed order."""
    return tuple(file.read_text("utf-8") for file in sorted(folder.glob("*.txt")))
