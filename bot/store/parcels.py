"""Files that are to be uploaded to Slack: asked for once, delivered once, kept until then."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from redis.client import Pipeline
from redis.exceptions import RedisError

from bot.incident.fact import Fact
from bot.incident.model import Value
from bot.incident.playbook import Playbook
from bot.incident.results import BONES, Result
from bot.incident.state import Incident
from bot.incident.topics.channel import ChannelOpened
from bot.incident.topics.steps.doing import StepDone
from bot.store import keys, members
from bot.store.agenda import Agenda, Hold
from bot.store.errors import StorageAway
from bot.store.exchange import Exchange
from bot.store.hints import Hints
from bot.store.place import SLACK, Place
from bot.store.timekeeper import Timekeeper

#: Seconds for which a parcel is remembered, so that the same request again delivers nothing twice.
KEPT = 7 * 24 * 3600


class Content(StrEnum):
    """What is in a parcel."""

    EXPORT = "export"
    TIMELINE = "timeline"
    FISHBONE = "fishbone"


class Uploaded(Value):
    """One file whose bytes Slack has: it is shown to nobody before the upload is completed."""

    id: str
    title: str


class Parcel(Value):
    """Files of an incident for a channel, or for a person by direct message (`to` is a Slack id).

    `files` are with Slack already. `sent_at` (real seconds) is when showing them was begun without an answer so far.
    """

    id: str
    incident: str
    content: Content
    form: str
    by: str
    to: str
    #: The key of the card in whose thread it belongs; empty for none.
    thread: str = ""
    files: tuple[Uploaded, ...] = ()
    sent_at: float = 0.0
    looked: bool = False
    failures: int = 0
    #: How often it was come back to for its card alone.
    waited: int = 0
    failed: str = ""
    done: bool = False


def pictures(
    incident: Incident, events: Iterable[Fact], playbook: Playbook, results: Mapping[str, Result]
) -> list[Parcel]:
    """The pictures that follow from facts: a fishbone, each time it was drawn, under the card of its phase.

    A step that has one of the bones filled in gives one. What was drawn before there was a channel comes as it
    opens: `results` has it.
    """
    if incident.channel is None:
        return []
    facts = tuple(events)
    drawn: list[StepDone | Result] = [one for one in facts if isinstance(one, StepDone)]
    if any(isinstance(one, ChannelOpened) for one in facts):
        drawn += results.values()
    return [
        Parcel(
            id=f"{incident.id}-{one.step}-{one.round}", incident=incident.id, content=Content.FISHBONE, form="png",
            by=one.by, to=incident.channel.id,
            thread=f"step:{playbook.phase_of[one.step].name}" if one.step in playbook.steps else "",
        )
        for one in drawn
        if any(one.fields.get(bone) for bone in BONES)
    ]  # fmt: skip


def write_parcel(pipe: Pipeline, parcel: Parcel, at: float, hints: Hints, place: Place = SLACK) -> None:
    """Have a parcel delivered from that moment on (product seconds); one asked for before stays as it is."""
    member = place.here(members.parcel(parcel.id))
    pipe.set(keys.parcel(parcel.id), parcel.model_dump_json(exclude_defaults=True), ex=KEPT, nx=True)
    pipe.zadd(keys.agenda(member), {member: at}, nx=True)
    if place.hinted:
        hints.give(member, pipe)


class Parcels:
    """Keeps parcels, and puts them on the agenda."""

    def __init__(
        self, exchange: Exchange, agenda: Agenda, timekeeper: Timekeeper, hints: Hints, place: Place = SLACK
    ) -> None:
        self._redis: Any = exchange.redis
        self._agenda = agenda
        self._timekeeper = timekeeper
        self._hints = hints
        self._place = place

    def ask(self, parcel: Parcel) -> None:
        """Have it delivered; asking again for the same changes nothing. Raises StorageAway."""
        try:
            with self._redis.pipeline(transaction=True) as pipe:
                pipe.multi()
                write_parcel(pipe, parcel, self._timekeeper.now().timestamp(), self._hints, self._place)
                pipe.execute()
        except RedisError as away:
            raise StorageAway() from away

    def read(self, id: str) -> Parcel | None:
        """The parcel, None after a week. Raises RedisError."""
        stored = self._redis.get(keys.parcel(id))
        return Parcel.model_validate_json(stored) if stored else None

    def change(self, parcel: Parcel, hold: Hold) -> Parcel:
        """Keep what became of it. Raises StaleToken."""
        stored = parcel.model_dump_json(exclude_defaults=True)
        self._agenda.write(hold, lambda pipe: pipe.set(keys.parcel(parcel.id), stored, ex=KEPT))
        return parcel
