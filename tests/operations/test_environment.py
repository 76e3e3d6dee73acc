"""Settings, the file `.env`, and the secrets made on the first run."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from operations.environment import process_environment, read_env_file, read_settings, require_sound_addresses
from operations.errors import OperationError
from operations.keys import known_keys, provide_keys


def test_an_instance_of_its_own_needs_only_ports_and_a_folder(tmp_path: Path) -> None:
    environ = {"DATA_DIR": str(tmp_path), "API_PORT": "8100", "RASA_PORT": "5105", "ACTIONS_PORT": "5155"}
    told = process_environment(read_settings(environ), environ)
    assert told["API_URL"] == "http://127.0.0.1:8100"
    assert told["RASA_URL"] == "http://127.0.0.1:5105"
    assert told["ACTIONS_URL"] == "http://127.0.0.1:5155"
    assert told["TRACKER_DB"] == str(tmp_path / "tracker.db")


def test_a_service_on_every_interface_is_reached_over_loopback() -> None:
    assert read_settings({"HOST": "0.0.0.0"}).api_url == "http://127.0.0.1:8000"


@pytest.mark.parametrize("value", ["eighty", "0", "65536", "-1"])
def test_a_port_that_is_none_is_refused_by_name(value: str) -> None:
    with pytest.raises(OperationError, match=f"RASA_PORT={value} is not a port"):
        read_settings({"RASA_PORT": value})


def test_models_are_not_looked_up_on_the_network() -> None:
    assert process_environment(read_settings({}), {})["HF_HUB_OFFLINE"] == "1"


def test_a_model_named_on_purpose_may_be_fetched() -> None:
    environ = {"EMBEDDING_MODEL": "somebody/some-model"}
    assert "HF_HUB_OFFLINE" not in process_environment(read_settings(environ), environ)


def test_the_env_file_gives_names_and_values(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text('# a comment\n\nAPI_PORT=8001\nHOST = "0.0.0.0"\n')
    assert read_env_file(file) == {"API_PORT": "8001", "HOST": "0.0.0.0"}


def test_a_line_that_is_no_setting_is_refused_by_number(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("API_PORT=8001\nexport nonsense\n")
    with pytest.raises(OperationError, match="Line 2 of"):
        read_env_file(file)


def test_the_secrets_are_made_once_and_kept_for_the_owner_only(tmp_path: Path) -> None:
    first = provide_keys(tmp_path, {})
    assert provide_keys(tmp_path, {}) == first
    assert stat.S_IMODE((tmp_path / "secrets.env").stat().st_mode) == 0o600


def test_two_instances_share_no_secret(tmp_path: Path) -> None:
    one, other = provide_keys(tmp_path / "one", {}), provide_keys(tmp_path / "other", {})
    assert not set(one.values()) & set(other.values())


def test_a_secret_from_the_environment_is_used_and_not_written_down(tmp_path: Path) -> None:
    keys = provide_keys(tmp_path, {"INTERNAL_TOKEN": "from-outside"})
    assert keys["INTERNAL_TOKEN"] == "from-outside"
    assert "from-outside" not in (tmp_path / "secrets.env").read_text()


def test_production_makes_up_no_secret(tmp_path: Path) -> None:
    with pytest.raises(OperationError, match="ENCRYPTION_KEY"):
        provide_keys(tmp_path, {"ENVIRONMENT": "production", "INTERNAL_TOKEN": "given"})


def test_production_takes_no_secret_out_of_an_example(tmp_path: Path) -> None:
    given = {"ENVIRONMENT": "production", "INTERNAL_TOKEN": "change-me", "ENCRYPTION_KEY": "a-key-of-ones-own"}
    with pytest.raises(OperationError, match=r"characters: INTERNAL_TOKEN\."):
        provide_keys(tmp_path, given)


def test_a_key_of_before_that_stands_beside_todays_reaches_the_service(tmp_path: Path) -> None:
    (tmp_path / "secrets.env").write_text("ENCRYPTION_KEY=new\nPREVIOUS_ENCRYPTION_KEYS=old\n")
    keys = provide_keys(tmp_path, {})
    assert (keys["ENCRYPTION_KEY"], keys["PREVIOUS_ENCRYPTION_KEYS"]) == ("new", "old")
    # A secret that was missing has been made meanwhile, and nothing that was there is lost.
    assert provide_keys(tmp_path, {}) == keys


def test_the_known_keys_begin_with_todays(tmp_path: Path) -> None:
    (tmp_path / "secrets.env").write_text("ENCRYPTION_KEY=of-the-file\nPREVIOUS_ENCRYPTION_KEYS=old, older\n")
    assert known_keys(tmp_path, {}) == ["of-the-file", "old", "older"]
    assert known_keys(tmp_path, {"ENCRYPTION_KEY": "from-outside"})[0] == "from-outside"


def test_asking_for_the_known_keys_makes_none(tmp_path: Path) -> None:
    assert known_keys(tmp_path, {}) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"REDIS_URL": "nonsense-S3cret"}, "REDIS_URL is not of the form"),
        ({"REDIS_URL": "http://:S3cret@host:1"}, "REDIS_URL is not of the form"),
        ({"ENVIRONMENT": "prod-S3cret"}, "ENVIRONMENT is either embedded or production"),
    ],
)
def test_a_setting_no_process_could_work_with_is_named_and_not_repeated(wrong: dict[str, str], named: str) -> None:
    with pytest.raises(OperationError, match=named) as refusal:
        require_sound_addresses(wrong)
    assert "S3cret" not in str(refusal.value)
