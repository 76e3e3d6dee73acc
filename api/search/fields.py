"""Answers from an entry's own fields: one statement for each thing asked, with what it rests on; what is not known is said."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite

from api.search.quoting import Statement, resting_on
from api.search.windows import WindowsOut, in_words
from api.wording import words
from knowledge.benefit import ends, payments
from knowledge.conditions import parameters_in, tests_at, walk
from knowledge.eligibility import Judge, Result
from knowledge.parameters import NATIONAL, places_from
from knowledge.places import place_name
from knowledge.planner import person_name
from knowledge.policy import Labelled, Policy
from knowledge.ranges import plain
from knowledge.truth import COMPARISONS
from knowledge.windows import Hotline, load_windows

TOLD = "told"


@dataclass(frozen=True)
class Asked:
    """A policy as it stands for a place on a day, with what is known of the household; windows: where asked for."""

    policy: Policy
    place: str | None
    day: date
    judge: Judge
    windows: WindowsOut | None = None

    @property
    def hotline(self) -> Hotline:
        """Whom to ask about this policy."""
        known = load_windows()
        return known.hotline(known.serving(self.policy.id, self.policy.department))


def statements(asked: Asked, kinds: Sequence[str]) -> list[Statement]:
    """What is said to these kinds of question, in their order; a situation or a bare name is told the whole entry in short."""
    parts = words("answers")["parts"]
    wanted = dict.fromkeys(part for kind in kinds for part in parts.get(kind, []))
    return [said for part in wanted or parts[TOLD] for said in SAYING[part](asked)]


def unknown(asked: Asked, kinds: Sequence[str]) -> list[str]:
    """What was asked for and the entry does not say, each with whom to ask."""
    said = words("answers")["unknown"]
    holes = {"time": not asked.policy.apply.days, "papers": not asked.policy.papers, "payday": not _paid_at(asked)}
    named = {"time": "days"}
    line = {"number": asked.hotline.number, "name": asked.hotline.name}
    return [str(said[named.get(kind, kind)].format(**line)) for kind in kinds if holes.get(kind)]


def _paid_at(asked: Asked) -> bool:
    return any(word in asked.policy.benefit.text for word in words("answers")["paid_at"])


def _who(asked: Asked) -> Iterator[Statement]:
    clauses = dict.fromkeys(part.clause for part in asked.policy.rule.all if isinstance(part, Labelled))
    refs = words("answers")["between_refs"].join(list(clauses)[:2])
    yield resting_on(asked.policy, "who", asked.policy.who, refs, asked.day)


def _conditions(asked: Asked) -> Iterator[Statement]:
    for part in asked.policy.rule.all:
        if isinstance(part, Labelled):
            yield resting_on(asked.policy, "conditions", part.label, part.clause, asked.day)
    yield from _numbers_of(asked, _limits(asked.policy))


def _benefit(asked: Asked) -> Iterator[Statement]:
    yield resting_on(asked.policy, "benefit", asked.policy.benefit.text, None, asked.day)


def _numbers(asked: Asked) -> Iterator[Statement]:
    amount = asked.policy.benefit.amount
    if amount is not None:
        yield from _numbers_of(
            asked, (name for payment in payments(amount) for end in ends(payment) for name in parameters_in(end))
        )


def _numbers_of(asked: Asked, names: Iterator[str]) -> Iterator[Statement]:
    """The numbers of the place on the day, each with its source; those nobody could verify together, with whom to ask."""
    wording, parameters = words("answers"), asked.judge.catalogue.parameters
    known = [found for name in dict.fromkeys(names) if (found := parameters.find(name, asked.place))]
    for found in known:
        value = parameters.value_on(found.id, asked.place, asked.day)
        if value is not None:
            of = {"place": _whose(asked, found.id), "label": found.label, "unit": found.unit, "since": value.from_}
            text = wording["number"].format(value=plain(value.value), **of)
            refs = tuple(ref for ref in (value.clause, value.source) if ref)
            yield Statement("numbers", text, refs, value.checked, "checked")
    unverified = [found.label for found in known if parameters.value_on(found.id, asked.place, asked.day) is None]
    if unverified:
        line = {"number": asked.hotline.number, "name": asked.hotline.name, "labels": wording["between"].join(unverified)}
        text = wording["number_open" if asked.place else "number_placeless"].format(**line, place=place_name(asked.place or ""))
        yield Statement("numbers", text, (), asked.day, "own")


def _whose(asked: Asked, name: str) -> str:
    """The name of the place whose number it is."""
    by_place = asked.judge.catalogue.parameters.by_place
    code = next((place for place in places_from(asked.place) if name in by_place.get(place, {})), NATIONAL)
    return str(words("answers")["nation"]) if code == NATIONAL else place_name(code)


def _limits(policy: Policy) -> Iterator[str]:
    """The parameters that the conditions of a policy are measured by."""
    for part in walk(policy.rule):
        for _, test in tests_at(part, ()):
            for verb in (verb for verb in test.verbs() if verb in COMPARISONS):
                yield from parameters_in(getattr(test, verb))


def _worked_out(asked: Asked) -> Iterator[Statement]:
    """What it comes to for this household, where its facts and the numbers of its place say so."""
    for result in asked.judge.judge(asked.policy):
        amount = result.amount
        if result.verdict == "ineligible" or amount.value is None or not amount.value.exact or amount.missing:
            continue
        if isfinite(amount.value.low) and asked.judge.situation.household:
            yield _amount(asked, result)


def _amount(asked: Asked, result: Result) -> Statement:
    wording, amount = words("answers")["worked_out"], result.amount
    value = plain(amount.value.low) if amount.value else ""
    form = "for_person" if result.person else "for_household"
    if amount.formula == str(value) and not result.person:
        form = "plain"
    who = person_name(asked.judge.situation, result.person) if result.person else ""
    text = wording[form].format(who=who, formula=amount.formula, value=value, unit=asked.policy.benefit.unit or "")
    return resting_on(asked.policy, "worked_out", text, None, asked.day)


def _where(asked: Asked) -> Iterator[Statement]:
    yield resting_on(asked.policy, "where", asked.policy.apply.where, None, asked.day)


def _before_going(asked: Asked) -> Iterator[Statement]:
    if asked.windows and asked.windows.before_going:
        yield Statement("before_going", asked.windows.before_going, (), asked.day, "own")


def _windows(asked: Asked) -> Iterator[Statement]:
    if asked.windows and asked.windows.windows:
        yield Statement("windows", in_words(asked.windows), (), asked.day, "own")


def _papers(asked: Asked) -> Iterator[Statement]:
    policy = asked.policy
    if policy.papers:
        text = words("answers")["between"].join(policy.papers)
        yield resting_on(policy, "papers", text, policy.papers_clause, asked.day)


def _days(asked: Asked) -> Iterator[Statement]:
    days = asked.policy.apply.days
    if days:
        wording = words("answers")["days"]
        limit = wording[days.unit].format(count=days.count)
        text = wording["with_note"].format(limit=limit, note=days.note) if days.note else limit
        yield resting_on(asked.policy, "days", text, days.clause, asked.day)


SAYING: dict[str, Callable[[Asked], Iterator[Statement]]] = {
    "who": _who,
    "conditions": _conditions,
    "benefit": _benefit,
    "numbers": _numbers,
    "worked_out": _worked_out,
    "where": _where,
    "before_going": _before_going,
    "windows": _windows,
    "papers": _papers,
    "days": _days,
}
