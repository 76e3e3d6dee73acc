"""Security headers on every answer: nothing from other hosts, no inline script or style, no framing, no sniffing, no referrer."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Receive, Scope, Send

from api.core.middleware import HttpMiddleware
from api.core.settings import settings

CONTENT = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
UNUSED_POWERS = ("camera", "display-capture", "geolocation", "microphone", "payment", "publickey-credentials-get", "usb")
HEADERS = {
    "Content-Security-Policy": "; ".join(f"{what} {whence}" for what, whence in CONTENT.items()),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": ", ".join(f"{power}=()" for power in UNUSED_POWERS),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
ONE_YEAR = 365 * 24 * 60 * 60
HTTPS_ONLY = {"Strict-Transport-Security": f"max-age={ONE_YEAR}"}
# What people said and own must not stay in any cache.
PRIVATE_PREFIXES = (
    "/v1/conversations",
    "/v1/assessments",
    "/v1/extract",
    "/v1/applications",
    "/v1/staff",
    "/applications",
    "/staff",
    "/internal",
)
KEPT_NOWHERE = {"Cache-Control": "no-store"}


def security_headers(path: str) -> dict[str, str]:
    """What an answer to a request for that path carries. HTTPS is insisted on where cookies already need it."""
    insisting = HTTPS_ONLY if settings().cookies_are_secure else {}
    return {**HEADERS, **insisting, **(KEPT_NOWHERE if path.startswith(PRIVATE_PREFIXES) else {})}


class SecurityHeadersMiddleware(HttpMiddleware):
    """Adds the headers to every response."""

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(security_headers(scope["path"]))
            await send(message)

        await self.app(scope, receive, send_with_headers)
