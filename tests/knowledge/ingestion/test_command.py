"""`make ingest`: what it writes, and that whoever is refused learns why and finds nothing written."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
import yaml
from PIL import Image, ImageDraw
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from knowledge.ingestion.__main__ import main
from knowledge.ingestion.reading import ENCRYPTED, OLE
from knowledge.policy import LegalBasis, Passage
from tests.knowledge.ingestion.documents import Centred, Piece, page, pdf, word

PIECES: list[Piece] = [
    Centred("某市临时救助实施办法"),
    Centred("某政发〔2024〕8号"),
    "第一条　为了规范临时救助，制定本办法。",
    "第二条　受理机关应当当场受理。",
]


def picture(file: Path) -> Path:
    """A scanned page."""
    image = Image.new("RGB", (600, 800), "white")
    ImageDraw.Draw(image).text((50, 50), "scanned", fill="black")
    image.save(file)
    return file


def scanned(file: Path) -> Path:
    canvas = Canvas(str(file), pagesize=A4)
    canvas.drawImage(str(picture(file.with_suffix(".png"))), 0, 0, *A4)
    canvas.save()
    return file


def partly_scanned(file: Path) -> Path:
    canvas = Canvas(str(file), pagesize=A4)
    canvas.setFont("STSong-Light", 16)
    canvas.drawString(80, 700, "第一条　为了规范临时救助，制定本办法。")
    canvas.showPage()
    canvas.drawImage(str(picture(file.with_suffix(".png"))), 0, 0, *A4)
    canvas.save()
    return file


def locked(file: Path) -> Path:
    return pdf(file, PIECES, lock=StandardEncryption("password"))


def not_to_be_copied(file: Path) -> Path:
    return pdf(file, PIECES, lock=StandardEncryption("", "owner", canCopy=0))


def cut(file: Path) -> Path:
    whole = pdf(file, PIECES).read_bytes()
    file.write_bytes(whole[: len(whole) // 3])
    return file


def broken_word(file: Path) -> Path:
    whole = word(file, PIECES).read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    return file


def other_zip(file: Path) -> Path:
    with ZipFile(file, "w") as archive:
        archive.writestr("content.xml", "<a/>")
    return file


def holding(content: bytes) -> Callable[[Path], Path]:
    def make(file: Path) -> Path:
        file.write_bytes(content)
        return file

    return make


REFUSED: dict[str, tuple[Callable[[Path], Path], str]] = {
    "scanned": (scanned, "第 1 页）是扫描图片"),
    "one page of it scanned": (partly_scanned, "第 2 页）是扫描图片"),
    "locked": (locked, "有密码"),
    "not to be copied": (not_to_be_copied, "禁止复制"),
    "cut off": (cut, "没有下载完整"),
    "a broken DOCX": (broken_word, "没有下载完整"),
    "another zip": (other_zip, "认不出"),
    "an old DOC": (holding(OLE + bytes(600)), "旧版的 DOC"),
    "an encrypted DOCX": (holding(OLE + bytes(600) + ENCRYPTED), "有密码"),
    "a picture": (picture, "认不出"),
    "plain text": (holding("第一条 为了规范救助。".encode()), "认不出"),
    "empty": (holding(b""), "是空的"),
    "only blanks": (holding(b"\n\n  \n"), "是空的"),
    "a page without text": (holding(b"<html><body><script>1</script></body></html>"), "没有文字"),
    "nothing": (lambda file: file, "没有这个文件"),
    "a folder": (lambda file: file.mkdir() or file, "没有这个文件"),
}


@pytest.mark.parametrize(("make", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_refused_with_what_to_do_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], make: Callable[[Path], Path], reason: str
) -> None:
    out = tmp_path / "out" / "a.yaml"
    assert main([str(make(tmp_path / "policy.png")), "--out", str(out)]) == 1
    said = capsys.readouterr().err
    assert reason in said
    assert "请" in said
    assert not out.parent.exists()


@pytest.mark.parametrize("build", [pdf, word, page])
def test_the_file_holds_what_an_entry_takes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], build: Callable[..., Path]
) -> None:
    out = tmp_path / "a.yaml"
    assert main([str(build(tmp_path / "policy", PIECES)), "--out", str(out)]) == 0
    written = yaml.safe_load(out.read_text("utf-8"))
    assert [Passage.model_validate(row) for row in written["passages"]] == [
        Passage(ref="某市临时救助实施办法第一条", text="为了规范临时救助，制定本办法。", quoted=True),
        Passage(ref="某市临时救助实施办法第二条", text="受理机关应当当场受理。", quoted=True),
    ]
    bases = [LegalBasis.model_validate(row) for row in written["legal_basis"]]
    assert bases == [LegalBasis(title="某市临时救助实施办法", number="某政发〔2024〕8号")]
    assert f"写在 {out}" in capsys.readouterr().out


def test_a_file_somebody_may_have_edited_is_not_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "a.yaml"
    out.write_text("edited")
    assert main([str(pdf(tmp_path / "a.pdf", PIECES)), "--out", str(out)]) == 1
    assert "没有覆盖" in capsys.readouterr().err
    assert out.read_text() == "edited"


def test_where_nothing_can_be_written_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "taken").write_text("a file in the place of a folder")
    assert main([str(pdf(tmp_path / "a.pdf", PIECES)), "--out", str(tmp_path / "taken" / "a.yaml")]) == 1
    assert "写不了" in capsys.readouterr().err


def test_a_missing_number_is_said_and_not_invented(tmp_path: Path) -> None:
    out = tmp_path / "a.yaml"
    assert main([str(word(tmp_path / "a.docx", [PIECES[0], *PIECES[2:]])), "--out", str(out)]) == 0
    assert "没有找到发文字号" in out.read_text("utf-8")
    assert yaml.safe_load(out.read_text("utf-8"))["legal_basis"] == [{"title": "某市临时救助实施办法"}]


def test_how_far_it_got_is_shown_on_a_terminal(tmp_path: Path) -> None:
    file = pdf(tmp_path / "a.pdf", PIECES)
    # A terminal without a size shows no bar.
    command = f"stty rows 24 cols 80; {sys.executable} -m knowledge.ingestion {file} --out {tmp_path / 'a.yaml'}"
    shown = subprocess.run(["script", "-qec", command, "/dev/null"], capture_output=True, text=True, check=True).stdout
    assert "正在读: 100%" in shown
