"""`python -m retrieval.build`: train the encoder and build the index, each only where its inputs changed."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from knowledge.catalogue import Catalogue, load_catalogue
from knowledge.errors import KnowledgeError
from retrieval.calibration import load_calibration
from retrieval.encoder import EmbeddedEncoder, Encoder, open_encoder
from retrieval.errors import EncoderError, IndexUnusableError, RetrievalError
from retrieval.index import build_index, build_name, read_index
from retrieval.recipe import Recipe, trained_folder

ROOT = Path(__file__).resolve().parents[1]
ENCODER_FOLDER = ROOT / "var" / "encoder"
INDEX_FOLDER = ROOT / "var" / "index"


def prepare_encoder(catalogue: Catalogue, folder: Path, model: str | None = None, progress: bool = False) -> Encoder:
    """The model that is named (a hub name or a folder), else the encoder trained on this catalogue."""
    if model:
        return open_encoder(model)
    try:
        return EmbeddedEncoder(trained_folder(catalogue, folder, Recipe()))
    except EncoderError:
        # Missing or damaged. Training brings torch with it, which takes seconds and which nothing else here needs.
        from retrieval.training import train_encoder

        return EmbeddedEncoder(train_encoder(catalogue, folder, progress=progress))


def prepare_index(catalogue: Catalogue, encoder: Encoder, folder: Path, progress: bool = False) -> bool:
    """Build unless the served index is whole and made of exactly these inputs; says whether it was built."""
    try:
        current = read_index(folder, catalogue)
    except IndexUnusableError as refusal:
        if progress and refusal.key != "missing":
            print(f"index: {refusal.reason}; building it again", file=sys.stderr)
    else:
        if current.build == build_name(catalogue, encoder, load_calibration()):
            return False
    build_index(catalogue, encoder, folder, progress)
    return True


def main(arguments: list[str] | None = None) -> int:
    """The command; 1 with one sentence when it cannot be done."""
    parser = argparse.ArgumentParser(prog="python -m retrieval.build", description=__doc__)
    parser.add_argument("--train", action="store_true", help="stop after the encoder")
    parser.add_argument("--encoder-folder", type=Path, default=ENCODER_FOLDER)
    parser.add_argument("--index-folder", type=Path, default=INDEX_FOLDER)
    options = parser.parse_args(arguments)
    try:
        catalogue = load_catalogue()
        encoder = prepare_encoder(catalogue, options.encoder_folder, os.environ.get("EMBEDDING_MODEL"), progress=True)
        print(f"encoder: {encoder.source}")
        if not options.train:
            built = prepare_index(catalogue, encoder, options.index_folder, progress=True)
            print(f"index: {options.index_folder}, catalogue {catalogue.version}, {'built' if built else 'unchanged'}")
    except (RetrievalError, KnowledgeError, OSError) as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
