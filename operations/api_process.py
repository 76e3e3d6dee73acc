"""Starts the API as the supervisor does, after making sure that the index it will open can be read.

An index that was damaged, or that belongs to another catalogue, is built again first; if even that fails the API starts all
the same, says that it cannot search and keeps every other part of the service up.
"""

from __future__ import annotations

import os
import sys

from operations.console import announce, as_program
from operations.environment import MAIN_PYTHON, full_environment, process_environment, read_settings
from operations.errors import OperationError
from operations.training import prepare_search
from retrieval.contents import read_index
from retrieval.errors import RetrievalError

# Event streams count as connections too.
SERVER = ("--no-access-log", "--no-server-header", "--limit-concurrency", "2000")


def main() -> int:
    """Mends the index where it has to, then becomes the API process."""
    environ = full_environment()
    settings = read_settings(environ)
    try:
        read_index(settings.data / "index")
    except RetrievalError as problem:
        announce(f"the index cannot be used ({problem}); building it again")
        try:
            prepare_search(settings, process_environment(settings, environ))
        except OperationError as failure:
            announce(str(failure))
    address = ("--host", settings.host, "--port", str(settings.api_port))
    os.execv(MAIN_PYTHON, [str(MAIN_PYTHON), "-m", "uvicorn", "api.main:app", *address, *SERVER])


if __name__ == "__main__":
    sys.exit(as_program(main))
