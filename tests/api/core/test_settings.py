"""The settings of the service, read from the environment."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import ValidationError

from api.core.settings import Settings, settings


@pytest.mark.parametrize("secret", ["INTERNAL_TOKEN", "ENCRYPTION_KEY"])
def test_production_refuses_a_default_secret(data_folder: Path, monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.delenv(secret)
    with pytest.raises(ValidationError, match=secret):
        Settings()


@pytest.mark.parametrize("secret", ["INTERNAL_TOKEN", "ENCRYPTION_KEY"])
def test_production_refuses_a_secret_that_can_be_guessed(data_folder: Path, monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.setenv(secret, "abc-S3cret")
    with pytest.raises(ValidationError, match=secret):
        Settings()


def test_the_service_does_not_start_in_production_with_a_default_secret(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.setenv("ENCRYPTION_KEY", "change-me")
    settings.cache_clear()
    with pytest.raises(ValidationError, match="ENCRYPTION_KEY"), TestClient(app):
        pass


def test_production_starts_with_secrets_of_its_own(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    assert Settings().environment == "production"


def test_the_embedded_set_up_needs_no_secret(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("INTERNAL_TOKEN")
    monkeypatch.delenv("ENCRYPTION_KEY")
    assert Settings().environment == "embedded"


def test_the_refusal_of_one_secret_does_not_print_the_other(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.delenv("INTERNAL_TOKEN")
    with pytest.raises(ValidationError) as raised:
        Settings()
    assert "of-the-tests" not in str(raised.value)


def test_a_secret_is_never_printed(data_folder: Path) -> None:
    assert "of-the-tests" not in repr(settings())


def test_the_database_is_a_file_in_the_data_folder_by_default(data_folder: Path) -> None:
    assert settings().database == f"sqlite:///{data_folder / 'service.db'}"


def test_another_database_can_be_named(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://host/name")
    assert Settings().database == "postgresql+psycopg://host/name"


def test_a_duration_is_written_as_iso_8601_has_it(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TURN_TIMEOUT", "PT3S")
    assert Settings().turn_timeout == timedelta(seconds=3)


def test_what_cannot_be_a_setting_is_refused(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_PORT", "a port")
    with pytest.raises(ValidationError, match="api_port"):
        Settings()


@pytest.mark.parametrize(
    ("environment", "said", "secure"), [("embedded", None, False), ("production", None, True), ("production", False, False)]
)
def test_cookies_are_for_https_only_in_production_unless_it_is_said(environment: str, said: bool | None, secure: bool) -> None:
    given = {"environment": environment, "secure_cookies": said, "internal_token": "a" * 32, "encryption_key": "b" * 32}
    assert Settings.model_validate(given).cookies_are_secure is secure
