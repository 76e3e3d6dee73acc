"""Whether a mention is the quantity a given text is marked with: 2 % off, or a narrow range around it, is right."""

from typing import Any

# What each kind of mark is mentioned as.
KINDS = {
    "money_monthly": "money",
    "money_lump": "money",
    "money_annual": "money",
    "money_savings": "money",
    "money_monthly_range": "money",
    "money_lump_range": "money",
    "money_annual_upper": "money",
    "money_monthly_upper": "money",
    "household_size": "people",
    "children_count": "people",
    "age": "age",
    "age_decade": "age",
    "age_range": "age",
    "disability": "disability",
}
TOLERANCE = 0.02
WIDEST_RANGE = 0.5
MONTHS = 12


def is_scored(row: dict[str, Any]) -> bool:
    """Whether the row marks a quantity of a kind that is scored."""
    return row["kind"] in KINDS


def is_found(row: dict[str, Any], mention: dict[str, Any]) -> bool:
    """Whether `mention` is what the row marks: a figure, a range of two, or a grade of disability."""
    gold = row["value"]
    if mention["kind"] != KINDS[row["kind"]]:
        return False
    if mention["kind"] == "disability":
        return str(mention.get("grade", mention.get("value"))) == str(gold["grade"])
    if isinstance(gold, list):
        return _same_range(gold, mention)
    return isinstance(gold, int | float) and (_same_figure(gold, mention) or _per_month_of_a_year(row, mention))


def _near(figure: float | None, gold: float) -> bool:
    return figure is not None and abs(float(figure) - gold) <= max(TOLERANCE * abs(gold), 1e-9)


def _same_figure(gold: float, mention: dict[str, Any]) -> bool:
    low, high = mention.get("min"), mention.get("max")
    if _near(mention.get("value"), gold):
        return True
    return low is not None and high is not None and low <= gold <= high and high - low <= max(WIDEST_RANGE * gold, 1)


def _same_range(gold: list[float], mention: dict[str, Any]) -> bool:
    low, high = mention.get("min"), mention.get("max")
    if low is None:
        return False
    return bool(abs(low - gold[0]) <= TOLERANCE * gold[0] and abs((high or 0) - gold[1]) <= TOLERANCE * gold[1])


def _per_month_of_a_year(row: dict[str, Any], mention: dict[str, Any]) -> bool:
    value = mention.get("value")
    if row["kind"] != "money_annual" or mention.get("period") != "year" or value is None:
        return False
    return _near(value * MONTHS, row["value"])
