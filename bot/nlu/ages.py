"""Ages in years, years of birth, and durations."""

import re
from dataclasses import replace
from datetime import date

from bot.nlu.amounts import Amount, numeral, tidy
from bot.nlu.attribution import subject_of
from bot.nlu.resources import compiled, load
from bot.nlu.workspace import Mention, Situation

OLDEST = 120
MONTHS_IN_YEAR = 12
CENTURY = 100


def add_ages(situation: Situation, amounts: list[Amount], today: date, expected: str | None = None) -> set[int]:
    """Adds every age and year of birth; gives the places of the figures used. `expected` is the fact just asked for."""
    used = {amount.start for amount in amounts if _add_age(situation, amount, expected)}
    for pattern in load("ages")["birth"]:
        for found in compiled(pattern).finditer(situation.text):
            if not any(mention.start <= found.start() < mention.end for mention in situation.mentions if mention.kind == "age"):
                _add_birth(situation, found, today)
                used.update(amount.start for amount in amounts if found.start() <= amount.start < found.end())
    for found in compiled(load("ages")["baby"]).finditer(situation.text):
        _add_baby(situation, found)
    return used


def _add_age(situation: Situation, amount: Amount, expected: str | None) -> bool:
    rules, text = load("ages"), situation.text
    before, after = text[max(0, amount.start - 8) : amount.start], text[amount.end : amount.end + 16]
    if not 0 <= amount.value <= OLDEST or compiled(rules["difference"]).search(before):
        return False
    unit = compiled(rules["after"]).search(after) or compiled(rules["approximate_after"]).search(after)
    if not unit and not _bare(situation, amount, before, after) and not _whole_clause(situation, amount, expected):
        return False
    end = amount.end + (unit.end() if unit else 0)
    figure = _counted_age(amount, unit)
    tail = text[end : end + 12]
    figure = _adjusted(figure, before, tail)
    mention = situation.mention(
        "age",
        amount.start,
        end,
        value=figure.value,
        unit=rules["unit"],
        low=figure.low if figure.approximate else None,
        high=figure.high if figure.approximate else None,
        certainty="approximate" if figure.approximate else "stated",
    )
    mention.silent = _not_of_today(situation, mention, before, tail)
    return True


def _bare(situation: Situation, amount: Amount, before: str, after: str) -> bool:
    """82了, 今年七十多: a figure that is an age by its place alone."""
    rules = load("ages")
    if not rules["bare_lowest"] <= amount.value <= rules["bare_highest"]:
        return False
    if _placed(situation, amount, before) and not compiled(rules["bare_not_after"]).search(after):
        return True
    if not compiled(rules["bare_after"]).search(after):
        return False
    if compiled(rules["bare_before"]).search(before):
        return bool(not compiled(rules["bare_not_before"]).search(before))
    named = _named_before(situation, amount)
    alone = not before.strip("，。 ") and compiled(rules["bare_alone"]).search(after)
    return (
        bool(alone)
        or named
        or (amount.approximate and bool(situation.namings) and compiled(rules["bare_person"]).search(after) is not None)
    )


def _named_before(situation: Situation, amount: Amount) -> bool:
    return any(naming.end == amount.start and naming.kind in ("person", "self") for naming in situation.namings)


def _placed(situation: Situation, amount: Amount, before: str) -> bool:
    """老伴六十六, 今年二十三: a figure of two places right after a person or 今年."""
    rules = load("ages")
    placed = _named_before(situation, amount) or compiled(rules["bare_placed"]).search(before)
    return bool(placed) and amount.value >= rules["bare_clause_lowest"]


def _whole_clause(situation: Situation, amount: Amount, expected: str | None) -> bool:
    """公公跟我们过，八十二了: a clause that is nothing but a figure, after somebody was named or an age asked for."""
    rules, clause = load("ages"), situation.clause_at(amount.start)
    asked = expected == "age"
    lowest = rules["bare_lowest"] if asked else rules["bare_clause_lowest"]
    if not lowest <= amount.value <= rules["bare_highest"] or expected not in (None, "age"):
        return False
    before, after = situation.text[clause.start : amount.start], situation.text[amount.end : clause.end]
    if not compiled(rules["bare_clause"]).search(before) or not compiled(rules["bare_clause_after"]).search(after):
        return False
    named = any(naming.end <= clause.start and naming.kind in ("person", "self") for naming in situation.namings)
    return asked or named


def _counted_age(amount: Amount, unit: "re.Match[str] | None") -> Amount:
    groups = unit.groupdict() if unit else {}
    years = amount.value
    if groups.get("half"):
        years += 0.5
    elif groups.get("months"):
        years = tidy(years + (numeral(groups["months"]) or 0) / MONTHS_IN_YEAR)
    if years != amount.value:
        return replace(amount, value=years, low=years, high=years)
    if unit and not amount.approximate and compiled(load("ages")["approximate_mark"]).search(unit.group()):
        return replace(amount, high=amount.value + 9, approximate=True)
    return amount


