"""The pages of cases: what stands on them, what their forms do, and what somebody sees who was slower than another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from api.core.database import unit_of_work
from api.models import Application, ApplicationPart
from tests.api.application_form import ID_NUMBER, NAME, PHONE
from tests.api.officials import INSIDE, Official


def page(official: Official, path: str = "", **query: Any) -> str:
    """A page of cases, as a browser gets it."""
    answer = official.browser.get(f"/staff/cases{path}", params=query, headers={"Accept": "text/html"})
    assert answer.status_code == 200, answer.text
    return answer.text


def seen(number: str, official: Official) -> str:
    """The newest event on somebody's page."""
    return str(official.look(number).json()["seen"])


def send(official: Official, number: str, verb: str, **form: Any) -> Any:
    """Sends one of the page's forms."""
    path = f"/staff/cases/{number}/{verb}"
    return official.browser.post(path, data={"policy_id": "dibao", **form}, headers=INSIDE)


@pytest.fixture
def number(apply: Callable[..., str]) -> str:
    """An application for the minimum living allowance in one district of Tianjin."""
    return apply(applicant={"id_number": ID_NUMBER})


def test_the_list_shows_what_is_open_and_filters_by_what_the_form_says(number: str, caseworker: Official) -> None:
    assert number in page(caseworker)
    assert number in page(
        caseworker, status="", policy="dibao", department="民政", place="120104", due_before="", text=number[-4:]
    )
    for other in ({"status": "noticed"}, {"mine": "true"}, {"overdue": "true"}, {"place": "120105"}, {"dispatched": "taken"}):
        assert number not in page(caseworker, **other), other
    caseworker.move(number, "withdrawn")
    assert number not in page(caseworker)
    assert number in page(caseworker, closed="true")


def test_a_long_list_is_paged_and_keeps_its_filters(apply: Callable[..., str], caseworker: Official) -> None:
    made = {apply() for _ in range(31)}
    first = page(caseworker, policy="dibao")
    link = first.partition('href="/staff/cases?policy=dibao&amp;cursor=')[2].partition('"')[0]
    second = page(caseworker, policy="dibao", cursor=link)
    on_first, on_second = ({number for number in made if number in shown} for shown in (first, second))
    assert (len(on_first), len(on_second), on_first | on_second) == (30, 1, made)


def test_the_page_masks_the_applicant_until_it_is_asked_for(number: str, caseworker: Official) -> None:
    shown = page(caseworker, f"/{number}")
    assert "低保" in shown or "最低生活保障" in shown
    assert "家庭人口" in shown and "3人" in shown
    assert not [text for text in (NAME, ID_NUMBER, PHONE) if text in shown]
    clear = caseworker.browser.post(f"/staff/cases/{number}/applicant", headers=INSIDE).text
    assert all(text in clear for text in (NAME, ID_NUMBER, PHONE))


def test_what_was_left_for_later_stands_on_the_page(apply: Callable[..., str], caseworker: Official) -> None:
    assert "承诺以后补：身份证" in page(caseworker, f"/{apply(promised=['身份证'])}")


def test_a_step_is_done_by_its_form_and_the_page_shows_the_next(number: str, caseworker: Official) -> None:
    taken = send(caseworker, number, "take", seen=seen(number, caseworker))
    assert taken.status_code == 200 and "已接办：caseworker" in taken.text
    accepted = send(caseworker, number, "transition", to="accepted", seen=seen(number, caseworker))
    assert f"{number}：已受理" in accepted.text
    assert 'name="to" value="checking"' in accepted.text


def test_everything_missing_is_written_a_line_each_and_returned_once(number: str, caseworker: Official) -> None:
    nothing = send(caseworker, number, "transition", to="returned", missing=" \n", seen=seen(number, caseworker))
    assert nothing.status_code == 422 and "一次写全" in nothing.text
    send(caseworker, number, "transition", to="returned", missing="户口簿\n\n 收入证明 ", seen=seen(number, caseworker))
    assert caseworker.look(number).json()["events"][-1]["missing"] == ["户口簿", "收入证明"]
    supplied = send(caseworker, number, "transition", to="submitted", seen=seen(number, caseworker))
    assert "已经退回补正过一次" in supplied.text


