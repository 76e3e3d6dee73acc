"""Signing in through a city's own identity service: OpenID Connect, authorization code with PKCE, by Authlib.

The service is asked anew at each sign-in for its addresses and keys, so that a change of either needs nothing here.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from api.core.errors import NotAllowedError, UnavailableError
from api.core.logging import logger
from api.core.settings import settings

DISCOVERY = "/.well-known/openid-configuration"
NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
SCOPE = "openid profile"
# Signed with a key only the service has: neither unsigned nor with the secret that it shares with us.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
SECONDS = 5.0
# How far two clocks may be apart.
LEEWAY_SECONDS = 60
VERIFIER_BYTES = 48


@dataclass(frozen=True)
class Attempt:
    """What one sign-in is recognised by when the browser comes back."""

    state: str
    nonce: str
    verifier: str


def begin(back: str) -> tuple[str, Attempt]:
    """Where to send the browser, which comes `back` here, and what to recognise it by. Raises UnavailableError."""
    attempt = Attempt(secrets.token_urlsafe(), secrets.token_urlsafe(), secrets.token_urlsafe(VERIFIER_BYTES))
    endpoint = _discovered()["authorization_endpoint"]
    with _client(back) as client:
        address, _ = client.create_authorization_url(
            endpoint, state=attempt.state, nonce=attempt.nonce, code_verifier=attempt.verifier
        )
    return str(address), attempt


def verified_claims(back: str, attempt: Attempt, code: str) -> Mapping[str, Any]:
    """What the ID token says that the code is good for, after its signature, issuer, audience, times and nonce were checked.

    Raises UnavailableError when the service does not answer, NotAllowedError when it or the check says no.
    """
    service = _discovered()
    try:
        with _client(back) as client:
            tokens = client.fetch_token(service["token_endpoint"], code=code, code_verifier=attempt.verifier)
    except httpx2.HTTPError as problem:
        raise _away(problem) from problem
    except (AuthlibBaseError, ValueError) as problem:
        raise _refused(problem) from problem
    keys = _document(service["jwks_uri"])
    try:
        return _checked(tokens, keys, attempt)
    except (JoseError, ValueError, KeyError, TypeError) as problem:
        raise _refused(problem) from problem


def _checked(tokens: Mapping[str, Any], keys: Any, attempt: Attempt) -> Mapping[str, Any]:
    """The claims of the ID token. Raises JoseError, or what a token or keys of another shape give."""
    token = jwt.decode(tokens["id_token"], KeySet.import_key_set(keys), algorithms=ALGORITHMS)
    expected = {
        "iss": {"essential": True, "value": settings().oidc_issuer},
        "aud": {"essential": True, "value": settings().oidc_client_id},
    }
    seen = {"nonce": attempt.nonce, "client_id": settings().oidc_client_id, "access_token": tokens.get("access_token")}
    claims = CodeIDToken(token.claims, token.header, expected, seen)
    claims.validate(leeway=LEEWAY_SECONDS)
    return dict(claims)


def _client(back: str) -> OAuth2Client:
    return OAuth2Client(
        settings().oidc_client_id,
        settings().oidc_client_secret.get_secret_value(),
        scope=SCOPE,
        redirect_uri=back,
        code_challenge_method="S256",
        timeout=SECONDS,
    )


def _discovered() -> Mapping[str, str]:
    """Where the service does what. Raises UnavailableError, also for one that names itself differently."""
    found = _document(settings().oidc_issuer.rstrip("/") + DISCOVERY)
    if not isinstance(found, dict) or not all(isinstance(found.get(name), str) for name in NEEDED):
        raise _away(KeyError(DISCOVERY))
    if found["issuer"] != settings().oidc_issuer:
        raise _away(ValueError("issuer"))
    return found


def _document(address: str) -> Any:
    try:
        return httpx2.get(address, timeout=SECONDS).raise_for_status().json()
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as problem:
        raise _away(problem) from problem


def _away(problem: Exception) -> UnavailableError:
    logger.warning("identity_service_unavailable", problem=type(problem).__name__)
    return UnavailableError("identity_away")


def _refused(problem: Exception) -> NotAllowedError:
    logger.warning("identity_refused", problem=type(problem).__name__)
    return NotAllowedError("identity_refused")
