"""`python -m knowledge.ingestion FILE`: writes the clauses of a policy document for a reviewer, or nothing and says why."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile

from tqdm import tqdm

from knowledge.errors import DocumentError
from knowledge.ingestion.document import take_apart
from knowledge.ingestion.reading import read_document
from knowledge.ingestion.review import review_text
from knowledge.wording import wording

FOLDER = Path("var/passages")


def ingest(file: Path, out: Path, title: str | None = None) -> tuple[int, int]:
    """Writes the clauses of a document and gives how many there are, and how many paragraphs are in none.

    Raises DocumentError; then nothing was written. A file that is there already is never written over.
    """
    if out.exists():
        raise DocumentError("exists", file=out)
    found = take_apart(read_document(file, _with_a_bar), title)
    text = review_text(found, file.name)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        _write(text, out)
    except OSError as problem:
        raise DocumentError("cannot_write", file=out) from problem
    return len(found.passages), len(found.left_out)


def _write(text: str, out: Path) -> None:
    """The whole file or none: somebody may be looking at the folder."""
    with NamedTemporaryFile("w", encoding="utf-8", dir=out.parent, prefix=".", suffix=".part") as part:
        part.write(text)
        part.flush()
        os.fsync(part.fileno())
        Path(part.name).chmod(0o644)
        try:
            os.link(part.name, out)
        except FileExistsError as problem:
            raise DocumentError("exists", file=out) from problem


def _with_a_bar(parts: Sequence[int]) -> Iterable[int]:
    return tqdm(parts, desc=wording()["ingestion"]["reading"], unit="", disable=None, file=sys.stderr)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 1 and one sentence when the document is refused."""
    parser = argparse.ArgumentParser(prog="python -m knowledge.ingestion", description="Take a policy document apart.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--out", type=Path, help=f"where to write (default: {FOLDER}/NAME.yaml)")
    parser.add_argument("--title", help="what the document is called, where it does not say so itself")
    given = parser.parse_args(arguments)
    out = given.out or FOLDER / f"{given.file.stem}.yaml"
    try:
        clauses, left_out = ingest(given.file, out, given.title)
    except DocumentError as refusal:
        print(refusal, file=sys.stderr)
        return 1
    print(wording()["ingestion"]["written"].format(clauses=clauses, left_out=left_out, file=out))
    return 0


if __name__ == "__main__":
    sys.exit(main())
