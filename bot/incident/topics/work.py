"""Background work that was settled, done or given up, where nothing else on the record says so."""

from typing import Literal

from pydantic import Field

from bot.incident.command import Command, Sense, decides
from bot.incident.deciding import Deciding
from bot.incident.fact import AfterAbsence, Fact, Naming
from bot.incident.state import KEPT_REASON_CHARACTERS, KEPT_SETTLED_WORK, Incident


class WorkSettled(Fact):
    """Background work is owed no more. `says` is what it does, in words."""

    work: str
    says: str

    def apply(self, state: Incident) -> Incident:
        return state.but(settled_work=(*state.settled_work, self.work)[-KEPT_SETTLED_WORK:])


class WorkDone(WorkSettled):
    """It was done."""

    minor = True
    after_absence = AfterAbsence.NEVER

    kind: Literal["work_done"] = "work_done"

    def sentence(self, name: Naming) -> str:
        return f"Done in the background: {self.says}"


class WorkGivenUp(WorkSettled):
    """It was given up, and why."""

    kind: Literal["work_given_up"] = "work_given_up"
    reason: str

    def sentence(self, name: Naming) -> str:
        return f"Given up in the background: {self.says} ({self.reason})"


class SettleWork(Command):
    """Background work is owed no more: it was done, or `given_up` says why not. `says` is what it does, in words."""

    sense = Sense.ALWAYS

    work: str = Field(max_length=200)
    says: str = Field(max_length=200)
    given_up: str = ""


@decides(SettleWork)
def settle_work(deciding: Deciding, command: SettleWork) -> None:
    """Note once what became of it; settled before, nothing happens."""
    if command.work in deciding.state.settled_work:
        return
    if command.given_up:
        reason = command.given_up[:KEPT_REASON_CHARACTERS]
        deciding.tell(
            WorkGivenUp(at=deciding.now, by=deciding.by, work=command.work, says=command.says, reason=reason)
        )
    else:
        deciding.tell(WorkDone(at=deciding.now, by=deciding.by, work=command.work, says=command.says))
