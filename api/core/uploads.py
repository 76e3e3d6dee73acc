"""Which addresses take a file, and how large it may be."""

from __future__ import annotations

import re

TAKES_A_FILE = re.compile(r"/v1/applications/[^/]+/attachments")
MOST_FILE_MEGABYTES = 10
MOST_FILE_BYTES = MOST_FILE_MEGABYTES * 1024 * 1024
# The form around the file.
MOST_FORM_BYTES = MOST_FILE_BYTES + 64 * 1024
# Ten megabytes over a slow mobile network.
UPLOAD_SECONDS = 180.0


def takes_a_file(method: str, path: str) -> bool:
    """Whether a request there sends a form with a file in it."""
    return method == "POST" and is_for_files(path)


def is_for_files(path: str) -> bool:
    """Whether files are sent to that address."""
    return TAKES_A_FILE.fullmatch(path) is not None
