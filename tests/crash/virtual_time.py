"""Time that moves only when a story or a wait moves it, in the place where processes ask Redis for theirs."""

from datetime import UTC, datetime

from bot.incident.times import Times
from bot.slack.view import Urgency
from bot.store.timekeeper import RedisTime, Timekeeper

#: Saturday 2026-11-21, 02:51 UTC: when incidents begin.
START = datetime(2026, 11, 21, 2, 51, tzinfo=UTC).timestamp()


class VirtualClock:
    """Seconds since 1970, the same for every process of a story and for its workspace."""

    def __init__(self) -> None:
        self.seconds = START

    def advance(self, seconds: float) -> None:
        """Let so many seconds pass."""
        self.seconds += max(0.0, seconds)

    def advance_to(self, moment: float) -> None:
        """Let time pass until that moment, if it has not come yet."""
        self.seconds = max(self.seconds, moment)


class VirtualTimekeeper(Timekeeper):
    """Product time and real time are both the virtual clock's; a wait moves it on."""

    def __init__(self, clock: VirtualClock) -> None:
        super().__init__(None, Times())
        self._clock = clock

    def product(self, reply: RedisTime) -> datetime:
        """Virtual time, whatever Redis says."""
        return datetime.fromtimestamp(self._clock.seconds, UTC)

    def now(self) -> datetime:
        """Virtual time."""
        return self.product((0, 0))

    def real(self) -> float:
        """Virtual time in seconds."""
        return self._clock.seconds

    def sleep(self, real_seconds: float) -> None:
        """Move time on."""
        self._clock.advance(real_seconds)


class VirtualBudget:
    """Rate budgets that are never spent, and blocked only after Slack said 429, on virtual time."""

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self._blocked: dict[str, float] = {}

    def wait(self, method: str, channel: str, urgency: Urgency) -> float:
        """0, or the seconds until Slack takes this method again."""
        return max(0.0, self._blocked.get(method, 0.0) - self._clock.seconds)

    def turn(self, method: str) -> float:
        """Whose turn it is at once, or the seconds until Slack takes this method again."""
        return self.wait(method, "", Urgency.DECLARE)

    def block(self, method: str, channel: str, seconds: float) -> None:
        """Slack said 429."""
        self._blocked[method] = self._clock.seconds + seconds
