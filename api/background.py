"""Everything the service does by itself, again and again, one work a line."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

from starlette.concurrency import run_in_threadpool

from api.attachments import sweeping
from api.audit import verify
from api.chat import catching_up, retention
from api.core.repeating import repeating
from api.gateway import sender
from api.handover import presence
from api.parts import Parts
from api.privacy import retention as keeping
from api.reminders import service as reminders
from api.search.holder import EVERY_SECONDS as LOOK_SECONDS
from api.search.holder import holder


@asynccontextmanager
async def at_work(parts: Parts) -> AsyncIterator[None]:
    """All of it at work until the end of the block."""
    ways = sender.Sender()
    works = (
        repeating("forgetting", partial(retention.forget_what_is_old, parts.rasa), retention.EVERY_SECONDS),
        repeating("catching up", partial(catching_up.catch_up, parts), catching_up.EVERY_SECONDS),
        repeating("following the index", holder.keep_up, LOOK_SECONDS),
        repeating("sending", ways.send, sender.EVERY_SECONDS),
        repeating("watching the desk", presence.Watch().look, presence.EVERY_SECONDS),
        repeating("reminding", reminders.remind, reminders.EVERY_SECONDS),
        repeating("keeping to the rules", partial(keeping.keep_to_the_rules, parts.rasa), keeping.EVERY_SECONDS),
        repeating("sweeping files", sweeping.sweep_files, sweeping.EVERY_SECONDS),
        repeating("noting the end of the audit trail", partial(run_in_threadpool, verify.note_end), verify.NOTED_EVERY_SECONDS),
    )
    async with AsyncExitStack() as stack:
        stack.push_async_callback(ways.close)
        for work in works:
            await stack.enter_async_context(work)
        yield
