"""What Rasa remembers of conversations, and its erasure: the trackers hold in clear what was typed."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

BUSY_SECONDS = 5
ERASE_ONE = "DELETE FROM events WHERE sender_id = ?"
ERASE_IDLE = "DELETE FROM events WHERE sender_id IN (SELECT sender_id FROM events GROUP BY sender_id HAVING MAX(timestamp) < ?)"


def forget(database: Path, senders: Iterable[str], idle_since: float | None) -> None:
    """Erases these conversations, and those silent since a moment (seconds since 1970); raises sqlite3.Error."""
    with closing(sqlite3.connect(database, timeout=BUSY_SECONDS)) as connection, connection:
        # What is deleted is overwritten too, not only unlinked.
        connection.execute("PRAGMA secure_delete = ON")
        connection.executemany(ERASE_ONE, [(sender,) for sender in senders])
        if idle_since is not None:
            connection.execute(ERASE_IDLE, (idle_since,))
