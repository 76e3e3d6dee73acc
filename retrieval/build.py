"""`python -m retrieval.build`: train the encoder and build the index, each only where its inputs changed.

Where an index is served already, a changed catalogue is found by its encoder first, while the next one is trained beside it.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

from knowledge.catalogue import Catalogue, load_catalogue
from knowledge.errors import KnowledgeError
from retrieval.calibration import load_calibration
from retrieval.contents import ENCODER_FOLDER as SERVED_ENCODER
from retrieval.contents import read_sealed
from retrieval.encoder import EmbeddedEncoder, Encoder, open_encoder
from retrieval.errors import EncoderError, IndexUnusableError, RetrievalError
from retrieval.index import build_index, build_name
from retrieval.recipe import Recipe, trained_folder

ROOT = Path(__file__).resolve().parents[1]
ENCODER_FOLDER = ROOT / "var" / "encoder"
INDEX_FOLDER = ROOT / "var" / "index"
# The service that may be running beside it comes first.
PRIORITY = 10


def prepare_encoder(catalogue: Catalogue, folder: Path, model: str | None = None, progress: bool = False) -> Encoder:
    """The model that is named (a hub name or a folder), else the encoder trained on this catalogue."""
    if model:
        return open_encoder(model)
    try:
        return EmbeddedEncoder(trained_folder(catalogue, folder, Recipe()))
    except EncoderError:
        return EmbeddedEncoder(_train(catalogue, folder, progress))


def prepare_index(catalogue: Catalogue, encoder: Encoder, folder: Path, progress: bool = False) -> bool:
    """Build unless the served index is whole and made of exactly these inputs; says whether it was built."""
    try:
        current = read_sealed(folder)
    except IndexUnusableError as refusal:
        if progress and refusal.key != "missing":
            print(f"index: {refusal.reason}; building it again", file=sys.stderr)
    else:
        if current.build.name == build_name(catalogue, encoder, load_calibration()):
            return False
    build_index(catalogue, encoder, folder, progress)
    return True


def prepare_search(catalogue: Catalogue, encoders: Path, indexes: Path, model: str | None = None) -> tuple[Encoder, bool]:
    """The encoder and its index, swapped in when it was not served yet; says whether it was built."""
    if not model and (served := _served_encoder(catalogue, encoders, indexes)) is not None:
        with _training_beside(encoders):
            prepare_index(catalogue, served, indexes)
            print(f"index: {indexes}, catalogue {catalogue.version}, built with the former encoder; the next is being trained")
    encoder = prepare_encoder(catalogue, encoders, model, progress=True)
    return encoder, prepare_index(catalogue, encoder, indexes, progress=True)


def _served_encoder(catalogue: Catalogue, encoders: Path, indexes: Path) -> Encoder | None:
    """The encoder of the served index, when there is none of this catalogue yet."""
    try:
        EmbeddedEncoder(trained_folder(catalogue, encoders, Recipe()))
    except EncoderError:
        pass
    else:
        return None
    try:
        return EmbeddedEncoder(read_sealed(indexes).build / SERVED_ENCODER)
    except RetrievalError:
        return None


@contextmanager
def _training_beside(folder: Path) -> Iterator[None]:
    """Trains the encoder in a process of its own until the block is done with and it is trained."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        trained = process.submit(_train_on_files, folder)
        yield
        trained.result()


def _train_on_files(folder: Path) -> Path:
    # A catalogue cannot be handed to another process; the files can be read there.
    return _train(load_catalogue(), folder)


def _train(catalogue: Catalogue, folder: Path, progress: bool = False) -> Path:
    # Training brings torch with it, which takes seconds and which nothing else here needs.
    from retrieval.training import train_encoder

    return train_encoder(catalogue, folder, progress=progress)


def main(arguments: list[str] | None = None) -> int:
    """The command; 1 with one sentence when it cannot be done."""
    parser = argparse.ArgumentParser(prog="python -m retrieval.build", description=__doc__)
    parser.add_argument("--train", action="store_true", help="stop after the encoder")
    parser.add_argument("--encoder-folder", type=Path, default=ENCODER_FOLDER)
    parser.add_argument("--index-folder", type=Path, default=INDEX_FOLDER)
    options = parser.parse_args(arguments)
    try:
        os.nice(PRIORITY)
        catalogue, model = load_catalogue(), os.environ.get("EMBEDDING_MODEL")
        if options.train:
            print(f"encoder: {prepare_encoder(catalogue, options.encoder_folder, model, progress=True).source}")
        else:
            encoder, built = prepare_search(catalogue, options.encoder_folder, options.index_folder, model)
            print(f"encoder: {encoder.source}")
            print(f"index: {options.index_folder}, catalogue {catalogue.version}, {'built' if built else 'unchanged'}")
    except (RetrievalError, KnowledgeError, OSError) as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
