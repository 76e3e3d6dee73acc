"""Measures everything and writes the report."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from functools import partial

from operations.bench.figures import Row
from operations.bench.in_process import knowledge_rows, retrieval_rows
from operations.bench.interviews.rows import all_interviews
from operations.bench.load import OURS, PEER, Bot, load_rows, long_talk_rows, warm_up
from operations.bench.openfisca import compared_with_openfisca
from operations.bench.report import report
from operations.bench.starts import clean_copy, measured_start, process_groups, start_rows, started
from operations.bench.stock import StockBot, provide_stock_bot, running_stock_bot
from operations.bench.talks import ServiceTalk, StockTalk
from operations.bench.usage import memory_rows
from operations.console import announce, as_program
from operations.environment import ROOT, STAMPS, full_environment
from operations.errors import OperationError
from operations.instances import Instance
from operations.stamps import alone, write_atomically

REPORT = ROOT / "docs" / "benchmarks.md"
# The last start of each is the one that is put under load.
WARM_STARTS = 3
PEER_STARTS = 2


class Bench:
    """One run of the benchmark."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.peer_is_missing: str | None = None
        # What the report says besides its tables, as it becomes known.
        self.sections: list[str] = []

    def rows(self) -> Iterator[Row]:
        """Every row, what needs a quiet machine first, both bots side by side last. Raises OperationError."""
        self._provide_peer()
        with clean_copy() as copy:
            announce("a cold start of a clean copy: everything is trained")
            cold = measured_start(copy)
            announce("warm starts")
            warm = [measured_start(copy) for _ in range(WARM_STARTS - 1)]
            announce("verdicts, questions, retrieval")
            yield from knowledge_rows()
            yield from self._interviews()
            yield from self._openfisca()
            yield from retrieval_rows(copy / "var" / "index")
            with started(copy) as (service, last), ExitStack() as stack:
                peers = self._peers(stack, service)
                yield from start_rows(cold, [*warm, last], [peer.cpu for peer in peers])
                yield from self._side_by_side(service, peers)

    def _interviews(self) -> Iterator[Row]:
        interviews = all_interviews()
        yield from interviews.rows()
        self.sections.append(interviews.how())

    def _openfisca(self) -> Iterator[Row]:
        try:
            comparison = compared_with_openfisca(self.environ)
        except OperationError as error:
            self.sections.append(f"OpenFisca was not measured: {error}")
            return
        yield from comparison.rows()
        self.sections.append(comparison.section())

    def _provide_peer(self) -> None:
        try:
            provide_stock_bot(self.environ)
        except OperationError as error:
            self.peer_is_missing = str(error)

    def _peers(self, stack: ExitStack, service: Instance) -> list[StockBot]:
        """The stock bot's starts; the last one runs on."""
        if self.peer_is_missing:
            return []
        announce("starts of the stock bot")
        try:
            peers = []
            for _ in range(PEER_STARTS - 1):
                with running_stock_bot(service.address, self.environ) as peer:
                    peers.append(peer)
            peers.append(stack.enter_context(running_stock_bot(service.address, self.environ)))
            warm_up(stock_bot(peers[-1], service))
            return peers
        except OperationError as error:
            self.peer_is_missing = str(error)
            return []

    def _side_by_side(self, service: Instance, peers: list[StockBot]) -> Iterator[Row]:
        groups = process_groups(service)
        bots = {OURS: Bot(partial(ServiceTalk, service.address), tuple(groups.values()))}
        warm_up(bots[OURS])
        if peers:
            bots[PEER] = stock_bot(peers[-1], service)
        yield from load_rows(bots)
        yield from long_talk_rows(bots)
        yield from memory_rows(groups, peers[-1].groups if peers else {})


def stock_bot(peer: StockBot, service: Instance) -> Bot:
    """The stock bot as it is put under load; what the service does for its action counts as its work."""
    return Bot(partial(StockTalk, peer.address), (*peer.groups.values(), process_groups(service)["api"]))


def machine() -> str:
    """What it was measured on."""
    gibibytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} processor cores and {gibibytes:.0f} GiB of memory"


def main() -> int:
    """Measures, prints and writes the report."""
    bench = Bench(full_environment())
    with alone(STAMPS / "bench.lock"):
        rows = list(bench.rows())
    written = report(rows, machine(), bench.peer_is_missing, bench.sections)
    write_atomically(REPORT, written)
    print(written)
    return 0


if __name__ == "__main__":
    sys.exit(as_program(main))
