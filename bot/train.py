"""Trains the assistant and writes bot/models/assistant.tar.gz. Run: `python -m bot.train`."""

import sys

from bot.environment import prepare_environment
from bot.logs import configure_logging
from bot.settings import ROOT


def main() -> int:
    """Gives 0 when a model was written, 1 when the training failed."""
    prepare_environment()
    configure_logging("training")
    import rasa

    result = rasa.train(
        domain=str(ROOT / "bot" / "domain"),
        config=str(ROOT / "config.yml"),
        training_files=str(ROOT / "bot" / "data"),
        output=str(ROOT / "bot" / "models"),
        fixed_model_name="assistant",
        # Rasa's cache does not see changes in our own components; training takes seconds, so it is never skipped here.
        force_training=True,
    )
    return int(result.code != 0)


if __name__ == "__main__":
    sys.exit(main())
