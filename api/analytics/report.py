"""Puts the analysis together: what was counted, protected, in tables with their words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy.orm import Session

from api.analytics.cases import DISPATCHED, count_dispatches, count_parts, days_to_states
from api.analytics.conversations import count_attendances, count_conversations, waits
from api.analytics.counting import median, nine_in_ten, summed
from api.analytics.period import Scope
from api.analytics.schemas import AnalyticsOut, Figure, RowOut, TableOut
from api.analytics.small_cells import FEWEST, WITHHELD, Cell, protected, rounded
from api.analytics.topics import Topic, count_topics
from api.cases.states import states
from api.core.clock import today
from api.search.service import policies_by_id
from api.wording import words
from knowledge.places import place_name

Chart = Literal["line", "bar", "none"]
OUTCOMES = ("without_person", "attended", "waiting", "gave_up")
STANDINGS = ("in_time", "overdue", "without_limit")
SCORES = (5, 4, 3, 2, 1, None)
UNANSWERED = ("nearest", "elsewhere", "nothing")
ABOUT = ("asked", "shown", "eligible")
HUNDRED = 100


def analysis(session: Session, scope: Scope) -> AnalyticsOut:
    """All tables of a period and place. Raises SQLAlchemyError."""
    wording = words("analytics")
    return AnalyticsOut(
        label=wording["label"],
        day=today(),
        since=scope.since,
        until=scope.until,
        place=scope.place,
        place_name=_reach(scope),
        rules=wording["rules"],
        unknown=wording["unknown"],
        tables=[*_conversations(session, scope), *_people(session, scope), *_policies(session, scope), *_times(session, scope)],
    )


def _reach(scope: Scope) -> str:
    named = scope.place or (scope.account.place if scope.account.role == "supervisor" else None)
    return place_name(named) if named else str(words("analytics")["everywhere"])


def _conversations(session: Session, scope: Scope) -> list[TableOut]:
    found = count_conversations(session, scope)
    days = dict.fromkeys(scope.days(), 0) | summed((begun.day.isoformat(), begun.number) for begun in found)
    channels = summed((begun.channel, begun.number) for begun in found)
    outcomes = {name: 0 for name in OUTCOMES} | summed((begun.outcome, begun.number) for begun in found)
    by_day, by_channel, by_outcome = protected([list(days.values()), list(channels.values()), list(outcomes.values())])
    contained = _table("outcomes", _labelled("outcomes", outcomes, by_outcome), "bar")
    contained.note += _share(by_outcome)
    return [
        _table("days", _labelled("days", days, by_day), "line"),
        _table("channels", _labelled("channels", channels, by_channel), "bar"),
        contained,
    ]


def _share(outcomes: list[Cell]) -> str:
    """How many went without a person, from nothing but what is shown."""
    values = [cell.value for cell in outcomes if cell.value is not None]
    known = len(values) == len(outcomes) and sum(values) > 0
    share = words("analytics")["share"]
    return str(share["known"].format(percent=round(HUNDRED * values[0] / sum(values)))) if known else str(share["hidden"])


def _people(session: Session, scope: Scope) -> list[TableOut]:
    found = count_attendances(session, scope)
    reasons = summed((one.reason, one.number) for one in found)
    scored = Counter({score: 0 for score in SCORES})
    for one in found:
        scored[one.score] += one.number
    scores = {str(score or "none"): scored[score] for score in SCORES}
    by_reason, by_score = protected([list(reasons.values()), list(scores.values())])
    minutes = waits(session, scope)
    waited = [Row("waited", words("analytics")["waited"], [_time(median(minutes)), _time(nine_in_ten(minutes))])]
    return [
        _table("reasons", _labelled("reasons", reasons, by_reason), "bar"),
        _table("satisfaction", _labelled("scores", scores, by_score) if found else [], "bar"),
        _table("waiting", waited if minutes else [], "none"),
    ]


def _policies(session: Session, scope: Scope) -> list[TableOut]:
    topics, parts = count_topics(session, scope), count_parts(session, scope)
    applied = summed((part.policy, part.number) for part in parts)
    granted = {name: 0 for name in applied} | summed((part.policy, part.number) for part in parts if part.standing == "granted")
    standing = {name: 0 for name in STANDINGS} | summed(
        (part.standing, part.number) for part in parts if part.standing in STANDINGS
    )
    # One division of all parts by policy, another by what became of them; who ended otherwise is shown nowhere.
    by_policy, became = protected([list(applied.values()), [*standing.values(), *granted.values(), None]])
    by_standing, by_grant = became[: len(standing)], became[len(standing) : -1]
    columns = {"applied": dict(zip(applied, by_policy, strict=True)), "granted": dict(zip(granted, by_grant, strict=True))}
    for policy, cell in columns["applied"].items():
        if cell.value is None and granted[policy]:
            columns["granted"][policy] = WITHHELD
    return [
        _table("policies", _policy_rows(topics, columns), "none"),
        _table("standing", _labelled("standings", standing, by_standing) if parts else [], "bar"),
        _table("unanswered", _unanswered(topics), "none"),
    ]


def _policy_rows(topics: Mapping[Topic, int], columns: Mapping[str, Mapping[str, Cell]]) -> list[Row]:
    names = {subject for kind, subject in topics if kind in ABOUT} | set(columns["applied"])
    order = sorted(names, key=lambda name: (-max(rounded(topics.get((kind, name), 0)).low for kind in ABOUT), name))
    labels = dict(zip(order, policies_by_id(order), strict=True))
    nobody = rounded(0)
    return [
        Row(
            name,
            labels[name],
            [
                *(_counted(rounded(topics.get((kind, name), 0))) for kind in ABOUT),
                *(_counted(cells.get(name, nobody)) for cells in columns.values()),
            ],
        )
        for name in order
    ]


def _unanswered(topics: Mapping[Topic, int]) -> list[Row]:
    wording = words("analytics")["unanswered"]
    found = sorted((UNANSWERED.index(kind), subject, count) for (kind, subject), count in topics.items() if kind in UNANSWERED)
    rows = []
    for place, subject, count in found:
        kind = UNANSWERED[place]
        named = policies_by_id([subject])[0] if kind == "nearest" else subject
        rows.append(Row(f"{kind}:{subject}", wording[kind].format(name=named), [_counted(rounded(count))]))
    return rows


def _times(session: Session, scope: Scope) -> list[TableOut]:
    reached = days_to_states(session, scope)
    statuses = words("dialogue")["statuses"]
    order = [*states().open, *states().closed]
    rows = [
        Row(status, statuses[status], [_time(median(reached[status])), _time(nine_in_ten(reached[status]))])
        for status in dict.fromkeys(order)
        if status in reached
    ]
    dispatches = count_dispatches(session, scope)
    departments = sorted({name for act in DISPATCHED for name in dispatches[act]})
    unknown = words("analytics")["unknown_name"]
    sent = [
        Row(name, unknown if name == "unknown" else name, [_counted(rounded(dispatches[act][name])) for act in DISPATCHED])
        for name in departments
    ]
    return [_table("times", rows, "bar"), _table("dispatches", sent, "none")]


@dataclass(frozen=True, slots=True)
class Row:
    """One line before it is shown."""

    name: str
    label: str
    figures: list[Figure]


def _labelled(subject: str, counts: Mapping[str, int], cells: Sequence[Cell]) -> list[Row]:
    labels: Mapping[str, Any] = words("staff")["reasons"] if subject == "reasons" else {}
    labels = {**labels, **words("analytics")["labels"].get(subject, {})}
    return [Row(name, labels.get(name, name), [_counted(cell)]) for name, cell in zip(counts, cells, strict=True)]


def _counted(cell: Cell) -> Figure:
    """A count as it is shown."""
    shown = words("analytics")["cells"]
    if cell.value is None:
        return Figure(value=None, text=shown["small" if cell.small else "withheld"])
    return Figure(value=cell.value, text=shown["from"].format(low=cell.value) if cell.value >= FEWEST else shown["nobody"])


def _time(value: int | None) -> Figure:
    return Figure(value=value, text=words("analytics")["cells"]["too_few"] if value is None else str(value))


def _table(name: str, rows: Iterable[Row], chart: Chart) -> TableOut:
    wording = words("analytics")["tables"][name]
    shown = [RowOut(name=row.name, label=row.label, figures=row.figures) for row in rows]
    return TableOut(
        name=name,
        title=wording["title"],
        note=wording["note"],
        first=wording["first"],
        columns=wording["columns"],
        rows=shown,
        chart=chart,
        empty=words("analytics")["empty"],
    )
