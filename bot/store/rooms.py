"""Where each incident's channel is: a fact of the incident in Slack, a note of the place elsewhere."""

from collections.abc import Iterable
from typing import Any, Protocol

from redis.exceptions import RedisError

from bot.incident.state import Channel, Incident
from bot.incident.topics.channel import RecordChannel
from bot.store import keys
from bot.store.agenda import Agenda, Hold
from bot.store.place import Place


class Commits(Protocol):
    """What commits the fact that a channel is open."""

    def commit(self, command: RecordChannel, *, key: str, incident: str, hold: Hold, patience: float) -> object:
        """As `bot.store.commit.Store.commit`."""
        ...


class Rooms:
    """The channels in Slack: `Incident.channel` is theirs."""

    def __init__(self, redis: Any) -> None:
        self._redis = redis

    def seen(self, incidents: Iterable[Incident]) -> list[Incident]:
        """The incidents with the channels that they have in this place. Raises RedisError."""
        return list(incidents)

    def incident_in(self, channel: str) -> str | None:
        """The id of the incident whose channel that is. Raises RedisError."""
        found: str | None = self._redis.get(keys.channel(channel))
        return found

    def opened(self, store: Commits, incident: str, channel: Channel, hold: Hold) -> None:
        """Note that an incident's channel is open. Raises StaleToken."""
        command = RecordChannel(channel=channel.id, name=channel.name)
        store.commit(command, key=f"channel:{channel.id}", incident=incident, hold=hold, patience=10)


class MirrorRooms(Rooms):
    """The channels of a place beside Slack: no facts of the incident, they come and go with the place."""

    def __init__(self, redis: Any, agenda: Agenda, place: Place) -> None:
        super().__init__(redis)
        self._agenda = agenda
        self._place = place.keys

    def seen(self, incidents: Iterable[Incident]) -> list[Incident]:
        """As in `Rooms`."""
        wanted = list(incidents)
        notes = self._redis.mget([keys.room(one.id, self._place) for one in wanted]) if wanted else []
        return [
            one.but(channel=Channel.model_validate_json(note) if note else None)
            for one, note in zip(wanted, notes, strict=True)
        ]

    def incident_in(self, channel: str) -> str | None:
        """As in `Rooms`."""
        found: str | None = self._redis.get(keys.channel(channel, self._place))
        return found

    def opened(self, store: Commits, incident: str, channel: Channel, hold: Hold) -> None:
        """As in `Rooms`."""
        note = channel.model_dump_json()

        def write(pipe: Any) -> None:
            pipe.set(keys.room(incident, self._place), note)
            pipe.set(keys.channel(channel.id, self._place), incident)

        self._agenda.write(hold, write)


def seen_if_possible(rooms: Rooms, incident: Incident) -> Incident:
    """The incident with its channel here; without one when Redis does not say: what was done is not undone by it."""
    try:
        return rooms.seen([incident])[0]
    except RedisError:
        return incident.but(channel=None)
