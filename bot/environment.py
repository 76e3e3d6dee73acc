"""Prepares a process before Rasa or jieba is imported: quiet, offline, no cache shared with other users."""

import ctypes
import gc
import logging
import os
from typing import Any

from bot.settings import ROOT

QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "SANIC_HOST": "127.0.0.1",
}


def prepare_environment() -> None:
    """Sets the variables the libraries read at import and gives jieba a cache folder of its own."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    # Rasa's pinned dependencies announce their deprecations to each other, which nobody here can act upon; some reset
    # the filters, so the warnings are caught where they are shown.
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.CRITICAL)
    folder = ROOT / "var" / "jieba"
    folder.mkdir(parents=True, exist_ok=True)
    import jieba  # after the variables: jieba itself is quiet, what imports it later may not be

    # jieba unmarshals its cache; the default one lies in the temporary folder, where anybody may have put it.
    jieba.dt.tmp_dir = str(folder)
    jieba.setLogLevel("WARNING")


def keep_loaded_objects(*_: Any) -> None:
    """Tells the garbage collector that what is loaded by now stays, and gives back the memory that loading it took.

    The collector would otherwise look through all of it, model and libraries, every few turns, in somebody's turn.
    """
    gc.collect()
    gc.freeze()
    ctypes.CDLL(None).malloc_trim(0)
