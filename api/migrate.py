"""Brings the database to the newest version: `python -m api.migrate`."""

import re
import sys
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy.exc import OperationalError

from api.core.database import unit_of_work
from api.core.settings import settings
from api.encryption_key import AnotherKeyError, recognise
from api.wording import words

# A misread address may quote a part of the password.
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
CONFIGURATION = Path(__file__).parent / "migrations" / "alembic.ini"


def migrate() -> None:
    """Applies every migration that is missing. Raises AnotherKeyError when the database was written under an unknown key."""
    settings().data_dir.mkdir(parents=True, exist_ok=True)
    command.upgrade(Config(CONFIGURATION), "head")
    with unit_of_work() as session:
        recognise(session)


def main() -> str | None:
    """Gives the sentence of a refusal."""
    try:
        migrate()
    except AnotherKeyError as refusal:
        return str(refusal)
    except OperationalError as problem:
        why = QUOTED.sub("…", str(problem.orig).strip().splitlines()[0])
        return str(words("keys")["no_database"]).format(why=why)
    return None


if __name__ == "__main__":
    sys.exit(main())
