"""The channel through which the API, and nobody else, talks to Rasa."""

import asyncio
import hmac
import json
import logging
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response
from sqlalchemy.exc import SQLAlchemyError

from bot.action_endpoint import ActionServerError
from bot.trackers import ConversationStore

logger = logging.getLogger(__name__)

Listener = Callable[[UserMessage], Awaitable[Any]]

SENDER = re.compile(r"[A-Za-z0-9_-]{1,64}")
BUTTON_INTENTS = frozenset(
    {
        "greet",
        "affirm",
        "deny",
        "unsure",
        "ask_human",
        "restart",
        "ask_help",
        "correct",
        "show_plan",
        "apply",
        "ask_progress",
        "answer",
    }
)
# Where to go depends on the place, so an answer may ask for it when no interview is going on.
ASKED_BY_ANSWERS = frozenset({"household.hukou", "household.residence"})
LONGEST_MESSAGE = 2000
# The API gives up sooner and hangs up, which ends the turn; this is for when it is frozen itself.
LONGEST_TURN_SECONDS = 12.0


class GatewayInput(InputChannel):
    """Takes one message, waits for the whole answer and returns it as a list."""

    def __init__(self, token: str) -> None:
        """Takes the internal token every call must show."""
        self.token = token

    @classmethod
    def name(cls) -> str:
        """Gives the channel's name, which is part of its address."""
        return "gateway"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> "GatewayInput":
        """Makes the channel; raises ValueError without a token, because an open channel must not start."""
        token = (credentials or {}).get("token")
        if not token:
            raise ValueError("The gateway channel needs a token.")
        return cls(str(token))

    def blueprint(self, on_new_message: Listener) -> Blueprint:
        """Gives the routes Rasa serves under /webhooks/gateway."""
        routes = Blueprint("gateway_channel")

        @routes.route("/", methods=["GET"])
        async def health(_: Request) -> HTTPResponse:
            return json_response({"status": "ok"})

        @routes.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            if not self.is_ours(request):
                return json_response({"error": "forbidden"}, status=403)
            turn = read_turn(request.body)
            if turn is None:
                return json_response({"error": "invalid"}, status=400)
            turn["metadata"].setdefault("request_id", request.headers.get("X-Request-ID", ""))
            return await answer_turn(on_new_message, turn, request.app.ctx.agent.tracker_store)

        @routes.route("/forget", methods=["POST"])
        async def erase(request: Request) -> HTTPResponse:
            if not self.is_ours(request):
                return json_response({"error": "forbidden"}, status=403)
            return await erase_trackers(request.body, request.app.ctx.agent.tracker_store)

        return routes

    def is_ours(self, request: Request) -> bool:
        """Tells whether a call shows the internal token."""
        return hmac.compare_digest(request.headers.get("X-Internal-Token", "").encode(), self.token.encode())


async def erase_trackers(body: bytes, tracker_store: ConversationStore) -> HTTPResponse:
    """Erases the conversations a call names, and those silent since the moment it names."""
    wanted = read_erasure(body)
    if wanted is None:
        return json_response({"error": "invalid"}, status=400)
    try:
        await tracker_store.forget(*wanted)
    except SQLAlchemyError as error:  # the API sweeps again and again
        logger.error("erasure failed", extra={"reason": type(error).__name__})
        return json_response({"error": "erasure_failed"}, status=503)
    return json_response({"status": "ok"})


def read_erasure(body: bytes) -> tuple[list[str], float | None] | None:
    """Gives the conversations to erase and the moment of a call, or None when it is not one the API would make."""
    try:
        call = json.loads(body)
        senders, idle_since = call.get("senders", []), call.get("idle_since")
    except (ValueError, AttributeError):
        return None
    if not isinstance(senders, list) or not all(isinstance(sender, str) for sender in senders):
        return None
    return (senders, idle_since) if isinstance(idle_since, (int, float, type(None))) else None


async def answer_turn(on_new_message: Listener, turn: dict[str, Any], tracker_store: ConversationStore) -> HTTPResponse:
    """Runs one turn of the dialogue; whatever fails becomes a plain 503 without a word of the message."""
    collector = CollectingOutputChannel()
    started = time.monotonic()
    fields = {"request_id": turn["metadata"]["request_id"]}
    try:
        await asyncio.wait_for(run_turn(on_new_message, turn, collector, tracker_store), LONGEST_TURN_SECONDS)
    # The edge of the process: the API turns this into an honest sentence.
    except (Exception, ActionServerError, asyncio.CancelledError):
        logger.exception("turn failed", extra=fields)
        return json_response({"error": "turn_failed"}, status=503)
    milliseconds = round((time.monotonic() - started) * 1000)
    logger.info("turn", extra={**fields, "milliseconds": milliseconds, "replies": len(collector.messages)})
    return json_response(contract_replies(collector.messages))


async def run_turn(
    on_new_message: Listener, turn: dict[str, Any], collector: CollectingOutputChannel, tracker_store: ConversationStore
) -> None:
    """Has Rasa answer into the collector; the message is read in the light of the question that is open."""
    tracker = await tracker_store.retrieve(turn["sender"])
    remembered = {slot: tracker.get_slot(slot) if tracker else None for slot in ("about", "person", "unplaced")}
    metadata = {**turn["metadata"], **remembered, "asked": open_question(tracker)}
    message = UserMessage(turn["message"], collector, turn["sender"], input_channel=GatewayInput.name(), metadata=metadata)
    await on_new_message(message)


def open_question(tracker: DialogueStateTracker | None) -> str | None:
    """Gives the fact the interview is waiting for; outside it, only the place that an answer asked for, else None."""
    asked: str | None = tracker.get_slot("asked_fact") if tracker else None
    return asked if asked in ASKED_BY_ANSWERS or (tracker and tracker.active_loop_name) else None


def read_turn(body: bytes) -> dict[str, Any] | None:
    """Gives sender, message and metadata of a call, or None when it is not one the API would make."""
    try:
        turn = json.loads(body)
    except ValueError:
        return None
    if not isinstance(turn, dict):
        return None
    sender, message, metadata = turn.get("sender"), turn.get("message"), turn.get("metadata", {})
    if not isinstance(sender, str) or not SENDER.fullmatch(sender) or not isinstance(metadata, dict):
        return None
    if not isinstance(message, str) or not is_safe(message):
        return None
    return {"sender": sender, "message": message.strip(), "metadata": metadata}


def is_safe(message: str) -> bool:
    """Tells whether Rasa may read a message: some text without NUL, or one of our own commands without arguments."""
    text = message.strip()
    if not text or "\x00" in text or len(text) > LONGEST_MESSAGE:
        return False
    return not text.startswith("/") or text[1:] in BUTTON_INTENTS


def contract_replies(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Gives the replies with Rasa's button payloads under the contract's name for them."""
    for message in messages:
        if "buttons" in message:
            message["buttons"] = [{"title": button["title"], "value": button["payload"]} for button in message["buttons"]]
    return messages
