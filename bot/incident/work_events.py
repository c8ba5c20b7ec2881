"""Facts about background work: that some was done, or given up, where nothing else on the record says so."""

from typing import Literal

from bot.incident.fact import Fact


class WorkDone(Fact):
    """Background work was done: it is owed no more. `says` is what it does, in words."""

    kind: Literal["work_done"] = "work_done"
    work: str
    says: str


class WorkGivenUp(Fact):
    """Background work was given up, and why: it is owed no more."""

    kind: Literal["work_given_up"] = "work_given_up"
    work: str
    says: str
    reason: str
