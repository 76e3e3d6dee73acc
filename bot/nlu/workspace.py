"""What the parts of the pipeline hand to one another about one utterance."""

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any

Facts = dict[str, Any]

# The relation of somebody called by name, while a text is read; told to others it is simply another person.
NAMED = "named"


@dataclass(frozen=True)
class Clause:
    """A stretch between two commas or stops; `sentence` counts the stops before it."""

    start: int
    end: int
    text: str
    sentence: int
    question: bool
    supposed: bool
    about_others: bool


@dataclass
class Person:
    """Somebody the speaker named; `key` tells two children apart, a group has `members`."""

    key: str
    relation: str
    sex: str | None = None
    count: int = 1
    facts: Facts = field(default_factory=dict)
    outside: bool = False
    in_household: bool = False
    members: "list[Person]" = field(default_factory=list)


@dataclass(frozen=True)
class Naming:
    """One place where a person, or the household as a whole, is named."""

    start: int
    end: int
    kind: str
    persons: tuple[Person, ...]
    counted: int | None = None


@dataclass
class Mention:
    """One thing said, at `start:end` of the text as it was typed; see `/v1/extract` in the contract."""

    kind: str
    start: int
    end: int
    text: str
    value: float | str | None = None
    low: float | None = None
    high: float | None = None
    unit: str | None = None
    period: str | None = None
    certainty: str = "stated"
    negated: bool = False
    fact: str | None = None
    person: str | None = None
    details: Facts = field(default_factory=dict)
    topic: str | None = None
    entry: Facts = field(default_factory=dict)
    silent: bool = False

    def to_json(self) -> Facts:
        """The mention as `/v1/extract` gives it; what is not known is left out."""
        pairs = {
            "kind": self.kind,
            "value": self.value,
            "min": self.low,
            "max": self.high,
            "unit": self.unit,
            "period": self.period,
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "certainty": self.certainty,
            "negated": self.negated,
            "fact": self.fact,
            "person": "other" if self.person == NAMED else self.person,
            **self.details,
        }
        return {name: value for name, value in pairs.items() if value is not None}

    def quantity(self) -> Any:
        """The figure as a fact takes it: a number, or a range with the ends that are known."""
        if self.low is None and self.high is None:
            return self.value
        ends = {"min": self.low, "max": self.high}
        return {name: end for name, end in ends.items() if end is not None}


@dataclass
class Situation:
    """The workspace of one utterance."""

    text: str
    original: str
    # The codes of where the household is known to be.
    near: tuple[str, ...] = ()
    clauses: list[Clause] = field(default_factory=list)
    namings: list[Naming] = field(default_factory=list)
    persons: dict[str, Person] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)
    household: Facts = field(default_factory=dict)
    difficulties: list[str] = field(default_factory=list)
    # Facts of the household told with two values.
    doubtful: set[str] = field(default_factory=set)

    def clause_at(self, place: int) -> Clause:
        """The clause that holds the character at `place`."""
        after = bisect_right(self.clauses, place, key=lambda clause: clause.start)
        found = self.clauses[max(after - 1, 0)]
        return found if place < found.end else self.clauses[-1]

    def mention(self, kind: str, start: int, end: int, **known: Any) -> Mention:
        """Adds what was said at `start:end` to the list of mentions."""
        made = Mention(kind, start, end, self.original[start:end], **known)
        self.mentions.append(made)
        return made
