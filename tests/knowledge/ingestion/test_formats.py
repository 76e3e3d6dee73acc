"""Real files of each format give the same clauses; what their layout adds is gone."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement

from knowledge.ingestion.document import Ingested, take_apart
from knowledge.ingestion.reading import read_document
from tests.knowledge.ingestion.documents import Centred, NewPage, Piece, Rows, numbered_word, page, pdf, two_columns, word

TITLE = "某市临时救助实施办法"
LONG = (
    "家庭或者个人遭遇突发事件、意外伤害、重大疾病或者其他特殊原因导致基本生活陷入困境的，可以向户籍所在地或者经常居住地的街道办事处、"
    "乡镇人民政府申请临时救助，街道办事处、乡镇人民政府应当当场受理，不得以任何理由推诿。"
)
PIECES: list[Piece] = [
    Centred(TITLE, 22),
    Centred("某政发〔2024〕8号"),
    Centred("目　录"),
    "第一章 总则……………………1",
    "第二章 救助标准……………………2",
    NewPage(),
    Centred("第一章　总　则"),
    f"第一条　{LONG}",
    f"第二条　{LONG * 6}",
    Centred("第二章　救助标准"),
    "第三条　救助标准如下：",
    Rows([("对象", "标准（元）", "次数"), ("家庭", "３０００", "一年一次"), ("个人", "1500", "一年两次")]),
    "第四条　本办法自2024年5月1日起施行。",
]
EXPECTED = {
    f"{TITLE}第一条": LONG,
    f"{TITLE}第二条": LONG * 6,
    f"{TITLE}第三条": "救助标准如下：\n对象 | 标准（元） | 次数\n家庭 | 3000 | 一年一次\n个人 | 1500 | 一年两次",
    f"{TITLE}第四条": "本办法自2024年5月1日起施行。",
}
Build = Callable[[Path, list[Piece]], Path]


def taken(file: Path) -> Ingested:
    return take_apart(read_document(file, lambda parts: parts))


def texts(found: Ingested) -> dict[str, str]:
    return {ref: clause.text for ref, clause in found.passages}


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    clauses = [LONG, LONG[:61] + "。", LONG, "本办法自2024年5月1日起施行。"]
    articles = [f"第{number}条　{text}" for number, text in zip("一二三四", clauses, strict=True)]
    found = taken(two_columns(tmp_path / "a.pdf", TITLE, articles))
    assert texts(found) == {f"{TITLE}第{number}条": text for number, text in zip("一二三四", clauses, strict=True)}


def test_a_table_without_lines_is_not_taken_for_columns(tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    file = tmp_path / "a.pdf"
    canvas = Canvas(str(file))
    canvas.setFont("STSong-Light", 12)
    rows = [("对象", "标准"), *((f"第{number}类" + "家庭" * (number % 4), f"{number}00元") for number in range(1, 9))]
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            canvas.drawString(80 + column * 200, 700 - 20 * number, cell)
    canvas.save()
    blocks = read_document(file, lambda parts: parts).blocks
    assert [block.text for block in blocks][:2] == ["对象 | 标准", "第1类家庭 | 100元"]


@pytest.mark.parametrize("build", [pdf, word, page])
def test_every_format_gives_the_same_clauses(tmp_path: Path, build: Build) -> None:
    found = taken(build(tmp_path / "policy", PIECES))
    assert texts(found) == EXPECTED
    assert [(document.title, document.number) for document in found.documents] == [(TITLE, "某政发〔2024〕8号")]


def test_what_every_page_repeats_is_in_no_clause_and_is_listed(tmp_path: Path) -> None:
    found = taken(pdf(tmp_path / "a.pdf", PIECES, head="某市人民政府公报", numbered="第 {page} 页 共 3 页"))
    assert texts(found) == EXPECTED
    assert {left.text for left in found.left_out if left.why == "header"} == {"某市人民政府公报"}
    assert [left.page for left in found.left_out if left.why == "page_number"] == [1, 2, 3]


def test_a_clause_keeps_the_page_it_begins_on(tmp_path: Path) -> None:
    found = taken(pdf(tmp_path / "a.pdf", PIECES))
    assert [clause.page for _, clause in found.passages] == [2, 2, 3, 3]


def test_a_page_that_lies_on_its_side_is_read_as_it_is_seen(tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    file = tmp_path / "a.pdf"
    canvas = Canvas(str(file), pagesize=(600, 800))
    canvas.setPageRotation(90)
    canvas.translate(600, 0)
    canvas.rotate(90)
    canvas.setFont("STSong-Light", 14)
    for place, line in enumerate([TITLE, "第一条　窗口应当当场受理申请。", "第二条　窗口应当十日内办结。"]):
        canvas.drawString(80, 500 - 30 * place, line)
    canvas.save()
    assert list(texts(taken(file)).values()) == ["窗口应当当场受理申请。", "窗口应当十日内办结。"]


def test_eighty_pages_take_no_minute(tmp_path: Path) -> None:
    articles: list[Piece] = [f"第{number}条　{LONG * 5}" for number in range(1, 151)]
    file = pdf(tmp_path / "a.pdf", [Centred(TITLE, 22), *articles], head="某市人民政府公报")
    began = time.monotonic()
    found = taken(file)
    assert time.monotonic() - began < 60
    assert found.passages[-1][1].page >= 80
    assert [text for text in texts(found).values()] == [LONG * 5] * 150


def test_a_web_page_gives_its_article_alone(tmp_path: Path) -> None:
    around = (
        "<header><a href='/'>首页</a></header><div class='menu'><ul><li><a>政务公开</a></li></ul></div>",
        "<div class='foot'><p>版权所有：某市民政局。</p></div><script>var a = '第九条 假的';</script>",
    )
    found = taken(page(tmp_path / "a.html", PIECES, "gb2312", around))
    assert texts(found) == EXPECTED


def test_a_page_says_its_encoding_wrongly_and_is_read_all_the_same(tmp_path: Path) -> None:
    file = page(tmp_path / "a.html", PIECES, "gb18030")
    file.write_bytes(file.read_bytes().replace(b"gb18030", b"utf-8"))
    assert texts(taken(file)) == EXPECTED


def test_line_breaks_and_numbered_lists_of_a_page_are_paragraphs(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_text(
        "<html><meta charset=utf-8><h1>关于临时救助的通知</h1><div>一、申请受理<br>（一）受理机关当场受理。"
        "<ol><li>先核对身份证件。</li><li>再登记联系方式。</li></ol>二、十日内办结并告知。</div></html>",
        "utf-8",
    )
    assert list(texts(taken(file)).values()) == [
        "（一）受理机关当场受理。",
        "1. 先核对身份证件。",
        "2. 再登记联系方式。",
        "二、十日内办结并告知。",
    ]


def test_the_numbers_that_word_writes_by_itself_are_cited(tmp_path: Path) -> None:
    levels = [("chineseCounting", "%1、"), ("chineseCountingThousand", "（%2）"), ("decimal", "%3.")]
    paragraphs = [
        (0, "总体要求"),
        (1, "坚持及时救助的原则。"),
        (2, "急难的先行救助。"),
        (1, "坚持公开公正的原则。"),
        (0, "本通知即日起执行。"),
    ]
    found = texts(taken(numbered_word(tmp_path / "a.docx", "关于临时救助的通知", levels, paragraphs)))
    assert list(found) == [f"关于临时救助的通知{path}" for path in ("一（一）", "一（一）1", "一（二）", "二")]


def test_the_twenty_first_article_that_word_numbers_is_the_twenty_first(tmp_path: Path) -> None:
    paragraphs = [(0, f"临时救助事项之{number}应当公开。") for number in range(1, 22)]
    found = texts(taken(numbered_word(tmp_path / "a.docx", TITLE, [("chineseCountingThousand", "第%1条")], paragraphs)))
    assert list(found)[9:11] + list(found)[-1:] == [f"{TITLE}第十条", f"{TITLE}第十一条", f"{TITLE}第二十一条"]


def test_inserted_text_counts_and_deleted_text_does_not(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph(TITLE)
    paragraph = document.add_paragraph("第一条 申请人应当")
    for tag, text, name in (("w:ins", "如实申报收入。", "w:t"), ("w:del", "缴纳保证金。", "w:delText")):
        change, run, letters = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(name)
        letters.text = text
        run.append(letters)
        change.append(run)
        paragraph._p.append(change)
    document.save(str(tmp_path / "a.docx"))
    assert texts(taken(tmp_path / "a.docx")) == {f"{TITLE}第一条": "申请人应当如实申报收入。"}
