"""Runs one of the API's own commands, named by its module, with the settings and the secrets of the service."""

from __future__ import annotations

import os
import sys

from operations.console import as_program
from operations.environment import MAIN_PYTHON, full_environment, process_environment, read_settings
from operations.keys import provide_keys


def main() -> int:
    """Becomes the command."""
    os.umask(0o077)
    environ = full_environment()
    settings = read_settings(environ)
    environment = {**process_environment(settings, environ), **provide_keys(settings.data, environ)}
    os.execve(MAIN_PYTHON, [str(MAIN_PYTHON), "-m", *sys.argv[1:]], environment)


if __name__ == "__main__":
    sys.exit(as_program(main))
