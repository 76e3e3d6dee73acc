"""The list of places: what it holds, how long it takes to read, and which names it takes."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from divisions import covers, full_name, offered, place_answered, places_in
from divisions.listing import ALONE, BELOW, divisions, listed, names_of

ROOT = Path(__file__).parent.parent.parent
MILLISECONDS = 30


def test_the_list_goes_down_to_the_counties_of_every_province() -> None:
    codes = Counter("province" if code.endswith("0000") else "city" if code.endswith("00") else "county" for code in divisions())
    assert (codes["province"], codes["city"] >= 330, codes["county"] >= 2800) == (34, True, True)
    assert {code[:2] for code in divisions()} == {code[:2] for code in divisions() if code.endswith("0000")}


def test_every_line_has_a_code_a_name_and_three_columns_of_names() -> None:
    assert [row for row in listed() if len(row) != 5 or len(row[0]) != 6 or not row[0].isdigit() or not row[1]] == []


def test_a_name_taken_wherever_it_stands_means_one_place() -> None:
    names = names_of(listed()).meanings
    assert {name for name, meant in names.items() if sum(freely == ALONE for _, freely in meant) > 1} == set()
    assert {name for name, meant in names.items() if sum(freely < BELOW for _, freely in meant) > 1} == set()


def test_every_place_is_called_something() -> None:
    assert {row[0] for row in listed() if not any(row[2:])} == set()


def test_what_is_offered_is_short_and_known() -> None:
    assert len(offered()) <= 120
    assert [code for code in offered() if full_name(code) is None] == []


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("410000", "河南省"),
        ("341226", "安徽省阜阳市颍上县"),
        ("120101", "天津市和平区"),
        ("429004", "湖北省仙桃市"),
        ("441900", "广东省东莞市"),
        ("222401", "吉林省延边朝鲜族自治州延吉市"),
        ("999999", None),
    ],
)
def test_a_place_is_named_with_those_above_it(code: str, name: str | None) -> None:
    assert full_name(code) == name


@pytest.mark.parametrize(
    ("outer", "inner", "covered"),
    [
        ("120000", "120110", True),
        ("120110", "120111", False),
        ("341200", "341226", True),
        ("341226", "341200", False),
        ("120104", "120104001", True),
    ],
)
def test_a_place_covers_what_lies_in_it(outer: str, inner: str, covered: bool) -> None:
    assert covers(outer, inner) is covered


def test_the_list_is_read_within_its_time() -> None:
    program = (
        "import time; import divisions.listing as l, divisions.reading as r; started = time.process_time(); "
        "r.places_in(chr(0x5929)); l.divisions(); print(time.process_time() - started)"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert float(run.stdout) * 1000 <= MILLISECONDS


def test_a_long_text_is_searched_in_a_few_milliseconds() -> None:
    text = "户口在安徽阜阳颍上县，人住在天津和平区，" * 25
    places_in(text)
    started = time.process_time()
    found = places_in(text)
    assert time.process_time() - started <= 0.01
    assert len(found) == 50


def test_an_answer_to_where_may_be_a_short_name_of_one_place() -> None:
    assert [place_answered(said) for said in ("颍上", "和平区", "大方")] == [(0, 2, "341226"), None, None]
