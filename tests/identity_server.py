"""A city's identity service for tests: real HTTP, real RSA keys; it signs in whoever comes, and can be told to do it wrongly."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET = "jiuzhutong", "secret shared with the identity service"
KEY_BITS = 2048


class IdentityServer:
    """claims: who signs in next, beside what the protocol says. wrong: claims that replace those of the protocol;
    left_out: claims that are missing. key: what tokens are signed with; shown: the keys it says are its own.
    """

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {}
        self.wrong: dict[str, Any] = {}
        self.left_out: set[str] = set()
        self.algorithm = "RS256"
        self.key: RSAKey | OctKey = RSAKey.generate_key(KEY_BITS, {"kid": "one"})
        self.shown = [self.key]
        self.refuses_everybody = False
        self.given_codes: dict[str, dict[str, str]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.named_issuer = self.issuer

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def serve(self) -> None:
        """Answers until it is closed."""
        self._server.serve_forever(poll_interval=0.05)

    def close(self) -> None:
        """Stops answering."""
        self._server.shutdown()
        self._server.server_close()

    def discovery(self) -> dict[str, str]:
        """Where it does what."""
        names = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return {"issuer": self.named_issuer, **{name: f"{self.issuer}/{path}" for name, path in names.items()}}

    def authorise(self, asked: dict[str, str]) -> str:
        """Where the browser goes after the sign-in."""
        if self.refuses_everybody:
            answer = {"error": "access_denied", "state": asked["state"]}
        else:
            code = secrets.token_urlsafe()
            self.given_codes[code] = asked
            answer = {"code": code, "state": asked["state"]}
        return f"{asked['redirect_uri']}?{urlencode(answer)}"

    def token(self, sent: dict[str, str], authorisation: str) -> tuple[int, dict[str, Any]]:
        """The tokens for a code, once, for the client that asked for it and knows the verifier."""
        asked = self.given_codes.pop(sent.get("code", ""), None)
        client = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        challenge = (
            base64.urlsafe_b64encode(hashlib.sha256(sent.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        )
        if asked is None or authorisation != f"Basic {client}" or sent.get("redirect_uri") != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        if asked.get("code_challenge_method") != "S256" or asked.get("code_challenge") != challenge:
            return 400, {"error": "invalid_grant"}
        moment = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": moment, "exp": moment + 300, "nonce": asked["nonce"]}
        claims |= self.claims | self.wrong
        kept = {name: value for name, value in claims.items() if name not in self.left_out}
        signed = self._signed(kept)
        return 200, {"access_token": "opaque", "token_type": "Bearer", "expires_in": 300, "id_token": signed}

    def _signed(self, claims: dict[str, Any]) -> str:
        if self.algorithm == "none":
            return f"{in_base64({'alg': 'none'})}.{in_base64(claims)}."
        header = {"alg": self.algorithm, **({"kid": self.key.kid} if self.key.kid else {})}
        return jwt.encode(header, claims, self.key, algorithms=[self.algorithm])

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                address = urlsplit(self.path)
                if address.path == "/authorize":
                    self.send_response(302)
                    self.send_header("Location", service.authorise(dict_of(address.query)))
                    self.end_headers()
                elif address.path == "/keys":
                    self._answer(200, {"keys": [key.as_dict(private=False) for key in service.shown]})
                else:
                    self._answer(200, service.discovery())

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self._answer(*service.token(dict_of(body), self.headers.get("Authorization", "")))

            def _answer(self, status: int, document: dict[str, Any]) -> None:
                content = json.dumps(document).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        return Handler


def in_base64(document: dict[str, Any]) -> str:
    """A part of a token."""
    return base64.urlsafe_b64encode(json.dumps(document).encode()).rstrip(b"=").decode()


def dict_of(query: str) -> dict[str, str]:
    """The last value of each field."""
    return {name: values[-1] for name, values in parse_qs(query).items()}


@contextmanager
def identity_server() -> Iterator[IdentityServer]:
    """One that answers for as long as the test needs it."""
    server = IdentityServer()
    thread = threading.Thread(target=server.serve)
    thread.start()
    yield server
    server.close()
    thread.join()
