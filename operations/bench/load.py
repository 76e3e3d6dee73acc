"""Turns under load, both bots by turns in the same minutes, so that the machine's noise meets both."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from operations.bench.figures import NOT_MEASURED, Cell, Row, figure, percentile
from operations.bench.talks import Talk, workload
from operations.bench.usage import cpu_seconds
from operations.console import announce

CONVERSATIONS_AT_ONCE = (1, 8, 32)
ROUNDS = 5
LONG_TALKS = 2
# One conversation alone is over too soon for a 95th percentile.
FEWEST_CONVERSATIONS = 4
LATE_TURN = 150
EARLY_TURN = 5

OURS, PEER = "ours", "peer"
NO_ANSWER = "no turn was answered"
Turn = tuple[float, bool]


@dataclass(frozen=True)
class Bot:
    """One of the two bots: how a conversation with it is opened, and the process groups that work for its answers."""

    open_talk: Callable[[], Talk]
    groups: Sequence[int] = ()

    def cpu_seconds(self) -> float:
        """The processor seconds used for its answers so far."""
        return sum(map(cpu_seconds, self.groups))


@dataclass(frozen=True)
class Round:
    """One round: milliseconds of the answered turns, how many were not answered, seconds on the clock and of the processor."""

    turns: list[float]
    unanswered: int
    seconds: float
    cpu: float

    @property
    def rate(self) -> float:
        """Answered messages a second."""
        return len(self.turns) / self.seconds

    @property
    def cpu_milliseconds(self) -> float:
        """Processor time for a turn, whether it was answered or not."""
        return self.cpu * 1000 / (len(self.turns) + self.unanswered)


MEASURES: tuple[tuple[str, str, str, Callable[[Round], float]], ...] = (
    ("p50", "turn p50", "ms", lambda one: percentile(one.turns, 0.50)),
    ("p95", "turn p95", "ms", lambda one: percentile(one.turns, 0.95)),
    ("rate", "messages a second", "1/s", lambda one: one.rate),
    ("work", "processor time a turn", "ms", lambda one: one.cpu_milliseconds),
    ("unanswered", "turns without an answer", "a round", lambda one: float(one.unanswered)),
)


def play_round(bot: Bot, at_once: int) -> Round:
    """Whole conversations, so many at once. They are opened before the clock starts: the stock bot has nothing to open."""
    talks = [bot.open_talk() for _ in range(max(at_once, FEWEST_CONVERSATIONS))]
    used, started = bot.cpu_seconds(), time.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        turns = [turn for played in pool.map(play, talks) for turn in played]
    seconds, cpu = time.perf_counter() - started, bot.cpu_seconds() - used
    for talk in talks:
        talk.close()
    return Round([spent for spent, answered in turns if answered], sum(not answered for _, answered in turns), seconds, cpu)


def play(talk: Talk) -> list[Turn]:
    """One conversation: the milliseconds of each turn and whether it was answered."""
    return [timed(talk.turn) for _ in range(workload()["turns"])]


def timed(turn: Callable[[], bool]) -> Turn:
    """The milliseconds of one turn and whether it was answered."""
    started = time.perf_counter()
    answered = turn()
    return (time.perf_counter() - started) * 1000, answered


def warm_up(bot: Bot) -> None:
    """One conversation that must lead where it should, then a round of several. Raises OperationError."""
    talk = bot.open_talk()
    play(talk)
    talk.check()
    talk.close()
    play_round(bot, CONVERSATIONS_AT_ONCE[1])


def alternate(bots: Mapping[str, Bot], at_once: int) -> dict[str, list[Round]]:
    """The rounds of each bot; who begins changes from round to round."""
    rounds: dict[str, list[Round]] = {name: [] for name in bots}
    for number in range(ROUNDS):
        for name in sorted(bots, reverse=bool(number % 2)):
            rounds[name].append(play_round(bots[name], at_once))
    return rounds


def load_rows(bots: Mapping[str, Bot]) -> Iterator[Row]:
    """Turn times and messages a second at each number of conversations, of the bots that are there."""
    for at_once in CONVERSATIONS_AT_ONCE:
        together = f"{at_once} conversation{'s' if at_once > 1 else ''} at once"
        announce(f"turns, {together}")
        rounds = alternate(bots, at_once)
        for key, what, unit, value in MEASURES:
            cells = {name: over(played, value) for name, played in rounds.items()}
            yield Row(f"{key}.{at_once}", f"{what}, {together}", unit, cells[OURS], cells.get(PEER, NOT_MEASURED))


def over(rounds: list[Round], value: Callable[[Round], float]) -> Cell:
    """The median of a value over the rounds."""
    values = [value(one) for one in rounds if one.turns]
    return figure(values) if values else NO_ANSWER


def long_talk_rows(bots: Mapping[str, Bot]) -> Iterator[Row]:
    """Turns early and late in one conversation; each stands for the cycle of messages around it."""
    announce(f"conversations of {LATE_TURN} turns")
    talks = {name: [long_talk(bot) for _ in range(LONG_TALKS)] for name, bot in bots.items()}
    for number in (EARLY_TURN, LATE_TURN):
        cells = {name: of_answered([turn for talk in played for turn in around(number, talk)]) for name, played in talks.items()}
        what = f"turn {number} of one conversation"
        yield Row(f"turn.{number}", what, "ms", cells[OURS], cells.get(PEER, NOT_MEASURED))


def of_answered(turns: Sequence[Turn]) -> Cell:
    """The median time of the turns that were answered."""
    times = [spent for spent, answered in turns if answered]
    return figure(times) if times else NO_ANSWER


def long_talk(bot: Bot) -> list[Turn]:
    """Every turn of one long conversation."""
    talk, messages = bot.open_talk(), workload()["long"]
    turns = [timed(partial(talk.say, messages[number % len(messages)])) for number in range(LATE_TURN + len(messages) // 2)]
    talk.close()
    return turns


def around(number: int, turns: Sequence[Turn]) -> Sequence[Turn]:
    """The turns around a turn (counted from one), each message of the cycle once."""
    width = len(workload()["long"])
    first = number - 1 - width // 2
    return turns[first : first + width]
