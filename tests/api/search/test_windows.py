"""Where to go, over HTTP: the nearest windows, demonstrations marked, and the line to call where nothing is known."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.core.clock import today
from api.core.settings import settings
from knowledge.catalogue import load_catalogue
from knowledge.windows import Window, load_windows

NANKAI, DANYANG, NOWHERE = "120104", "321181", "650000"


def windows(browser: TestClient, **query: str) -> dict[str, Any]:
    """The answer for a place and a policy."""
    answer = browser.get("/v1/windows", params=query)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


@pytest.mark.parametrize("place", [NANKAI, f"{NANKAI}001", f"{NANKAI}001002"])
def test_a_street_is_served_by_the_windows_of_its_district(client: TestClient, place: str) -> None:
    found = windows(client, locality=place, policy="dibao")
    assert [window["office"] for window in found["windows"]] == ["street_assistance", "civil_affairs"]
    assert {(window["locality"], window["place_name"]) for window in found["windows"]} == {(NANKAI, "天津市南开区")}


def test_what_only_the_city_has_is_found_from_its_district(client: TestClient) -> None:
    found = windows(client, locality=NANKAI, policy="gjj-kunnan-tiqu")
    assert [(window["office"], window["locality"]) for window in found["windows"]] == [("housing_fund", "120000")]


def test_without_a_policy_every_kind_of_office_is_listed(client: TestClient) -> None:
    offices = [window["office"] for window in windows(client, locality=DANYANG)["windows"]]
    assert {"street_assistance", "medical_insurance", "legal_aid", "veterans"} <= set(offices)
    assert len(offices) == len(set(offices))


def test_a_demonstration_says_so_and_says_what_is_not_known(client: TestClient) -> None:
    window = windows(client, locality=NANKAI, policy="dibao")["windows"][0]
    assert (window["demonstration"], window["verified"]) == (True, False)
    assert [window[part] for part in ("address", "phone", "hours", "map_link")] == [None] * 4
    assert "演示数据" in window["name"]
    assert "演示数据" in window["notices"][0]
    assert "地址、电话、办公时间还没有核到" in window["notices"][1]


def test_where_only_demonstrations_are_known_the_line_to_call_is_said(client: TestClient) -> None:
    found = windows(client, locality=NANKAI, policy="yiliao-jiuzhu-zhuyuan")
    assert found["hotline"] == {"number": "12393", "name": "医保服务热线"}
    assert "12393" in found["notice"]


def test_where_nothing_is_known_the_line_to_call_is_said(client: TestClient) -> None:
    found = windows(client, locality=NOWHERE, policy="falv-yuanzhu")
    assert (found["windows"], found["hotline"]["number"]) == ([], "12348")
    assert found["notice"].startswith("新疆维吾尔自治区还没有")
    assert "12348" in found["notice"] == found["before_going"]


def test_without_a_place_one_is_asked_for(client: TestClient) -> None:
    found = windows(client, policy="dibao")
    assert (found["locality"], found["windows"], found["hotline"]["number"]) == (None, [], "12345")
    assert "哪个市" in found["notice"]


def test_of_a_whole_city_the_county_is_asked_for(client: TestClient) -> None:
    found = windows(client, locality="120000", policy="dibao")
    assert (found["windows"], found["place_needed"]) == ([], True)
    assert found["notice"].startswith("天津市各区（县）窗口不同")


def test_what_the_whole_city_has_needs_no_county(client: TestClient) -> None:
    assert not windows(client, locality="120000", policy="gjj-kunnan-tiqu")["place_needed"]


def test_a_place_is_only_asked_for_where_it_would_help(client: TestClient) -> None:
    assert not windows(client, locality=NOWHERE, policy="dibao")["place_needed"]
    assert not windows(client, policy="jibing-yingji")["place_needed"]


def test_what_to_know_before_going_is_said_once(client: TestClient) -> None:
    found = windows(client, locality=NANKAI, policy="dibao")
    assert found["before_going"] == found["notice"]


def test_what_is_unknown_of_real_windows_is_said_once(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    office, demonstrations = "street_assistance", load_windows()
    real = [Window(office=office, name=f"{name}社会救助窗口", phone="022-12345678", verified=False) for name in ("甲街", "乙街")]
    monkeypatch.setitem(demonstrations.by_place, NANKAI, real)
    found = windows(client, locality=NANKAI, policy="dibao")
    assert [window["phone"] for window in found["windows"]] == ["022-12345678"] * 2
    assert found["before_going"] == "地址、办公时间还没有核到，去之前先打 12345（政务服务便民热线）问清楚。"


def test_the_place_of_the_service_is_taken_where_none_is_named(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEFAULT_LOCALITY", DANYANG)
    settings.cache_clear()
    assert windows(client, policy="dibao")["windows"][0]["locality"] == DANYANG


def test_demonstrations_are_not_shown_in_production(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    settings.cache_clear()
    found = windows(client, locality=NANKAI, policy="dibao")
    assert (found["windows"], found["hotline"]["number"]) == ([], "12345")
    assert client.get("/v1/policies/dibao", params={"locality": NANKAI}).json()["windows"] == []
    assert windows(client, policy="dibao")["notice"].startswith("窗口信息还没有核到")


def test_the_school_comes_before_the_student_aid_centre(client: TestClient) -> None:
    window = windows(client, locality=NANKAI, policy="gaozhong-zhuxuejin")["windows"][0]
    assert "学校" in window["notices"][-1]


def test_an_entry_shows_the_windows_of_the_place_asked_for(client: TestClient) -> None:
    entry = client.get("/v1/policies/dibao", params={"locality": NANKAI}).json()
    assert entry["windows"] == windows(client, locality=NANKAI, policy="dibao")["windows"] != []


def test_an_entry_without_a_place_shows_no_windows(client: TestClient) -> None:
    assert client.get("/v1/policies/dibao").json()["windows"] == []


def test_every_policy_has_a_line_to_call(client: TestClient) -> None:
    for policy in load_catalogue().in_force(today()):
        assert windows(client, locality=NOWHERE, policy=policy.id)["hotline"]["number"]


@pytest.mark.parametrize("place", ["天津", "12", "1201040", "abcdef", "120104 "])
def test_a_place_that_is_no_code_is_refused(client: TestClient, place: str) -> None:
    answer = client.get("/v1/windows", params={"locality": place})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert (answer.json()["title"], answer.json()["field"]) == ("填写有误", "locality")


def test_an_unknown_policy_is_not_found(client: TestClient) -> None:
    answer = client.get("/v1/windows", params={"locality": NANKAI, "policy": "no-such-policy"})
    assert (answer.status_code, answer.json()["title"]) == (404, "没有这项政策")
