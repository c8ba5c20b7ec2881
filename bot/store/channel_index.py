"""Where each incident's channel is: a fact of the incident in Slack, a note of the surface elsewhere."""

from collections.abc import Iterable
from typing import Any, Protocol

from redis.exceptions import RedisError

from bot.incident.state import Channel, Incident
from bot.incident.topics.channel import RecordChannel
from bot.store import keys
from bot.store.agenda import Agenda, Lease
from bot.store.surface import Surface


class Commits(Protocol):
    """What commits the fact that a channel is open."""

    def commit(self, command: RecordChannel, *, key: str, incident: str, lease: Lease, patience: float) -> object:
        """As `bot.store.commit.Store.commit`."""
        ...


class ChannelIndex:
    """The channels in Slack: `Incident.channel` is theirs."""

    def __init__(self, redis: Any) -> None:
        self._redis = redis

    def seen(self, incidents: Iterable[Incident]) -> list[Incident]:
        """The incidents with the channels that they have in this surface. Raises RedisError."""
        return list(incidents)

    def incident_in(self, channel: str) -> str | None:
        """The id of the incident whose channel that is. Raises RedisError."""
        found: str | None = self._redis.get(keys.channel(channel))
        return found

    def opened(self, store: Commits, incident: str, channel: Channel, lease: Lease) -> None:
        """Note that an incident's channel is open. Raises StaleToken."""
        command = RecordChannel(channel=channel.id, name=channel.name)
        store.commit(command, key=f"channel:{channel.id}", incident=incident, lease=lease, patience=10)


class ConsoleChannelIndex(ChannelIndex):
    """The channels of a surface beside Slack: no facts of the incident, they come and go with the surface."""

    def __init__(self, redis: Any, agenda: Agenda, surface: Surface) -> None:
        super().__init__(redis)
        self._agenda = agenda
        self._surface = surface.keys

    def seen(self, incidents: Iterable[Incident]) -> list[Incident]:
        """As in `Rooms`."""
        wanted = list(incidents)
        notes = self._redis.mget([keys.room(one.id, self._surface) for one in wanted]) if wanted else []
        return [
            one.but(channel=Channel.model_validate_json(note) if note else None)
            for one, note in zip(wanted, notes, strict=True)
        ]

    def incident_in(self, channel: str) -> str | None:
        """As in `Rooms`."""
        found: str | None = self._redis.get(keys.channel(channel, self._surface))
        return found

    def opened(self, store: Commits, incident: str, channel: Channel, lease: Lease) -> None:
        """As in `Rooms`."""
        note = channel.model_dump_json()

        def write(pipe: Any) -> None:
            pipe.set(keys.room(incident, self._surface), note)
            pipe.set(keys.channel(channel.id, self._surface), incident)

        self._agenda.write(lease, write)


def seen_if_possible(channels: ChannelIndex, incident: Incident) -> Incident:
    """The incident with its channel here; without one when Redis does not say: what was done is not undone by it."""
    try:
        return channels.seen([incident])[0]
    except RedisError:
        return incident.but(channel=None)