def test_a_refusal_needs_its_reason_and_clause_and_a_supervisor(number: str, caseworker: Official, supervisor: Official) -> None:
    caseworker.move(number, "accepted")
    assert 'name="to" value="refused"' not in page(caseworker, f"/{number}")
    assert 'name="to" value="refused"' in page(supervisor, f"/{number}")
    without = send(supervisor, number, "transition", to="refused", why="不符合", clause="", seen=seen(number, supervisor))
    assert without.status_code == 422 and "依据" in without.text
    refused = send(
        supervisor, number, "transition", to="refused", why="收入超过标准", clause="第十八条", seen=seen(number, supervisor)
    )
    assert "依据：第十八条" in refused.text and "收入超过标准" in refused.text


def test_a_notice_says_until_when_it_runs_and_keeps_the_decision_back(
    number: str, caseworker: Official, supervisor: Official
) -> None:
    steps = caseworker.look(number).json()["parts"][0]["steps"]
    for step in steps[1 : steps.index("noticed") + 1]:
        assert caseworker.move(number, step).status_code == 200
    shown = page(supervisor, f"/{number}")
    assert "公示到" in shown and "满了以后再办下一步" in shown
    assert 'name="to" value="confirmed"' not in shown


def test_whoever_was_slower_is_told_and_gets_the_fresh_page_with_what_was_written(
    number: str, caseworker: Official, supervisor: Official
) -> None:
    before = seen(number, supervisor)
    caseworker.move(number, "accepted")
    late = send(supervisor, number, "transition", to="returned", missing="户口簿", seen=before)
    assert late.status_code == 409
    assert "刚才有别人办了一步" in late.text and "户口簿" in late.text
    assert f"{number}：已受理" in late.text and 'hx-swap-oob="true"' in late.text
    assert caseworker.look(number).json()["status"] == "accepted"


def test_a_part_is_given_to_a_colleague_who_may_have_it(
    number: str, caseworker: Official, supervisor: Official, official: Callable[..., Official]
) -> None:
    colleague = official("colleague", "caseworker", "120104", "民政")
    elsewhere = official("elsewhere", "caseworker", "120105", "民政")
    shown = send(caseworker, number, "assign", to=colleague.name, seen=seen(number, caseworker))
    assert "已接办：colleague" in shown.text
    assert caseworker.act(number, "assign", to="caseworker").json()["type"].endswith("taken_by_other")
    assert supervisor.act(number, "assign", to=elsewhere.name).json()["field"] == "to"
    assert supervisor.act(number, "assign", to="caseworker").json()["parts"][0]["assigned_to"] == "caseworker"


def test_what_was_dispatched_elsewhere_is_gone_from_the_page_of_whoever_no_longer_has_it(
    number: str, official: Callable[..., Official]
) -> None:
    district = official("district", "supervisor", "120104")
    gone = send(district, number, "dispatch", department="民政", place="120105", seen=seen(number, district))
    assert gone.status_code == 200 and "已经转走" in gone.text and NAME not in gone.text
    assert official("north", "supervisor", "120105").look(number).status_code == 200


def test_what_people_wrote_is_shown_as_text(number: str, caseworker: Official) -> None:
    hostile = "<script>window.hit=1</script>"
    send(caseworker, number, "send-back", why=hostile, seen=seen(number, caseworker))
    shown = page(caseworker, f"/{number}")
    assert hostile not in shown and "&lt;script&gt;" in shown


def test_a_case_of_a_policy_that_left_the_catalogue_still_opens(number: str, supervisor: Official) -> None:
    with unit_of_work() as session:
        session.get_one(Application, number).policy_ids = ["gone"]
        (part,) = session.query(ApplicationPart).where(ApplicationPart.number == number)
        part.policy_id, part.department = "gone", None
    assert "gone" in page(supervisor, f"/{number}")
