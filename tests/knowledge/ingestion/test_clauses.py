"""A document's paragraphs become clauses with their references, whatever format they came in."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from knowledge.errors import DocumentError
from knowledge.ingestion.blocks import Block, Source, clean
from knowledge.ingestion.document import Ingested, take_apart
from knowledge.ingestion.numbering import mark_of

TITLE = "某市临时救助实施办法"


def taken(lines: Sequence[str]) -> Ingested:
    return take_apart(Source([Block(clean(line)) for line in lines]))


def passages(lines: Sequence[str]) -> dict[str, str]:
    return {ref: clause.text for ref, clause in taken(lines).passages}


def left_out(lines: Sequence[str], why: str) -> list[str]:
    return [left.text for left in taken(lines).left_out if left.why == why]


def test_an_article_is_one_passage_with_everything_numbered_below_it() -> None:
    found = passages(
        [TITLE, "第一条　救助对象包括：", "（一）遭遇火灾的家庭；", "（二）突发重病的个人。", "第二条 本办法自公布之日起施行。"]
    )
    assert found == {
        f"{TITLE}第一条": "救助对象包括：\n（一）遭遇火灾的家庭；\n（二）突发重病的个人。",
        f"{TITLE}第二条": "本办法自公布之日起施行。",
    }


def test_numbers_inside_numbers_are_cited_by_their_path() -> None:
    found = passages(
        [
            "关于改革完善临时救助制度的意见",
            "一、总体要求",
            "（一）基本原则。坚持应救尽救，兜住底线。",
            "1.救助及时。遇到急难先行救助。",
            "（1）可以先救助后补手续。",
            "2.公开公正。结果及时公示。",
            "二、加强组织领导，各部门各司其职。",
        ]
    )
    title = "关于改革完善临时救助制度的意见"
    assert list(found) == [f"{title}{path}" for path in ("一（一）", "一（一）1", "一（一）1（1）", "一（一）2", "二")]
    assert found[f"{title}一（一）1"] == "1.救助及时。遇到急难先行救助。"


def test_what_a_colon_announces_stays_with_it() -> None:
    found = passages(["关于临时救助的通知", "一、申请时提供下列材料：", "1.身份证。", "2.户口本。", "二、受理后十日内办结。"])
    assert list(found.values()) == ["一、申请时提供下列材料：\n1.身份证。\n2.户口本。", "二、受理后十日内办结。"]


def test_a_chapter_is_no_clause_and_is_listed_as_left_out() -> None:
    lines = [
        TITLE,
        "第一章　总　则",
        "第一条 为了规范临时救助，制定本办法。",
        "第二章　救助对象",
        "第二条 家庭和个人都可以申请救助。",
    ]
    assert list(passages(lines)) == [f"{TITLE}第一条", f"{TITLE}第二条"]
    assert left_out(lines, "heading") == ["第一章 总 则", "第二章 救助对象"]


def test_where_numbers_begin_anew_in_each_chapter_its_name_is_cited() -> None:
    found = passages(["社会救助工作规程", "第一章 申请", "一、申请人提出书面申请。", "第二章 审核", "一、受理人入户调查核实。"])
    assert list(found) == ["社会救助工作规程第一章一", "社会救助工作规程第二章一"]


def test_a_sentence_that_speaks_of_an_article_begins_none() -> None:
    found = passages(
        [TITLE, "第一条 为了规范救助，制定本办法。", "第二条规定的对象除外。", "第二条中华人民共和国公民可以申请救助。"]
    )
    assert found == {
        f"{TITLE}第一条": "为了规范救助，制定本办法。\n第二条规定的对象除外。",
        f"{TITLE}第二条": "中华人民共和国公民可以申请救助。",
    }


def test_digits_of_full_width_are_numbers_like_others() -> None:
    found = passages(["关于临时救助的通知", "一、申请受理", "（一）受理机关当场受理。", "１．自受理之日起１０日内办结。"])
    assert found["关于临时救助的通知一（一）1"] == "1．自受理之日起10日内办结。"


def test_an_inserted_article_keeps_its_own_number() -> None:
    found = passages([TITLE, "第三条 临时救助应当及时。", "第三条之一　急难的先行救助。"])
    assert list(found) == [f"{TITLE}第三条", f"{TITLE}第三条之一"]


def test_a_notice_and_what_it_issues_have_each_their_own_title() -> None:
    found = taken(
        [
            "某市民政局文件",
            "某民发〔2024〕12号",
            "某市民政局关于印发《某市临时救助",
            "实施办法》的通知",
            "各区民政局：",
            "根据国发〔2014〕47号文件，现将办法印发给你们。",
            "某市民政局",
            "2024年3月5日",
            TITLE,
            "第一条 为了规范救助，制定本办法。",
        ]
    )
    assert [(document.title, document.number) for document in found.documents] == [(TITLE, "某民发〔2024〕12号")]
    assert [ref for ref, _ in found.passages] == [f"{TITLE}第一条"]


def test_a_number_that_is_only_cited_is_not_the_documents_own() -> None:
    found = taken(["关于临时救助的通知", "根据国发〔2014〕47号文件精神，现通知如下：", "一、各地要及时实施救助。"])
    assert found.documents[0].number is None


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("发文字号：民发〔2021〕57号", "民发〔2021〕57号"),
        ("（2014年2月21日中华人民共和国国务院令第649号公布）", "中华人民共和国国务院令第649号"),
        ("财政部公告2023年第15号", "财政部公告2023年第15号"),
        ("民发[2021]５７号", "民发[2021]57号"),
    ],
)
def test_the_number_of_a_document_is_found_however_it_is_written(line: str, number: str) -> None:
    assert taken(["社会救助暂行办法", line, "第一条 为了加强社会救助，制定本办法。"]).documents[0].number == number


def test_an_annex_is_cited_by_its_label_or_by_the_title_it_has() -> None:
    found = passages(
        [
            "关于临时救助的通知",
            "一、各地要及时实施救助。",
            "附件：1.申请表",
            "2.工作规程",
            "某市民政局",
            "2024年3月5日",
            "附件1",
            "申请表",
            "姓名 | 身份证号",
            "附件2",
            "临时救助工作规程",
            "第一条 窗口当场受理申请。",
        ]
    )
    assert found == {
        "关于临时救助的通知一": "一、各地要及时实施救助。",
        "关于临时救助的通知附件1": "申请表\n姓名 | 身份证号",
        "临时救助工作规程第一条": "窗口当场受理申请。",
    }


def test_the_signature_ends_the_last_clause() -> None:
    lines = ["关于临时救助的通知", "一、各地要及时实施救助。", "某市民政局", "2024年3月5日", "（此件公开发布）"]
    assert list(passages(lines).values()) == ["一、各地要及时实施救助。"]
    assert left_out(lines, "signature") == ["某市民政局", "2024年3月5日"]


def test_a_day_inside_a_clause_does_not_end_it() -> None:
    found = passages(
        [TITLE, "第一条 受理的最后一天是：", "2024年3月5日", "逾期按下一批办理。", "第二条 本办法自公布之日起施行。"]
    )
    assert found[f"{TITLE}第一条"].endswith("逾期按下一批办理。")


@pytest.mark.parametrize(
    "contents",
    [["目　录", "第一章 总则…………1", "第二章 救助对象…………12"], ["目录", "第一章 总则", "第二章 救助对象"]],
)
def test_a_table_of_contents_is_left_out(contents: list[str]) -> None:
    lines = [
        TITLE,
        *contents,
        "第一章 总则",
        "第一条 为了规范救助，制定本办法。",
        "第二章 救助对象",
        "第二条 家庭和个人都可以申请。",
    ]
    assert len(passages(lines)) == 2
    assert left_out(lines, "contents") == [clean(line) for line in contents]


def test_a_file_without_clauses_is_refused() -> None:
    with pytest.raises(DocumentError, match="没有找到条款"):
        taken(["关于放假的通知", "明天放假一天，请互相转告。"])


def test_a_file_without_a_title_asks_for_one() -> None:
    with pytest.raises(DocumentError, match="TITLE="):
        taken(["第一条 为了规范救助，制定本办法。"])
    given = take_apart(Source([Block("第一条 为了规范救助，制定本办法。")]), title=TITLE)
    assert given.passages[0][0] == f"{TITLE}第一条"


@pytest.mark.parametrize("text", ["1.5倍以下的家庭", "一些家庭", "第二节课以后", "2021年的标准", "十分困难的家庭"])
def test_what_only_looks_like_a_number_is_none(text: str) -> None:
    mark = mark_of(text)
    assert mark is None or not mark.set_off
    assert list(passages([TITLE, "第一条 救助下列家庭：", text])) == [f"{TITLE}第一条"]
