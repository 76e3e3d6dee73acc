"""Brings the database to the newest version: `python -m api.migrate`."""

from pathlib import Path

from alembic import command
from alembic.config import Config

from api.core.settings import settings

CONFIGURATION = Path(__file__).parent / "migrations" / "alembic.ini"


def migrate() -> None:
    """Applies every migration that is missing; does nothing when there is none."""
    settings().data_dir.mkdir(parents=True, exist_ok=True)
    command.upgrade(Config(CONFIGURATION), "head")


if __name__ == "__main__":
    migrate()
