"""The roles staff have; what each may do stands in `permissions.yaml`."""

from __future__ import annotations

from typing import Literal, get_args

Role = Literal["operator", "caseworker", "supervisor", "administrator", "auditor"]
ROLES: tuple[Role, ...] = get_args(Role)
