"""A decision in the making: facts are told one after the other, and each sees the state the last one left."""

from collections.abc import Mapping
from datetime import datetime

from bot.incident.evolve import evolve
from bot.incident.fact import Fact
from bot.incident.model import Value
from bot.incident.organisation import Organisation, SlackId
from bot.incident.playbook import PLAIN, Playbook
from bot.incident.results import Result
from bot.incident.state import Incident, Register
from bot.incident.times import Times


class DecisionContext(Value):
    """What a decision may look at beside the incident: the organisation, the register, how dates are shown."""

    organisation: Organisation
    register_: Register = Register()
    #: The incident that is open for the service of a declare longest, of those that everybody may see (D14).
    already_open: str | None = None
    times: Times = Times()
    playbook: Playbook = PLAIN
    #: The results of steps, for those decisions that judge them: closing does.
    results: Mapping[str, Result] = {}


class Deciding:
    """Collects the facts of one decision. `now` is UTC; `by` is who gave the order."""

    def __init__(self, state: Incident | None, now: datetime, by: SlackId, context: DecisionContext) -> None:
        self._state = state
        self.now = now
        self.by = by
        self.context = context
        self.events: list[Fact] = []

    @property
    def state(self) -> Incident:
        """The incident as the facts told so far leave it."""
        if self._state is None:
            raise ValueError("the incident is not declared yet")
        return self._state

    @property
    def declared(self) -> bool:
        """Whether there is an incident yet."""
        return self._state is not None

    @property
    def organisation(self) -> Organisation:
        """The organisation, with the policies that the incident pinned."""
        return self.context.organisation

    @property
    def playbook(self) -> Playbook:
        """The playbook that the incident pinned."""
        return self.context.playbook

    def tell(self, event: Fact) -> None:
        """Add a fact; what it is about is called as the playbook calls it."""
        event = event.as_called_in(self.playbook)
        self.events.append(event)
        self._state = evolve(self._state, event)

    def name(self, person: SlackId) -> str:
        """The name to show for somebody."""
        return self.organisation.name_of(person)
