"""When a process that ended is started again, as a value."""

from dataclasses import dataclass

#: Real seconds before the first, and at most before a later, start.
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 0.2, 2.0

#: A process that lived so many real seconds starts with a clean slate.
SETTLED_SECONDS = 10.0

#: So many starts in a row that came to nothing are told; after them it is tried every `SELDOM` real seconds.
TRIES_IN_A_ROW, SELDOM_SECONDS = 5, 30.0


@dataclass(frozen=True)
class Tries:
    """How often a process ended soon, and how often it did so by itself before it was ready."""

    ends: int = 0
    failed_starts: int = 0

    def after(self, lived: float, *, was_ready: bool, was_killed: bool) -> "Tries":
        """The tries after one more end, `lived` real seconds after the start."""
        ends = 1 if lived >= SETTLED_SECONDS else self.ends + 1
        failed = not was_ready and not was_killed
        return Tries(ends, self.failed_starts + 1 if failed else 0)

    @property
    def pause(self) -> float:
        """Real seconds until the next start."""
        if self.failed_starts >= TRIES_IN_A_ROW:
            return SELDOM_SECONDS
        return min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2.0 ** (self.ends - 1)) if self.ends else 0.0

    @property
    def enough(self) -> bool:
        """Whether a person must be told now that it does not start."""
        return self.failed_starts == TRIES_IN_A_ROW
