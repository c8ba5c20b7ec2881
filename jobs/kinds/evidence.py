"""Carrying along the message from which an incident was declared, as its first evidence (D3)."""

from collections.abc import Iterable
from datetime import datetime

from bot.incident.state import Incident
from bot.incident.work import Lane, RetryPolicy, Work, WorkContext, WorkKind
from bot.slack.evidence import evidence_is_due
from bot.store.agenda import Lease
from bot.store.outcome import Outcome
from bot.wiring import Muster
from jobs.declared import does


def _due(state: Incident, context: WorkContext) -> Iterable[tuple[str, datetime]]:
    return [("", state.logged_at or state.detected_at)] if evidence_is_due(state) else []


EVIDENCE = WorkKind("evidence", Lane.URGENT, "fetch the first evidence", _due, retry=RetryPolicy(2.0, 30.0))


@does(EVIDENCE)
def gather(muster: Muster, work: Work, lease: Lease) -> Outcome:
    """Read the message with its thread, and put both on the record."""
    return muster.gathering.run(work.incident, lease)
