"""`make demo`: plays the scripted conversations against the running service and prints them."""

from __future__ import annotations

import os
import sys

import httpx

from operations.resident import Resident, Transcript, conversations

ADDRESS = "http://127.0.0.1:{port}"
ORDER = ("eligible", "undetermined", "ineligible")
MARKS = {"resident": "👤", "service": "🤝"}


def show(who: str, text: str) -> None:
    """Prints one sentence as it is said."""
    print(f"  {MARKS[who]} {text.replace(chr(10), chr(10) + '     ')}")


def show_plan(transcript: Transcript) -> None:
    """Prints the verdicts behind the plan, each with a clause."""
    if transcript.plan is None:
        return
    for step in transcript.plan["plan"]:
        about = [result for result in transcript.plan["results"] if result["policy_id"] == step["policy_id"]]
        result = min(about, key=lambda row: ORDER.index(row["verdict"]))
        clauses = ", ".join(dict.fromkeys(reason["clause"] for reason in result["reasons"]))
        print(f"     {step['step']}. {result['name']} [{result['verdict']}] {result['benefit'].get('formula') or ''} ({clauses})")


def main() -> int:
    """Plays every conversation; 1 and one sentence when no service is running."""
    address = os.environ.get("SERVICE_URL", ADDRESS.format(port=os.environ.get("API_PORT", "8000")))
    try:
        httpx.get(f"{address}/healthz", timeout=3).raise_for_status()
    except httpx.HTTPError:
        print(f"No service answers at {address}; start it with `make run` first.", file=sys.stderr)
        return 1
    for script in conversations():
        print(f"\n== {script['name']}")
        with Resident(address, show) as resident:
            show_plan(resident.play(script))
    return 0


if __name__ == "__main__":
    sys.exit(main())
