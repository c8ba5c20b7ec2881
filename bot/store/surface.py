"""A surface: one Slack-like target in which incidents are shown, with agenda members and Redis keys of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.incident.work import CONSOLE_SYNC, QUEUED_LANES, SYNC, Lane, Work, WorkKind, at_console, kinds_of
from bot.store import keys


@dataclass(frozen=True)
class Surface:
    """Where a process shows incidents and hears people.

    `sync` is the kind of work that brings it up to date. `keys` begins the Redis keys of what is known of it.
    `paced` says whether Slack's rate limits hold there. `holds` are Redis keys and what they hold for as long as it
    is the one of its kind.
    """

    sync: WorkKind
    keys: str = ""
    paced: bool = True
    holds: Mapping[str, str] = field(default_factory=dict)

    def behind(self, incident: str) -> Work:
        """The work that is due when the surface is behind with an incident."""
        return Work(self.sync.name, incident)

    def here(self, work: Work) -> Work:
        """Other work as it is done in this surface."""
        return at_console(work) if self.sync.lane is Lane.CONSOLE else work

    @property
    def served(self) -> tuple[str, ...]:
        """The kinds of work that its processes do: what reaches outside is done where Slack is."""
        lanes = (Lane.CONSOLE,) if self.sync.lane is Lane.CONSOLE else QUEUED_LANES
        return tuple(kind for lane in lanes for kind in kinds_of(lane))


#: The given Slack, or the local workspace of `muster up` in its stead.
SLACK = Surface(SYNC)


def console(generation: int) -> Surface:
    """The emergency console of one start: its messages end with its process, and so does what is known of them."""
    holds = {keys.CONSOLE_GENERATION: str(generation)}
    return Surface(CONSOLE_SYNC, f"console:{generation}:", paced=False, holds=holds)
