"""A document taken apart: its title and number, its clauses with their references, and what is no clause.

A notice and what it issues are one file and several documents; each has its own title and numbers its clauses anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from knowledge.errors import DocumentError
from knowledge.ingestion.blocks import Block, LeftOut, Reason, Source, close_up
from knowledge.ingestion.clauses import SHORTEST_PASSAGE, Clause, Numbered, looks_like_title
from knowledge.ingestion.head import document_number, title_of, without_contents
from knowledge.ingestion.numbering import Level, Mark, ends_sentence, is_all, mark_of, pattern

# Who signed stands in a few short lines above the day.
MOST_NAMES, LONGEST_NAME = 3, 40
LONGEST_TITLE = 80
BEGINNINGS = (Level.HEADING, Level.ARTICLE, Level.FIRST)


@dataclass(frozen=True)
class Titled:
    """One document of the file. annex: the label of an annex that has no title of its own."""

    title: str
    number: str | None
    annex: str = ""


@dataclass(frozen=True)
class Ingested:
    """A file taken apart. refs and clauses belong to each other."""

    documents: list[Titled]
    passages: list[tuple[str, Clause]]
    left_out: list[LeftOut]


@dataclass
class Part:
    """One document of the file while it comes in. annex: its label where it is an annex; head: what stands above its clauses."""

    annex: str = ""
    head: list[Block] = field(default_factory=list)
    numbered: Numbered = field(default_factory=Numbered)

    def text(self, block: Block) -> None:
        """A paragraph without a number."""
        if self.numbered.begun:
            self.numbered.text(block)
        else:
            self.head.append(block)


class Assembly:
    """The parts of a file, block by block."""

    def __init__(self) -> None:
        self.parts = [Part()]
        self.left_out: list[LeftOut] = []
        # What comes after a signature: the next document, or nothing of any.
        self._signed = False
        self._pending: list[Block] = []
        self._listing = False

    @property
    def part(self) -> Part:
        return self.parts[-1]

    def take(self, block: Block) -> None:
        """The next block."""
        if not block.table and (self._annex(block) or self._attachment(block) or self._ending(block)):
            return
        mark = None if block.table else mark_of(block.text)
        if mark and self.part.numbered.takes(mark):
            self._marked(mark, block)
        elif self._signed:
            self._pending.append(block)
        else:
            self.part.text(block)

    def finish(self) -> None:
        """After the last block: what was still waiting belongs to no clause."""
        self._leave_out(self._pending, "aside")
        self._pending = []

    def _annex(self, block: Block) -> bool:
        found = pattern("annex").fullmatch(block.text)
        if not found or not looks_like_title(block) or not self._said:
            return False
        title = found["title"]
        set_off = not title or block.text[found.start("title") - 1] in " ：:.．、"
        if title and not self._signed and set_off:
            self._leave_out([block], "attachments")
            self._listing = True
            return True
        if title and not set_off:
            return False
        self._leave_out(self._pending, "aside")
        self._pending, self._signed, self._listing = [], False, False
        label = re.sub(r"\s", "", block.text[: found.end("number")] if found["number"] else block.text[:2])
        self.parts.append(Part(annex=label, head=[Block(title, block.page)] if title else []))
        self._leave_out([Block(block.text, block.page)], "heading")
        return True

    @property
    def _said(self) -> bool:
        """Whether the document has said anything yet: a day or a mark of an annex under a title ends nothing."""
        behind = self.part.numbered.begun or self._signed or len(self.parts) > 1
        return behind or any(ends_sentence(above.text) for above in self.part.head)

    def _attachment(self, block: Block) -> bool:
        """A line of the list of attachments, which stands between the last clause and the signature."""
        if not self._listing:
            return False
        mark = mark_of(block.text)
        self._listing = (
            looks_like_title(block) and not is_all("signed_on", block.text) and (not mark or mark.level > Level.SECOND)
        )
        if self._listing:
            self._leave_out([block], "attachments")
        return self._listing

    def _ending(self, block: Block) -> bool:
        if is_all("tail", block.text):
            self._leave_out([block], "aside")
            return True
        if not self._said or not is_all("signed_on", block.text):
            return False
        names = [] if self._signed else self.part.numbered.take_back(MOST_NAMES, LONGEST_NAME)
        self._leave_out([*names, *self._pending, block], "signature")
        self._signed, self._pending = True, []
        return True

    def _marked(self, mark: Mark, block: Block) -> None:
        if self._signed and mark.number == 1 and mark.level in BEGINNINGS:
            self.parts.append(Part(head=self._pending))
        elif self._signed:
            # The day was no signature: the clause goes on.
            for waiting in self._pending:
                self.part.text(waiting)
        elif not self.part.numbered.continues(mark):
            self.parts.append(Part(head=self.part.numbered.take_back(MOST_NAMES, LONGEST_TITLE)))
        self._signed, self._pending = False, []
        self.part.numbered.mark(mark, block)

    def _leave_out(self, blocks: list[Block], why: Reason) -> None:
        self.left_out += [LeftOut(block.text, why, block.page) for block in blocks]


def take_apart(source: Source, title: str | None = None) -> Ingested:
    """The documents of a file and their clauses. title: of the first, where a person gives it.

    Raises DocumentError where there is no title or no clause.
    """
    blocks, contents = without_contents(source.blocks)
    assembly = Assembly()
    for block in blocks:
        assembly.take(block)
    assembly.finish()
    left_out = [*source.left_out, *contents, *assembly.left_out]
    first: Titled | None = None
    documents: dict[Titled, None] = {}
    passages: list[tuple[str, Clause]] = []
    for part in assembly.parts:
        named, clauses, rest = _resolved(part, first, title, source.named)
        left_out += rest
        passages += [(named.title + named.annex + "".join(clause.path), clause) for clause in clauses]
        documents |= {replace(named, annex=""): None} if clauses else {}
        first = first or named
    if not passages:
        raise DocumentError("no_clauses")
    return Ingested(list(documents), passages, sorted(left_out, key=lambda left: left.page or 0))


def _resolved(
    part: Part, first: Titled | None, given: str | None, named: str | None
) -> tuple[Titled, list[Clause], list[LeftOut]]:
    """A part with its title, its clauses, and what of it is none."""
    found, lines = title_of(part.head, named if first is None else None)
    number = document_number(part.head)
    rest = [block for block in part.head if block not in lines]
    clauses, left_out = part.numbered.clauses()
    if not clauses and part.annex:
        clauses, rest = list(_unnumbered(rest)), []
    titles = [LeftOut(block.text, "title", block.page) for block in lines]
    left_out = [*titles, *(LeftOut(block.text, "preamble", block.page) for block in rest), *left_out]
    if first is None:
        if not (title := given or found):
            raise DocumentError("no_title" if clauses else "no_clauses")
        return Titled(title, number), clauses, left_out
    if part.annex and not found:
        return replace(first, annex=part.annex), clauses, left_out
    return Titled(found or _issued(first.title) or first.title, number or first.number), clauses, left_out


def _unnumbered(blocks: list[Block]) -> Iterator[Clause]:
    """An annex without numbers, such as a form, is one passage."""
    text = "\n".join(close_up(block.text) for block in blocks)
    if len(text) >= SHORTEST_PASSAGE:
        yield Clause((), text, blocks[0].page)


def _issued(title: str) -> str | None:
    """What a notice issues, as its own title names it."""
    found = pattern("issues").search(title)
    return found["title"] if found else None
