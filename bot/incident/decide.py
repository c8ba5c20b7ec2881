"""What an order makes happen: `decide(state, command, now, context) -> facts`, pure.

Each order and the function that decides it stand in one of `bot.incident.topics`.
"""

from datetime import datetime

from bot.incident.command import DECISIONS, Command
from bot.incident.deciding import Deciding, DecisionContext
from bot.incident.fact import Fact
from bot.incident.permissions import may_see
from bot.incident.refusals import IncidentOver, Invisible
from bot.incident.schedule import flow_changed
from bot.incident.state import Incident
from bot.incident.topics import discover
from bot.incident.topics.declaring import Declare
from bot.incident.topics.gates.opening import advance

discover()

#: Every kind of order.
COMMANDS: tuple[type[Command], ...] = tuple(DECISIONS)


def decide(state: Incident | None, command: Command, now: datetime, context: DecisionContext) -> tuple[Fact, ...]:
    """The facts that follow from an order given now (UTC).

    An empty answer means that nothing is left to do. Raises a `Refused` that tells the person why not, and
    what to do.
    """
    return tuple(decided(state, command, now, context).events)


def decided(state: Incident | None, command: Command, now: datetime, context: DecisionContext) -> Deciding:
    """As `decide`, with the incident as the facts leave it. Raises Refused."""
    taken = state is not None and isinstance(command, Declare)
    if state is not None and not taken and not may_see(state, command.by):
        raise Invisible(incident=state.id)
    if state is not None and not taken:
        require_sense(state, type(command))
    deciding = Deciding(state, now, command.by, context)
    command.require_permission(deciding)
    DECISIONS[type(command)](deciding, command)
    if deciding.events and (state is None or flow_changed(state, deciding.state)):
        advance(deciding)
    return deciding


def require_order(state: Incident, command: Command, now: datetime, context: DecisionContext) -> None:
    """Raises NotAllowed or IncidentOver where `decide` would: a form that nobody could submit is not opened."""
    command.require_permission(Deciding(state, now, command.by, context))
    require_sense(state, type(command))


def require_sense(state: Incident, kind: type[Command]) -> None:
    """Raises IncidentOver for an order that makes no sense any more."""
    if not kind.sense.holds(state.status):
        raise IncidentOver(incident=state.id, status=state.status)
