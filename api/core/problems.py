"""How refusals stand in the OpenAPI document: one shape for all of them, declared per feature with its statuses."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel

MEDIA_TYPE = "application/problem+json"
# Any call may be malformed, too long or of another kind than JSON, come too often, or meet a part that is down.
ALWAYS = (400, 408, 413, 415, 422, 429, 503)


class InProgress(BaseModel):
    """A policy that is being worked on already. number, status_text: only for whose application that is. text: fit to show."""

    policy_id: str
    name: str
    number: str | None
    status_text: str | None
    text: str


class Problem(BaseModel):
    """A refusal (RFC 9457). detail: a Chinese sentence fit to show; field: what is wrong, where one field is.

    in_progress: with a submission, what of it has been applied for before and is still open.
    """

    type: str
    title: str
    status: int
    detail: str
    request_id: str
    field: str | None = None
    in_progress: list[InProgress] | None = None


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The refusals of a feature's calls: those every call may meet, and these."""
    shape = {"schema": {"$ref": f"#/components/schemas/{Problem.__name__}"}}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: shape}}
        for status in sorted({*ALWAYS, *statuses})
    }


class DocumentedService(FastAPI):
    """A service whose document also holds the shape of its refusals."""

    def openapi(self) -> dict[str, Any]:
        """The document behind `/openapi.json`."""
        document = super().openapi()
        document["components"]["schemas"].setdefault(Problem.__name__, Problem.model_json_schema())
        return document
