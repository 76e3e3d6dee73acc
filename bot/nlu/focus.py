"""Who was just named, and goes on to be meant by a few words that name nobody ("back to my mother": "disability grade one")."""

from bot.nlu.places import near
from bot.nlu.resources import compiled, load
from bot.nlu.subjects import LEADING, subject_of, understood
from bot.nlu.understanding import understand
from bot.nlu.workspace import Facts

# A question about the writer in person is answered about the writer.
ABOUT_ANYBODY = "people.any."
ABOUT_ONESELF = "people.self."


def understood_of(text: str, metadata: Facts, asked: str | None = None) -> Facts:
    """Gives what `text` says, as `understood` does, in the light of what its metadata remember.

    about: whose household is told about, None for the writer's own. near: where it is known to be. person: who was named last, as
    the writer calls them. unplaced: the message before, where it told something of somebody and not of whom. In what is given,
    person: who is meant from now on, None where the message names others or speaks of the writer; unplaced: this message, where
    it is one.
    """
    before, named = metadata.get("unplaced"), compiled(load("subjects")["of_whom"]).fullmatch(text.strip(LEADING))
    if before and named:
        text = f"{named['person']}{before}"
    told = _with_person(text, asked, metadata)
    return told | {"unplaced": text if _is_unplaced(told, asked) else None}


def _is_unplaced(told: Facts, asked: str | None) -> bool:
    if asked is None or not asked.startswith(ABOUT_ANYBODY):
        return False
    # Only what is of the kind that was asked for is an answer; an amount of money is none to "how old".
    return not _people(told) and any(
        mention["kind"] in asked and mention.get("value") is not None for mention in told["mentions"]
    )


def _with_person(text: str, asked: str | None, metadata: Facts) -> Facts:
    whose, person = metadata.get("about"), metadata.get("person")
    told, subject = understood(text, asked, whose, near(metadata)), subject_of(text, whose)
    if subject is not None:
        rest, named = subject.rest, subject.person
        return _of(named, rest, told, None) | {"person": named} if named else told | {"person": None}
    if person is None or whose is not None:
        return told | {"person": None}
    of_them = _of(person, text, told, asked)
    still = of_them is not told or not (_people(told) or compiled(load("subjects")["oneself"]).search(text))
    return of_them | {"person": person if still else None}


def _of(person: str, text: str, told: Facts, asked: str | None) -> Facts:
    """The same told of the person, where it names nobody and would otherwise be taken for the writer's."""
    if not (_is_of_oneself(told) or _is_unplaced(told, asked)) or compiled(load("subjects")["oneself"]).search(text):
        return told
    if asked is not None and asked.startswith(ABOUT_ONESELF):
        return told
    theirs = understand(f"{person}{text}").to_json()
    return {**told, **{name: theirs[name] for name in ("facts", "mentions")}} if not _is_of_oneself(theirs) else told


def _people(told: Facts) -> list[Facts]:
    people: list[Facts] = told["facts"].get("people", [])
    return people


def _is_of_oneself(told: Facts) -> bool:
    return any(person["id"] == "self" for person in _people(told))
