"""Starts Rasa on loopback: quietly, with our stores, our logs and the fast validation. Start: `python -m bot.rasa_server`."""

import logging
import os
import sys
from typing import TYPE_CHECKING

from bot.environment import keep_loaded_objects, prepare_environment
from bot.logs import configure_logging
from bot.settings import ROOT, Settings, SettingsError, read_settings

if TYPE_CHECKING:
    from rasa.core.utils import AvailableEndpoints

HOST = "127.0.0.1"


def main() -> int:
    """Serves until stopped; gives 1 and says why when it must not start."""
    try:
        settings = read_settings()
        if not settings.model.exists():
            raise SettingsError(f"There is no trained model at {settings.model}: run `python -m bot.train` first.")
        prepare_environment()
        serve(settings)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def serve(settings: Settings) -> None:
    """Runs Rasa's server; without its HTTP API, so the gateway channel is all there is."""
    logging.disable(logging.WARNING)  # TensorFlow, which nothing here uses, says at length what it lacks
    import rasa.core.run

    from bot.response_validation import install_fast_validation
    from bot.trackers import refuse_fallback

    logging.disable(logging.NOTSET)
    configure_logging("rasa")
    install_fast_validation()
    refuse_fallback()
    rasa.core.run.serve_application(
        str(settings.model),
        endpoints=endpoints(settings),
        credentials=str(ROOT / "bot" / "credentials.yml"),
        interface=HOST,
        port=settings.rasa_port,
        enable_api=False,
        server_listeners=[(keep_loaded_objects, "after_server_start")],
    )


def endpoints(settings: Settings) -> "AvailableEndpoints":
    """Gives the action server of endpoints.yml and the stores of the settings, once those answer.

    The stores are handed over as they are: a file with their addresses would hold passwords, and Rasa falls back to its
    memory when it cannot make one.
    """
    from rasa.core.utils import AvailableEndpoints

    from bot.action_endpoint import ActionEndpoint
    from bot.stores import open_locks, open_trackers

    os.environ["ACTIONS_PORT"] = str(settings.actions_port)
    found = AvailableEndpoints.read_endpoints(str(ROOT / "bot" / "endpoints.yml"))
    found.action = ActionEndpoint.of(found.action)
    found.tracker_store = open_trackers(settings)
    found.lock_store = open_locks(settings)
    return found


if __name__ == "__main__":
    sys.exit(main())
