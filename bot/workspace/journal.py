"""Keeps the workspace through kill -9: each object that changed is one JSON row of an SQLite file."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from bot.workspace.wire import Json

_SCHEMA = "CREATE TABLE IF NOT EXISTS thing (kind TEXT, key TEXT, body TEXT, PRIMARY KEY (kind, key))"


class Journal:
    """Rows (kind, key) -> JSON object. One writer; what was flushed survives the death of the process.

    Args:
        folder: where `workspace.sqlite3` lies; None keeps nothing.
    """

    def __init__(self, folder: Path | None) -> None:
        self._changed: dict[tuple[str, str], Json | None] = {}
        self._base: sqlite3.Connection | None = None
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / "workspace.sqlite3"
            self._base = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            # A commit in WAL mode is in the page cache of the system: it outlives kill -9 without an fsync.
            self._base.execute("PRAGMA journal_mode=WAL")
            self._base.execute("PRAGMA synchronous=NORMAL")
            self._base.execute(_SCHEMA)

    def put(self, kind: str, key: str, body: Json) -> None:
        """Remember to write this object at the next flush."""
        if self._base is not None:
            self._changed[kind, key] = body

    def drop(self, kind: str, key: str) -> None:
        """Remember to remove this object at the next flush."""
        if self._base is not None:
            self._changed[kind, key] = None

    def flush(self) -> None:
        """Write all that was remembered, as one transaction."""
        if self._base is None or not self._changed:
            return
        changed, self._changed = self._changed, {}
        kept = [(kind, key, json.dumps(body)) for (kind, key), body in changed.items() if body is not None]
        gone = [name for name, body in changed.items() if body is None]
        self._base.execute("BEGIN")
        self._base.executemany("INSERT OR REPLACE INTO thing VALUES (?, ?, ?)", kept)
        self._base.executemany("DELETE FROM thing WHERE kind = ? AND key = ?", gone)
        self._base.execute("COMMIT")

    def load(self, kind: str) -> Iterator[tuple[str, Json]]:
        """Everything of that kind, in the order of its keys."""
        if self._base is not None:
            rows = self._base.execute("SELECT key, body FROM thing WHERE kind = ? ORDER BY key", (kind,))
            for key, body in rows:
                yield key, json.loads(body)

    def close(self) -> None:
        """Write what is left and close the file."""
        self.flush()
        if self._base is not None:
            self._base.close()
            self._base = None
