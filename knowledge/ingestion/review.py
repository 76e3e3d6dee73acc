"""The file a reviewer works from: the legal basis and the passages as an entry has them, and what was left out."""

from __future__ import annotations

from typing import Any

from knowledge.ingestion.document import Ingested
from knowledge.policy import LegalBasis, Passage
from knowledge.wording import wording
from knowledge.workbook.writing import entry_text

INDENT = "  "


def review_text(found: Ingested, name: str) -> str:
    """The YAML for the documents of a file of that name; comments tell the reviewer what to do and each passage's page."""
    words = wording()["ingestion"]
    bases = [LegalBasis(title=document.title, number=document.number) for document in found.documents]
    notices = [*(str(notice).format(file=name) for notice in words["notice"])]
    if not any(basis.number for basis in bases):
        notices.append(words["no_number"])
    lines = [*_comments(notices), *_section("legal_basis", [_filled(basis) for basis in bases]), "passages:"]
    page = None
    for ref, clause in found.passages:
        if clause.page is not None and clause.page != page:
            lines += [INDENT + comment for comment in _comments([words["page"].format(page=clause.page)])]
        page = clause.page
        passage = Passage(ref=ref, text=clause.text, quoted=True)
        lines += _section("passages", [_filled(passage)])[1:]
    if found.left_out:
        lines += _comments([words["left_out_notice"]])
        rows = [{"page": left.page, "why": left.why, "text": left.text} for left in found.left_out]
        lines += _section("left_out", [{name: value for name, value in row.items() if value is not None} for row in rows])
    return "\n".join(lines) + "\n"


def _filled(shape: LegalBasis | Passage) -> dict[str, Any]:
    return shape.model_dump(exclude_none=True)


def _comments(sentences: list[str]) -> list[str]:
    return [f"# {sentence}" for sentence in sentences]


def _section(name: str, rows: list[dict[str, Any]]) -> list[str]:
    return entry_text({name: rows}).splitlines()
