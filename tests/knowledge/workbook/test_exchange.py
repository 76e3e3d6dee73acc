"""The workbook: out and in again loses nothing; a bad cell is named and nothing is taken in."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from knowledge.catalogue import FOLDER, Catalogue, load_catalogue, read_catalogue
from knowledge.errors import SpreadsheetError
from knowledge.policy import Policy
from knowledge.review.standards import standards
from knowledge.workbook.exchange import checked, export, import_workbook, main, swap
from knowledge.workbook.layout import layout
from knowledge.workbook.sheets import SheetRows, dumped, entries_of, gather
from knowledge.workbook.writing import entry_text
from knowledge.workbook.xlsx import read_workbook
from tests.knowledge.households import TIANJIN, condition, overlay_file, parameter_file, policy_file, write_catalogue

GOOD = condition(id="cars", fact="household.cars", at_most=0)
ONE, TWO = "policies/national/one.yaml", "policies/national/two.yaml"
LOCAL, LIMIT = f"policies/{TIANJIN}/one.yaml", "parameters/national/limit.yaml"
NESTED = condition(
    id="nested",
    any=[
        {"all": [GOOD | {"id": "a"}, condition(**{"not": GOOD | {"id": "b"}})]},
        condition(
            count_of={"where": [{"fact": "person.age", "above": 1}, {"any": [{"fact": "person.work", "is": "employed"}] * 2}]},
            at_least=1,
        ),
        condition(verdict_of="two", when_no="unknown", note="n"),
    ],
)
BRANCHES: list[dict[str, Any]] = [
    {"when": [{"fact": "household.renting", "is": False}], "amount": {"between": [1, {"add": [1, 2]}]}},
    {"amount": 2},
]
BRANCHED: dict[str, Any] = {"text": "b", "unit": "u", "amount": {"branches": BRANCHES}}
FILES: dict[str, Any] = {
    ONE: policy_file("one", GOOD, NESTED, relations=[{"with": "two", "relation": "stacks", "text": "t"}], papers=["id card"]),
    TWO: policy_file("two", GOOD, benefit={"text": "b", "unit": "u", "amount": {"multiply": [{"parameter": "limit"}, 2]}}),
    LOCAL: overlay_file(
        "one", TIANJIN, replace={"cars": GOOD}, add=[condition(fact="household.homes", below=0.5)], benefit=BRANCHED
    ),
    LIMIT: parameter_file("limit", ("2025-01-01", 1), ("2026-01-01", 1.5)),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small catalogue on disk."""
    (tmp_path / "catalogue").mkdir()
    return write_catalogue(tmp_path / "catalogue", FILES)


@pytest.fixture
def workbook(folder: Path, tmp_path: Path) -> Path:
    """The workbook of the small catalogue."""
    file = tmp_path / "catalogue.xlsx"
    export(read_catalogue(folder), file)
    return file


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Catalogue, dict[str, SheetRows]]:
    """The small catalogue and the rows of its workbook."""
    folder = write_catalogue(tmp_path_factory.mktemp("small"), FILES)
    export(read_catalogue(folder), folder / "a.xlsx")
    return read_catalogue(folder), read_workbook(folder / "a.xlsx")[1]


