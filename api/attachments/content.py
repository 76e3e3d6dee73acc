"""What a file really is, whatever it calls itself; a picture is drawn anew, so that nothing rides along in it.

Drawn anew, a photo loses where and when it was taken and whatever was hidden behind its end. A PDF is kept as it came, is read
here only to know that it is one, and is never shown in our own pages (`api.attachments.endpoints` sends it as a download).
"""

from __future__ import annotations

import io
import warnings
from typing import Literal

import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError

from api.core.errors import InvalidInputError

Kind = Literal["jpeg", "png", "pdf"]
MEDIA_TYPES: dict[str, str] = {"jpeg": "image/jpeg", "png": "image/png", "pdf": "application/pdf"}
PDF_BEGINS = b"%PDF-"
# A page photographed by today's phones has up to 50 million points; more is made to fill the memory.
MOST_POINTS = 60_000_000
MOST_PAGES = 100
# Readable in print on A4, and a tenth of what phones send.
LONGEST_SIDE = 2600
JPEG_QUALITY = 85


def taken_in(sent: bytes) -> tuple[Kind, bytes]:
    """What the file is, and what is kept of it. Raises InvalidInputError unless it is a readable JPEG, PNG or PDF."""
    if sent.startswith(PDF_BEGINS):
        _check_pdf(sent)
        return "pdf", sent
    return _redrawn(sent)


def _check_pdf(sent: bytes) -> None:
    try:
        document = pypdfium2.PdfDocument(sent)
    except pypdfium2.PdfiumError as problem:
        raise InvalidInputError("file_damaged", field="file") from problem
    try:
        pages = len(document)
    finally:
        document.close()
    if not 0 < pages <= MOST_PAGES:
        raise InvalidInputError("file_too_many_pages", field="file", most=MOST_PAGES)


def _redrawn(sent: bytes) -> tuple[Kind, bytes]:
    try:
        with warnings.catch_warnings():
            # Pillow only warns of a picture that is a little too large; here each one is measured.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return _draw(sent)
    except UnidentifiedImageError as problem:
        raise InvalidInputError("file_kind", field="file") from problem
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as problem:
        raise InvalidInputError("file_damaged", field="file") from problem


def _draw(sent: bytes) -> tuple[Kind, bytes]:
    with Image.open(io.BytesIO(sent), formats=["JPEG", "PNG"]) as picture:
        if picture.width * picture.height > MOST_POINTS:
            raise InvalidInputError("picture_too_large", field="file")
        kind: Kind = "png" if picture.format == "PNG" else "jpeg"
        upright = ImageOps.exif_transpose(picture)
        clean = upright.convert("RGB" if kind == "jpeg" or upright.mode not in ("L", "RGBA") else upright.mode)
        clean.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        # Only the points are taken over: no colour profile, no comment, no place.
        drawn = Image.new(clean.mode, clean.size)
        drawn.paste(clean)
    kept = io.BytesIO()
    drawn.save(kept, format=kind.upper(), **({"quality": JPEG_QUALITY} if kind == "jpeg" else {"optimize": True}))
    return kind, kept.getvalue()
