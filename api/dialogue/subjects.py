"""How the person is called whose household is told about."""

from __future__ import annotations

from api.wording import words

SELF = "self"


def names() -> dict[str, str]:
    """What each household's person is called to the writer, by the key bot/nlu gives them."""
    return {whose: entry["name"] for whose, entry in words("situations")["people"].items()}


def to_staff(whose: str) -> str:
    """How the person is called to staff."""
    wording = words("situations")
    return str(wording["resident"] if whose == SELF else names()[whose].replace(wording["you"], wording["of_resident"]))


def said_of(text: str, about: str | None) -> str:
    """A question or plan, with whose household it is of where the sentence does not say so itself."""
    put = addressed(text, about)
    if about is None or names()[about] in put:
        return put
    return str(words("situations")["of"].format(name=names()[about], text=put))


def addressed(text: str, about: str | None) -> str:
    """A sentence about the writer's own household, put to the writer about the one that is told about; unchanged for None."""
    return text if about is None else text.replace(str(words("situations")["you"]), names()[about])
