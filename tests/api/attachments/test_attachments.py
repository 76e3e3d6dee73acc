"""Photos and documents of an application: kept, shown to those who may, taken back, forgotten."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from sqlalchemy import select

from api.attachments import service
from api.attachments.files import LEFT_ALONE_SECONDS
from api.attachments.service import sweep
from api.core.database import reading, unit_of_work
from api.core.settings import settings
from api.models import Application, Attachment
from api.rotate_key import rotate
from tests.api.application_form import submit
from tests.api.attachments.conftest import Filed, document, picture
from tests.api.staff.conftest import Person

Staff = Callable[..., Person]


def kept_files() -> list[Path]:
    return [file for file in settings().attachments_folder.glob("*/*") if file.is_file()]


def test_a_photo_is_kept_and_listed(filed: Filed) -> None:
    added = filed.add(picture(), paper="身份证")
    assert (added.status_code, added.json()["kind"], added.json()["paper"]) == (201, "jpeg", "身份证")
    assert [row["id"] for row in filed.read().json()["results"]] == [added.json()["id"]]


@pytest.mark.parametrize(
    "sent,media_type",
    [(picture(), "image/jpeg"), (picture("PNG"), "image/png"), (document(), "application/pdf")],
    ids=["jpeg", "png", "pdf"],
)
def test_a_file_comes_back_as_what_it_is(filed: Filed, sent: bytes, media_type: str) -> None:
    shown = filed.read(f"/{filed.add(sent).json()['id']}")
    assert (shown.status_code, shown.headers["content-type"]) == (200, media_type)
    assert shown.headers["x-content-type-options"] == "nosniff"


def test_a_pdf_is_only_ever_downloaded(filed: Filed) -> None:
    shown = filed.read(f"/{filed.add(document()).json()['id']}")
    assert shown.headers["content-disposition"].startswith("attachment")


def test_the_disk_holds_nothing_readable(filed: Filed) -> None:
    filed.add(document())
    [file] = kept_files()
    assert b"%PDF" not in file.read_bytes() and file.stat().st_mode & 0o077 == 0
    assert file.suffix == "" and filed.number not in str(file)


def test_the_same_file_twice_is_kept_once(filed: Filed) -> None:
    first, second = (filed.add(picture(), paper="身份证").json()["id"] for _ in range(2))
    assert first == second and len(kept_files()) == 1


def test_only_the_applicant_adds_and_sees(filed: Filed) -> None:
    identifier = filed.add(picture()).json()["id"]
    stranger = "13900000000"
    assert filed.add(picture(), phone=stranger).status_code == 404
    assert filed.read(phone=stranger).status_code == 404
    assert filed.read(f"/{identifier}", phone=stranger).status_code == 404
    assert filed.remove(identifier, phone=stranger).status_code == 404


def test_another_applications_file_does_not_exist_here(filed: Filed, client: TestClient) -> None:
    other = Filed(client, submit(client, "key-of-another-submission").json()["number"])
    identifier = other.add(picture()).json()["id"]
    assert filed.read(f"/{identifier}").status_code == 404
    assert filed.remove(identifier).status_code == 404


def test_a_file_taken_back_is_gone_from_the_disk(filed: Filed) -> None:
    identifier = filed.add(picture()).json()["id"]
    assert filed.remove(identifier).status_code == 204
    assert filed.read().json()["results"] == [] and kept_files() == []


def test_what_is_worked_on_is_not_taken_back(filed: Filed) -> None:
    identifier = filed.add(picture()).json()["id"]
    with unit_of_work() as session:
        session.get_one(Application, filed.number).status = "accepted"
    assert filed.remove(identifier).status_code == 409


def test_a_closed_application_takes_no_more_files(filed: Filed) -> None:
    with unit_of_work() as session:
        session.get_one(Application, filed.number).status = "granted"
    assert filed.add(picture()).status_code == 409


def test_an_application_takes_only_so_many_files(filed: Filed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MOST_PER_APPLICATION", 2)
    statuses = [filed.add(picture(colour=colour)).status_code for colour in ("red", "green", "blue")]
    assert statuses == [201, 201, 409]


def test_staff_of_the_place_open_it_and_that_is_recorded(
    filed: Filed, staff: Staff, audited: Callable[[str], list[tuple[str, str]]]
) -> None:
    identifier = filed.add(picture()).json()["id"]
    path = f"/v1/staff/applications/{filed.number}/attachments"
    wang = staff("wang", "caseworker", place="120104", department="民政").browser
    assert [row["id"] for row in wang.get(path).json()["results"]] == [identifier]
    assert Image.open(io.BytesIO(wang.get(f"{path}/{identifier}").content)).size == (40, 30)
    assert ("wang", "attachment_viewed") in audited(filed.number)


@pytest.mark.parametrize(
    "role,place,department,status",
    [
        ("caseworker", "320000", None, 404),
        ("caseworker", "120104", "医保", 404),
        ("operator", None, None, 403),
        ("administrator", None, None, 403),
        ("auditor", None, None, 403),
    ],
)
def test_nobody_else_opens_it(filed: Filed, staff: Staff, role: str, place: str, department: str, status: int) -> None:
    identifier = filed.add(picture()).json()["id"]
    browser = staff("somebody", role, place=place, department=department).browser
    assert browser.get(f"/v1/staff/applications/{filed.number}/attachments").status_code == status
    assert browser.get(f"/v1/staff/applications/{filed.number}/attachments/{identifier}").status_code == status


def test_files_of_an_erased_application_are_swept(filed: Filed) -> None:
    filed.add(picture())
    with unit_of_work() as session:
        session.delete(session.get_one(Application, filed.number))
    [file] = kept_files()
    with reading() as session:
        assert session.scalars(select(Attachment)).all() == []
        assert sweep(session) == 0
        os.utime(file, (0, file.stat().st_mtime - LEFT_ALONE_SECONDS - 1))
        assert sweep(session) == 1
    assert kept_files() == []


def test_what_is_named_is_never_swept(filed: Filed) -> None:
    filed.add(picture())
    [file] = kept_files()
    os.utime(file, (0, 0))
    with reading() as session:
        assert sweep(session) == 0


def test_a_new_key_opens_what_was_kept_under_the_one_before(filed: Filed, monkeypatch: pytest.MonkeyPatch) -> None:
    identifier = filed.add(picture()).json()["id"]
    monkeypatch.setenv("PREVIOUS_ENCRYPTION_KEYS", settings().encryption_key.get_secret_value())
    monkeypatch.setenv("ENCRYPTION_KEY", "another-key-of-the-tests")
    settings.cache_clear()
    with unit_of_work() as session:
        rotate(session, accept_loss=False)
    monkeypatch.setenv("PREVIOUS_ENCRYPTION_KEYS", "")
    settings.cache_clear()
    assert filed.read(f"/{identifier}").status_code == 200


def test_a_lost_file_is_said_and_stops_nothing_else(filed: Filed) -> None:
    identifier = filed.add(picture()).json()["id"]
    [file] = kept_files()
    file.write_bytes(b"damaged")
    assert filed.read(f"/{identifier}").status_code == 503
    assert filed.read().status_code == 200
