"""`make restore FILE=…`: puts a backup back, in place of nothing or, when told so, of the present database."""

from __future__ import annotations

import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from api.core.security import key_mark
from operations.archive import Manifest, read_manifest, unpack
from operations.backup import ENDING, back_up, prepare_process
from operations.commands import run
from operations.console import announce, as_program
from operations.environment import MAIN_PYTHON, ROOT, Settings, full_environment, process_environment, read_settings
from operations.errors import OperationError
from operations.keys import known_keys, provide_keys
from operations.readiness import only_instance
from operations.stores import SqliteStore, Store, store_of

MIGRATIONS = ROOT / "api" / "migrations" / "versions"


def restore(
    file: Path, settings: Settings, environ: Mapping[str, str], *, replace: bool = False, accept_loss: bool = False
) -> Manifest:
    """Restores the backup, whole or not at all, and brings the database up to date. Raises OperationError."""
    store = store_of(settings, environ)
    with only_instance(settings):
        manifest = read_manifest(file)
        _require_fitting(manifest, store)
        if not accept_loss:
            _require_key(manifest, known_keys(settings.data, environ), settings)
        _require_alone(store)
        with tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.data) as folder:
            unpack(file, manifest, Path(folder))
            _make_room(store, settings, environ, replace=replace)
            store.replace_with(Path(folder) / store.part)
        _bring_up_to_date(settings, environ, accept_loss=accept_loss)
    return manifest


def _require_fitting(manifest: Manifest, store: Store) -> None:
    if manifest.database != store.kind:
        raise OperationError(
            f"This is a backup of {manifest.database}, the service is configured for {store.kind}: see DATABASE_URL."
        )
    if not any(MIGRATIONS.glob(f"{manifest.schema_revision}_*.py")):
        raise OperationError(f"This backup is of a newer version (schema {manifest.schema_revision}): install that one first.")


def _require_key(manifest: Manifest, keys: list[str], settings: Settings) -> None:
    if manifest.key_mark not in {key_mark(key) for key in keys}:
        raise OperationError(
            "This backup was made under another ENCRYPTION_KEY: give that key in the environment or in"
            f" {settings.data / 'secrets.env'}; if it is lost, see docs/tasks/deploy.md."
        )


def _require_alone(store: Store) -> None:
    others = store.others_connected()
    if others:
        raise OperationError(f"Other programs are connected to the database {store.name} ({others}): stop every instance first.")


def _make_room(store: Store, settings: Settings, environ: Mapping[str, str], *, replace: bool) -> None:
    """Keeps what is there now; a SQLite file that is damaged can still be set aside, though not be backed up."""
    if not store.exists() or (not replace and not store.holds_records()):
        return
    if not replace:
        raise OperationError(f"The database {store.name} holds records: add REPLACE=1 to replace it; the old one is kept aside.")
    stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    if isinstance(store, SqliteStore):
        announce(f"the database of before is kept as {store.keep_aside(stamp)}")
    elif store.revision() is not None:
        aside = settings.data / "backups" / f"before-{stamp}{ENDING}"
        back_up(store, settings, environ, aside)
        announce(f"the database of before is kept as {aside}")


def _bring_up_to_date(settings: Settings, environ: Mapping[str, str], *, accept_loss: bool) -> None:
    environment = {**process_environment(settings, environ), **provide_keys(settings.data, environ)}
    command: list[str | Path] = [MAIN_PYTHON, "-m"]
    command += ["api.rotate_key", "--accept-loss"] if accept_loss else ["api.migrate"]
    run(command, environment, "The database is restored, but could not be brought up to date.", shown=accept_loss)


def main() -> int:
    """Restores the file that is named."""
    parser = ArgumentParser(prog="python -m operations.restore", description="Put a backup back.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--replace", action="store_true", help="replace a database that holds records; it is kept aside")
    parser.add_argument("--accept-loss", action="store_true", help="restore although the backup's encryption key is lost")
    given = parser.parse_args()
    prepare_process()
    environ = full_environment()
    settings = read_settings(environ)
    manifest = restore(given.file.absolute(), settings, environ, replace=given.replace, accept_loss=given.accept_loss)
    announce(f"restored as of {manifest.made_at} (schema {manifest.schema_revision}, catalogue {manifest.catalogue_version})")
    return 0


if __name__ == "__main__":
    sys.exit(as_program(main))
