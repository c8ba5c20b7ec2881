"""What a card needs beside the incident: names, real dates, permissions and links."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.incident.organisation import Organisation
from bot.incident.playbook import PLAIN, Playbook
from bot.incident.results import Result
from bot.incident.severity import Severity
from bot.incident.state import MUSTER, Incident
from bot.incident.times import Times
from bot.slack import mrkdwn
from bot.store.commit import Store


@dataclass(frozen=True)
class CardContext:
    """The incident with everything that cards look at. `asked` and `until` are formatted real dates."""

    incident: Incident
    organisation: Organisation
    times: Times
    playbook: Playbook = PLAIN
    results: Mapping[str, Result] = field(default_factory=dict)

    @property
    def runs(self) -> bool:
        """Whether clocks run and people are paged: not when it is over, and not in the backlog (D12, 10.3)."""
        return not self.incident.over and self.incident.severity is not Severity.P3

    def name(self, user: str) -> str:
        """Somebody's plain name, harmless in mrkdwn; Muster by its own."""
        if user == MUSTER:
            return "Muster"
        person = self.organisation.person(user)
        return mrkdwn.quiet(person.name) if person else mrkdwn.mention(user)

    def quoted(self, words: str) -> str:
        """Somebody's words inside a line of ours."""
        return f"“{mrkdwn.quiet(mrkdwn.shorten(' '.join(words.split()), 400))}”"

    def first_name(self, user: str) -> str:
        """The name by which colleagues call somebody."""
        return self.name(user).split(" ")[0]

    def at(self, moment: datetime) -> str:
        """A product moment as the reader's own clock will show it; with the day when it is another one."""
        return mrkdwn.at(self.times.shown(moment), day=self._other_day(moment))

    def spoken_at(self, moment: datetime) -> str:
        """A product moment for text that is read aloud."""
        return mrkdwn.plain_at(self.times.shown(moment))

    def _other_day(self, moment: datetime) -> bool:
        if self.incident.intake.past:
            return True
        return abs((moment - self.incident.detected_at).total_seconds()) > 12 * 3600


def card_context_of(store: Store, incident: Incident) -> CardContext:
    """The incident with what it pinned and what its steps left behind. Raises StorageAway."""
    organisation, playbook = store.pinned(incident)
    results = store.results(incident.id) if incident.steps else {}
    return CardContext(incident, organisation, store.timekeeper.times, playbook, results)
