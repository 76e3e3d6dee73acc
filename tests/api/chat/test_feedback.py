"""Whether a reply was useful."""

from __future__ import annotations

import pytest
from httpx2 import Response
from sqlalchemy import select

from api.core.database import unit_of_work
from api.models import Feedback
from knowledge.catalogue import load_catalogue
from tests.api.talk import Talk


def judge(talk: Talk, message_id: str, **more: object) -> Response:
    """What the resident thinks of a reply."""
    body = {"message_id": message_id, "useful": False, **more}
    return talk.browser.post(f"{talk.path}/feedback", json=body, headers=talk.key)


def test_a_judgement_is_kept_with_the_version_of_the_catalogue(talk: Talk) -> None:
    assert judge(talk, talk.greeting["id"], reason="没看懂").status_code == 204
    with unit_of_work() as session:
        kept = session.scalars(select(Feedback)).one()
        assert (kept.useful, kept.reason, kept.catalogue_version) == (False, "没看懂", load_catalogue().version)


def test_a_reply_of_another_conversation_cannot_be_judged(talk: Talk, stranger: Talk) -> None:
    assert judge(talk, stranger.greeting["id"]).status_code == 404


@pytest.mark.parametrize("message_id", ["", "0", "-1", "none", "9" * 17, "9" * 40, "²"])
def test_a_message_that_never_was_cannot_be_judged(talk: Talk, message_id: str) -> None:
    assert judge(talk, message_id).status_code == 404
