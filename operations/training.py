"""What is made from the repository's own texts: the assistant's model, the encoder and the index; and when it is stale."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from operations.commands import run
from operations.console import announce, as_program
from operations.environment import (
    BOT_PYTHON,
    MAIN_PYTHON,
    ROOT,
    STAMPS,
    Settings,
    full_environment,
    process_environment,
    read_settings,
)
from operations.stamps import Stamp, alone, fingerprint

MODEL = ROOT / "bot" / "models" / "assistant.tar.gz"
MODEL_STAMP = Stamp(STAMPS / "assistant-model")
# The code of the components counts: the model holds what they learned and the words they cut by.
MODEL_INPUTS = (
    ROOT / "config.yml",
    ROOT / "bot" / "domain",
    ROOT / "bot" / "data",
    ROOT / "bot" / "classifier",
    ROOT / "bot" / "nlu",
    ROOT / "bot" / "train.py",
    ROOT / "knowledge" / "lexicon",
    ROOT / "requirements" / "bot.txt",
)
# Trained once per clone, from the catalogue; every instance builds its own index with it.
ENCODER = ROOT / "var" / "encoder"


def model_is_stale(model: Path = MODEL, stamp: Stamp = MODEL_STAMP, inputs: tuple[Path, ...] = MODEL_INPUTS) -> bool:
    """Whether the assistant has to be trained: no model, an unfinished one, or one made from other inputs."""
    return not (model.is_file() and stamp.shows(fingerprint(inputs)))


def train_assistant(environment: Mapping[str, str]) -> None:
    """Trains the assistant when it is stale; takes half a minute."""
    with alone(STAMPS / "assistant.lock"):
        if not model_is_stale():
            return
        announce("training the assistant (about half a minute)")
        inputs = fingerprint(MODEL_INPUTS)
        MODEL_STAMP.remove()
        # Rasa's own cache knows neither the lexicon nor the modules its components import: the stamp decides instead.
        run([BOT_PYTHON, "-m", "bot.train"], {**environment, "RASA_MAX_CACHE_SIZE": "0"}, "The assistant could not be trained.")
        MODEL_STAMP.write(inputs)


def prepare_search(settings: Settings, environment: Mapping[str, str], *, only_encoder: bool = False) -> None:
    """Trains the encoder and builds the index, each only where it is stale or damaged; retrieval knows which."""
    announce("checking the encoder" if only_encoder else "checking the encoder and the search index")
    command: list[str | Path] = [MAIN_PYTHON, "-m", "retrieval.build"]
    command += ["--encoder-folder", ENCODER, "--index-folder", settings.data / "index"]
    if only_encoder:
        command.append("--train")
    # A progress bar into a file or a pipe is a line a moment: a few are enough there.
    pace = {} if sys.stderr.isatty() else {"TQDM_MININTERVAL": "5"}
    with alone(STAMPS / "encoder.lock"):
        run(command, {**environment, **pace}, "The search index could not be built.", shown=True)


def main() -> int:
    """Trains what is stale: everything, or the one that is named (`assistant`, `encoder` or `index`)."""
    environ = full_environment()
    settings = read_settings(environ)
    environment = process_environment(settings, environ)
    wanted = sys.argv[1:] or ["assistant", "index"]
    if "assistant" in wanted:
        train_assistant(environment)
    if "index" in wanted or "encoder" in wanted:
        prepare_search(settings, environment, only_encoder="index" not in wanted)
    return 0


if __name__ == "__main__":
    sys.exit(as_program(main))
