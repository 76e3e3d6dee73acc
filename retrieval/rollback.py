"""`python -m retrieval.rollback`: serve the former index again; the service follows without a restart. Twice is forward again."""

from __future__ import annotations

import argparse
import os
import sys
from functools import partial
from pathlib import Path

from retrieval.build import INDEX_FOLDER
from retrieval.contents import read_index
from retrieval.errors import RetrievalError
from retrieval.store import roll_back


def main(arguments: list[str] | None = None) -> int:
    """The command; 1 with one sentence when there is no former index, or none that can be served."""
    parser = argparse.ArgumentParser(prog="python -m retrieval.rollback", description=__doc__)
    served = Path(os.environ["DATA_DIR"]) / "index" if "DATA_DIR" in os.environ else INDEX_FOLDER
    parser.add_argument("--index-folder", type=Path, default=served)
    folder = parser.parse_args(arguments).index_folder
    try:
        pointer = roll_back(folder, partial(read_index, folder))
    except (RetrievalError, OSError) as problem:
        print(problem, file=sys.stderr)
        return 1
    print(f"index: {folder / pointer.build} is served again")
    return 0


if __name__ == "__main__":
    sys.exit(main())
