"""What the forms on the pages of cases send: a field that was left empty says nothing."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field

from api.assessment.schemas import Place
from api.audit.schemas import EMPTY_IS_NONE
from api.cases.listing import Filters
from api.cases.moves import GRANTED
from api.cases.schemas import EventId, MoveRequest, PolicyId, Words
from api.core.text_types import Code, Day
from api.grants.schemas import Terms
from knowledge.policy import Step

Dispatched = Annotated[str | None, Field(pattern="^(sent|taken|sent_back)$"), EMPTY_IS_NONE]
Word = Annotated[Annotated[Code, Field(max_length=64)] | None, EMPTY_IS_NONE]


def _lines(value: Any) -> Any:
    """One entry a line."""
    sent = [value] if isinstance(value, str) else value
    return [line.strip() for text in sent for line in text.splitlines() if line.strip()] if isinstance(sent, list) else value


class Window(BaseModel):
    """Which cases the list shows, and which page of them."""

    status: Annotated[Step | None, EMPTY_IS_NONE] = None
    policy: Word = None
    department: Word = None
    place: Annotated[Place | None, EMPTY_IS_NONE] = None
    dispatched: Dispatched = None
    due_before: Annotated[Day | None, EMPTY_IS_NONE] = None
    overdue: bool = False
    mine: bool = False
    closed: bool = False
    text: Word = None
    cursor: Word = None

    def filters(self) -> Filters:
        """The same as the list of cases is asked; closed ones are left out unless they are wanted."""
        return Filters(
            status=self.status,
            policy=self.policy,
            department=self.department,
            place=self.place,
            due_before=self.due_before,
            overdue=self.overdue,
            mine=self.mine,
            open=not self.closed,
            dispatch=self.dispatched,
            text=self.text,
        )


class MoveForm(Terms):
    """A step with what is said of it, and with `granted` what was decided. missing: one a line."""

    to: Step
    policy_id: PolicyId
    why: Annotated[Words | None, EMPTY_IS_NONE] = None
    clause: Annotated[Words | None, EMPTY_IS_NONE] = None
    missing: Annotated[list[Words], Field(max_length=30), BeforeValidator(_lines)] = Field(default_factory=list)
    place: Annotated[Place | None, EMPTY_IS_NONE] = None
    seen: EventId

    def request(self) -> MoveRequest:
        """The same as programs ask for it."""
        said = self.model_dump(exclude=set(Terms.model_fields))
        terms = Terms(**self.model_dump(include=set(Terms.model_fields)))
        return MoveRequest(**said, grant=terms if self.to == GRANTED else None)
