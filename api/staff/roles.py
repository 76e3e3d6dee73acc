"""What a signed-in person may do."""

from __future__ import annotations

from typing import Literal, get_args

Role = Literal["operator", "caseworker", "supervisor", "administrator", "auditor"]
ROLES: tuple[Role, ...] = get_args(Role)
# An auditor reads and never acts.
ANSWERING = frozenset(ROLES) - {"auditor"}
# Whether an example goes among the questions that measure the search is not decided by whoever proposed it alone.
JUDGING = frozenset[Role]({"supervisor", "administrator"})
