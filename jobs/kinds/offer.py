"""Answering plain words to the bot (D2)."""

from bot.incident.work import Lane, RetryPolicy, Work, WorkKind
from bot.store.agenda import Lease
from bot.store.outcome import Outcome
from bot.wiring import Muster
from jobs.declared import does

OFFER = WorkKind("offer", Lane.URGENT, "answer plain words", retry=RetryPolicy(2.0, 30.0))


@does(OFFER)
def answer(muster: Muster, work: Work, lease: Lease) -> Outcome:
    """Post the offer to declare, or short help; say it when somebody declared."""
    return muster.answering.run(work.incident, lease)
