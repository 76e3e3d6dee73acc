"""The settings of what leaves the building: a city's platform, letters, and a webhook for notices."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings


class OutgoingSettings(BaseSettings):
    """Part of `api.core.settings.Settings`. An empty address means that this way out is not used."""

    # embedded: applications are worked on here. http: they are sent to a city's own platform as well.
    case_gateway: Literal["embedded", "http"] = "embedded"
    gateway_url: str = ""
    gateway_secret: SecretStr = SecretStr("")
    # Where notices for staff go: letters over this mail server, or a webhook.
    smtp_host: str = ""
    smtp_port: int = 25
    smtp_security: Literal["none", "starttls", "tls"] = "starttls"
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    mail_from: str = ""
    notice_url: str = ""
    notice_secret: SecretStr = SecretStr("")
    # How long one attempt may take; another process takes an entry over only when its lease has run out.
    delivery_timeout: timedelta = timedelta(seconds=10)
    delivery_lease: timedelta = timedelta(seconds=60)
    # The wait after the first failure; each further one doubles it up to the longest.
    delivery_first_wait: timedelta = timedelta(seconds=2)
    delivery_longest_wait: timedelta = timedelta(minutes=15)
    delivery_given_up_after: timedelta = Field(default=timedelta(days=3), description="then a person has to look at it")
