"""Uploading files that somebody asked for: a timeline soon, all documents when there is time."""

from bot.incident.work import Lane, RetryPolicy, Work, WorkKind
from bot.store.agenda import Lease
from bot.store.outcome import Outcome
from bot.wiring import Muster
from jobs.declared import does
from jobs.files import packer

PATIENT = RetryPolicy(1.0, 60.0)

UPLOAD = WorkKind("upload", Lane.URGENT, "upload files", retry=PATIENT)
EXPORT = WorkKind(
    "export", Lane.LONG, "make and upload all documents", limit_seconds=900, at_once=2, computes=True, retry=PATIENT
)


def _tell(muster: Muster, work: Work, lease: Lease, why: str) -> None:
    if upload := muster.uploads.read(work.incident):
        muster.delivery.give_up(upload, lease, why)


@does(UPLOAD, _tell)
@does(EXPORT, _tell)
def upload(muster: Muster, work: Work, lease: Lease) -> Outcome:
    """Make the files from the record as it is now, and show them where they were asked for."""
    return muster.delivery.run(muster.uploads.read(work.incident), lease, packer(muster))
