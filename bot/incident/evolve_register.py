"""How each fact of an incident changes what is known across incidents."""

from bot.incident.events import Closed, Declared, Event, Reopened, Resolved
from bot.incident.state import KEPT_UNCLOSED, Ended, Incident, Register

#: Channels asked for in the last minute are remembered, so that a place in the queue can be told.
CHANNEL_WINDOW = 60.0


#: The facts that change it.
ACROSS = (Declared, Resolved, Closed, Reopened)


def evolve_register(register: Register, event: Event, incident: Incident) -> Register:
    """The facts across incidents after one fact of `incident`."""
    match event:
        case Declared():
            recent = [at for at in register.channels_asked if (event.at - at).total_seconds() < CHANNEL_WINDOW]
            return _numbered(register, event).but(channels_asked=(*recent, event.at))
        case Resolved() | Closed():
            ended, known = register.ended, register.ended.get(incident.service or "")
            if incident.service and (known is None or known.at <= event.at):
                last = Ended(incident=incident.id, at=event.at, private=incident.private)
                ended = {**ended, incident.service: last}
            rest = tuple(id for id in register.unclosed if id != incident.id)
            unclosed = (*rest, incident.id)[-KEPT_UNCLOSED:] if isinstance(event, Resolved) else rest
            return register.but(ended=ended, unclosed=unclosed)
        case Reopened():
            again = {service: last for service, last in register.ended.items() if last.incident != incident.id}
            rest = tuple(id for id in register.unclosed if id != incident.id)
            return register.but(ended=again, unclosed=rest)
    return register


def _numbered(register: Register, event: Declared) -> Register:
    number = event.id.removeprefix("INC-")
    if not event.given_id:
        following = int(number) + 1
        return register.but(next_number=following, given=tuple(n for n in register.given if int(n) >= following))
    if number.isdecimal() and int(number) >= register.next_number:
        return register.but(given=(*register.given, number))
    return register
