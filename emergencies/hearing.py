"""The second ear: what was learned from examples, for dangers told without any of the words of words.yaml.

A message is taken as the runs of one to three characters it has and the fields of fields.yaml it touches; every such feature
weighs for or against each kind. The weights come from `python -m operations.hearing` and are read with the standard library.
"""

import json
import math
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FIELDS = Path(__file__).resolve().parent / "fields.yaml"
WEIGHTS = Path(__file__).resolve().parent / "weights.bin"
EXAMPLES = Path(__file__).resolve().parent / "examples"
CALM = "calm"
LONGEST_RUN = 3
# In a long story one sentence of danger would drown, so it is heard in stretches that overlap by half, and by sentences.
STRETCH = 80
SENTENCE_END = "。"


@dataclass(frozen=True)
class Heard:
    """The likeliest kind of danger and the share, from 0 to 1, that speaks for any danger."""

    kind: str
    share: float


@dataclass(frozen=True)
class Weights:
    """What was learned. rows: one byte per kind and feature, 128 is nothing; scale turns them into the learned figures."""

    kinds: list[str]
    scale: float
    bias: list[float]
    rows: dict[str, bytes]


def hear(said: str) -> Heard:
    """What a message in plain spelling sounds like; of a long one, its most dangerous stretch."""
    return max((_heard(stretch) for stretch in _stretches(said)), key=lambda heard: heard.share)


def shares() -> dict[str, float]:
    """From which shares on a danger is certain, possible or doubted."""
    known: dict[str, float] = _fields()["shares"]
    return known


def features(said: str) -> set[str]:
    """The runs of characters of a message and, as {name}, the fields it touches."""
    framed = f"^{said}$"
    runs = {framed[start : start + size] for size in range(1, LONGEST_RUN + 1) for start in range(len(framed) - size + 1)}
    return runs | {f"{{{name}}}" for name, field in _patterns() if field.search(said)}


def made_from() -> str:
    """What tells whether the weights are older than the examples, the fields or this way of listening."""
    sources = [FIELDS, Path(__file__).resolve(), *sorted(EXAMPLES.glob("*.yaml"))]
    return f"{zlib.crc32(b''.join(source.read_bytes() for source in sources)):08x}"


def packed(weights: Weights) -> bytes:
    """The weights as they are kept: a line of JSON, then the rows one after another, pressed together."""
    head = {"kinds": weights.kinds, "scale": weights.scale, "bias": weights.bias, "features": list(weights.rows)}
    line = json.dumps({"made_from": made_from(), **head}, ensure_ascii=False, separators=(",", ":")).encode()
    return zlib.compress(line + b"\n" + b"".join(weights.rows.values()), 9)


def kept_head() -> dict[str, Any]:
    """What the file of weights says of itself, without the rows."""
    head: dict[str, Any] = json.loads(_kept()[0])
    return head


def _kept() -> tuple[bytes, bytes]:
    head, _, rows = zlib.decompress(WEIGHTS.read_bytes()).partition(b"\n")
    return head, rows


def _heard(said: str) -> Heard:
    weights = _weights()
    rows = [weights.rows[feature] for feature in features(said) if feature in weights.rows]
    # Learned with messages of one length, whatever number of features they have.
    each = weights.scale / math.sqrt(max(1, len(rows)))
    sums = [sum(column) - 128 * len(rows) for column in zip(*rows, strict=True)] or [0] * len(weights.kinds)
    odds = [bias + each * total for bias, total in zip(weights.bias, sums, strict=True)]
    top = max(odds)
    powers = [math.exp(odd - top) for odd in odds]
    calm = powers[weights.kinds.index(CALM)] / sum(powers)
    kind = max((power, kind) for power, kind in zip(powers, weights.kinds, strict=True) if kind != CALM)[1]
    return Heard(kind, 1 - calm)


def _stretches(said: str) -> Iterator[str]:
    yield said[:STRETCH]
    if len(said) > STRETCH:
        for start in range(STRETCH // 2, len(said) - STRETCH // 2, STRETCH // 2):
            yield said[start : start + STRETCH]
        yield from (sentence for sentence in said.split(SENTENCE_END) if 0 < len(sentence) <= STRETCH)


@cache
def _fields() -> dict[str, Any]:
    fields: dict[str, Any] = yaml.load(FIELDS.read_text("utf-8"), Loader=yaml.CSafeLoader)
    return fields


@cache
def _patterns() -> tuple[tuple[str, "re.Pattern[str]"], ...]:
    return tuple((name, re.compile(field)) for name, field in _fields()["fields"].items())


@cache
def _weights() -> Weights:
    head, rows = _kept()
    told = json.loads(head)
    wide = len(told["kinds"])
    by_feature = {feature: rows[at * wide : (at + 1) * wide] for at, feature in enumerate(told["features"])}
    return Weights(told["kinds"], told["scale"], told["bias"], by_feature)
