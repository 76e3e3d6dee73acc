"""The action server: runs the custom actions and serves the extraction, on loopback, to holders of the token.

rasa-sdk's own server listens on every interface and puts the whole tracker into its error replies; this one does
neither. Start: `python -m bot.server`.
"""

import hmac
import json
import logging
import sys
import zlib
from typing import Any

from bot.environment import keep_loaded_objects, prepare_environment

prepare_environment()

from rasa_sdk.executor import ActionExecutor  # noqa: E402
from rasa_sdk.interfaces import ActionNotFoundException  # noqa: E402
from sanic import Sanic  # noqa: E402
from sanic.exceptions import SanicException  # noqa: E402
from sanic.request import Request  # noqa: E402
from sanic.response import HTTPResponse  # noqa: E402
from sanic.response import json as json_response  # noqa: E402

from bot.logs import configure_logging  # noqa: E402
from bot.nlu import understand  # noqa: E402
from bot.nlu.subjects import understood  # noqa: E402
from bot.service_client import ServiceError  # noqa: E402
from bot.settings import SettingsError, read_settings  # noqa: E402

logger = logging.getLogger("bot.server")

HOST = "127.0.0.1"
LONGEST_TEXT = 2000


def action_call(request: Request) -> dict[str, Any] | None:
    """Gives the call Rasa sent, which may be compressed; None when it is not a JSON object."""
    body = request.body
    try:
        if request.headers.get("Content-Encoding") == "deflate":
            body = zlib.decompress(body)
        call = json.loads(body)
    except (ValueError, zlib.error):
        return None
    return call if isinstance(call, dict) else None


def request_id_of(call: dict[str, Any]) -> str:
    """Gives the id of the turn this call belongs to, or an empty string."""
    latest = (call.get("tracker") or {}).get("latest_message") or {}
    return str((latest.get("metadata") or {}).get("request_id") or "")


def create_app(token: str) -> Sanic:
    """Gives the application, with every action of bot.actions registered."""
    app = Sanic("bot_actions", configure_logging=False)
    executor = ActionExecutor()
    executor.register_package("bot.actions")

    @app.middleware("request")
    async def require_token(request: Request) -> HTTPResponse | None:
        if request.path == "/health":
            return None
        shown = request.headers.get("X-Internal-Token", "").encode()
        return None if hmac.compare_digest(shown, token.encode()) else json_response({"error": "forbidden"}, status=403)

    @app.get("/health")
    async def health(_: Request) -> HTTPResponse:
        return json_response({"status": "ok"})

    @app.post("/webhook")
    async def webhook(request: Request) -> HTTPResponse:
        call = action_call(request)
        if call is None or "tracker" not in call:
            return json_response({"error": "invalid"}, status=400)
        return await run_action(executor, call)

    @app.post("/extract")
    async def extract(request: Request) -> HTTPResponse:
        question = action_call(request) or {}
        text, asked, about = question.get("text"), question.get("asked"), question.get("about")
        named = all(isinstance(name, (str, type(None))) for name in (asked, about))
        if not isinstance(text, str) or len(text) > LONGEST_TEXT or not named:
            return json_response({"error": "invalid"}, status=400)
        # Only a conversation turns from one household to another.
        told = understood(text, asked, about) if "about" in question else understand(text, asked).to_json()
        return json_response(told)

    @app.exception(SanicException)
    async def refused(_: Request, error: SanicException) -> HTTPResponse:
        return json_response({"error": "refused"}, status=error.status_code or 500)

    @app.exception(Exception)
    async def failed(request: Request, error: Exception) -> HTTPResponse:
        fields = {"request_id": request.headers.get("X-Request-ID", "")}
        logger.error("request failed", exc_info=error, extra=fields)
        return json_response({"error": "failed"}, status=500)

    return app


async def run_action(executor: ActionExecutor, call: dict[str, Any]) -> HTTPResponse:
    """Runs one action; whatever it raises is logged by type and place, and answered without a word of the tracker."""
    fields = {"action": str(call.get("next_action")), "request_id": request_id_of(call)}
    try:
        result = await executor.run(call)
    except ActionNotFoundException:
        logger.error("unknown action", extra=fields)
        return json_response({"error": "unknown action", "action_name": fields["action"]}, status=404)
    except ServiceError:  # logged where it happened; the turn fails, and the API keeps it for later
        return json_response({"error": "service unavailable", "action_name": fields["action"]}, status=503)
    except Exception:  # the edge of the process
        logger.exception("action failed", extra=fields)
        return json_response({"error": "failed", "action_name": fields["action"]}, status=500)
    logger.info("action", extra=fields)
    return json_response(result)


def main() -> int:
    """Serves until stopped; gives 1 when the environment lacks the token."""
    configure_logging("actions")
    try:
        settings = read_settings()
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    understand("", None)  # loads the lexicons now rather than in a resident's first turn
    app = create_app(settings.internal_token)
    keep_loaded_objects()
    app.run(HOST, settings.actions_port, workers=1, access_log=False, motd=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
