"""Connections to our own processes: past any proxy of the environment, which could not reach this machine's loopback."""

from __future__ import annotations

import ssl
from datetime import timedelta
from functools import cache

import httpx


def internal_client(address: str, patience: timedelta) -> httpx.AsyncClient:
    """A connection pool to one of our processes; a call that takes longer than patience fails."""
    return httpx.AsyncClient(base_url=address, timeout=patience.total_seconds(), trust_env=False, verify=_certificates())


@cache
def _certificates() -> ssl.SSLContext:
    """Read once per process: it takes longer than a whole turn."""
    return ssl.create_default_context()
