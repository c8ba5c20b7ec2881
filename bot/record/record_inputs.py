"""What the record of one incident is made of, read from the store in one go."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.incident.fact import Fact
from bot.incident.organisation import Organisation
from bot.incident.playbook import PLAIN, Playbook
from bot.incident.results import Result
from bot.incident.review.inputs import ReviewInputs
from bot.incident.state import Incident
from bot.incident.times import Times
from bot.store.commit import Store
from bot.store.timeline import everything


@dataclass(frozen=True)
class RecordInputs:
    """An incident with its facts and results. `now` is product time (UTC); `times` turns it into dates to show."""

    incident: Incident
    organisation: Organisation
    now: datetime
    playbook: Playbook = PLAIN
    results: Mapping[str, Result] = field(default_factory=dict)
    events: tuple[Fact, ...] = ()
    times: Times = field(default_factory=Times)

    @property
    def case(self) -> ReviewInputs:
        """The same for what is computed."""
        return ReviewInputs(self.incident, self.organisation, self.now, self.playbook, self.results, self.events)


def gather(store: Store, redis: Any, id: str) -> RecordInputs:
    """Everything on record of the incident now. Raises NoSuchIncident, StorageAway."""
    incident = store.load(id)
    organisation, playbook = store.pinned(incident)
    return RecordInputs(
        incident=incident,
        organisation=organisation,
        now=store.timekeeper.now(),
        playbook=playbook,
        results=store.results(id),
        events=tuple(event for entry in everything(redis, id) for event in entry.events),
        times=store.timekeeper.times,
    )
