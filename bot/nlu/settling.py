"""What facts say of one another: some hold only beside another one, some take another one back."""

from bot.nlu.resources import load
from bot.nlu.workspace import Facts, Situation


def settle(situation: Situation, asked: str | None = None) -> None:
    """Drops the household facts that nothing in the same message, nor the question `asked`, makes certain."""
    rules, household = load("circumstances"), situation.household
    for name in situation.doubtful:
        household.pop(name, None)
    for name, beside in rules["beside"].items():
        if name in household and not _stands(household, beside, asked, name):
            del household[name]
    for name, other in rules["instead"].items():
        if household.get(name):
            household.pop(other, None)


def _stands(household: Facts, beside: Facts, asked: str | None, name: str) -> bool:
    """Whether the fact that `name` presupposes is told too, or was asked about, or is known from before by the question."""
    known = household.get(beside["fact"])
    if asked in (beside["fact"], name) or _presupposes(asked) == beside["fact"]:
        return True
    return known == beside["is"] if "is" in beside else known not in (None, "none", False)


def _presupposes(asked: str | None) -> str | None:
    """The fact that the question `asked` takes as known."""
    fact: str | None = load("circumstances")["beside"].get(asked, {}).get("fact")
    return fact
