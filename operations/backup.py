"""`make backup`: everything that cannot be made again, in one file; the service may run meanwhile.

The encryption key is not in it: whoever finds a backup must not find the key beside it (docs/tasks/deploy.md).
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from api.core.security import key_mark
from knowledge.catalogue import load_catalogue
from operations.archive import Manifest, digest, pack
from operations.console import announce, as_program
from operations.environment import ROOT, Settings, full_environment, read_settings
from operations.errors import OperationError
from operations.keys import known_keys
from operations.stamps import alone
from operations.stores import Store, store_of

SCRATCH = ".backup-"
ENDING = ".backup"


def back_up(store: Store, settings: Settings, environ: Mapping[str, str], target: Path) -> Manifest:
    """Writes the backup; there is either the whole file or none. Raises OperationError."""
    revision = store.revision() if store.exists() else None
    if revision is None:
        raise OperationError(f"There is no database at {store.name}: nothing to back up.")
    if target.exists():
        raise OperationError(f"{target} exists already: give another name with FILE=….")
    target.parent.mkdir(parents=True, exist_ok=True)
    with alone(settings.state.with_name("backup.lock")):
        for left in target.parent.glob(f"{SCRATCH}*"):
            shutil.rmtree(left)
        with tempfile.TemporaryDirectory(prefix=SCRATCH, dir=target.parent) as folder:
            manifest = _write(store, settings, environ, revision, Path(folder) / target.name)
            (Path(folder) / target.name).replace(target)
    return manifest


def _write(store: Store, settings: Settings, environ: Mapping[str, str], revision: str, target: Path) -> Manifest:
    part = target.with_name(store.part)
    store.copy_to(part)
    manifest = Manifest(
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        version=product_version(),
        database=store.kind,
        schema_revision=revision,
        catalogue_version=load_catalogue().version,
        key_mark=store.key_mark() or _todays_mark(settings, environ),
        sums={store.part: digest(part)},
    )
    pack(target, manifest, target.parent)
    with target.open("rb") as written:
        os.fsync(written.fileno())
    return manifest


def _todays_mark(settings: Settings, environ: Mapping[str, str]) -> str:
    keys = known_keys(settings.data, environ)
    if not keys:
        raise OperationError(f"There is no ENCRYPTION_KEY, neither in the environment nor in {settings.data / 'secrets.env'}.")
    return key_mark(keys[0])


def product_version() -> str:
    """The version of this code."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"])


def file_name() -> str:
    """The name of a backup that was given none: its moment."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}{ENDING}"


def prepare_process() -> None:
    """SIGTERM cleans up as Ctrl-C does, and nobody but the owner reads what is written."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    os.umask(0o077)


def main() -> int:
    """Backs up into the file that is named, else into the data folder."""
    prepare_process()
    environ = full_environment()
    settings = read_settings(environ)
    target = Path(sys.argv[1]).absolute() if sys.argv[1:] else settings.data / "backups" / file_name()
    manifest = back_up(store_of(settings, environ), settings, environ, target)
    kilobytes = target.stat().st_size / 1000
    announce(f"backed up to {target} ({kilobytes:.0f} kB, {manifest.database}, schema {manifest.schema_revision})")
    announce("ENCRYPTION_KEY is not in it: keep that somewhere else, names and ID numbers cannot be read without it")
    return 0


if __name__ == "__main__":
    sys.exit(as_program(main))
