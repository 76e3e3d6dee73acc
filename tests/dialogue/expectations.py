"""What the tables may expect of a turn.

says, never     words that must, or must not, stand in the replies
types           the kinds of replies, in order; [] is silence
cites           the policy shown first; shows and hides: policies that must, or must not, be among those shown
verdicts        what a plan says of a policy: eligible, ineligible or undetermined
offers          buttons that must be there
asks            the fact of the open question; `same` as before, `another` than before, `any`, or `nothing`
learns          exactly these facts changed; null: it is gone
forgets         nothing is known any more
knows, ignores  facts that must have a value, and such as must have none
mode            who answers now: bot (where it is left out), waiting, human
"""

from __future__ import annotations

from typing import Any

from tests.dialogue.talk import Turn

Expected = dict[str, Any]
# The replies that carry policies.
SHOWING = frozenset({"policies", "plan", "application"})
LOOKS = ("says", "never", "types", "cites", "shows", "hides", "verdicts", "offers", "asks", "mode")
WORDS = frozenset({*LOOKS, "learns", "forgets", "knows", "ignores"})


def check(turn: Turn, expected: Expected) -> None:
    """Compares a turn with what was expected of it."""
    check_words(turn, expected)
    check_policies(turn, expected)
    check_question(turn, expected.get("asks"))
    check_facts(turn, expected)
    assert turn.mode == expected.get("mode", "bot"), turn.words


def check_words(turn: Turn, expected: Expected) -> None:
    """The kinds of the replies, their words and buttons."""
    if "types" in expected:
        assert [reply["type"] for reply in turn.replies] == expected["types"], turn.words
    assert [words for words in expected.get("says", []) if words not in turn.words] == [], turn.words
    assert [words for words in expected.get("never", []) if words in turn.words] == [], turn.words
    assert [value for value in expected.get("offers", []) if value not in turn.offered] == [], turn.offered


def check_policies(turn: Turn, expected: Expected) -> None:
    """Which policies are shown, whether as an answer or in a plan."""
    shown = policies_shown(turn)
    if "cites" in expected:
        assert shown[:1] == [expected["cites"]], turn.words
    assert [policy for policy in expected.get("shows", []) if policy not in shown] == [], shown
    assert [policy for policy in expected.get("hides", []) if policy in shown] == [], shown
    judged = {(result["policy_id"], result["verdict"]) for result in results_of(turn)}
    assert set(expected.get("verdicts", {}).items()) <= judged, turn.words


def check_question(turn: Turn, asks: str | None) -> None:
    """The question that is open after the turn."""
    if asks is None:
        return
    if asks == "another":
        assert turn.asked not in (None, turn.asked_before), turn.words
    elif asks == "any":
        assert turn.asked is not None, turn.words
    else:
        assert turn.asked == {"same": turn.asked_before, "nothing": None}.get(asks, asks), turn.words


def check_facts(turn: Turn, expected: Expected) -> None:
    """What the turn taught, and what is known and unknown after it."""
    knows = expected.get("knows", {})
    if expected.get("forgets"):
        assert turn.facts == {}
    elif "learns" in expected:
        assert changed(turn) == expected["learns"], turn.words
    assert {path: turn.facts.get(path) for path in knows} == knows, turn.words
    assert [path for path in expected.get("ignores", []) if path in turn.facts] == [], turn.facts


def policies_shown(turn: Turn) -> list[str]:
    """The policies of the turn's answers and plans, in the order they are read."""
    data = [reply["data"] for reply in turn.replies if reply["type"] in SHOWING]
    return [entry["policy_id"] for each in data for entry in (*each.get("policies", []), *each.get("plan", []))]


def results_of(turn: Turn) -> list[dict[str, Any]]:
    """The judgements behind the turn's plan."""
    return [result for reply in turn.replies if reply["type"] == "plan" for result in reply["data"]["results"]]


def changed(turn: Turn) -> dict[str, Any]:
    """The facts that are not as they were before the turn; None for one that is gone."""
    paths = turn.facts.keys() | turn.facts_before.keys()
    return {path: turn.facts.get(path) for path in paths if turn.facts.get(path) != turn.facts_before.get(path)}
