"""Sends what is in the outbox, again and again, as long as the service runs."""

from __future__ import annotations

import asyncio

from starlette.concurrency import run_in_threadpool

from api.core.logging import logger
from api.core.settings import settings
from api.gateway.delivery import DeliveryError, RefusedDeliveryError, SignedWebhook, Way
from api.gateway.outbox import MAIL, PLATFORM, WEBHOOK, Letter, due, note_delivered, note_failed, take
from api.notifying.mail import Mail

EVERY_SECONDS = 1.0
NO_WAY = "no way out is configured"


class Sender:
    """The ways out of this process."""

    def __init__(self) -> None:
        self._ways = _ways()

    async def send(self) -> None:
        """Sends what is due, different letters side by side."""
        identifiers = await run_in_threadpool(due)
        await asyncio.gather(*(self._send(identifier) for identifier in identifiers))

    async def _send(self, identifier: int) -> None:
        letter = await run_in_threadpool(take, identifier)
        if letter is None:
            return
        try:
            await self._deliver(letter)
        except DeliveryError as problem:
            for_good = isinstance(problem, RefusedDeliveryError)
            logger.warning("delivery_failed", destination=letter.destination, problem=str(problem), for_good=for_good)
            await run_in_threadpool(note_failed, letter, str(problem), for_good=for_good)
        else:
            await run_in_threadpool(note_delivered, letter)

    async def _deliver(self, letter: Letter) -> None:
        way = self._ways.get(letter.destination)
        if way is None:
            raise DeliveryError(NO_WAY)
        await way.deliver(letter)

    async def close(self) -> None:
        """Closes the connections."""
        for way in self._ways.values():
            await way.close()


def _ways() -> dict[str, Way]:
    chosen = settings()
    ways: dict[str, Way] = {}
    if chosen.case_gateway == "http":
        ways[PLATFORM] = SignedWebhook(chosen.gateway_url, chosen.gateway_secret.get_secret_value())
    if chosen.notice_url:
        ways[WEBHOOK] = SignedWebhook(chosen.notice_url, chosen.notice_secret.get_secret_value())
    if chosen.smtp_host:
        ways[MAIL] = Mail()
    return ways
