"""Measures everything, or one part, and writes the reports."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from functools import partial

from operations.bench.figures import Row
from operations.bench.hotline import hotline_rows
from operations.bench.in_process import knowledge_rows
from operations.bench.interviews.rows import all_interviews
from operations.bench.load import OURS, PEER, Bot, load_rows, long_talk_rows, warm_up
from operations.bench.openfisca import compared_with_openfisca
from operations.bench.report import rules_report, service_report
from operations.bench.searches import search_rows
from operations.bench.starts import clean_copy, measured_start, process_groups, start_rows, started
from operations.bench.stock import StockBot, provide_stock_bot, running_stock_bot
from operations.bench.talks import ServiceTalk, StockTalk
from operations.bench.updates import update_rows
from operations.bench.usage import memory_rows
from operations.console import announce, as_program
from operations.environment import ROOT, STAMPS, full_environment, process_environment, read_settings
from operations.errors import OperationError
from operations.instances import Instance
from operations.stamps import alone, write_atomically
from operations.training import prepare_search

DOCS = ROOT / "docs" / "benchmarks"
# The last start of each is the one that is put under load.
WARM_STARTS = 3
PEER_STARTS = 2


class RulesBench:
    """What needs no server, only a quiet machine."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        # What the report says besides its tables, as it becomes known.
        self.sections: list[str] = []

    def rows(self) -> Iterator[Row]:
        """Verdicts, questions, the peer of the rules, and the search."""
        settings = read_settings(self.environ)
        prepare_search(settings, process_environment(settings, self.environ))
        announce("verdicts, questions, retrieval")
        yield from knowledge_rows()
        yield from self._interviews()
        yield from self._openfisca()
        yield from search_rows(settings.data / "index")
        announce("an entry is changed while it is searched")
        yield from update_rows(settings.data / "index")

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


class ServiceBench:
    """The running service, the stock bot beside it."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.peer_is_missing: str | None = None

    def rows(self) -> Iterator[Row]:
        """Starts, then both bots side by side under load. Raises OperationError."""
        self._provide_peer()
        with clean_copy() as copy:
            announce("a cold start of a clean copy: everything is trained")
            cold = measured_start(copy)
            announce("warm starts")
            warm = [measured_start(copy) for _ in range(WARM_STARTS - 1)]
            with started(copy) as (service, last), ExitStack() as stack:
                peers = self._peers(stack, service)
                yield from start_rows(cold, [*warm, last], [peer.cpu for peer in peers])
                yield from self._side_by_side(service, peers)

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
        yield from hotline_rows(service)
        yield from memory_rows(groups, peers[-1].groups if peers else {})


def stock_bot(peer: StockBot, service: Instance) -> Bot:
    """The stock bot as it is put under load; what the service does for its action counts as its work."""
    return Bot(partial(StockTalk, peer.address), (*peer.groups.values(), process_groups(service)["api"]))


def machine() -> str:
    """What it was measured on."""
    gibibytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} processor cores and {gibibytes:.0f} GiB of memory"


def measure_rules(environ: Mapping[str, str]) -> str:
    """The report on rules and search."""
    bench = RulesBench(environ)
    rows = list(bench.rows())
    return rules_report(rows, machine(), bench.sections)


def measure_service(environ: Mapping[str, str]) -> str:
    """The report on the running service."""
    bench = ServiceBench(environ)
    rows = list(bench.rows())
    return service_report(rows, machine(), bench.peer_is_missing)


PARTS = {"rules": measure_rules, "service": measure_service}


def main() -> int:
    """Measures both parts or the one that is named, prints and writes the reports."""
    parser = argparse.ArgumentParser(prog="python -m operations.bench")
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], default=[], help="measures everything when none is named")
    environ = full_environment()
    with alone(STAMPS / "bench.lock"):
        for part in parser.parse_args().parts or PARTS:
            written = PARTS[part](environ)
            DOCS.mkdir(exist_ok=True)
            write_atomically(DOCS / f"{part}.md", written)
            print(written)
    return 0


if __name__ == "__main__":
    sys.exit(as_program(main))
