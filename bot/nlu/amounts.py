"""Finds every figure said in a text and gives it as a value or a range, not yet knowing what it counts."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import cn2an

from bot.nlu.resources import compiled, load


@dataclass(frozen=True)
class Amount:
    """A figure at `start:end`; `low`/`high` are None where that end is open, equal to `value` where it is exact."""

    start: int
    end: int
    value: float
    low: float | None
    high: float | None
    approximate: bool = False

    def scaled(self, low: float | None, high: float | None, start: int | None = None, end: int | None = None) -> "Amount":
        """The same figure widened by the factors of an approximate word."""
        return Amount(
            self.start if start is None else start,
            self.end if end is None else end,
            self.value,
            None if low is None or self.low is None else tidy(self.low * low),
            None if high is None or self.high is None else tidy(self.high * high),
            True,
        )


def tidy(number: float) -> float:
    """A number free of binary dust, whole where it is whole."""
    rounded = round(number, 4)
    return int(rounded) if rounded == int(rounded) else rounded


@lru_cache(maxsize=4096)
def numeral(text: str) -> float | None:
    """The number a numeral stands for (三千五, 1.2万, 廿五), None when it is none."""
    words = load("numbers")
    for written, plain in words["special_numerals"].items():
        text = text.replace(written, plain)
    text = text.replace(",", "")
    if text[:1] in words["leading_one"]:
        text = words["digits_one"] + text
    try:
        return tidy(float(Decimal(str(cn2an.cn2an(text, "smart")))))
    except ValueError:
        return None


def find_amounts(text: str) -> list[Amount]:
    """Every figure in `text`, in order, with the approximate marks written inside the figure itself."""
    blocked = {place for found in _not_quantities().finditer(text) for place in range(found.start(), found.end())}
    amounts, negative = [], compiled(load("numbers")["minus"])
    for found in compiled(load("numbers")["quantity"]).finditer(text):
        if found.start() in blocked or negative.search(text, max(0, found.start() - 2), found.start()):
            continue
        amount = _read(found)
        if amount is not None:
            amounts.append(amount)
    return amounts


@lru_cache(maxsize=1)
def _not_quantities() -> "re.Pattern[str]":
    words: list[str] = sorted(load("numbers")["not_quantities"], key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


def _read(found: "re.Match[str]") -> Amount | None:
    if found["range"]:
        return _range(found)
    if found["pair"]:
        return _pair(found)
    if found["several"]:
        return _several(found)
    if found["lone"]:
        low, high = load("numbers")["lone"][found["lonemark"]]
        unit = load("numbers")["scales"][found["lone"]]
        return Amount(found.start(), found.end(), unit, tidy(unit * low), tidy(unit * high), True)
    return _exact(found)


def _scale(text: str | None) -> int:
    product = 1
    for character in text or "":
        product *= load("numbers")["scales"][character]
    return product


def _range(found: "re.Match[str]") -> Amount | None:
    low, high = numeral(found["low"]), numeral(found["high"])
    if low is None or high is None:
        return None
    high_scale = _scale(found["highscale"])
    low_scale = _scale(found["lowscale"]) if found["lowscale"] else (high_scale if low <= high else 1)
    low, high = tidy(low * low_scale), tidy(high * high_scale)
    if low >= high:
        return None
    return Amount(found.start(), found.end(), tidy((low + high) / 2), low, high, True)


def _pair(found: "re.Match[str]") -> Amount | None:
    first, second = (numeral(found["head"] + digit + found["pairscale"]) for digit in found["two"])
    if first is None or second is None or first >= second:
        return None
    return Amount(found.start(), found.end(), tidy((first + second) / 2), first, second, True)


def _several(found: "re.Match[str]") -> Amount | None:
    words = load("numbers")
    scale = _scale(found["severalscale"])
    times = found["times"]
    if times is not None and times in words["several"]:
        low, high = words["several"][times]
        return Amount(found.start(), found.end(), low * scale, low * scale, None if high is None else high * scale, True)
    tens = numeral((times or found["several"])[:-1])
    if tens is None:
        return None
    return Amount(found.start(), found.end(), tens * scale, (tens + 1) * scale, (tens + 9) * scale, True)


def _exact(found: "re.Match[str]") -> Amount | None:
    number = numeral(found["number"])
    if number is None:
        return None
    scale = _scale(found["exactscale"])
    value = tidy(number * scale)
    mark = found["middle"] or found["after"]
    if not mark:
        return Amount(found.start(), found.end(), value, value, value)
    exact = Amount(found.start(), found.end(), value, value, value, True)
    if load("numbers")["middle"][mark] != "next":
        return exact.scaled(0.9, 1.1)
    step = last_place(number) * scale if found["middle"] else last_place(value)
    return Amount(found.start(), found.end(), value, value, tidy(value + step), True)


def last_place(value: float) -> float:
    """The worth of the last figure that is not zero: 3000 → 1000, 150 → 10, 1.5 → 0.1."""
    exponent = Decimal(str(value)).normalize().as_tuple().exponent
    return float(Decimal(10) ** int(exponent))
