"""Making an incident's ticket in the tracker (D12)."""

from collections.abc import Iterable
from datetime import datetime

from bot.incident.state import Incident
from bot.incident.work import Lane, RetryPolicy, Work, WorkContext, WorkKind
from bot.store.agenda import Lease
from bot.store.outcome import Outcome
from bot.tracker.tickets import ticket_is_due
from bot.wiring import Muster
from jobs.declared import does


def _due(state: Incident, context: WorkContext) -> Iterable[tuple[str, datetime]]:
    return [("", state.logged_at or state.detected_at)] if ticket_is_due(state, context.organisation) else []


def _refuse(muster: Muster, work: Work, lease: Lease, why: str) -> None:
    muster.ticketing.give_up(work.incident, lease, why)


#: A tracker may be away for about a day before its ticket is given up.
TICKET = WorkKind(
    "ticket", Lane.LONG, "make the ticket in the tracker", _due, at_once=4, retry=RetryPolicy(2.0, 900.0, tries=100)
)


@does(TICKET, _refuse)
def make(muster: Muster, work: Work, lease: Lease) -> Outcome:
    """Ask the tracker once."""
    return muster.ticketing.run(work.incident, lease)
