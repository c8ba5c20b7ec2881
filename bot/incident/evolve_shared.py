"""Changes that several facts share: who belongs to an incident, and which of its clocks is met."""

from bot.incident.events import Fact
from bot.incident.organisation import SlackId
from bot.incident.state import ClockName, Incident


def belonging(state: Incident, people: tuple[SlackId, ...], how: str) -> Incident:
    """Whoever is called on belongs to the incident: they are invited, and may see it when it is private."""
    return state.but(responders={**dict.fromkeys(people, how), **state.responders})


def merged(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    """Both, each once, in their order."""
    return tuple(dict.fromkeys((*first, *second)))


def met(state: Incident, name: ClockName, event: Fact) -> Incident:
    """What the clock waits for was done with this fact; a clock that is met already stays so."""
    clock = state.clocks.get(name)
    if clock is None or clock.met:
        return state
    return state.but(clocks={**state.clocks, name: clock.but(met=event.at, missed=event.at > clock.due)})
