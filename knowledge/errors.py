"""Every way the knowledge package can fail.

KnowledgeError
├── CatalogueError      a file of the catalogue is missing, malformed or contradicts another
├── SpreadsheetError    a workbook cannot be taken in; nothing was changed
├── DocumentError       a policy document cannot be taken apart; nothing was written
├── BadCellError        one cell of a workbook; every such cell is told in one SpreadsheetError
├── FactError           a fact was given under an unknown name or with an impossible value
└── UnknownPolicyError  a policy id that is not in the catalogue on that day
"""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.wording import wording


@dataclass(frozen=True)
class Mistake:
    """One mistake of whoever keeps the catalogue: where it stands and what was expected.

    place: file and line (`policies/national/dibao.yaml:12`), or sheet and cell. field: which one, `""` for the whole file.
    kind: its sentence in both languages, under `mistakes` in `wording.yaml`. details: what the sentence names.
    """

    place: str
    field: str
    kind: str
    details: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        said = wording()["mistakes"]
        sentences = said["sentences"][self.kind]
        chinese, english = (str(sentences[language]).format_map(dict(self.details)) for language in ("zh", "en"))
        return f"{self.place} [{self.field or said['whole']}] {chinese} / {english}"


class KnowledgeError(Exception):
    """Base of everything raised here."""


class CatalogueError(KnowledgeError):
    """Files of the catalogue cannot be used; the message has a line for every mistake, naming the file and the place."""

    def __init__(self, *mistakes: Mistake | str) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = tuple(mistake for mistake in mistakes if isinstance(mistake, Mistake))


class SpreadsheetError(CatalogueError):
    """A workbook cannot be used; the message has a line for every bad cell, and nothing was changed."""


class BadCellError(KnowledgeError):
    """What stands in a cell cannot be taken; kind names the sentence that says what was expected."""

    def __init__(self, kind: str, **details: str) -> None:
        super().__init__(kind)
        self.kind = kind
        self.details = details


class DocumentError(KnowledgeError):
    """A policy document is refused; the message says in Chinese why and what to do next. kind: a stable name of the reason."""

    def __init__(self, kind: str, **details: object) -> None:
        super().__init__(str(wording()["ingestion"]["refused"][kind]).format_map(details))
        self.kind = kind


class FactError(KnowledgeError):
    """A fact cannot be taken; `path` names it."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path
        self.problem = problem


class UnknownPolicyError(KnowledgeError):
    """No policy of that id is in force on that day."""
