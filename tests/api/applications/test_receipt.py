"""The receipt on paper: what stands on it, what does not, and for whom it is."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from tests.api.application_form import ID_NUMBER, NAME, PHONE, submit
from tests.api.talk import Talk


def printed(browser: TestClient, number: str, phone: str | None = PHONE, key: dict[str, str] | None = None) -> Response:
    """Asks for the receipt."""
    headers = {**(key or {}), **({"X-Phone": phone} if phone else {})}
    return browser.get(f"/v1/applications/{number}/receipt.pdf", headers=headers)


def text_of(answer: Response) -> str:
    """What can be read on its pages."""
    document = pypdfium2.PdfDocument(io.BytesIO(answer.content))
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return "".join(pages).replace("\r\n", "")


def test_a_receipt_says_what_when_where_and_how_to_go_on(client: TestClient) -> None:
    number = submit(client, promised=["身份证"]).json()["number"]
    answer = printed(client, number)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    said = text_of(answer)
    expected = (
        number,
        "最低生活保障",
        "最低生活保障审核确认办法第二十二条",
        "身份证（说好以后补）",
        "演示数据",
        "撤回",
        "由系统自动生成",
    )
    assert [text for text in expected if text not in said] == []


def test_nothing_personal_stands_on_it_in_clear(client: TestClient) -> None:
    other = {"name": "王五六", "relation": "母亲", "id_number": ID_NUMBER}
    said = text_of(printed(client, submit(client, on_behalf_of=other).json()["number"]))
    assert [text for text in (ID_NUMBER, PHONE, NAME, "王五六") if text in said] == []
    assert "1101************2X" in said and "李*" in said and "王**" in said


@pytest.mark.parametrize("name", ["<b>李</b>", "&amp;", "𠮷田", "<para>"])
def test_any_name_can_be_printed(client: TestClient, name: str) -> None:
    number = submit(client, applicant={"name": name}).json()["number"]
    assert f"受理编号：{number}" in text_of(printed(client, number))


def test_it_is_for_who_may_see_it(visitor: TestClient, talk: Talk, number: str, stranger_key: dict[str, str]) -> None:
    assert printed(visitor, number, None, talk.key).status_code == 200
    assert printed(visitor, number, "13900000000").status_code == 404
    assert printed(visitor, number, None).status_code == 401
    assert printed(visitor, number, None, stranger_key).status_code == 401


def test_it_is_kept_by_no_browser_on_the_way(client: TestClient) -> None:
    assert printed(client, submit(client).json()["number"]).headers["cache-control"] == "no-store"