def _adjusted(figure: Amount, before: str, tail: str) -> Amount:
    rules = load("ages")
    if (
        figure.approximate
        and figure.high is not None
        and figure.low is not None
        and figure.low == figure.value
        and figure.high - figure.low == rules["decade"]
    ):
        figure = replace(figure, high=figure.high - 1)
    if compiled(rules["nominal"]).search(before) or compiled(rules["nominal_after"]).search(tail):
        return replace(figure, low=(figure.low or 0) - 2, high=(figure.high or 0) - 1, approximate=True)
    if compiled(rules["nearly"]).search(before) and not figure.approximate:
        return replace(figure, low=figure.value - 2, high=figure.value, approximate=True)
    if compiled(rules["about"]).search(tail) and not figure.approximate:
        return replace(figure, low=figure.value - 3, high=figure.value + 3, approximate=True)
    if not figure.approximate and compiled(rules["and_a_bit"]).search(tail):
        return replace(figure, low=figure.value, high=figure.value + 1, approximate=True)
    if compiled(rules["little_more"]).search(tail):
        return replace(figure, high=tidy(figure.value * rules["little_more_factor"]), low=figure.value, approximate=True)
    if figure.approximate:
        return replace(figure, low=int(figure.low or 0), high=None if figure.high is None else int(figure.high))
    return figure


def _not_of_today(situation: Situation, mention: Mention, before: str, tail: str) -> bool:
    """An age somebody once had or will have, or one a rule speaks of, is mentioned but is nobody's age today."""
    rules, clause = load("ages"), situation.clause_at(mention.start)
    told_young = compiled(rules["young"]).search(before) and compiled(rules["fell_ill"]).search(tail)
    if (not told_young and compiled(rules["past"]).search(tail)) or compiled(rules["past_before"]).search(before):
        return True
    sentence = "".join(
        known.text for known in situation.clauses if known.sentence == clause.sentence and known.start <= clause.start
    )
    if (
        compiled(rules["past_sentence"]).search(sentence)
        and not compiled(rules["today"]).search(clause.text)
        and clause.start > 0
    ):
        return True
    if compiled(rules["future"]).search(before) or clause.supposed:
        return True
    named = any(clause.start <= naming.start and naming.end <= mention.start for naming in situation.namings)
    return bool(compiled(rules["thresholds"]).search(tail)) and not named


def _add_birth(situation: Situation, found: "re.Match[str]", today: date) -> None:
    groups = found.groupdict()
    year = int(groups.get("year") or 0)
    if not year:
        short = int(groups["short"])
        year = today.year - today.year % CENTURY + short
        year -= CENTURY if year > today.year else 0
    month, day = int(groups.get("month") or 0), int(groups.get("day") or 0)
    if not today.year - OLDEST <= year <= today.year:
        return
    age = today.year - year
    mention = situation.mention("age", found.start(), found.end(), value=age, unit=load("ages")["unit"], certainty="stated")
    if month:
        mention.value = age - ((today.month, today.day) < (month, day or 1))
    elif age:
        mention.low, mention.high, mention.certainty = age - 1, age, "approximate"
    mention.details = {"born": "-".join([str(year)] + [f"{part:02d}" for part in (month, day) if part])}


def _add_baby(situation: Situation, found: "re.Match[str]") -> None:
    months = numeral(found["count"] or found["count2"])
    subject = subject_of(situation, found.start(), found.end(), age=0)
    if months is None or not subject.persons or subject.persons[0].relation in load("people")["groups"]["grown"]:
        return
    situation.mention("age", found.start(), found.end(), value=tidy(months / MONTHS_IN_YEAR), unit=load("ages")["unit"])


def add_durations(situation: Situation, amounts: list[Amount]) -> None:
    """Adds 透析四年, 三个月 as durations; they give no fact."""
    for amount in amounts:
        unit = compiled(load("ages")["duration_units"]).search(situation.text[amount.end : amount.end + 6])
        single = unit and amount.value == 1 and not amount.approximate
        if (
            unit
            and not single
            and not any(known.start <= amount.start < known.end for known in situation.mentions if known.kind in ("age", "money"))
        ):
            situation.mention(
                "duration",
                amount.start,
                amount.end + unit.end(),
                value=amount.value,
                unit=unit["unit"],
                low=amount.low if amount.approximate else None,
                high=amount.high if amount.approximate else None,
                certainty="approximate" if amount.approximate else "stated",
            )
