"""Uploading the picture of a fishbone under the card of its phase, each time one was drawn up (C5)."""

from collections.abc import Iterable
from datetime import datetime

from bot.incident.state import Incident
from bot.incident.work import Lane, RetryPolicy, Work, WorkContext, WorkKind
from bot.store.agenda import Lease
from bot.store.outcome import Done, Outcome
from bot.store.uploads import Content, Upload
from bot.wiring import Muster
from jobs.declared import does
from jobs.files import packer


def _due(state: Incident, context: WorkContext) -> Iterable[tuple[str, datetime]]:
    """The newest of each step; what is drawn before there is a channel comes as it opens."""
    if state.channel:
        for step, mark in state.steps.items():
            if mark.fishbone:
                yield f"{step}-{mark.round}", mark.at


FISHBONE = WorkKind(
    "fishbone", Lane.LONG, "upload the picture of the fishbone", _due, at_once=2, retry=RetryPolicy(1.0, 60.0)
)


def _picture(muster: Muster, work: Work) -> Upload | None:
    """The upload as far as it came; None when its step is to be done again."""
    state = muster.store.load(work.incident)
    step, _, round = work.name.rpartition("-")
    mark = state.steps.get(step)
    if state.channel is None or mark is None or str(mark.round) != round:
        return None
    id = f"{work.incident}-{work.name}"
    _, playbook = muster.store.pinned(state)
    return muster.uploads.read(id) or Upload(
        id=id, incident=state.id, content=Content.FISHBONE, form="png", by=mark.by, to=state.channel.id,
        thread=f"step:{playbook.phase_of[step].name}" if step in playbook.steps else "",
    )  # fmt: skip


def _tell(muster: Muster, work: Work, lease: Lease, why: str) -> None:
    if upload := _picture(muster, work):
        muster.delivery.give_up(upload, lease, why)


@does(FISHBONE, _tell)
def upload_picture(muster: Muster, work: Work, lease: Lease) -> Outcome:
    """Draw it from the record as it is now, and show it."""
    upload = _picture(muster, work)
    return muster.delivery.run(upload, lease, packer(muster)) if upload else Done()
