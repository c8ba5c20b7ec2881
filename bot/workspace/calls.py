"""A record of every call an app made to the workspace, with bounded memory."""

from collections import deque

from bot.workspace.wire import Json

#: Calls that are remembered.
REMEMBERED = 50_000


class Calls:
    """Finished calls, numbered from 1 in the order in which they ended."""

    def __init__(self) -> None:
        self._calls: deque[Json] = deque(maxlen=REMEMBERED)
        self._next = 1

    def add(
        self, method: str, channel: str | None, *, start: float, end: float, status: int, error: str | None
    ) -> None:
        """Remember a call. `status` 0 means that no answer was sent; times are of the workspace's clock."""
        self._calls.append(
            {
                "n": self._next,
                "method": method,
                "channel": channel,
                "start": start,
                "end": end,
                "status": status,
                "error": error,
            }
        )
        self._next += 1

    def since(self, number: int) -> Json:
        """The calls from that number on, and the number to ask for next time."""
        first = self._next - len(self._calls)
        skipped = max(0, number - first)
        return {"next": self._next, "calls": [call for i, call in enumerate(self._calls) if i >= skipped]}
