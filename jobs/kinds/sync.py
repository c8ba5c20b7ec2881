"""Bringing what people see up to date, in Slack and at the emergency console."""

from bot.incident.work import CONSOLE, CONSOLE_SYNC, SYNC, Work, inside
from bot.store.agenda import Lease
from bot.store.outcome import Outcome
from bot.wiring import Muster
from jobs.declared import DOINGS, does


@does(SYNC)
@does(CONSOLE_SYNC)
def bring_up_to_date(muster: Muster, work: Work, lease: Lease) -> Outcome:
    """Show the incident as it is in the place that this process serves."""
    return muster.sync.run(work.incident, lease)


def _give_up(muster: Muster, work: Work, lease: Lease, why: str) -> None:
    there = inside(work)
    if give_up := DOINGS[there.kind].give_up:
        give_up(muster, there, lease, why)


@does(CONSOLE, _give_up)
def do_at_console(muster: Muster, work: Work, lease: Lease) -> Outcome:
    """Do work of another kind at the emergency console."""
    there = inside(work)
    return DOINGS[there.kind].do(muster, there, lease)
