"""Everything the files of the catalogue say, read but not yet checked against each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from knowledge.dictionary import FactDictionary, FactFile
from knowledge.errors import CatalogueError
from knowledge.parameters import NATIONAL
from knowledge.policy import Overlay, Parameter, Policy
from knowledge.reading import Finding, Model, placed, read_into

NO_FACTS = FactFile(household={}, person={}, derived={}, lower_bounds={}, signals=[])


@dataclass
class Entries:
    """What was read. unread: the ids of entries that could not be, so that nobody is told that they do not exist."""

    dictionary: FactDictionary
    policies: dict[str, Policy] = field(default_factory=dict)
    overlays: dict[str, dict[str, Overlay]] = field(default_factory=dict)
    parameters: dict[str, dict[str, Parameter]] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)


def entry_files(folder: Path) -> list[Path]:
    """Every file of a policy, an overlay or a parameter, and the dictionary, in a fixed order."""
    return sorted([*folder.glob("policies/*/*.yaml"), *folder.glob("parameters/*/*.yaml"), folder / "facts.yaml"])


def read_entries(folder: Path, findings: list[Finding]) -> Entries:
    """Reads all files below the folder; what cannot be read is added to the findings.

    Raises CatalogueError when the dictionary cannot be read: without it nothing can be checked any further.
    """
    facts = read_into(findings, folder, folder / "facts.yaml", FactFile)
    entries = Entries(FactDictionary(facts or NO_FACTS))
    _read_policies(folder, entries, findings)
    _read_parameters(folder, entries, findings)
    if facts is None:
        raise CatalogueError(*placed(findings, folder))
    return entries


def _read_policies(folder: Path, entries: Entries, findings: list[Finding]) -> None:
    for file in sorted(folder.glob("policies/*/*.yaml")):
        place = file.parent.name
        if place == NATIONAL:
            for policy in _named(folder, file, Policy, "id", entries, findings):
                entries.policies[policy.id] = policy
        else:
            for overlay in _named(folder, file, Overlay, "overrides", entries, findings):
                entries.overlays.setdefault(place, {})[overlay.overrides] = overlay


def _read_parameters(folder: Path, entries: Entries, findings: list[Finding]) -> None:
    for file in sorted(folder.glob("parameters/*/*.yaml")):
        for parameter in _named(folder, file, Parameter, "id", entries, findings):
            entries.parameters.setdefault(file.parent.name, {})[parameter.id] = parameter


def _named(folder: Path, file: Path, model: type[Model], key: str, entries: Entries, findings: list[Finding]) -> Iterator[Model]:
    """The entry of a file that bears its name; none where it cannot be read or bears another."""
    read = read_into(findings, folder, file, model)
    if read is not None and getattr(read, key) == file.stem:
        yield read
        return
    entries.unread.add(file.stem)
    if read is not None:
        identifier = getattr(read, key)
        entries.unread.add(identifier)
        findings.append(Finding(file.relative_to(folder).as_posix(), (key,), "file_name", {"id": identifier, "file": file.name}))
