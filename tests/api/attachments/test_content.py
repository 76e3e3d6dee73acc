"""A file is what it contains, not what it calls itself; what rides along in a picture does not get through."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption

from api.attachments import content
from api.core.uploads import MOST_FILE_BYTES
from tests.api.attachments.conftest import Filed, document, picture
from tests.api.databases import on_sqlite

SCRIPT = b"<script>alert(1)</script>"


def _zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("evil.js", "alert(1)")
    return packed.getvalue()


def _huge_png() -> bytes:
    """A few bytes that claim to be a picture of ten thousand million points."""
    header = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(header)) + chunk + struct.pack(">I", zlib.crc32(chunk))


REFUSED = {
    "empty": b"",
    "text": b"just words",
    "page": b"<!doctype html>" + SCRIPT,
    "drawing with a script": b'<svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>",
    "program": b"MZ\x90\x00" + bytes(64),
    "elf": b"\x7fELF" + bytes(64),
    "archive": _zip(),
    "gif that is a script": b"GIF89a/*" + SCRIPT,
    "gif": picture("GIF"),
    "webp": picture("WEBP"),
    "tiff": picture("TIFF"),
    "bmp": picture("BMP"),
    "pdf in name only": b"%PDF-1.7\nnothing",
    "pdf that begins late": b"\n" + document(),
    "pdf under a password": document(encrypt=StandardEncryption("secret", canPrint=0)),
    "half a photo": picture(size=(400, 400))[:200],
    "first bytes of a photo": b"\xff\xd8\xff\xe0",
    "picture to fill the memory": _huge_png(),
    "postscript": b"%!PS-Adobe-3.0\n",
}
RIDERS = {
    "an archive behind it": picture() + _zip(),
    "a script behind it": picture() + SCRIPT,
    "a script in its comment": picture(comment=SCRIPT),
    "a pdf behind it": picture("PNG") + document(),
}


@on_sqlite
@pytest.mark.parametrize("sent", REFUSED.values(), ids=REFUSED.keys())
@pytest.mark.parametrize("name,kind", [("照片.jpg", "image/jpeg"), ("材料.pdf", "application/pdf")], ids=["as jpeg", "as pdf"])
def test_what_is_no_readable_photo_or_pdf_is_refused_with_what_to_do(filed: Filed, sent: bytes, name: str, kind: str) -> None:
    refused = filed.add(sent, name, kind)
    assert refused.status_code == 422
    assert "照片" in refused.json()["detail"] or "重新拍" in refused.json()["detail"]
    assert filed.read().json()["results"] == []


@on_sqlite
@pytest.mark.parametrize("sent", RIDERS.values(), ids=RIDERS.keys())
def test_what_rides_along_in_a_picture_does_not_get_through(filed: Filed, sent: bytes) -> None:
    kept = filed.read(f"/{filed.add(sent).json()['id']}").content
    assert all(rider not in kept for rider in (b"script", b"PK\x03\x04", b"%PDF", b"evil.js"))
    assert Image.open(io.BytesIO(kept)).size == (40, 30)


@on_sqlite
def test_where_a_photo_was_taken_is_not_kept(filed: Filed) -> None:
    notes = Image.Exif()
    notes[0x010F], notes[0x8825] = "maker", {1: "N", 2: (39.0, 7.0, 0.0)}
    kept = filed.read(f"/{filed.add(picture(exif=notes)).json()['id']}").content
    assert not Image.open(io.BytesIO(kept)).getexif()


@on_sqlite
def test_a_photo_taken_sideways_stands_upright(filed: Filed) -> None:
    notes = Image.Exif()
    notes[0x0112] = 6
    kept = filed.read(f"/{filed.add(picture(exif=notes)).json()['id']}").content
    assert Image.open(io.BytesIO(kept)).size == (30, 40)


@on_sqlite
@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "CMYK", "1"])
def test_pictures_of_every_colour_kind_are_taken(filed: Filed, mode: str) -> None:
    drawn = io.BytesIO()
    Image.new(mode, (20, 20)).save(drawn, "JPEG" if mode == "CMYK" else "PNG")
    assert filed.add(drawn.getvalue()).status_code == 201


@on_sqlite
def test_a_large_photo_is_kept_readable_and_small(filed: Filed) -> None:
    kept = filed.read(f"/{filed.add(picture(size=(6000, 4000))).json()['id']}").content
    assert max(Image.open(io.BytesIO(kept)).size) == content.LONGEST_SIDE


@on_sqlite
def test_the_name_of_a_file_means_nothing(filed: Filed) -> None:
    added = filed.add(picture("PNG"), "../../../etc/passwd.pdf\x00.exe", "application/pdf")
    assert (added.status_code, added.json()["kind"]) == (201, "png")


@on_sqlite
def test_a_pdf_with_too_many_pages_is_refused(filed: Filed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "MOST_PAGES", 2)
    assert [filed.add(document(pages)).status_code for pages in (2, 3)] == [201, 422]


@on_sqlite
@pytest.mark.parametrize("length,status", [(MOST_FILE_BYTES, 422), (MOST_FILE_BYTES + 1, 413), (2 * MOST_FILE_BYTES, 413)])
def test_ten_megabytes_are_read_and_a_byte_more_is_not(filed: Filed, length: int, status: int) -> None:
    assert filed.add(bytes(length)).status_code == status


@on_sqlite
def test_a_form_without_a_file_is_refused(filed: Filed) -> None:
    assert filed.browser.post(filed.path, json={}, headers={"X-Phone": "13812345678"}).status_code == 422
