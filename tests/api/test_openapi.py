"""The contract, as the service documents it."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI

CONTRACT = {
    "/v1/conversations": "post",
    "/v1/conversations/{}/consent": "post",
    "/v1/conversations/{}/messages": "post get",
    "/v1/conversations/{}/events": "get",
    "/v1/conversations/{}/facts": "get patch",
    "/v1/conversations/{}": "delete",
    "/v1/conversations/{}/handover": "post",
    "/v1/conversations/{}/feedback": "post",
    "/v1/assessments": "post",
    "/v1/assessments/next-question": "post",
    "/v1/policies": "get",
    "/v1/policies/{}": "get",
    "/v1/answers": "get",
    "/v1/windows": "get",
    "/v1/extract": "post",
    "/v1/applications": "post",
    "/v1/applications/{}": "get",
    "/v1/staff/session": "post",
    "/v1/staff/queue": "get",
    "/v1/staff/conversations/{}/claim": "post",
    "/v1/staff/conversations/{}/reply": "post",
    "/v1/staff/conversations/{}/return": "post",
    "/v1/staff/conversations/{}/close": "post",
    "/healthz": "get",
    "/readyz": "get",
}
CALLS = [(path, method) for path, methods in CONTRACT.items() for method in methods.split()]
FIELDS = {
    "ConversationRequest": {"channel", "locality"},
    "ConversationOut": {"id", "token", "replies"},
    "Reply": {"id", "type", "text", "buttons", "data", "at"},
    "MessageRequest": {"text", "button", "client_id"},
    "TurnOut": {"replies", "mode", "facts"},
    "ConsentRequest": {"scope", "granted"},
    "AssessmentRequest": {"facts", "locality", "as_of"},
    "AssessmentOut": {"as_of", "locality", "catalogue_version", "results", "plan", "next_question", "disclaimer"}
    | {"tags", "warnings"},
    "PlanStepOut": {"step", "policy_id", "why", "follows", "instead_of", "where_to_go"},
    "TagOut": {"id", "name", "group", "person", "outcome", "missing"},
    "WarningOut": {"id", "label", "effect", "person", "policies", "do", "hearing"},
    "NearestMissOut": {"policy_id", "name", "verdict", "against", "instead", "why"},
    "ResultOut": {"policy_id", "name", "verdict", "person", "reasons", "missing", "would_change", "benefit", "apply"},
    "ReasonOut": {"label", "outcome", "clause", "facts", "against"},
    "BenefitOut": {"text", "amount", "formula", "unit"},
    "ApplyOut": {"channel", "where", "papers", "days"},
    "QuestionOut": {"fact", "text", "options", "settles"},
    "FoundPolicy": {"policy_id", "name", "department", "score", "passages"},
    "AnswerOut": {"answer", "citations", "answerable", "where_to_go"},
    "WindowsOut": {"locality", "policy_id", "windows", "hotline", "notice", "before_going", "place_needed"},
    "WindowOut": {"name", "address", "phone", "hours", "map_link", "verified", "demonstration"},
    "ExtractOut": {"facts", "mentions"},
    "ApplicationRequest": {
        "policy_ids", "facts", "applicant", "on_behalf_of", "residence", "hukou", "commitment", "consent", "conversation_id",
    },
    "ApplicationOut": {"number", "status", "next_deadline", "where_to_go"},
    "FeedbackRequest": {"message_id", "useful", "reason"},
}  # fmt: skip


@pytest.fixture(scope="module")
def document(service: FastAPI) -> dict[str, Any]:
    """The document behind `/openapi.json`."""
    return service.openapi()


@pytest.fixture(scope="module")
def calls(document: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """Every documented call by its path, whatever its parts are called, and its method."""
    documented: dict[tuple[str, str], dict[str, Any]] = {}
    for path, methods in document["paths"].items():
        plain = "/".join("{}" if part.startswith("{") else part for part in path.split("/"))
        documented |= {(plain, method): call for method, call in methods.items()}
    return documented


@pytest.mark.parametrize(("path", "method"), CALLS)
def test_every_call_of_the_contract_is_documented(calls: dict[tuple[str, str], Any], path: str, method: str) -> None:
    assert (path, method) in calls


@pytest.mark.parametrize(("name", "fields"), FIELDS.items(), ids=list(FIELDS))
def test_every_body_has_the_fields_of_the_contract(document: dict[str, Any], name: str, fields: set[str]) -> None:
    assert fields <= set(document["components"]["schemas"][name]["properties"])


def test_every_call_says_what_it_does(calls: dict[tuple[str, str], Any]) -> None:
    assert {call for call, described in calls.items() if not described.get("description")} == set()


def test_every_body_has_a_shape_and_is_json_or_a_file(calls: dict[tuple[str, str], Any]) -> None:
    bodies = {call: described["requestBody"]["content"] for call, described in calls.items() if "requestBody" in described}
    with_file = {call for call, body in bodies.items() if "multipart/form-data" in body}
    assert with_file == {("/v1/applications/{}/attachments", "post")}
    assert all("$ref" in shape["schema"] for body in bodies.values() for shape in body.values())
    assert {kind for call, body in bodies.items() for kind in body if call not in with_file} == {"application/json"}


def test_a_new_conversation_is_documented_as_created(calls: dict[tuple[str, str], Any]) -> None:
    assert "201" in calls["/v1/conversations", "post"]["responses"]


def test_the_service_calls_itself_by_its_name(document: dict[str, Any]) -> None:
    assert document["info"]["title"] == "救助通"