def texts(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def phrase(number: int) -> str:
    """A phrase that has nothing in common with that of another number."""
    return "".join(chr(start + number) for start in range(0x4E00, 0x5200, 0x100))


def edit(workbook: Path, change: Callable[[Any], None]) -> Path:
    book = load_workbook(workbook)
    change(book)
    book.save(workbook)
    return workbook


def put(workbook: Path, sheet: str, heading: str, row: int, value: Any) -> Path:
    """Writes one cell, found by its heading."""

    def change(book: Any) -> None:
        page = book[sheet]
        column = next(cell.column for cell in page[1] if cell.value == heading)
        page.cell(row, column).value = value

    return edit(workbook, change)


def test_the_whole_catalogue_goes_out_and_into_an_empty_folder_and_is_the_same(tmp_path: Path) -> None:
    count = export(load_catalogue(), tmp_path / "all.xlsx")
    changes = import_workbook(tmp_path / "all.xlsx", tmp_path / "empty")
    assert (len(changes.added), changes.changed, changes.removed) == (count, [], [])
    before, after = entries_of(load_catalogue()), entries_of(read_catalogue(tmp_path / "empty"))
    assert list(after) == list(before)
    assert all(after[name].model_dump() == entry.model_dump() for name, entry in before.items())
    assert not list((tmp_path / "empty").glob(".import-*"))


def test_a_workbook_taken_in_unchanged_changes_no_byte(tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    before = texts(folder)
    export(read_catalogue(folder), tmp_path / "all.xlsx")
    changes = import_workbook(tmp_path / "all.xlsx", folder)
    assert (changes.added, changes.changed, changes.removed) == ([], [], [])
    assert texts(folder) == before


def test_only_the_file_of_a_changed_entry_is_written_anew(folder: Path, workbook: Path) -> None:
    for name in (ONE, TWO):
        (folder / name).write_text("# a comment\n" + (folder / name).read_text("utf-8"), "utf-8")
    export(read_catalogue(folder), workbook)
    before = texts(folder)
    changes = import_workbook(put(workbook, "政策", "名称", 2, "another name"), folder)
    after = texts(folder)
    assert changes.changed == [ONE]
    assert [name for name in after if after[name] != before[name]] == [ONE]
    assert read_catalogue(folder).policies["one"].name == "another name"


def test_new_rows_make_a_new_entry(folder: Path, workbook: Path) -> None:
    def change(book: Any) -> None:
        for title in ("政策", "条件", "条文", "说法", "法律依据"):
            page = book[title]
            rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2) if row[0].value == "two"]
            for number, row in enumerate(rows):
                page.append(["three", *row[1:]] if title != "说法" else ["three", phrase(number)])
        for number in range(20, standards().phrases.other):
            book["说法"].append(["three", phrase(number)])

    changes = import_workbook(edit(workbook, change), folder)
    assert changes.added == ["policies/national/three.yaml"]
    catalogue = read_catalogue(folder)
    written, copied = (catalogue.policies[name].model_dump(exclude={"id", "phrases"}) for name in ("three", "two"))
    assert written == copied
    assert catalogue.policies["three"].phrases == [phrase(number) for number in range(standards().phrases.other)]


def drop(workbook: Path, name: str) -> Path:
    """Removes every row of a national policy."""

    def change(book: Any) -> None:
        for page in book.worksheets[1:-1]:
            for row in range(page.max_row, 1, -1):
                if page.cell(row, 1).value == name:
                    page.delete_rows(row)

    return edit(workbook, change)


def test_an_entry_is_removed_only_when_it_is_said(folder: Path, workbook: Path) -> None:
    before = texts(folder)
    put(drop(workbook, "limit"), "政策", "待遇金额", 3, None)
    with pytest.raises(SpreadsheetError, match=r"limit\.yaml.*--remove"):
        import_workbook(workbook, folder)
    assert texts(folder) == before
    assert import_workbook(workbook, folder, remove=True).removed == [LIMIT]
    assert not (folder / LIMIT).exists()


def test_a_workbook_older_than_the_catalogue_is_refused(folder: Path, workbook: Path) -> None:
    (folder / LIMIT).write_text((folder / LIMIT).read_text("utf-8").replace("1.5", "1.6"), "utf-8")
    before = texts(folder)
    with pytest.raises(SpreadsheetError, match=r"重新导出.*export anew"):
        import_workbook(workbook, folder)
    assert texts(folder) == before


TRICKY = [
    "=1+1",
    "+86 10",
    "-5",
    "@SUM(A1)",
    '=HYPERLINK("x")',
    "#N/A",
    "TRUE",
    "是",
    "0123",
    "120000",
    "2026-07-01",
    "'quoted'",
    "two\nlines",
    "{a: b}",
    "null",
    "a: b # c",
    '&<>"',
    "𠮷",
]


@pytest.mark.parametrize("text", TRICKY)
def test_any_text_stays_the_text_it_is(tmp_path: Path, text: str) -> None:
    write_catalogue(
        tmp_path, FILES | {ONE: policy_file("one", GOOD, name=text, papers=[text], who=text), LOCAL: overlay_file("one", TIANJIN)}
    )
    catalogue = read_catalogue(tmp_path)
    export(catalogue, tmp_path / "a.xlsx")
    _, sheets = read_workbook(tmp_path / "a.xlsx")
    entry = checked(gather(sheets), catalogue.dictionary)[ONE]
    again = Policy.model_validate(yaml.safe_load(entry_text(dumped(entry))))
    assert all((policy.name, policy.papers, policy.who) == (text, [text], text) for policy in (entry, again))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a"])
def test_nothing_becomes_a_formula(tmp_path: Path, text: str) -> None:
    write_catalogue(tmp_path, FILES | {TWO: policy_file("two", GOOD, who=text, phrases=[text] * 20)})
    export(read_catalogue(tmp_path), tmp_path / "a.xlsx")
    found = [
        cell for page in load_workbook(tmp_path / "a.xlsx") for row in page.iter_rows() for cell in row if cell.value == text
    ]
    assert len(found) == 21
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in found)


