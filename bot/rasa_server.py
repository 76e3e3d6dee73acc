"""Starts Rasa on loopback: quietly, with our logs and the fast validation. Start: `python -m bot.rasa_server`."""

import logging
import os
import sys

from bot.environment import prepare_environment
from bot.logs import configure_logging
from bot.settings import ROOT, Settings, SettingsError, read_settings

HOST = "127.0.0.1"


def main() -> int:
    """Serves until stopped; gives 1 when the token or the trained model is missing."""
    try:
        settings = read_settings()
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if not settings.model.exists():
        sys.stderr.write(f"There is no trained model at {settings.model}: run `python -m bot.train` first.\n")
        return 1
    prepare_environment()
    supply_endpoints(settings)
    serve(settings)
    return 0


def supply_endpoints(settings: Settings) -> None:
    """Puts the values endpoints.yml and credentials.yml refer to into the environment."""
    settings.tracker_database.parent.mkdir(parents=True, exist_ok=True)
    os.environ["ACTIONS_PORT"] = str(settings.actions_port)
    os.environ["TRACKER_DB"] = str(settings.tracker_database)


def serve(settings: Settings) -> None:
    """Runs Rasa's server; without its HTTP API, so the gateway channel is all there is."""
    logging.disable(logging.WARNING)  # TensorFlow, which nothing here uses, says at length what it lacks
    import rasa
    import rasa.core.run

    from bot.response_validation import install_fast_validation

    logging.disable(logging.NOTSET)
    configure_logging("rasa")
    install_fast_validation()
    rasa.run(
        model=str(settings.model),
        endpoints=str(ROOT / "bot" / "endpoints.yml"),
        credentials=str(ROOT / "bot" / "credentials.yml"),
        interface=HOST,
        port=settings.rasa_port,
        enable_api=False,
    )


if __name__ == "__main__":
    sys.exit(main())
