"""Whose household a message is about. What is told of another one is read as if its own people had written it."""

import re
from dataclasses import dataclass
from functools import cache

from bot.nlu.resources import compiled, load
from bot.nlu.understanding import understand
from bot.nlu.workspace import Facts
from emergencies import emergency_in

SELF = "self"
LEADING = "，,。！!？?、：:；; "
# Whose turn it is, is said at the beginning.
FIRST_WORDS = 60
# Characters nobody writes, for private use.
FIRST_MARK = 0xE000


@dataclass(frozen=True)
class Subject:
    """Whose household it is (a key of subjects.yaml, or "self"), and what is left of the message behind the words that say so.

    certain: whether it is said that they are meant now, and not only something of their home. person: of the writer's own
    household the one that was named by name, as the writer calls them.
    """

    whose: str
    rest: str
    certain: bool = True
    person: str | None = None


def subject_of(text: str, whose: str | None = None) -> Subject | None:
    """Gives whose household a message turns to; None where it goes on with `whose` it was about, None for the writer's own."""
    said = text.lstrip(LEADING)
    for other in load("subjects")["subjects"]:
        for cue in _cues(other):
            if found := compiled(cue).match(said[:FIRST_WORDS]):
                return Subject(other, said[found.end() :].lstrip(LEADING))
        if compiled(_behalf(other)).match(said):
            return Subject(other, said)
        if compiled(_home(other)).match(said) and not compiled(load("subjects")["own"]).search(said):
            return Subject(other, said, certain=False)
    if whose is not None and compiled(load("subjects")["mine_again"]).match(said):
        return Subject(SELF, said)
    back = compiled(load("subjects")["back"]).match(said[:FIRST_WORDS])
    return Subject(SELF, said[back.end() :].lstrip(LEADING), person=back["person"]) if back else None


def seen_by(text: str, whose: str | None) -> str:
    """Gives `text` as the people of that household would have written it; unchanged for the writer's own."""
    subjects = load("subjects")
    entry: Facts | None = subjects["subjects"].get(whose)
    if entry is None:
        return text
    kin: list[tuple[str, str]] = sorted(entry.get("kin", {}).items(), key=lambda pair: -len(pair[0]))
    # Kept apart until the end: what a relative is called to them may be what they are called to the writer.
    for place, (relative, _) in enumerate(kin):
        text = re.sub(f"{subjects['belonging']}{relative}", chr(FIRST_MARK + place), text)
    me, home = subjects["as_told"]["person"], subjects["as_told"]["home"]
    text = compiled(subjects["their_home"]).sub(home, text)
    # Before "家" or a number of people the words for them become those for oneself all the same.
    text = compiled(_who(str(whose))).sub(me, text)
    text = compiled(subjects["they"]).sub(subjects["as_told"]["people"], text)
    text = compiled(subjects["they_alone"]).sub(me, text)
    for place, (_, to_them) in enumerate(kin):
        text = text.replace(chr(FIRST_MARK + place), to_them)
    return text


def understood(text: str, asked: str | None = None, whose: str | None = None, near: tuple[str, ...] = ()) -> Facts:
    """Gives what `text` says, as `understand` does, of the household it is about.

    whose: the one it was about so far, None for the writer's own. In what is given, about: the one it turns to, None where it
    goes on with the same. near: codes of where the household is known to be.
    """
    subject = subject_of(text, whose)
    if subject is None:
        return understand(seen_by(text, whose), asked, near=near).to_json() | {"about": None}
    # What was asked of the household before is not asked of this one.
    told = understand(seen_by(subject.rest, subject.whose), asked if subject.whose == (whose or SELF) else None, near=near)
    if not (subject.certain or told.facts):
        return understand(text, asked, near=near).to_json() | {"about": None}
    return told.to_json() | {"about": subject.whose, "emergency": told.emergency or emergency_in(text)}


@cache
def _who(whose: str) -> str:
    subjects = load("subjects")
    return f"{subjects['mine']}(?:{subjects['subjects'][whose]['words']})"


@cache
def _cues(whose: str) -> list[str]:
    subjects = load("subjects")
    with_home = subjects["subjects"][whose].get("with_home", False)
    who = _who(whose) + (subjects["as_told"]["own_home"] if with_home else "")
    return [cue.replace("{who}", f"(?:{who})") for cue in subjects["cues"]]


@cache
def _behalf(whose: str) -> str:
    return _about("behalf", whose)


@cache
def _home(whose: str) -> str:
    return _about("home", whose)


def _about(kind: str, whose: str) -> str:
    return str(load("subjects")[kind]).replace("{who}", f"(?:{_who(whose)})")
