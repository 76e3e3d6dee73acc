"""What the two processes of the bot read from the environment."""

import os
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class SettingsError(RuntimeError):
    """The environment lacks something without which the bot must not start."""


@dataclass(frozen=True)
class Settings:
    """Addresses and secrets; everything listens on loopback. What holds a secret is left out of its own printing."""

    internal_token: str = field(repr=False)
    api_url: str
    rasa_port: int
    actions_port: int
    tracker_database: Path
    model: Path
    # Of the product's PostgreSQL and Redis; None where the instance stands alone, on files and memory of its own.
    database_url: str | None = field(default=None, repr=False)
    redis_url: str | None = field(default=None, repr=False)


def read_settings() -> Settings:
    """Gives the settings of this process; raises SettingsError when the internal token is missing."""
    token = os.environ.get("INTERNAL_TOKEN", "")
    if not token:
        raise SettingsError("INTERNAL_TOKEN is not set: the bot takes calls only from holders of the internal token.")
    return Settings(
        internal_token=token,
        api_url=os.environ.get("API_URL", "http://127.0.0.1:8000").rstrip("/"),
        rasa_port=int(os.environ.get("RASA_PORT", "5005")),
        actions_port=int(os.environ.get("ACTIONS_PORT", "5055")),
        tracker_database=Path(os.environ.get("TRACKER_DB", str(ROOT / "var" / "tracker.db"))),
        model=Path(os.environ.get("RASA_MODEL", str(ROOT / "bot" / "models" / "assistant.tar.gz"))),
        database_url=os.environ.get("DATABASE_URL") or None,
        redis_url=os.environ.get("REDIS_URL") or None,
    )
