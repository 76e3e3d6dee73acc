"""Every setting of the service, read once from the environment (`.env.example` lists them)."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import SettingsConfigDict

from api.core.outgoing import OutgoingSettings

# What stands where none was given, and whatever is this short, must never reach production; the embedded set-up makes its own.
UNSAFE_DEFAULT = "change-me"
SHORTEST_SECRET = 16


class Settings(OutgoingSettings):
    """One instance per process; durations are timedelta, secrets are never printed."""

    model_config = SettingsConfigDict(env_file=None, extra="ignore", hide_input_in_errors=True)

    environment: Literal["embedded", "production"] = "embedded"
    data_dir: Path = Path("var")
    database_url: str | None = None
    attachments_dir: Path | None = None
    # Counters that several instances share; without it each process keeps its own.
    redis_url: str | None = None
    host: str = "127.0.0.1"
    api_port: int = 8000
    rasa_url: str = "http://127.0.0.1:5005"
    actions_url: str = "http://127.0.0.1:5055"
    internal_token: SecretStr = SecretStr(UNSAFE_DEFAULT)
    encryption_key: SecretStr = SecretStr(UNSAFE_DEFAULT)
    # Keys of before, separated by commas: what is still kept under them can be read (docs/tasks/deploy.md).
    previous_encryption_keys: SecretStr = SecretStr("")
    # The place whose parameters hold when neither hukou nor residence is known; None asks.
    default_locality: str | None = None
    embedding_model: str | None = None
    # Cookies only over HTTPS; None means in production, where HTTPS stands in front.
    secure_cookies: bool | None = None
    # A busy machine may take this long over a turn; a part that does not answer is noticed long before.
    turn_timeout: timedelta = timedelta(seconds=15)
    extract_timeout: timedelta = timedelta(seconds=1)
    # Without consent nothing is kept longer than this after the last message.
    keep_without_consent: timedelta = timedelta(hours=24)
    # These three are defaults of ours and no periods of law; the office sets its own, and None keeps without end.
    keep_conversations: timedelta | None = timedelta(days=180)
    keep_refused: timedelta | None = timedelta(days=730)
    keep_granted: timedelta | None = None
    keep_matters: timedelta | None = timedelta(days=730)
    # How long a closed browser can come back to its conversation.
    resume_for: timedelta = timedelta(days=30)
    # A sign-in of staff ends after this long, and sooner when no page of theirs asked for anything for a while.
    staff_session: timedelta = timedelta(hours=10)
    staff_idle: timedelta = timedelta(hours=1)
    # Whoever's page gives no sign for this long has left; the resident goes back to their place in the queue.
    staff_absent_after: timedelta = timedelta(minutes=5)
    # The file that says when a person is there; without it the demonstration that is shipped (api/handover/hours.yaml).
    office_hours: str | None = None
    # A city's own identity service (OpenID Connect), by its issuer; empty: staff sign in with a password only.
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    # What its claims mean here; None: as in api/staff/identity_claims.yaml.
    oidc_claims: Path | None = None
    # How browsers reach this service, such as https://jiuzhu.example.gov.cn; empty: as they say themselves.
    public_address: str = ""
    message_limit: int = 2000
    requests_per_minute: int = Field(default=6000, description="per address; a city's proxy is one address")
    messages_per_minute: int = Field(default=60, description="per conversation")
    phone_attempts_per_hour: int = Field(default=10, description="progress look-ups by phone, per address and number")
    sign_in_failures: int = Field(default=10, description="wrong passwords in a row, from wherever, until an account is locked")
    sign_in_lock: timedelta = timedelta(minutes=10)
    sign_in_attempts: int = Field(default=10, description="of staff in ten minutes, per address and name")

    @model_validator(mode="after")
    def _refuses_default_secrets_in_production(self) -> Settings:
        secrets = {"INTERNAL_TOKEN": self.internal_token, "ENCRYPTION_KEY": self.encryption_key}
        if self.case_gateway == "http":
            secrets["GATEWAY_SECRET"] = self.gateway_secret
        if self.notice_url:
            secrets["NOTICE_SECRET"] = self.notice_secret
        unsafe = [name for name, value in secrets.items() if len(value.get_secret_value()) < SHORTEST_SECRET]
        if self.environment == "production" and unsafe:
            raise ValueError(f"refusing to start in production with a default or short secret: {', '.join(unsafe)}")
        return self

    @model_validator(mode="after")
    def _knows_where_to_send(self) -> Settings:
        if self.case_gateway == "http" and not self.gateway_url:
            raise ValueError("CASE_GATEWAY=http needs GATEWAY_URL")
        if self.smtp_host and not self.mail_from:
            raise ValueError("SMTP_HOST needs MAIL_FROM, the address letters come from")
        ways_out = {"GATEWAY_URL": self.gateway_url, "NOTICE_URL": self.notice_url}
        open_to_all = [name for name, address in ways_out.items() if address and not address.startswith("https://")]
        if self.environment == "production" and open_to_all:
            raise ValueError(f"refusing to send personal data without HTTPS: {', '.join(open_to_all)}")
        return self

    @model_validator(mode="after")
    def _knows_who_signs_in(self) -> Settings:
        if self.oidc_issuer and not self.oidc_client_id:
            raise ValueError("OIDC_ISSUER needs OIDC_CLIENT_ID")
        if self.oidc_claims is not None and not self.oidc_claims.is_file():
            raise ValueError("OIDC_CLAIMS names no file")
        if self.environment == "production" and self.oidc_issuer and not self.oidc_issuer.startswith("https://"):
            raise ValueError("refusing to trust an identity service without HTTPS: OIDC_ISSUER")
        return self

    @property
    def encryption_keys(self) -> list[str]:
        """Today's key, then those of before."""
        before = self.previous_encryption_keys.get_secret_value().split(",")
        return [self.encryption_key.get_secret_value(), *(key.strip() for key in before if key.strip())]

    @property
    def cookies_are_secure(self) -> bool:
        """Whether cookies are sent over HTTPS only."""
        return self.environment == "production" if self.secure_cookies is None else self.secure_cookies

    @property
    def database(self) -> str:
        """The database address; by default a file in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'service.db'}"

    @property
    def attachments_folder(self) -> Path:
        """Where the files of applications stand, encrypted; instances that share a database share this folder."""
        return self.attachments_dir or self.data_dir / "attachments"

    @property
    def index_folder(self) -> Path:
        """Where the retrieval index stands."""
        return self.data_dir / "index"


@cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings()
