"""What is said of a grant when it is recorded; what is left open stays unknown."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, Field

from api.applications.schemas import Name, Short
from api.assessment.schemas import Place
from api.audit.schemas import EMPTY_IS_NONE
from api.chat.text import CLEANED
from api.core.text_types import LARGEST_ID, WHOLE_CHARACTERS, Code, Day

Amount = Annotated[Decimal | None, Field(ge=0, max_digits=12, decimal_places=2), EMPTY_IS_NONE]
Unit = Annotated[Annotated[str, Field(max_length=20), WHOLE_CHARACTERS, CLEANED] | None, EMPTY_IS_NONE]
When = Annotated[Day | None, EMPTY_IS_NONE]
Word = Annotated[Annotated[Code, Field(max_length=64)] | None, EMPTY_IS_NONE]


class Terms(BaseModel):
    """As decided: how much in which unit, from which day until which day."""

    amount: Amount = None
    unit: Unit = None
    from_day: When = None
    until_day: When = None


class RecordForm(Terms):
    """What was granted to somebody who made no application here."""

    policy_id: Annotated[Code, Field(max_length=64)]
    name: Name
    id_number: Short
    place: Annotated[Place | None, EMPTY_IS_NONE] = None


class Window(BaseModel):
    """Which grants the list shows, and which page of them. running: on that day; id_number is looked up by its fingerprint."""

    policy: Word = None
    place: Annotated[Place | None, EMPTY_IS_NONE] = None
    running: When = None
    page: Annotated[int, Field(ge=1, le=LARGEST_ID // 100)] = 1
