"""The page of dispatches: what was sent here is taken, sent back, and seen by the supervisor who sends it elsewhere."""

from __future__ import annotations

from collections.abc import Callable

from tests.api.officials import INSIDE, Official


def page(official: Official, state: str) -> str:
    """The dispatches of one state."""
    answer = official.browser.get("/staff/dispatches", params={"dispatched": state}, headers={"Accept": "text/html"})
    assert answer.status_code == 200, answer.text
    return answer.text


def send(official: Official, number: str, verb: str, **form: str) -> int:
    """Sends one of the page's forms."""
    body = {"policy_id": "dibao", **form}
    return int(official.browser.post(f"/staff/dispatches/{number}/{verb}", data=body, headers=INSIDE).status_code)


def test_a_part_goes_from_sent_to_taken_to_sent_back_to_the_supervisor(
    apply: Callable[..., str], caseworker: Official, supervisor: Official, official: Callable[..., Official]
) -> None:
    number = apply()
    assert number in page(caseworker, "sent")
    assert number not in page(official("other", "caseworker", "120104", "残联"), "sent")
    assert send(caseworker, number, "take") == 200
    assert number in page(caseworker, "taken") and number not in page(caseworker, "sent")
    assert send(caseworker, number, "send-back", why="") == 422
    assert send(caseworker, number, "send-back", why="户籍不在本区") == 200
    shown = page(supervisor, "sent_back")
    assert number in shown and "重新转办" in shown
    assert "重新转办" not in page(caseworker, "sent_back").partition("<tbody>")[2]
