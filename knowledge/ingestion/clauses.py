"""The clauses of a document: its paragraphs as a tree of numbers, and the tree as passages with their references.

Nothing vanishes: every paragraph stands in a passage or, with the reason, in what was left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from knowledge.ingestion.blocks import CELL, Block, LeftOut, Reason, close_up
from knowledge.ingestion.numbering import Level, Mark, announces, ends_sentence, mark_of, pattern

# A list is one passage with the sentence that announces it, unless it is longer than anybody reads at once.
LONGEST_JOINED = 1_000
# What the catalogue takes for a passage at all.
SHORTEST_PASSAGE = 8
BETWEEN_PARAGRAPHS = "\n"


@dataclass(frozen=True)
class Clause:
    """A passage to be. path: the numbers that lead to it, as they are cited."""

    path: tuple[str, ...]
    text: str
    page: int | None


@dataclass
class Node:
    """One number and what stands under it. paragraphs: its own, the first with its number unless it is an article."""

    level: Level
    label: str
    number: int
    page: int | None
    paragraphs: list[str] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def own_text(self) -> str:
        return BETWEEN_PARAGRAPHS.join(self.paragraphs)

    @property
    def whole_text(self) -> str:
        return BETWEEN_PARAGRAPHS.join(text for node in self.walk() for text in node.paragraphs)

    @property
    def is_heading(self) -> bool:
        """Whether it only names what its children say."""
        return len(self.paragraphs) == 1 and not pattern("says_something").search(self.paragraphs[0])

    @property
    def holds_together(self) -> bool:
        """Whether what stands below would mean nothing without the sentence above it."""
        return bool(self.paragraphs) and announces(self.paragraphs[-1]) and len(self.whole_text) <= LONGEST_JOINED


class Numbered:
    """The clauses under one title, as their paragraphs come in."""

    def __init__(self) -> None:
        self.roots: list[Node] = []
        self.open: list[Node] = []
        self.left_out: list[LeftOut] = []
        self._chapters: list[Node] = []
        self._articles = False

    @property
    def begun(self) -> bool:
        """Whether a clause was seen."""
        return bool(self.roots)

    def continues(self, mark: Mark) -> bool:
        """Whether a number can stand here; false where the numbering begins again, as in another document."""
        if mark.number != 1 or not self.begun:
            return True
        if mark.level is Level.ARTICLE:
            return all(node.level is Level.HEADING for node in self.roots)
        outermost = min(node.level for node in self.roots)
        return mark.level > outermost or mark.level is Level.HEADING

    def takes(self, mark: Mark) -> bool:
        """Whether an article's number is one, and not the beginning of a sentence that speaks of another article."""
        last = next((node.number for node in reversed(self.roots) if node.level is Level.ARTICLE), 0)
        return mark.level is not Level.ARTICLE or mark.set_off or mark.number in (1, last + 1)

    def mark(self, mark: Mark, block: Block) -> None:
        """A paragraph that begins with a number."""
        if mark.level is Level.HEADING:
            self._heading(mark, block)
            return
        inside_article = self.open and self.open[0].level is Level.ARTICLE
        if mark.level is Level.ARTICLE:
            self._articles, self.open = True, []
        elif inside_article:
            self.text(block)
            return
        text = close_up(mark.rest if mark.level is Level.ARTICLE else block.text)
        node = Node(mark.level, mark.label, mark.number, block.page, [text] if text else [])
        while self.open and self.open[-1].level >= mark.level:
            self.open.pop()
        (self.open[-1].children if self.open else self.roots).append(node)
        self.open.append(node)

    def text(self, block: Block) -> None:
        """A paragraph or a row of a table that belongs to the clause before it."""
        holder = self.open or self._chapters or self.roots
        holder[-1].paragraphs.append(close_up(block.text))

    def take_back(self, most: int, longest: int) -> list[Block]:
        """The last paragraphs that name rather than say, at most so many and so long: they belong to what comes next."""
        if not self.open:
            return []
        node, taken = self.open[-1], list[Block]()
        while len(node.paragraphs) > 1 and len(taken) < most:
            block = Block(node.paragraphs[-1], node.page)
            if len(block.text) > longest or not looks_like_title(block) or mark_of(block.text):
                break
            taken.insert(0, block)
            node.paragraphs.pop()
        return taken

    def _heading(self, mark: Mark, block: Block) -> None:
        self.left_out.append(LeftOut(block.text, "heading", block.page))
        self.open = []
        self._chapters.append(Node(mark.level, mark.label, mark.number, block.page))
        self.roots.append(self._chapters[-1])

    def clauses(self) -> tuple[list[Clause], list[LeftOut]]:
        """What became of the paragraphs, both in their order."""
        found: list[Clause] = []
        chapter: tuple[str, ...] = ()
        # Articles are numbered through all chapters; other numbers begin anew in each and need its name.
        needed = not self._articles and len(self._chapters) > 1
        for node in self.roots:
            if node.level is Level.HEADING:
                chapter = (node.label,) if needed else ()
                found += self._passage((node.label,), node.own_text, node.page, "short")
            else:
                found += self._of(node, chapter)
        return found, self.left_out

    def _of(self, node: Node, above: tuple[str, ...]) -> Iterator[Clause]:
        path = (*above, node.label)
        if not node.children or node.holds_together:
            yield from self._passage(path, node.whole_text, node.page, "short")
            return
        if node.is_heading:
            self.left_out.append(LeftOut(node.own_text, "heading", node.page))
        else:
            yield from self._passage(path, node.own_text, node.page, "heading")
        for child in node.children:
            yield from self._of(child, path)

    def _passage(self, path: tuple[str, ...], text: str, page: int | None, otherwise: Reason) -> Iterator[Clause]:
        if len(text) >= SHORTEST_PASSAGE:
            yield Clause(path, text, page)
        elif text:
            self.left_out.append(LeftOut(f"{''.join(path)} {text}", otherwise, page))


def looks_like_title(block: Block) -> bool:
    """Whether a paragraph names rather than says."""
    return not block.table and CELL not in block.text and not ends_sentence(block.text) and not announces(block.text)
