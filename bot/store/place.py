"""A place: one Slack-like target in which incidents are shown, with agenda members and Redis keys of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.store import keys, members
from bot.store.members import AT_CONSOLE, Kind


@dataclass(frozen=True)
class Place:
    """Where a process shows incidents and hears people.

    `keys` begins the Redis keys of what is known of the place. `paced` says whether Slack's rate limits hold there.
    `holds` are Redis keys and what they hold for as long as the place is the one of its kind.
    """

    kind: Kind
    keys: str = ""
    paced: bool = True
    holds: Mapping[str, str] = field(default_factory=dict)

    def member(self, incident: str) -> str:
        """The agenda member that says that the place is behind with an incident."""
        return members.mirror(incident) if self.kind is Kind.MIRROR else members.sync(incident)

    def here(self, member: str) -> str:
        """The agenda member for something else that is to be done in this place."""
        return members.at_console(member) if self.kind is Kind.MIRROR else member

    @property
    def hinted(self) -> bool:
        """Whether workers are told of its members; the console looks for itself."""
        return self.kind not in AT_CONSOLE


#: The given Slack, or the local workspace of `muster up` in its stead.
SLACK = Place(Kind.SYNC)


def console(generation: int) -> Place:
    """The emergency console of one start: its messages end with its process, and so does what is known of them."""
    holds = {keys.CONSOLE_GENERATION: str(generation)}
    return Place(Kind.MIRROR, f"console:{generation}:", paced=False, holds=holds)
