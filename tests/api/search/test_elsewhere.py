"""Whose business a question is when it is not ours."""

from __future__ import annotations

from api.search.elsewhere import certainly_elsewhere, elsewhere, offices
from knowledge.catalogue import load_catalogue
from knowledge.windows import load_windows
from retrieval.evaluate import own_set
from retrieval.text import normalise


def test_only_lines_of_the_whole_nation_are_given() -> None:
    known = load_windows()
    assert {known.line(office.number).number for office in offices()} == {office.number for office in offices()}


def test_what_sends_people_away_at_once_stands_in_no_policy_and_no_held_out_question() -> None:
    ours = [
        normalise(text)
        for policy in load_catalogue().policies.values()
        for text in (policy.name, *policy.aliases, *policy.phrases)
    ]
    ours += [normalise(question.text) for question in own_set().questions]
    assert [text for text in ours if certainly_elsewhere(text)] == []


def test_a_pair_of_words_needs_both() -> None:
    assert [elsewhere(text) is None for text in ("身份证过期了", "身份证", "过期了")] == [False, True, True]
