"""An application and files to go with it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from tests.api.application_form import PHONE, submit
from tests.api.staff.conftest import account, audited, password_hash, staff

__all__ = ["account", "audited", "password_hash", "staff"]


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30), colour: str = "teal", **options: Any) -> bytes:
    """A picture of one colour."""
    drawn = io.BytesIO()
    Image.new("RGB", size, colour).save(drawn, kind, **options)
    return drawn.getvalue()


def document(pages: int = 1, **options: Any) -> bytes:
    """A PDF with a word on each page."""
    written = io.BytesIO()
    canvas = Canvas(written, **options)
    for page in range(pages):
        canvas.drawString(72, 720, f"page {page}")
        canvas.showPage()
    canvas.save()
    return written.getvalue()


@dataclass(frozen=True)
class Filed:
    """An application, for the phone of its applicant."""

    browser: TestClient
    number: str

    @property
    def path(self) -> str:
        return f"/v1/applications/{self.number}/attachments"

    def add(self, sent: bytes, name: str = "照片.jpg", kind: str = "image/jpeg", phone: str = PHONE, **fields: str) -> Any:
        """Sends a file, under whatever name and kind it claims."""
        return self.browser.post(self.path, files={"file": (name, sent, kind)}, data=fields, headers={"X-Phone": phone})

    def read(self, path: str = "", phone: str = PHONE) -> Any:
        """The list, or what stands below it."""
        return self.browser.get(f"{self.path}{path}", headers={"X-Phone": phone})

    def remove(self, identifier: str, phone: str = PHONE) -> Any:
        """Takes a file back."""
        return self.browser.delete(f"{self.path}/{identifier}", headers={"X-Phone": phone})


@pytest.fixture
def filed(client: TestClient) -> Filed:
    """An application that was just submitted."""
    return Filed(client, submit(client).json()["number"])
