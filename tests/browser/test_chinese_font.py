"""Without a Chinese font a screenshot shows empty boxes and still looks like a page."""

import subprocess


def test_a_chinese_font_is_installed() -> None:
    listing = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, text=True, check=True)
    assert listing.stdout.strip() != ""
