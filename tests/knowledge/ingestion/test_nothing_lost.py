"""Whatever a document says: in every format each clause keeps all of its text, and the clauses their order."""

from __future__ import annotations

import tempfile
from pathlib import Path

import cn2an
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.ingestion.document import take_apart
from knowledge.ingestion.reading import read_document
from tests.knowledge.ingestion.documents import Centred, Piece, page, pdf, word

TITLE = "某市临时救助实施办法"
LETTERS = "救助申请受理家庭收入低保特困人员应当及时公示标准审核确认调查核对财产状况信息"
SENTENCES = st.builds(
    lambda parts, end: "，".join(parts) + end,
    st.lists(st.text(LETTERS, min_size=8, max_size=45), min_size=1, max_size=6),
    st.sampled_from("。；"),
)
PARAGRAPHS = st.lists(SENTENCES, min_size=1, max_size=4)


def articles(content: list[list[str]]) -> list[tuple[str, list[str]]]:
    """Each article with its paragraphs, the first with its number."""
    named = [
        (f"第{cn2an.an2cn(place).removeprefix('一' if 10 <= place < 20 else '')}条", texts)
        for place, texts in enumerate(content, 1)
    ]
    return [(label, [f"{label}　{texts[0]}", *texts[1:]]) for label, texts in named]


@pytest.mark.parametrize("build", [pdf, word, page])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(content=st.lists(PARAGRAPHS, min_size=1, max_size=15))
def test_no_text_of_an_article_is_lost_and_their_order_is_kept(build, content: list[list[str]]) -> None:  # type: ignore[no-untyped-def]
    wanted = articles(content)
    pieces: list[Piece] = [Centred(TITLE), *(text for _, texts in wanted for text in texts)]
    with tempfile.TemporaryDirectory() as folder:
        found = take_apart(read_document(build(Path(folder) / "policy", pieces), lambda parts: parts))
    assert [ref for ref, _ in found.passages] == [f"{TITLE}{label}" for label, texts in wanted]
    got = ["".join(clause.text.split("\n")) for _, clause in found.passages]
    assert got == ["".join(texts) for texts in content]


NUMBERS = ("一、", "（一）", "1.", "（1）")


@pytest.mark.parametrize("build", [pdf, word, page])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(levels=st.lists(st.tuples(st.integers(0, 3), SENTENCES), min_size=1, max_size=25))
def test_no_text_of_a_numbered_paragraph_is_lost_whatever_stands_in_whatever(build, levels: list[tuple[int, str]]) -> None:  # type: ignore[no-untyped-def]
    counts = [0, 0, 0, 0]
    lines, level = [], -1
    for wanted, text in levels:
        # A number never stands two levels below the one before it.
        level = min(wanted, level + 1)
        counts[level] += 1
        counts[level + 1 :] = [0] * (3 - level)
        number = cn2an.an2cn(counts[level]) if level < 2 else str(counts[level])
        number = number.removeprefix("一") if level < 2 and 10 <= counts[level] < 20 else number
        lines.append(NUMBERS[level].replace("一" if level < 2 else "1", number) + text)
    with tempfile.TemporaryDirectory() as folder:
        file = build(Path(folder) / "policy", [Centred("关于临时救助的通知"), *lines])
        found = take_apart(read_document(file, lambda parts: parts))
    assert [clause.text for _, clause in found.passages] == lines
