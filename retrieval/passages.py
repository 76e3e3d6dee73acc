"""What of a policy is searched, and which part of it may be cited: only its clauses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from knowledge.catalogue import Catalogue
from knowledge.parameters import Parameters
from knowledge.policy import InForce, Overlay, Passage, Policy

Kind = Literal["clause", "description", "name", "phrase"]


class SearchText(BaseModel):
    """One text of the index. locality: a code (GB/T 2260) when only that place has it; no in_force: as long as its policy."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    policy_id: str
    kind: Kind
    text: str
    ref: str | None = None
    locality: str | None = None
    in_force: InForce | None = None

    def holds(self, day: date, places: frozenset[str]) -> bool:
        """Whether this text may be used on that day for somebody of these places."""
        return (self.locality is None or self.locality in places) and (self.in_force is None or self.in_force.holds_on(day))


def search_texts(catalogue: Catalogue) -> list[SearchText]:
    """Every text of the catalogue in a fixed order, overlays of all places included."""
    texts = [text for policy in catalogue.policies.values() for text in _of_policy(policy, catalogue.parameters)]
    overlays = [(place, group[policy_id]) for place, group in sorted(catalogue.overlays.items()) for policy_id in sorted(group)]
    return texts + [text for place, overlay in overlays for text in _of_overlay(place, overlay, catalogue.parameters)]


def texts_by_policy(catalogue: Catalogue) -> dict[str, list[str]]:
    """The same texts by policy id, for training."""
    groups: dict[str, list[str]] = {policy_id: [] for policy_id in catalogue.policies}
    for text in search_texts(catalogue):
        groups[text.policy_id].append(text.text)
    return groups


def _of_policy(policy: Policy, parameters: Parameters) -> Iterator[SearchText]:
    for name in dict.fromkeys([policy.name, *policy.aliases]):
        yield SearchText(policy_id=policy.id, kind="name", text=name)
    for description in (policy.who, _newest(policy.benefit.text, parameters, None)):
        yield SearchText(policy_id=policy.id, kind="description", text=description)
    for phrase in dict.fromkeys(policy.phrases):
        yield SearchText(policy_id=policy.id, kind="phrase", text=phrase)
    for passage in policy.passages:
        yield _clause(policy.id, passage, passage.in_force, None)


def _of_overlay(place: str, overlay: Overlay, parameters: Parameters) -> Iterator[SearchText]:
    if overlay.benefit is not None:
        text = _newest(overlay.benefit.text, parameters, place)
        yield SearchText(policy_id=overlay.overrides, kind="description", text=text, locality=place, in_force=overlay.in_force)
    for passage in overlay.passages:
        yield _clause(overlay.overrides, passage, passage.in_force or overlay.in_force, place)


def _newest(text: str, parameters: Parameters, place: str | None) -> str:
    """The words with the newest numbers where they name parameters: the index is made for any day."""
    return parameters.written_into(text, place, date.max)


def _clause(policy_id: str, passage: Passage, in_force: InForce | None, locality: str | None) -> SearchText:
    return SearchText(
        policy_id=policy_id, kind="clause", text=passage.text, ref=passage.ref, locality=locality, in_force=in_force
    )
