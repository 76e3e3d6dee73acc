"""The lines of the report about interviews: how many questions the planner needs, beside the best orders that never change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from operations.bench.figures import Figure, Row, figure, percentile
from operations.bench.interviews.adaptive import MOST_QUESTIONS, Interview, interview, mean_places
from operations.bench.interviews.fixed_order import Forms, Order, best_order
from operations.bench.interviews.households import Household, scenario_households
from operations.bench.interviews.settling import target
from operations.bench.interviews.sufficient import Sheet, concerns, sheets, ways_to_settle

UNIT = "questions"
HOW = """Interviews: {families} families of the scenarios, taken as living in Tianjin, completed by what is usual where they
leave something open (the same draws in every run); {reached} reach the 90 %, the others count as {most} questions.
Each begins with nothing but the difficulty and the place, and answers every question truthfully: asked about anybody,
it says who has it and that nobody else has. Settled is a policy against that difficulty whose verdict is out for
everybody it may be about. Of {relevant:.0f} policies a family on average, {apart:.1f} are counted apart, because no
answer can settle them: a number is unpublished, or only the office can say.

The planner asks in one question what people tell in one breath; the orders beside it have the same questions. A fixed order
asks everybody everything in turn. One with signposts sends whom a question does not concern on to the next, uncounted. The
last has an order with signposts of its own for each difficulty. All were sought on the very families they are measured by,
from the back and by moving one question at a time ({questions} questions: of up to seven all orders, of more the best that
was found, none proved to be the best there is)."""


class Interviews:
    """One run of the simulation."""

    def __init__(self, households: Sequence[Household]) -> None:
        told = sorted(map(target, households), key=lambda one: one.household.difficulty)
        self.targets = [one for one in told if one.policies]
        self.held = [interview(one) for one in self.targets]
        self.questions = sheets()
        self.ways = [list(ways_to_settle(one, self.questions)) for one in self.targets]
        self.concerned = [[concerns(one.household, sheet) for sheet in self.questions] for one in self.targets]

    def rows(self) -> Iterator[Row]:
        """The lines, ours beside three kinds of order that never change."""
        ours = [needed(one) for one in self.held]
        everything = [[True] * len(self.questions)] * len(self.targets)
        orders = {
            "fixed": ("one order for everybody", self._best(range(len(self.targets)), everything)),
            "signposts": ("one order for everybody, with signposts", self._best(range(len(self.targets)), self.concerned)),
            "by_difficulty": ("an order with signposts for each difficulty", list(self._by_difficulty())),
        }
        for key, (what, theirs) in orders.items():
            line = f"{UNIT} until 90 % of what a family came for is settled; beside it {what}"
            yield Row(f"interview.{key}", line, UNIT, figure(ours), figure(theirs))
        yield Row(
            "interview.p90",
            f"{UNIT}, 90th percentile; beside it one order for everybody",
            UNIT,
            *map(ninetieth, (ours, orders["fixed"][1])),
        )
        times = [time for one in self.held for time in one.milliseconds]
        yield Row("question", "next question, in these interviews", "ms", figure(times))

    def how(self) -> str:
        """How it was done, for the report."""
        relevant = [len(one.policies) + one.apart for one in self.targets]
        return HOW.format(
            families=len(self.targets),
            reached=sum(one.reached for one in self.held),
            relevant=sum(relevant) / len(relevant),
            apart=sum(one.apart for one in self.targets) / len(self.targets),
            questions=len(self.questions),
            most=MOST_QUESTIONS,
        )

    def _by_difficulty(self) -> Iterator[float]:
        numbered = enumerate(one.household.difficulty for one in self.targets)
        for _, group in groupby(numbered, key=lambda row: row[1]):
            yield from self._best([number for number, _ in group], self.concerned)

    def _best(self, families: Sequence[int], concerned: list[list[bool]]) -> list[float]:
        """How many questions these families answer in the best order for them."""
        used = sorted({place for one in families for ways in self.ways[one] for way in ways for place in way})
        place_of = {place: position for position, place in enumerate(used)}
        ways = [
            [[frozenset(place_of[place] for place in way) for way in options] for options in self.ways[one]] for one in families
        ]
        forms = Forms(ways, [[concerned[one][place] for place in used] for one in families])
        early = mean_places(self.held[one] for one in families)
        as_the_planner: Order = tuple(sorted(range(len(used)), key=lambda position: self._place(used[position], early)))
        return [float(count) for count in forms.needed(best_order(forms, [as_the_planner]))]

    def _place(self, place: int, early: dict[str, float]) -> float:
        sheet: Sheet = self.questions[place]
        return min(early.get(fact, MOST_QUESTIONS) for fact in sheet)


def needed(held: Interview) -> float:
    """How many questions were asked; one that never settled enough counts as the longest there may be."""
    return float(len(held.asked) if held.reached else MOST_QUESTIONS)


def ninetieth(values: Sequence[float]) -> Figure:
    """The 90th percentile as a figure of its own."""
    value = percentile(values, 0.9)
    return Figure(value, value, value, 1)


def all_interviews() -> Interviews:
    """The simulation over every scenario. Raises OperationError when there are none."""
    return Interviews(scenario_households())
