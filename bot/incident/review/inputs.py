"""Everything that the computed values look at: the incident, its results, its facts, the organisation, and now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from bot.incident.fact import Fact
from bot.incident.organisation import Organisation, Policies
from bot.incident.playbook import PLAIN, Playbook
from bot.incident.results import FieldValue, Result
from bot.incident.state import Incident
from bot.incident.topics.declaring import Declared


@dataclass(frozen=True)
class ReviewInputs:
    """One incident as somebody looks at it at `now` (UTC). `organisation` has the policies that it pinned.

    `events` may be left out where nothing is computed that needs them: a card has the state alone.
    """

    incident: Incident
    organisation: Organisation
    now: datetime
    playbook: Playbook = PLAIN
    results: Mapping[str, Result] = field(default_factory=dict)
    events: tuple[Fact, ...] = ()

    @property
    def policies(self) -> Policies:
        """The tables that the incident pinned."""
        return self.organisation.policies

    @cached_property
    def fields(self) -> dict[str, FieldValue]:
        """The fields of all results by canonical name; where two steps have one, the newest that is filled in."""
        found: dict[str, FieldValue] = {}
        for result in sorted(self.results.values(), key=lambda one: one.at):
            found |= {name: value for name, value in result.fields.items() if value not in (None, "", [])}
        return found

    def given(self, *names: str) -> Result | None:
        """The newest result that has one of these fields filled in."""
        having = [one for one in self.results.values() if any(one.fields.get(name) for name in names)]
        return max(having, key=lambda one: one.at, default=None)

    @cached_property
    def declared_at(self) -> datetime | None:
        """When the incident was logged, which is later than its detection for alerts and past incidents."""
        found = (event.at for event in self.events if isinstance(event, Declared))
        return next(found, self.incident.logged_at)

    @property
    def ended_at(self) -> datetime | None:
        """When the impact was over; for what was no incident, when that was found out."""
        incident = self.incident
        ended = incident.resolved or incident.closed
        return ended.at if ended else None

    @property
    def duration(self) -> timedelta:
        """From detection to the end, or until now."""
        return (self.ended_at or self.now) - self.incident.detected_at
