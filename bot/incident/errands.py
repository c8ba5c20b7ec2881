"""Work outside Muster that an incident still owes: fetching its message as evidence, a ticket in the tracker."""

from enum import StrEnum

from bot.incident.organisation import Organisation
from bot.incident.state import Incident


class Errand(StrEnum):
    """What a worker does for an incident, once, with tries until it is done."""

    EVIDENCE = "evidence"
    TICKET = "ticket"


def errands(state: Incident | None, organisation: Organisation) -> frozenset[Errand]:
    """What is owed now; what is no longer owed is given up by whoever does it."""
    if state is None:
        return frozenset()
    owed = set()
    origin = state.intake.origin
    # Of words to the bot itself the report has all; only the thread that they were said in is more.
    if origin and state.intake.evidence_count == 0 and (origin.thread or not origin.offered):
        owed.add(Errand.EVIDENCE)
    # A tracker is read by more people than a private incident is.
    if organisation.integrations.ticket and state.intake.ticket is None and not state.private:
        owed.add(Errand.TICKET)
    return frozenset(owed)
