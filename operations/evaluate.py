"""`make eval`: how good the answers are, written to `docs/evaluation.md`: finding policies, and understanding residents.

With EVALUATION_DATA naming a folder of open evaluation sets, those are measured too; nothing of them is kept but the figures.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from datetime import date

from operations.console import announce, as_program
from operations.environment import BOT_PYTHON, MAIN_PYTHON, ROOT, full_environment, process_environment, read_settings
from operations.errors import OperationError
from operations.training import prepare_search, train_assistant

REPORT = ROOT / "docs" / "evaluation.md"
PARTS = (
    ("Finding the right policy, and knowing when not to answer", MAIN_PYTHON, "retrieval.evaluate"),
    ("Understanding residents", BOT_PYTHON, "bot.evaluate"),
)


def measure(python: str, module: str, environment: Mapping[str, str]) -> str:
    """What one measurement printed. Raises OperationError when it failed."""
    done = subprocess.run([python, "-m", module], cwd=ROOT, env=dict(environment), capture_output=True, text=True, check=False)
    if done.returncode:
        raise OperationError(f"{module} could not measure: {done.stderr.strip().splitlines()[-1:]}")
    return done.stdout.strip()


def as_markdown(printed: str) -> str:
    """A Markdown table as it is; plain columns between fences."""
    return printed if printed.startswith("|") else f"```\n{printed}\n```"


def main() -> int:
    """Measures every part and writes the report."""
    environ = full_environment()
    settings = read_settings(environ)
    environment = process_environment(settings, environ)
    train_assistant(environment)
    prepare_search(settings, environment)
    sections = [f"# Evaluation\n\nMeasured {date.today()} by `make eval`; intervals are 95 %."]
    for title, python, module in PARTS:
        announce(f"measuring: {title.lower()}")
        sections.append(f"## {title}\n\n{as_markdown(measure(str(python), module, environment))}")
    report = "\n\n".join(sections) + "\n"
    REPORT.write_text(report, "utf-8")
    print(report)
    return 0


if __name__ == "__main__":
    sys.exit(as_program(main))
