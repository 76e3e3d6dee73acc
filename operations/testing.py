"""Runs the tests of both environments; pytest's summary is the last thing printed."""

from __future__ import annotations

import subprocess
import sys

from operations.console import announce, as_program
from operations.environment import BOT_PYTHON, MAIN_PYTHON, ROOT, full_environment, process_environment, read_settings

# Pytest's word for "nothing was selected": no failure when the other environment holds all of the selection.
NOTHING_SELECTED = 5


def main() -> int:
    """Gives 0 when everything passed; arguments (`-m long`) go to both runs."""
    environ = full_environment()
    environment = process_environment(read_settings(environ), environ)
    codes = []
    for python, name, options in ((BOT_PYTHON, "bot", ["-c", "tests/bot/pytest.ini", "tests/bot"]), (MAIN_PYTHON, "main", [])):
        announce(f"tests of the {name} environment")
        command = [str(python), "-m", "pytest", *options, *sys.argv[1:]]
        codes.append(subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode)
    failed = [code for code in codes if code not in (0, NOTHING_SELECTED)]
    return failed[0] if failed else int(all(code == NOTHING_SELECTED for code in codes))


if __name__ == "__main__":
    sys.exit(as_program(main))
