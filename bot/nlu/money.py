"""Tells which figures are money, over which period they run and what they were for."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from bot.nlu.amounts import Amount, last_place, tidy
from bot.nlu.lexicon import WordIndex
from bot.nlu.resources import compiled, load
from bot.nlu.workspace import Clause, Mention, Situation

MONTHS_IN_YEAR = 12
BLOT = "__"


def add_money(situation: Situation, amounts: list[Amount]) -> None:
    """Adds a mention for every sum of money among `amounts`."""
    made: list[Mention] = []
    for amount in amounts:
        sized = as_money(situation, amount)
        if sized is None:
            continue
        amount, unit_end = sized
        made.append(_mention(situation, amount, unit_end, made[-1].end if made else 0))
    _join_high_and_low(situation, made)


def as_money(situation: Situation, amount: Amount, bare: bool = False) -> tuple[Amount, int] | None:
    """The sum with its approximate words applied, and where its unit ends; None when the figure is no money."""
    words, text = load("money"), situation.text
    if not words["smallest"] <= amount.value <= words["largest"]:
        return None
    after = text[amount.end : amount.end + 16]
    unit = compiled(words["units"]).search(after)
    per = any(compiled(words[name]).search(after) for name in ("unit_month", "unit_year", "unit_day"))
    symbol = compiled(words["symbol"]).search(text[max(0, amount.start - 2) : amount.start])
    other = compiled(words["not_money"]).search(after) is not None
    marked = unit or per or symbol or (bare and not other)
    if not marked and (other or not _unmarked(situation, amount)):
        return None
    end = amount.end + (unit.end() if unit else 0)
    if unit and unit["more"] and not amount.approximate:
        amount = replace(amount, high=tidy(amount.value + last_place(amount.value)), approximate=True)
    return widened(text, amount, end)


def _unmarked(situation: Situation, amount: Amount) -> bool:
    """A figure without a unit is money when it is large, when the clause speaks of money, or when nothing else was said."""
    words, clause = load("money"), situation.clause_at(amount.start)
    alone = situation.text.strip(" ，。,.!！") == situation.text[amount.start : amount.end]
    if alone:
        return bool(amount.value >= words["bare_smallest"])
    if amount.value >= words["cues_required_below"] and amount.approximate | _written_with_scale(situation, amount):
        return True
    if _year_like(situation, amount):
        return False
    if _goes_on(situation, amount, clause):
        return True
    per = any(compiled(words[f"period_{name}"]).search(situation.text[clause.start : amount.start]) for name in ("month", "year"))
    return amount.value >= words["bare_smallest"] and (per or bool(_cues(situation, amount, clause)))


def _goes_on(situation: Situation, amount: Amount, clause: Clause) -> bool:
    """我俩的退休金，我两千四，他三千一: a sum at the end of its clause where the clauses before speak of money."""
    words = load("money")
    if amount.value < words["bare_smallest"] or situation.text[amount.end : clause.end].strip(words["trails_a_sum"]):
        return False
    earlier = [known for known in situation.clauses if known.sentence == clause.sentence and known.end <= clause.start][-2:]
    close = amount.start - clause.start <= words["name_before"] and _written_with_scale(situation, amount)
    if close and any(says_topic(known.text) for known in earlier):
        return True
    named = [naming.end for naming in situation.namings if clause.start <= naming.start and naming.end <= amount.start]
    told = [known for known in situation.mentions if known.kind == "money" and known.period in ("month", "year")]
    monthly = any(known.start <= mention.start < known.end for known in earlier[-1:] for mention in told)
    return monthly and bool(named) and amount.start - named[-1] <= words["deed_before"]


def _written_with_scale(situation: Situation, amount: Amount) -> bool:
    return not situation.text[amount.start : amount.end].replace(",", "").isdigit()


def _year_like(situation: Situation, amount: Amount) -> bool:
    words, written = load("money"), situation.text[amount.start : amount.end + 1]
    if written.isdigit() and compiled(words["amount_follows"]).search(situation.text[: amount.start]):
        return False
    return bool(compiled(words["year_like"]).fullmatch(written))


def widened(text: str, amount: Amount, end: int) -> tuple[Amount, int]:
    """`amount` with the approximate words around it (不到, 左右, 以上) and the place where they end."""
    numbers = load("numbers")
    for mark in numbers["approximations"]:
        found = compiled(mark["words"]).search(text[end : end + 8])
        if found:
            return amount.scaled(mark["low"], mark.get("high")), end + found.end()
    before = text[max(0, amount.start - 8) : amount.start]
    for mark in numbers["approximations_before"]:
        found = compiled(mark["words"]).search(before)
        if found and compiled(mark.get("only", mark["words"])).search(found.group()):
            if amount.approximate and mark["name"] == "about":
                return amount, end
            return amount.scaled(mark["low"], mark.get("high")), end
    return amount, end


@lru_cache(maxsize=1)
def _topic_words() -> list[tuple[str, str]]:
    return sorted(
        ((word, topic["name"]) for topic in load("money")["topics"] for word in topic["words"]), key=lambda pair: -len(pair[0])
    )


@lru_cache(maxsize=1)
def _topic_index() -> WordIndex:
    return WordIndex(_topic_words())


def _cues(situation: Situation, amount: Amount, clause: Clause, floor: int = 0) -> list[tuple[int, str]]:
    """The topics around the figure, nearest first."""
    words = load("money")
    before_start = max(clause.start, amount.start - words["reach"], floor)
    left = _topic_index().find(situation.text[before_start : amount.start])
    behind = situation.text[amount.end : min(clause.end, amount.end + words["reach_back"])]
    # 三千出头 is spent by nobody.
    right = _topic_index().find(compiled(words["no_cue"]).sub(BLOT, behind))
    distances = [(amount.start - before_start - end, name) for _, end, name in left]
    distances += [(start + words["right_handicap"], name) for start, _, name in right]
    return sorted(distances)


def _mention(situation: Situation, amount: Amount, end: int, floor: int) -> Mention:
    clause = situation.clause_at(amount.start)
    exact = not amount.approximate
    mention = situation.mention(
        "money",
        amount.start,
        end,
        value=amount.value,
        unit=load("money")["unit_text"],
        low=None if exact else amount.low,
        high=None if exact else amount.high,
        certainty="stated" if exact else "approximate",
    )
    mention.topic = _topic(situation, amount, clause, floor)
    mention.period = _period(situation, amount, end, clause, mention, floor)
    mention.details = {"topic": mention.topic} if mention.topic else {}
    return mention


def _topic(situation: Situation, amount: Amount, clause: Clause, floor: int) -> str | None:
    for known in _backwards(situation, clause):
        cues = (
            [name for _, name in _cues(situation, amount, known, floor)]
            if known is clause
            else [name for _, _, name in reversed(_topic_index().find(known.text))]
        )
        strong = [name for name in cues if name not in load("money")["weak_topics"]]
        if strong:
            return strong[0]
        if cues and known is clause and cues[0] != load("money")["weak_topics"][0]:
            weak: str = cues[0]
            return weak
    return None


def says_topic(text: str) -> bool:
    """Whether the words themselves say what a figure in them is about."""
    weak = load("money")["weak_topics"]
    return any(name not in weak for _, _, name in _topic_index().find(text))


def _backwards(situation: Situation, clause: Clause) -> Iterator[Clause]:
    """The clause, then those before it in the same sentence."""
    place = situation.clauses.index(clause)
    while place >= 0 and situation.clauses[place].sentence == clause.sentence:
        yield situation.clauses[place]
        place -= 1


def _period(situation: Situation, amount: Amount, end: int, clause: Clause, mention: Mention, floor: int) -> str:
    words, text = load("money"), situation.text
    for name in ("month", "year", "day"):
        if compiled(words[f"unit_{name}"]).search(text[end : end + 5]) or compiled(words[f"unit_{name}"]).search(
            text[amount.end : amount.end + 5]
        ):
            return name
    found = {}
    for name in ("month", "year", "day"):
        places = [cue.end() for cue in compiled(words[f"period_{name}"]).finditer(text, max(clause.start, floor), amount.start)]
        if places:
            found[name] = max(places)
    if found:
        return max(found, key=lambda name: found[name])
    after = text[end : min(clause.end, end + 6)]
    for name in ("month", "year", "day"):
        if compiled(words[f"period_{name}"]).match(after):
            return name
    earlier = text[max(0, clause.start - 12, floor) : clause.start]
    for name in ("month", "year"):
        if mention.topic == "income" and compiled(words[f"period_{name}"]).search(earlier):
            return name
    return "month" if _regular(situation, amount, clause, floor) else "once"


def _regular(situation: Situation, amount: Amount, clause: Clause, floor: int) -> bool:
    income = next(topic for topic in load("money")["topics"] if topic["name"] == "income")
    said = situation.text[max(clause.start, floor) : min(clause.end, amount.end + 6)]
    return any(word in said for word in income["regular"])


def _join_high_and_low(situation: Situation, made: list[Mention]) -> None:
    """多的时候四千，少的时候一千五 is one range."""
    for first, second in itertools.pairwise(made):
        for pair in load("money")["high_and_low"]:
            before_first = situation.text[max(0, first.start - 14) : first.start]
            before_second = situation.text[max(0, second.start - 14) : second.start]
            if compiled(pair["first"]).search(before_first) and compiled(pair["second"]).search(before_second):
                low, high = sorted((float(str(first.value)), float(str(second.value))))
                first.low, first.high, first.value = tidy(low), tidy(high), tidy((low + high) / 2)
                first.end, first.text = second.end, situation.original[first.start : second.end]
                first.certainty, second.silent = "approximate", True
                first.topic = first.topic or second.topic
                first.period = first.period if first.period != "once" else second.period
                if first.topic == "income" and first.period == "once":
                    first.period = "month"
