"""One entry's words are changed while its index is searched: how long until both swaps, and what a search takes meanwhile."""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import cycle
from pathlib import Path

from knowledge.catalogue import load_catalogue
from operations.bench.figures import Row, figure
from operations.environment import MAIN_PYTHON, ROOT
from operations.errors import OperationError
from operations.training import ENCODER
from retrieval.evaluate import own_set
from retrieval.search import open_index
from retrieval.store import served

ENTRY = Path("knowledge") / "policies" / "national" / "dibao.yaml"
PHRASES = "\nphrases:\n"
ROUNDS = 3
# What a service under some load is asked in a second.
QUESTIONS_A_SECOND = 20


def update_rows(index_folder: Path) -> Iterator[Row]:
    """Each round an entry of a copy gets another sentence, and its index is made again beside who asks it. OperationError."""
    swaps: list[float] = []
    trained: list[float] = []
    asked: list[float] = []
    spent = _processor_seconds()
    # What people ask is also how an entry is worded anew: any sentence that was not there.
    sentences = [question.text for question in own_set().questions[:ROUNDS]]
    with _copied(index_folder) as copy:
        for sentence in sentences:
            _reword(copy, sentence)
            swapped, seconds, times = _updated(copy)
            swaps.append(swapped)
            trained.append(seconds)
            asked += times
    yield Row("update.swap", "one entry reworded: found by its new words, with the encoder of before", "s", figure(swaps))
    yield Row("update", "the same, with the encoder trained on it and its index swapped in", "s", figure(trained))
    yield Row("update.cpu", "processor time of it", "s", figure([(_processor_seconds() - spent) / ROUNDS]))
    yield Row("update.asked", "search meanwhile, in another process", "ms", figure(asked))


def _processor_seconds() -> float:
    """What the processes this one has started and seen end have used."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


@contextmanager
def _copied(index_folder: Path) -> Iterator[Path]:
    """The code and the entries, with the index and the encoder they have been made into."""
    with tempfile.TemporaryDirectory(prefix="update-") as folder:
        copy = Path(folder)
        for part in ("knowledge", "retrieval"):
            shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(ENCODER, copy / "encoder")
        shutil.copytree(index_folder, copy / "index")
        yield copy


def _reword(copy: Path, sentence: str) -> None:
    entry = copy / ENTRY
    added = f"{PHRASES}  - {json.dumps(sentence, ensure_ascii=False)}\n"
    entry.write_text(entry.read_text("utf-8").replace(PHRASES, added, 1), encoding="utf-8")


def _updated(copy: Path) -> tuple[float, float, list[float]]:
    """The seconds until the first swap and until the second, and the milliseconds of the searches meanwhile."""
    folders = ["--encoder-folder", str(copy / "encoder"), "--index-folder", str(copy / "index")]
    search, before = _searching(copy / "index"), served(copy / "index")
    swapped: float | None = None
    times: list[float] = []
    begun = time.monotonic()
    command = [str(MAIN_PYTHON), "-m", "retrieval.build", *folders]
    with subprocess.Popen(command, cwd=copy, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as building:
        while building.poll() is None:
            started = time.perf_counter()
            search()
            times.append((time.perf_counter() - started) * 1000)
            if swapped is None and served(copy / "index") != before:
                swapped = time.monotonic() - begun
            time.sleep(1 / QUESTIONS_A_SECOND)
    if building.returncode or swapped is None:
        raise OperationError("The index could not be made again.")
    return swapped, time.monotonic() - begun, times


def _searching(index_folder: Path) -> Callable[[], object]:
    """Searches for another question every time."""
    index, day = open_index(index_folder, load_catalogue()), date.today()
    questions = cycle(question.text for question in own_set().questions)
    # The first search makes the view of the day.
    index.search(next(questions), as_of=day)
    return lambda: index.search(next(questions), as_of=day)
