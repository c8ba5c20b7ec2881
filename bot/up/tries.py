"""When a process that ended is started again, as a value."""

from dataclasses import dataclass

#: Real seconds before the first, and at most before a later, start.
FIRST, LONGEST = 0.2, 2.0

#: A process that lived so many real seconds starts with a clean slate.
SETTLED = 10.0

#: So many starts in a row that came to nothing are told; after them it is tried every `SELDOM` real seconds.
ENOUGH, SELDOM = 5, 30.0


@dataclass(frozen=True)
class Tries:
    """How often a process ended soon, and how often it did so by itself before it was ready."""

    ends: int = 0
    failed_starts: int = 0

    def after(self, lived: float, *, was_ready: bool, was_killed: bool) -> "Tries":
        """The tries after one more end, `lived` real seconds after the start."""
        ends = 1 if lived >= SETTLED else self.ends + 1
        failed = not was_ready and not was_killed
        return Tries(ends, self.failed_starts + 1 if failed else 0)

    @property
    def pause(self) -> float:
        """Real seconds until the next start."""
        if self.failed_starts >= ENOUGH:
            return SELDOM
        return min(LONGEST, FIRST * 2.0 ** (self.ends - 1)) if self.ends else 0.0

    @property
    def enough(self) -> bool:
        """Whether a person must be told now that it does not start."""
        return self.failed_starts == ENOUGH
