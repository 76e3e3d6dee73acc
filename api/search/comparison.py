"""Two policies side by side: who, how much, where, and whether one may have both, from their own fields; every cell cited."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel

from api.search.fields import SAYING, Asked
from api.search.quoting import MOST_LAWS, Statement, basis_on, resting_on
from api.wording import words
from knowledge.policy import Relation

EXCLUSIVE = "exclusive"
# What stands in each row of the table, in the words of the entry; the last row is what they say of one another.
ROWS = {"who": ("who",), "benefit": ("benefit", "numbers"), "where": ("where",)}


class CellOut(BaseModel):
    """What one policy says in one row. refs: the clauses behind it; day: on which they hold, or were checked.

    cited: the same with these behind it, as it is said.
    """

    text: str
    cited: str
    refs: list[str]
    day: date


class RowOut(BaseModel):
    """label: what is compared; cells: one for each policy, in their order, each with what it rests on."""

    part: str
    label: str
    cells: list[list[CellOut]]


class ComparisonOut(BaseModel):
    """Two policies as a table."""

    policy_ids: list[str]
    names: list[str]
    rows: list[RowOut]


def compare(first: Asked, second: Asked) -> ComparisonOut:
    """The table of two policies on one day."""
    sides, labels = (first, second), words("answers")["compared"]["rows"]
    rows = [
        RowOut(
            part=row, label=labels[row], cells=[[_cell(said) for part in parts for said in SAYING[part](side)] for side in sides]
        )
        for row, parts in ROWS.items()
    ]
    cells = [[_cell(said) for said in _relation(one, other)] for one, other in ((first, second), (second, first))]
    rows.append(RowOut(part=EXCLUSIVE, label=labels[EXCLUSIVE], cells=cells))
    return ComparisonOut(policy_ids=[side.policy.id for side in sides], names=[side.policy.name for side in sides], rows=rows)


def in_words(table: ComparisonOut) -> str:
    """The same line by line, for who cannot see a table."""
    wording = words("answers")["compared"]
    lines = [wording["lead"].format(first=table.names[0], second=table.names[1])]
    for row in table.rows:
        for name, cells in zip(table.names, row.cells, strict=True):
            lines += [wording["cell"].format(row=row.label, name=name, value=cell.cited) for cell in cells]
    return "\n".join(lines)


def _cell(said: Statement) -> CellOut:
    return CellOut(text=said.text, cited=said.backed(), refs=list(said.refs), day=said.day)


def _relation(one: Asked, other: Asked) -> list[Statement]:
    """What the entry says of the other one; where it says nothing, what the other says of it; else that nothing was found."""
    found = [relation for relation in one.policy.relations if relation.with_ == other.policy.id]
    owner = one
    if not found:
        owner, found = other, [relation for relation in other.policy.relations if relation.with_ == one.policy.id]
    if found:
        return [_said(owner, relation) for relation in found]
    nothing = words("answers")["compared"]["no_relation"]
    return [Statement(EXCLUSIVE, nothing, basis_on(one.policy, one.day)[:MOST_LAWS], one.day, "unlisted")]


def _said(owner: Asked, relation: Relation) -> Statement:
    # The clause of a condition names the two kinds of aid and need not say that one rules out the other.
    return resting_on(owner.policy, EXCLUSIVE, relation.text, relation.clause, owner.day)
