"""Files as the import writes them: keys in the order of the shapes, small parts on one line, text that stays text."""

from __future__ import annotations

import yaml

from knowledge.policy import Policy
from knowledge.workbook.sheets import dumped
from knowledge.workbook.writing import entry_text
from tests.knowledge.households import condition, overlay_file, policy_file

GOOD = condition(id="cars", fact="household.cars", at_most=0)
SHORT = {"label": "short", "clause": "c", "fact": "household.cars", "at_most": 0}
LONG = {**SHORT, "label": "long" * 50}


def lines(*conditions: object, **changes: object) -> list[str]:
    policy = Policy.model_validate(policy_file("one", *conditions, **changes))
    return entry_text(dumped(policy)).splitlines()


def test_keys_stand_in_the_order_of_the_shape() -> None:
    keys = [line.split(":")[0] for line in lines(GOOD) if line[0] not in " -"]
    assert keys == [name for name in Policy.model_fields if name in keys]


def test_small_parts_stand_on_one_line() -> None:
    written = lines(GOOD, aliases=["a", "b"])
    assert "aliases: [a, b]" in written
    assert "in_force: {from: 2020-01-01}" in written
    assert "legal_basis:" in written and "  - {title: t}" in written


def test_conditions_stand_on_lines_of_their_own_and_short_ones_inside_them_on_one() -> None:
    written = lines(condition(id="x", any=[SHORT, LONG], when_no="unknown"))
    assert "    - id: x" in written
    assert "        - {label: short, clause: c, fact: household.cars, at_most: 0}" in written
    assert any(line.startswith("        - label: longlong") for line in written)
    # What a group says of itself stands above what is inside it.
    assert written.index("      when_no: unknown") < written.index("      any:")


def test_codes_of_places_and_other_text_that_looks_like_more_stays_text() -> None:
    overlay = overlay_file("one", "120000")
    assert 'locality: "120000"' in entry_text(overlay).splitlines()
    texts = ["120000", "2026-01-01", "true", "null", "1.5", "- a", "a: b", "'", '"', "#", "多行\n文字", "😀"]
    assert yaml.safe_load(entry_text({"papers": texts}))["papers"] == texts
