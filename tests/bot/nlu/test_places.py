"""Where a household is registered and lives, in many wordings; what could be another place or no place is left alone."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.nlu import understand

FACTS = ("hukou", "residence")
ROWS: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("places.yaml").read_text("utf-8"))["said"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: "{say} {near}".format(**{"near": "", **row}))
def test_a_place_is_read_as_it_is_said_or_not_at_all(row: dict[str, Any]) -> None:
    asked = f"household.{row['asked']}" if "asked" in row else None
    household = understand(row["say"], asked, near=tuple(row.get("near", ()))).facts.get("household", {})
    assert {fact: household[fact] for fact in FACTS if fact in household} == {fact: row[fact] for fact in FACTS if fact in row}
