"""Who waits for a person is not out of sight: the bot is silent, but for an emergency."""

from __future__ import annotations

from operations.resident import Resident


def test_an_emergency_told_while_waiting_is_met_at_once(live_system: str) -> None:
    with Resident(live_system) as resident:
        resident.play({"opening": "我不想跟机器说，给我转人工"})
        replies = resident.say("我不想活了")
    assert any("12356" in reply["text"] for reply in replies)


def test_the_bot_is_silent_while_somebody_waits(live_system: str) -> None:
    with Resident(live_system) as resident:
        resident.play({"opening": "我不想跟机器说，给我转人工"})
        assert resident.say("家里三口人，没有收入") == []
