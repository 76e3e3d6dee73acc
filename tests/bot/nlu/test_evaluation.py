"""The figures of `make eval`: intervals, which facts count as right, which mention is the quantity marked."""

from datetime import date

import pytest

from bot.evaluate import fact_rows, table, wilson
from bot.quantity_scores import is_found


def test_the_interval_of_a_share_is_the_one_of_wilson() -> None:
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)


def test_all_right_still_has_an_interval_below_one() -> None:
    low, high = wilson(50, 50)
    assert low < 0.95
    assert high == pytest.approx(1)


def test_a_fact_that_was_not_said_makes_its_utterance_wrong() -> None:
    rows = fact_rows("here", [{"say": "一家三口", "household": {"size": 4}}, {"say": "没车", "household": {"cars": 0}}])
    assert [row[2] for row in rows[:2]] == ["1 of 2", "1 of 2"]
    assert rows[3][2] == "1 of 2"


def test_the_rows_stand_in_a_markdown_table() -> None:
    assert table([("a", "b", "c")]).splitlines()[1:] == ["| --- | --- | --- |", "| a | b | c |"]


@pytest.mark.parametrize(
    ("mention", "right"),
    [
        ({"kind": "money", "value": 3050}, True),
        ({"kind": "money", "value": 3200}, False),
        ({"kind": "money", "value": 3000, "min": 2700, "max": 3300}, True),
        ({"kind": "money", "value": 4000, "min": 2000, "max": 6000}, False),
        ({"kind": "age", "value": 3000}, False),
    ],
)
def test_a_figure_is_right_when_near_or_narrowly_enclosed(mention: dict[str, object], right: bool) -> None:
    assert is_found({"kind": "money_monthly", "value": 3000}, mention) is right


def test_a_list_is_the_same_in_any_order() -> None:
    rows = [{"say": "我家吃着低保，有护理补贴", "household": {"receiving": ["canji-huli-butie", "dibao"]}}]
    assert fact_rows("here", rows)[0][2] == "1 of 1"


def test_a_year_of_birth_is_counted_on_the_day_of_the_rows() -> None:
    rows = [{"say": "我1960年1月出生", "people": {"self": {"age": 60}}}]
    assert fact_rows("here", rows, date(2020, 6, 1))[0][2] == "1 of 1"
