"""The check of action responses: as strict as Rasa's own, and silent about what a response holds."""

from typing import Any

import pytest
from rasa.core.actions.action import RemoteAction

from bot.action_endpoint import ActionServerError
from bot.response_validation import install_fast_validation

SECRET = "我叫王翠花"


@pytest.fixture
def action(monkeypatch: pytest.MonkeyPatch) -> RemoteAction:
    """Gives an action whose responses are checked our way."""
    monkeypatch.setattr(RemoteAction, "_validate_action_result", RemoteAction._validate_action_result)  # restored afterwards
    install_fast_validation()
    return RemoteAction("action_begin", None)


@pytest.mark.parametrize(
    "response",
    [
        {"events": [], "responses": []},
        {"events": [{"event": "slot", "name": "asked_fact", "value": None}], "responses": [{"custom": {"text": SECRET}}]},
    ],
)
def test_a_response_of_the_right_shape_is_taken(action: RemoteAction, response: dict[str, Any]) -> None:
    assert action._validate_action_result(response)


@pytest.mark.parametrize(
    "response",
    [
        [SECRET],
        {"events": SECRET},
        {"events": [{"event": SECRET}]},
        {"events": [{"event": "slot", "value": SECRET}]},
        {"responses": [SECRET]},
    ],
)
def test_a_response_of_another_shape_fails_the_turn_without_being_quoted(action: RemoteAction, response: Any) -> None:
    with pytest.raises(ActionServerError) as refused:
        action._validate_action_result(response)
    assert SECRET not in str(refused.value)
