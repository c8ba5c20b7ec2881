"""One clock for the workspace: seconds that never go back, and message timestamps that never repeat."""

import time


class Clock:
    """Wall time at the start, carried on by the monotonic clock of the machine (seconds since 1970)."""

    def __init__(self, last_ts: str = "0") -> None:
        self._offset = time.time() - time.monotonic()
        self._last = int(last_ts.replace(".", ""))

    def now(self) -> float:
        """Seconds since 1970, never less than the answer before."""
        return self._offset + time.monotonic()

    def timestamp(self) -> str:
        """A Slack `ts`: unique in the workspace, larger than every one before it, also across restarts."""
        self._last = max(self._last + 1, int(self.now() * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def not_before(self, ts: str) -> None:
        """Make every later timestamp larger than this one, which was read from the journal."""
        self._last = max(self._last, int(ts.replace(".", "")))