def test_a_text_no_workbook_can_keep_is_refused(tmp_path: Path) -> None:
    write_catalogue(tmp_path, FILES | {TWO: policy_file("two", GOOD, who="x" * 40_000)})
    with pytest.raises(SpreadsheetError, match=r"政策!.*32767"):
        export(read_catalogue(tmp_path), tmp_path / "a.xlsx")
    assert not (tmp_path / "a.xlsx").exists()


class BadEdit(NamedTuple):
    """One edit, and the mistake it is: the cell, the heading, the words in both languages."""

    sheet: str
    heading: str
    row: int
    value: Any
    place: str
    chinese: str
    english: str


BAD = {
    "no day": BadEdit("政策", "起始日", 2, "soon", "政策!K2", "日期", "a day such as 2026-07-01, found soon"),
    "no choice": BadEdit("政策", "按谁判定", 3, "宠物", "政策!H3", "家庭 | 个人", "found 宠物"),
    "a formula": BadEdit("政策", "名称", 2, "=A1", "政策!B2", "公式", "a formula, =A1"),
    "an error": BadEdit("政策", "名称", 2, "#REF!", "政策!B2", "错误值", "the error #REF!"),
    "nothing where something must be": BadEdit("政策", "对象", 2, None, "政策!M2", "缺少", "must be given"),
    "no id": BadEdit("政策", "编号", 2, None, "政策!A2", "缺少", "must be given"),
    "an id that is no name of a file": BadEdit("政策", "编号", 2, "../../one", "政策!A2", "小写字母", "small letters"),
    "an id twice": BadEdit("政策", "编号", 3, "one", "政策!A3", "写了两行", "a row for this entry already"),
    "a place of words": BadEdit("地方规定", "地方", 2, "天津", "地方规定!B2", "六位代码", "six digits"),
    "a row of no entry": BadEdit("条文", "政策", 2, "nine", "条文!A2", "没有“nine”", "no row for nine"),
    "a passage that is too short": BadEdit("条文", "条文", 2, "短", "条文!D2", "至少要 8", "at least 8"),
    "neither yes nor no": BadEdit("条文", "是原文", 2, "也许", "条文!E2", "是 | 否", "found 也许"),
    "an unknown fact": BadEdit("条件", "事实", 2, "household.dogs", "条件!J2", "没有“household.dogs”", "no fact household.dogs"),
    "an unknown parameter": BadEdit("政策", "待遇金额", 3, "{parameter: dogs}", "政策!P3", "“dogs”", "no parameter dogs"),
    "arithmetic that is none": BadEdit("条件", "值", 2, "{multiply: [", "条件!L2", "看不懂", "cannot read {multiply: ["),
    "arithmetic of no kind": BadEdit("条件", "值", 2, "{times: 2}", "条件!L2", "算式", "expected a number, the path of a fact"),
    "a condition without a verb": BadEdit("条件", "判断", 2, None, "条件!F2", "只有一个判断", "exactly one verb"),
    "a condition without a clause": BadEdit("条件", "依据", 2, None, "条件!I2", "缺少", "must be given"),
    "a condition too deep": BadEdit("条件", "层次", 2, 3, "条件!E2", "层次", "one more than the row above"),
    "a condition inside a fact": BadEdit("条件", "层次", 3, 2, "条件!E3", "层次", "one more than the row above"),
    "a condition of no kind": BadEdit("条件", "种类", 2, None, "条件!F2", "缺少", "must be given"),
    "a place's condition in a policy": BadEdit("条件", "用途", 2, "新增", "条件!C2", "规则", "a policy's condition is a rule"),
    "a verdict on a stranger": BadEdit("条件", "看哪项的结论", 13, "nine", "条件!M13", "没有“nine”", "no national policy nine"),
    "a relation to a stranger": BadEdit("关系", "和哪项", 2, "nine", "关系!B2", "没有“nine”", "no national policy nine"),
    "a condition no policy has": BadEdit("条件", "替换哪个", 15, "dogs", "条件!D15", "没有编号为“dogs”", "with the id dogs"),
    "a number of words": BadEdit("参数值", "数值", 2, "many", "参数值!D2", "数字", "expected a number, found many"),
    "values in disorder": BadEdit("参数值", "起始日", 3, date(2024, 1, 1), "参数!A2", "从早到晚", "in order of their first day"),
    "half a day": BadEdit("政策", "办理天数", 2, 1.5, "政策!T2", "整数", "a whole number, found 1.5"),
    "a heading changed": BadEdit("说法", "说法", 1, "话", "说法!B1", "没有“话”", "there is no column 话"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_cell_is_named_and_nothing_is_taken_in(folder: Path, workbook: Path, kind: str) -> None:
    bad = BAD[kind]
    before = texts(folder)
    with pytest.raises(SpreadsheetError) as refusal:
        import_workbook(put(workbook, bad.sheet, bad.heading, bad.row, bad.value), folder)
    told = {mistake.place: str(mistake) for mistake in reversed(refusal.value.mistakes)}
    assert bad.place in told
    assert bad.chinese in told[bad.place] and bad.english in told[bad.place]
    assert texts(folder) == before


ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.datetimes(),
    st.times(),
    st.text(max_size=8),
    st.sampled_from([word for words in layout().choices.values() for word in words.values()]),
    st.sampled_from(
        ["[]", "{}", "[[1]]", "{a: b}", "{multiply: []}", "&a [*a]", "!!python/object:x", "~", "one", "two", TIANJIN]
    ),
)


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_whatever_stands_in_a_cell_it_is_taken_or_refused_by_name(
    small: tuple[Catalogue, dict[str, SheetRows]], data: Any
) -> None:
    catalogue, exported = small
    sheets = deepcopy(exported)
    for _ in range(data.draw(st.integers(1, 3))):
        rows = data.draw(st.sampled_from([sheet for sheet in sheets.values() if sheet.rows]))
        cells = data.draw(st.sampled_from(rows.rows))[1]
        cells[data.draw(st.sampled_from(sorted(rows.letters)))] = data.draw(ANYTHING)
    try:
        entries = checked(gather(sheets), catalogue.dictionary)
    except SpreadsheetError as refusal:
        assert all("!" in mistake.place for mistake in refusal.mistakes)
    else:
        written = {file: yaml.safe_load(entry_text(dumped(entry))) for file, entry in entries.items()}
        assert all(type(entry).model_validate(written[file]) == entry for file, entry in entries.items())


def test_all_bad_cells_are_named_at_once(folder: Path, workbook: Path) -> None:
    for kind in ("no day", "a passage that is too short", "an unknown fact", "a number of words"):
        put(workbook, *BAD[kind][:4])
    with pytest.raises(SpreadsheetError) as refusal:
        import_workbook(workbook, folder)
    assert {"政策!K2", "条文!D2", "参数值!D2"} <= {mistake.place for mistake in refusal.value.mistakes}


@pytest.mark.parametrize("sheet", ["条件", "说明"])
def test_a_missing_sheet_is_named(folder: Path, workbook: Path, sheet: str) -> None:
    edit(workbook, lambda book: book.remove(book[sheet]))
    with pytest.raises(SpreadsheetError, match=sheet):
        import_workbook(workbook, folder)


def test_columns_may_change_places_and_rows_may_be_blank(folder: Path, workbook: Path) -> None:
    def change(book: Any) -> None:
        book["条文"].move_range("A1:A20", cols=10)
        book["说法"].insert_rows(5)

    assert import_workbook(edit(workbook, change), folder).changed == []


def test_what_excel_makes_of_codes_and_days_is_understood(folder: Path, workbook: Path) -> None:
    put(workbook, "地方规定", "地方", 2, 120000)
    put(workbook, "政策", "起始日", 2, "2020/1/1")
    assert import_workbook(workbook, folder).changed == []


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04 broken"])
def test_what_is_no_workbook_is_refused(folder: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.xlsx").write_bytes(content)
    with pytest.raises(SpreadsheetError, match=r"工作簿.*no workbook"):
        import_workbook(tmp_path / "a.xlsx", folder)


def test_another_workbook_is_refused(folder: Path, tmp_path: Path) -> None:
    Workbook().save(tmp_path / "a.xlsx")
    with pytest.raises(SpreadsheetError, match="政策"):
        import_workbook(tmp_path / "a.xlsx", folder)


def test_what_the_audit_asks_is_asked_of_what_comes_in(folder: Path, workbook: Path) -> None:
    before = texts(folder)
    with pytest.raises(SpreadsheetError, match=r"政策!J2 .*weather"):
        import_workbook(put(workbook, "政策", "困难", 2, "weather"), folder)
    assert texts(folder) == before


def test_when_the_new_files_cannot_be_put_in_place_the_old_ones_stay(folder: Path, tmp_path: Path) -> None:
    before = texts(folder)
    # The new policies are there, the new parameters are not.
    shutil.copytree(folder / "policies", tmp_path / "new" / "policies")
    (tmp_path / "new" / ONE).write_text("half of it", "utf-8")
    with pytest.raises(FileNotFoundError):
        swap(tmp_path, folder)
    assert texts(folder) == before


def test_the_commands_say_what_they_did(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(tmp_path / "a.xlsx")
    assert main(["export", file, "--folder", str(folder)]) == 0
    put(tmp_path / "a.xlsx", "政策", "名称", 2, "another name")
    assert main(["import", file, "--folder", str(folder)]) == 0
    assert ONE in capsys.readouterr().out
    assert main(["import", file, "--folder", str(folder)]) == 1
    assert "重新导出" in capsys.readouterr().err
