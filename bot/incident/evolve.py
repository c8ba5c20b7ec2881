"""How facts change the incident, and what is known across incidents; each kind of fact says it for itself."""

from bot.incident.fact import Fact
from bot.incident.state import Incident, Register


def evolve(state: Incident | None, event: Fact) -> Incident:
    """The incident after one fact; pure, total over every fact that `decide` makes."""
    return event.begin() if state is None else event.apply(state)


def evolve_register(register: Register, event: Fact, incident: Incident) -> Register:
    """The facts across incidents after one fact of `incident`."""
    return event.across(register, incident)


def changes_register(event: Fact) -> bool:
    """Whether facts of this kind change what is known across incidents."""
    return type(event).across is not Fact.across
