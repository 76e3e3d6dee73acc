"""Plays the table of messages against the running service; what holds of all of them stands here, once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.hostile.conftest import SECRET
from tests.hostile.stranger import Stranger

TABLE = yaml.safe_load(Path(__file__).with_name("messages.yaml").read_text("utf-8"))
ROWS = [(group, row) for group in TABLE["groups"] for row in group["messages"]]
ZERO_WIDTH_JOINER = "\u200d"


def name_of(row: dict[str, Any]) -> str:
    """A message as it can be read in a report."""
    times = f"x{row['times']}" if "times" in row else ""
    return ascii(row["say"])[1:41] + times


def kept_text(row: dict[str, Any], sent: str) -> str:
    """What the history must show of a message."""
    return str(row.get("kept", sent.replace(ZERO_WIDTH_JOINER, "") if row.get("kept_without_joiners") else sent))


def check_facts(stranger: Stranger, row: dict[str, Any]) -> None:
    """The facts are those of the opening and of this message, and no others."""
    known, expected = stranger.facts(), {**TABLE["opening_learns"], **row.get("learns", {})}
    free = row.get("learns_at_most", [])
    assert {path: value for path, value in known.items() if path not in free} == {
        path: value for path, value in expected.items() if path not in free
    }


def check_replies(replies: list[dict[str, Any]], never: list[str]) -> None:
    """The bot said something, nothing it must not say, and nothing of anybody else."""
    said = "\n".join(reply["text"] for reply in replies)
    assert said.strip()
    assert [words for words in never if words in said] == []
    assert SECRET not in str(replies)


def test_the_table_is_as_long_as_was_promised() -> None:
    assert len(ROWS) >= 120


@pytest.mark.parametrize(("group", "row"), ROWS, ids=[name_of(row) for _, row in ROWS])
def test_a_hostile_message_is_a_message_like_any_other(
    stranger: Stranger, neighbour: Stranger, group: dict[str, Any], row: dict[str, Any]
) -> None:
    opening, sent = TABLE["opening"], row["say"] * row.get("times", 1)
    stranger.say(opening)
    answer = stranger.say(sent)
    assert answer.status_code == row.get("refused", 200)
    if answer.status_code == 200:
        assert answer.json()["mode"] == "bot"
        check_replies(answer.json()["replies"], group.get("never", []))
    check_facts(stranger, row)
    check_goes_on(stranger)
    kept = [] if "refused" in row else [kept_text(row, sent)]
    assert stranger.said() == [opening, *kept, TABLE["follow_up"]]


def check_goes_on(stranger: Stranger) -> None:
    """The next question gets its normal answer."""
    replies = stranger.say(TABLE["follow_up"]).json()["replies"]
    found = [policy["policy_id"] for reply in replies if reply["type"] == "policies" for policy in reply["data"]["policies"]]
    assert found[:1] == [TABLE["follow_up_cites"]]
    check_replies(replies, [])
