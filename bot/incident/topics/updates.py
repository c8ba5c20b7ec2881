"""Status updates for the people who follow the incident: sent, due, and missed (K1)."""

from datetime import datetime, timedelta
from typing import Literal

from bot.incident.command import Command, Sense, decides
from bot.incident.deciding import Deciding
from bot.incident.fact import AfterAbsence, Fact, Naming, What
from bot.incident.kept_text import kept
from bot.incident.organisation import SlackId
from bot.incident.permissions import update_writers
from bot.incident.refusals import TextMissing
from bot.incident.roles import Permission
from bot.incident.severity import Severity
from bot.incident.state import KEPT_UPDATES, MUSTER, Incident, Update
from bot.incident.timers import update_every
from bot.incident.topics.timers import when_due

#: One update fits one card, in characters.
LONGEST_UPDATE_CHARACTERS = 2_500


class UpdatePosted(Fact):
    """An update went out; the next is due then."""

    about = What.UPDATES

    kind: Literal["update_posted"] = "update_posted"
    number: int
    text: str
    next_update: datetime | None

    def apply(self, state: Incident) -> Incident:
        update = Update(number=self.number, text=self.text, by=self.by, at=self.at)
        return state.but(
            updates=(*state.updates, update)[-KEPT_UPDATES:], update_count=self.number,
            next_update=self.next_update, update_late=0,
        )  # fmt: skip

    def sentence(self, name: Naming) -> str:
        return f"{name(self.by)} sent update {self.number}: {self.text}"

    def line(self, name: Naming) -> tuple[str, str]:
        return f"Update {self.number} sent", self.text


class UpdateMissed(Fact):
    """Updates fell due without one; several missed while nobody looked are counted in one (DESIGN 3)."""

    about = What.UPDATES
    after_absence = AfterAbsence.IF_ROOM

    kind: Literal["update_missed"] = "update_missed"
    missed: int
    next_update: datetime
    asked: tuple[SlackId, ...]

    def apply(self, state: Incident) -> Incident:
        return state.but(
            update_late=state.update_late + self.missed,
            next_update=self.next_update,
            update_holders=self.asked,
        )

    def sentence(self, name: Naming) -> str:
        return f"Update overdue ({self.missed} missed)"

    def line(self, name: Naming) -> tuple[str, str]:
        return "Update overdue", f"{self.missed} missed"


class CadenceShortened(Fact):
    """Status updates come more often from now on (K1)."""

    about = What.UPDATES
    minor = True

    kind: Literal["cadence_shortened"] = "cadence_shortened"
    next_update: datetime

    def apply(self, state: Incident) -> Incident:
        return state.but(next_update=self.next_update)

    def sentence(self, name: Naming) -> str:
        return "Updates come more often from now on"


class PostUpdate(Command):
    """Tell everybody how things stand (K1)."""

    sense = Sense.ALWAYS
    permission = Permission.UPDATE

    text: str


@decides(PostUpdate)
def post_update(deciding: Deciding, command: PostUpdate) -> None:
    """Post an update; the next one is due a cadence from now."""
    text = kept(command.text, LONGEST_UPDATE_CHARACTERS)
    if not text:
        raise TextMissing(what="the update", usage="update payments work again for half of the users")
    every = update_every(deciding.state, deciding.organisation.policies, deciding.state.severity)
    ends = deciding.state.over or every is None
    deciding.tell(
        UpdatePosted(
            at=deciding.now, by=deciding.by, number=deciding.state.update_count + 1, text=text,
            next_update=None if ends else deciding.now + timedelta(seconds=every or 0),
        )
    )  # fmt: skip


def next_update(deciding: Deciding, severity: Severity | None) -> datetime | None:
    """When the next status update is due: the last one, or detection, plus the cadence.

    Being late loosens nothing (K1): an update that is overdue by the new cadence is due at once, unless its being
    late is shown already, or no cadence ran until now.
    """
    seconds = update_every(deciding.state, deciding.organisation.policies, severity)
    if seconds is None:
        return None
    every = timedelta(seconds=seconds)
    last = deciding.state.updates[-1].at if deciding.state.updates else deciding.state.detected_at
    due = last + every
    if due > deciding.now:
        return due
    if deciding.state.next_update is None:
        return deciding.now + every
    return due + every * ((deciding.now - due) // every + 1) if deciding.state.update_late else due


def shorten_cadence(deciding: Deciding) -> None:
    due, now = next_update(deciding, deciding.state.severity), deciding.state.next_update
    if due and now and due < now:
        deciding.tell(CadenceShortened(at=deciding.now, by=deciding.by, next_update=due))


@when_due("update")
def _update_due(deciding: Deciding, rest: str, due: datetime) -> None:
    """One reminder, however many fell due while nobody looked (DESIGN 3)."""
    every = timedelta(
        seconds=update_every(deciding.state, deciding.organisation.policies, deciding.state.severity) or 0
    )
    missed = int((deciding.now - due) / every) + 1
    deciding.tell(
        UpdateMissed(
            at=deciding.now, by=MUSTER, missed=missed, next_update=due + every * missed,
            asked=update_writers(deciding.state, deciding.organisation, deciding.now),
        )
    )  # fmt: skip
