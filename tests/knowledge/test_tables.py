"""Tables for a terminal: a Chinese character is two columns wide."""

from __future__ import annotations

from knowledge.tables import padded, table, width, wrapped


def test_a_chinese_character_takes_two_columns() -> None:
    assert [width(text) for text in ("低保", "ab", "低保a", "，")] == [4, 2, 5, 2]


def test_padding_counts_columns() -> None:
    assert padded("低保", 6) == "低保  "


def test_columns_stand_under_each_other_and_numbers_to_the_right() -> None:
    assert list(table(["部门", "政策", "名"], [("民政", 5, "a"), ("卫生健康", 12, "b")])) == [
        "部门      政策  名",
        "民政         5  a",
        "卫生健康    12  b",
    ]


def test_the_last_column_is_wrapped_within_the_terminal() -> None:
    lines = list(table(["a", "b"], [("x", "低保" * 30)], columns=30))
    assert all(width(line) <= 30 for line in lines)
    assert "".join(line.strip() for line in lines[1:]) == "x  " + "低保" * 30


def test_words_are_kept_whole_where_they_fit() -> None:
    assert wrapped("one two 低保 three", 9) == ["one two", "低保", "three"]
