"""Reading incidents as they stand, and what they pinned."""

from collections.abc import Callable, Iterable
from typing import Any

from redis.exceptions import ConnectionError, RedisError, TimeoutError

from bot.incident.organisation import Organisation
from bot.incident.playbook import Playbook
from bot.incident.results import Result
from bot.incident.state import Incident, Register
from bot.store import keys
from bot.store.channel_index import ChannelIndex
from bot.store.errors import NoSuchIncident, StorageAway
from bot.store.pinned_rules import PinnedRules, Playbooks
from bot.store.register import Unclosed, current_register, unclosed
from bot.store.results import read_results
from bot.store.schema import read_incident
from bot.store.timekeeper import Timekeeper


class IncidentReader:
    """What surfaces ask of the store."""

    def __init__(
        self,
        redis: Any,
        timekeeper: Timekeeper,
        organisation: Callable[[], Organisation],
        playbooks: Callable[[], Playbooks] = dict,
        channels: ChannelIndex | None = None,
    ) -> None:
        self._redis = redis
        self._timekeeper = timekeeper
        self._organisation = organisation
        self._pinned_rules = PinnedRules(redis, organisation, playbooks)
        self._channels = channels or ChannelIndex(redis)

    @property
    def organisation(self) -> Organisation:
        """The organisation's file as it is now, for surfaces; incidents decide by the policies they pinned."""
        return self._organisation()

    @property
    def timekeeper(self) -> Timekeeper:
        """Product time."""
        return self._timekeeper

    def pinned(self, incident: Incident) -> tuple[Organisation, Playbook]:
        """The organisation with the policies, and the playbook, that an incident pinned. Raises StorageAway."""
        return self._pinned_rules.organisation(incident.policies), self._pinned_rules.playbook(incident.plan)

    def results(self, id: str) -> dict[str, Result]:
        """The newest result of each step of an incident. Raises StorageAway."""
        return read_results(self._redis, id)

    def load(self, id: str) -> Incident:
        """The incident as it stands. Raises NoSuchIncident, StorageAway."""
        return next(iter(self.load_all([id])), None) or _missing(id)

    def load_all(self, ids: Iterable[str]) -> list[Incident]:
        """Those of the incidents that exist, in the order asked. Raises StorageAway."""
        wanted = [keys.incident(id) for id in ids]
        try:
            stored = self._redis.mget(wanted) if wanted else []
            return self._channels.seen(read_incident(snapshot) for snapshot in stored if snapshot)
        except RedisError as problem:
            raise StorageAway() from problem

    def newest(self, count: int) -> list[str]:
        """The ids of the incidents declared last, the newest first. Raises StorageAway."""
        try:
            return [str(id) for id in self._redis.zrevrange(keys.INCIDENTS, 0, count - 1)]
        except RedisError as problem:
            raise StorageAway() from problem

    def register(self) -> Register:
        """Facts across incidents. Raises StorageAway."""
        try:
            return current_register(self._redis)
        except (ConnectionError, TimeoutError) as problem:
            raise StorageAway() from problem

    def unclosed(self, first: int | None = None) -> Unclosed:
        """What is not closed yet, of the public open ones the `first` so many in line. Raises StorageAway."""
        try:
            return unclosed(self._redis, first)
        except RedisError as problem:
            raise StorageAway() from problem

    def in_channel(self, channel: str) -> str | None:
        """The id of the incident whose channel that is. Raises StorageAway."""
        try:
            return self._channels.incident_in(channel)
        except RedisError as problem:
            raise StorageAway() from problem


def _missing(id: str) -> Incident:
    raise NoSuchIncident(incident=id)
