"""What answering a question starts from: the question as it is read, who asks, and what the conversation last spoke of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from api.core.clock import today
from api.core.settings import settings
from api.search.fields import Asked
from api.search.windows import WindowsOut, where_to_go
from knowledge.catalogue import load_catalogue
from knowledge.eligibility import Judge, assess
from knowledge.places import HUKOU, RESIDENCE, place_for
from knowledge.policy import Policy
from retrieval.naming import names_in_force
from retrieval.subjects import Question, read_question

PLACE = "place"


@dataclass(frozen=True)
class Spoken:
    """What the conversation last spoke of: policies, what was asked of them, and whether a choice among them is still open."""

    policies: tuple[str, ...] = ()
    kind: str | None = None
    choosing: bool = False


@dataclass(frozen=True)
class Inquiry:
    """One question, and all that its answer may rest on. may_ask: whether a question may be asked back."""

    query: str
    locality: str | None = None
    as_of: date | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    spoken: Spoken = Spoken()
    may_ask: bool = True

    @cached_property
    def day(self) -> date:
        """The day on which it is asked."""
        return self.as_of or today()

    @cached_property
    def question(self) -> Question:
        """The question as it is read."""
        return read_question(self.query, names_in_force(load_catalogue(), self.day))

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """What it is after; where it says nothing of that and repeats the last question or chooses, what that was after."""
        carried = self.question.again or self.spoken.choosing
        return self.question.kinds or ((self.spoken.kind,) if carried and self.spoken.kind else ())

    @cached_property
    def household(self) -> dict[str, Any]:
        """The household's own facts; a place that the question names comes before those that are known."""
        known = dict(self.facts.get("household") or {})
        named = self.question.place
        return {**known, HUKOU: named, RESIDENCE: named} if named else known

    @cached_property
    def asked_at(self) -> str | None:
        """The place the answer is for, where the household says nothing of its own."""
        return self.question.place or self.locality or settings().default_locality

    @cached_property
    def place(self) -> str | None:
        """The place whose policies are looked through."""
        return place_for(HUKOU, self.household, self.asked_at)

    @cached_property
    def judge(self) -> Judge:
        """A judge of what is known of the household."""
        facts = {**self.facts, "household": self.household}
        return assess(load_catalogue(), facts, locality=self.asked_at, as_of=self.day)

    def about(self, policy_id: str) -> Asked:
        """A policy as it stands for whoever asks, with its windows where the question asks for them."""
        policy, windows = load_catalogue().policies[policy_id], None
        place = place_for(policy.place, self.household, self.asked_at)
        local: Policy = load_catalogue().policy(policy_id, place, self.day)
        if PLACE in self.kinds:
            windows = self.windows_for(local)
        return Asked(local, place, self.day, self.judge, windows)

    def windows_for(self, policy: Policy) -> WindowsOut:
        """Where to go for a policy, from the place that decides for it."""
        return where_to_go(policy, self.household, self.asked_at)
