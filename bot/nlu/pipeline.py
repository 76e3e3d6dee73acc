"""The spaCy pipeline: jieba words, then one component per step of understanding."""

from datetime import date
from functools import lru_cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from bot.nlu import ages, clauses, coreference, disability, household, lexicon, money, names, people, places
from bot.nlu.amounts import find_amounts
from bot.nlu.normalising import normalise
from bot.nlu.tokenizer import JiebaTokenizer
from bot.nlu.workspace import Situation

Doc.set_extension("situation", default=None, force=True)
Doc.set_extension("expected", default=None, force=True)
Doc.set_extension("today", default=None, force=True)


def clause_cutter(doc: Doc) -> Doc:
    """Cuts the text into clauses."""
    doc._.situation.clauses = clauses.cut(doc.text)
    return doc


def person_namer(doc: Doc) -> Doc:
    """Finds who is named, using jieba's words for the shortest names."""
    # As an array: making a Token of every word took a tenth of the time of a long story.
    words = doc.to_array(["IDX", "LENGTH"])
    starts, ends = frozenset(words[:, 0].tolist()), frozenset(words.sum(axis=1).tolist())
    people.find_namings(doc._.situation, starts, ends)
    names.add_names(doc._.situation)
    coreference.resolve(doc._.situation)
    return doc


def quantity_finder(doc: Doc) -> Doc:
    """Finds grades, ages, sums of money, numbers of people, belongings and durations."""
    situation: Situation = doc._.situation
    amounts = find_amounts(people.without_ordinals(situation))
    disability.add_disability(situation, expected=doc._.expected == "disability_grade")
    used = ages.add_ages(situation, amounts, doc._.today, doc._.expected)
    household.add_sizes(situation)
    taken = [(known.start, known.end) for known in situation.mentions if known.kind in ("people", "disability", "age")]
    rest = [
        amount for amount in amounts if amount.start not in used and not any(start <= amount.start < end for start, end in taken)
    ]
    money.add_money(situation, rest)
    ages.add_durations(situation, rest)
    household.add_belongings(situation, rest)
    return doc


def lexicon_ruler(doc: Doc) -> Doc:
    """Finds the situations listed in the YAML files."""
    lexicon.add_entries(doc._.situation)
    return doc


def place_finder(doc: Doc) -> Doc:
    """Finds where the household is registered and where it lives."""
    places.add_places(doc._.situation)
    return doc


def household_counter(doc: Doc) -> Doc:
    """Counts a household told by naming its members."""
    household.add_composition(doc._.situation)
    return doc


STEPS = (clause_cutter, person_namer, quantity_finder, lexicon_ruler, place_finder, household_counter)
for step in STEPS:
    Language.component(step.__name__, func=step)


@lru_cache(maxsize=1)
def pipeline() -> Language:
    """The pipeline, built once per process."""
    nlp = spacy.blank("zh")
    nlp.tokenizer = JiebaTokenizer(nlp.vocab)
    for step in STEPS:
        nlp.add_pipe(step.__name__)
    return nlp


def analyse(text: str, expected: str | None = None, today: date | None = None, near: tuple[str, ...] = ()) -> Situation:
    """The workspace of `text` after every step; `expected` is the name of the fact just asked for, `today` when it is said,
    `near` the codes of where the household is known to be.
    """
    nlp = pipeline()
    doc = nlp.make_doc(normalise(text))
    doc._.situation = Situation(text=doc.text, original=text, near=near)
    doc._.expected = expected
    doc._.today = today or date.today()
    for _, step in nlp.pipeline:
        doc = step(doc)
    situation: Situation = doc._.situation
    return situation
