"""Opens a document of any kept format; what a file is its bytes say, not its name."""

from __future__ import annotations

import re
from pathlib import Path
from zipfile import is_zipfile

from knowledge.errors import DocumentError
from knowledge.ingestion.blocks import Progress, Reader, Source
from knowledge.ingestion.docx import read_docx
from knowledge.ingestion.html import decoded, read_html
from knowledge.ingestion.pdf import read_pdf

MOST_MEGABYTES = 100
# Some programs write a few bytes before the mark of a PDF.
HEAD_BYTES = 1_024
PDF = b"%PDF-"
ZIP = b"PK\x03\x04"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
# An encrypted DOCX is an OLE file with a stream of this name.
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
HTML = re.compile(r"<(!doctype html|html|head|body|meta|title|div|p|table|article|h[1-6])[\s>]", re.IGNORECASE)
WIDE_TEXT = (b"\xff\xfe", b"\xfe\xff")
WORD_FILE = b"word/document.xml"


def read_document(file: Path, progress: Progress[int]) -> Source:
    """The paragraphs of a document. Raises DocumentError, which says why and what to do next, when it cannot be read."""
    try:
        size = file.stat().st_size
        if not file.is_file():
            raise DocumentError("no_file", file=file)
        if size > MOST_MEGABYTES * 2**20:
            raise DocumentError("too_large", size=size // 2**20, most=MOST_MEGABYTES)
        with file.open("rb") as opened:
            head = opened.read(HEAD_BYTES)
        return _reader(file, head)(file, progress)
    except FileNotFoundError as problem:
        raise DocumentError("no_file", file=file) from problem
    except PermissionError as problem:
        raise DocumentError("no_access", file=file) from problem


def _reader(file: Path, head: bytes) -> Reader:
    """Who reads a file that begins like this. Raises DocumentError."""
    if not head.strip(b"\x00\t\n\r ") and not file.read_bytes().strip(b"\x00\t\n\r "):
        raise DocumentError("empty")
    if PDF in head:
        return read_pdf
    if head.startswith(OLE):
        raise DocumentError("encrypted" if ENCRYPTED in file.read_bytes() else "old_word")
    if head.startswith(ZIP):
        if is_zipfile(file) and WORD_FILE not in file.read_bytes():
            raise DocumentError("unknown_format")
        return read_docx
    is_text = head.startswith(WIDE_TEXT) or b"\x00" not in head
    if is_text and HTML.search(decoded(file.read_bytes())):
        return read_html
    raise DocumentError("unknown_format")
