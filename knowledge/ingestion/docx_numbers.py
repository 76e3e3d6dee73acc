"""The numbers Word writes before paragraphs by itself: they stand in no text, and without them a clause has no reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import cn2an
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

# Word's names of ways to write a number.
CHINESE_WAYS = frozenset({"chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting"})
LETTER_WAYS = {"lowerLetter": "a", "upperLetter": "A"}
CIRCLED_WAYS = frozenset({"decimalEnclosedCircle", "decimalEnclosedCircleChinese"})
SILENT_WAYS = frozenset({"bullet", "none"})
FIRST_CIRCLED, CIRCLED = 0x2460, 20
LETTERS = 26


@dataclass(frozen=True)
class _Way:
    """How one level of a list is numbered. template: %1 stands for the number of the first level."""

    kind: str
    template: str
    start: int


class Numbers:
    """The lists of one document, counted on as its paragraphs come."""

    def __init__(self, document: Document) -> None:
        self._styles = {style.get(qn("w:styleId")): style for style in document.styles.element.iter(qn("w:style"))}
        self._lists: dict[str, tuple[str, Mapping[int, _Way]]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        parts = [part for part in document.part.package.iter_parts() if str(part.partname).endswith("/numbering.xml")]
        for part in parts:
            self._read(part.element)

    def before(self, paragraph: BaseOxmlElement) -> str:
        """What Word shows before this paragraph; empty where it numbers nothing."""
        list_id, level = self._list_of(paragraph)
        if list_id not in self._lists:
            return ""
        shared, ways = self._lists[list_id]
        way = ways.get(level)
        if way is None or way.kind in SILENT_WAYS:
            return ""
        counts = self._counts.setdefault(shared, {})
        counts[level] = counts.get(level, way.start - 1) + 1
        for deeper in [known for known in counts if known > level]:
            del counts[deeper]
        text = way.template
        for place, other in ways.items():
            if f"%{place + 1}" in text:
                text = text.replace(f"%{place + 1}", written(counts.get(place, other.start), other.kind))
        return text

    def _read(self, numbering: BaseOxmlElement) -> None:
        abstract = {
            definition.get(qn("w:abstractNumId")): {
                int(level.get(qn("w:ilvl"))): _way(level) for level in definition.iter(qn("w:lvl"))
            }
            for definition in numbering.iter(qn("w:abstractNum"))
        }
        for instance in numbering.iter(qn("w:num")):
            reference = _value(instance, "w:abstractNumId") or ""
            ways = dict(abstract.get(reference, {}))
            # A list that says where it starts counts by itself.
            overrides = list(instance.iter(qn("w:lvlOverride")))
            for override in overrides:
                place, start = int(override.get(qn("w:ilvl"))), _value(override, "w:startOverride")
                if start is not None and place in ways:
                    ways[place] = _Way(ways[place].kind, ways[place].template, int(start))
            number = instance.get(qn("w:numId"))
            self._lists[number] = (number if overrides else f"abstract {reference}", ways)

    def _list_of(self, paragraph: BaseOxmlElement) -> tuple[str, int]:
        """The list and level of a paragraph, its own or its style's."""
        own, style = _list_named(paragraph), _style_of(paragraph)
        seen: set[str] = set()
        while own[0] is None and style in self._styles and style not in seen:
            seen.add(style)
            inherited = _list_named(self._styles[style])
            own = (inherited[0], own[1] if own[1] is not None else inherited[1])
            style = _value(self._styles[style], "w:basedOn") or ""
        return own[0] or "0", own[1] or 0


def written(number: int, kind: str) -> str:
    """A number as Word writes it in this way."""
    if kind in CHINESE_WAYS:
        return str(cn2an.an2cn(number)).removeprefix(str(cn2an.an2cn(1)) * (10 <= number < 20))
    if kind in LETTER_WAYS:
        return chr(ord(LETTER_WAYS[kind]) + (number - 1) % LETTERS)
    if kind in CIRCLED_WAYS and 1 <= number <= CIRCLED:
        return chr(FIRST_CIRCLED + number - 1)
    return str(number)


def _way(level: BaseOxmlElement) -> _Way:
    start = _value(level, "w:start")
    return _Way(_value(level, "w:numFmt") or "decimal", _value(level, "w:lvlText") or "", int(start) if start else 1)


def _list_named(holder: BaseOxmlElement) -> tuple[str | None, int | None]:
    properties = holder.find(qn("w:pPr"))
    numbering = properties.find(qn("w:numPr")) if properties is not None else None
    if numbering is None:
        return None, None
    level = _value(numbering, "w:ilvl")
    return _value(numbering, "w:numId"), int(level) if level else None


def _style_of(paragraph: BaseOxmlElement) -> str:
    properties = paragraph.find(qn("w:pPr"))
    return (_value(properties, "w:pStyle") if properties is not None else None) or ""


def _value(holder: BaseOxmlElement, tag: str) -> str | None:
    found = holder.find(qn(tag))
    return found.get(qn("w:val")) if found is not None else None
