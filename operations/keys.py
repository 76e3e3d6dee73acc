"""The secrets of an embedded instance: made on the first run, kept in a file only the owner can read."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path

from operations.environment import read_env_file
from operations.errors import OperationError

NAMES = ("INTERNAL_TOKEN", "ENCRYPTION_KEY")
# Keys of before, separated by commas; there while one takes the place of another.
PREVIOUS = "PREVIOUS_ENCRYPTION_KEYS"
KEY_BYTES = 32
# Whatever is shorter stands in examples or can be guessed; the API refuses it too.
SHORTEST_SECRET = 16


def provide_keys(data: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """The secrets by name: those of the environment, else those of the data folder, made when there are none.

    Keys of before come with them where there are any. In production nothing is made up: a missing secret, or one that can
    be guessed, raises OperationError.
    """
    file = data / "secrets.env"
    known = {**read_env_file(file), **environ}
    missing = [name for name in NAMES if not known.get(name)]
    if environ.get("ENVIRONMENT") == "production":
        _require(name for name in NAMES if len(known.get(name, "")) < SHORTEST_SECRET)
    made = {name: _new_key() for name in missing}
    if made:
        _keep(file, {**{name: value for name, value in read_env_file(file).items() if name in (*NAMES, PREVIOUS)}, **made})
    before = {PREVIOUS: known[PREVIOUS]} if known.get(PREVIOUS) else {}
    return {**{name: {**known, **made}[name] for name in NAMES}, **before}


def known_keys(data: Path, environ: Mapping[str, str]) -> list[str]:
    """The encryption keys that are known, today's first; none is made."""
    known = {**read_env_file(data / "secrets.env"), **environ}
    keys = [known.get("ENCRYPTION_KEY", ""), *known.get(PREVIOUS, "").split(",")]
    return [key.strip() for key in keys if key.strip()]


def _require(names: Iterable[str]) -> None:
    lacking = ", ".join(names)
    if lacking:
        raise OperationError(
            f"In production these settings are required, each of at least {SHORTEST_SECRET} characters: {lacking}."
            " Make one with `openssl rand -hex 32`."
        )


def _new_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _keep(file: Path, values: Mapping[str, str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    scratch = file.with_name(f".{file.name}.{os.getpid()}")
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as target:
        target.write("# Made on the first run. Whoever loses ENCRYPTION_KEY loses every ID number kept under it.\n")
        target.writelines(f"{name}={value}\n" for name, value in values.items())
        target.flush()
        os.fsync(target.fileno())
    scratch.replace(file)
