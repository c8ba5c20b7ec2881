"""The atomic commit: load, decide, and write everything that follows in one MULTI/EXEC (DESIGN 2)."""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from redis.client import Pipeline
from redis.exceptions import ConnectionError, RedisError, TimeoutError, WatchError

from bot.incident.commands import Close, Command, Declare, FireTimer, RecordChannel
from bot.incident.decide import decide
from bot.incident.decide.declare import next_id
from bot.incident.errands import errands
from bot.incident.events import ChannelOpened, Declared, Event
from bot.incident.evolve import evolve
from bot.incident.evolve_register import evolve_register
from bot.incident.organisation import Organisation, Policies
from bot.incident.playbook import PLAIN, Playbook
from bot.incident.results import Result
from bot.incident.state import Incident, Register
from bot.incident.story import Scene
from bot.incident.timers import timers
from bot.store import keys, members
from bot.store.agenda import Hold
from bot.store.errors import NoSuchIncident, StaleToken, StorageAway, StorageUnsure
from bot.store.exchange import Exchange
from bot.store.hints import Hints
from bot.store.members import Kind
from bot.store.parcels import pictures, write_parcel
from bot.store.pins import Pins, Playbooks
from bot.store.results import read_results, write_results
from bot.store.rooms import Rooms, seen_if_possible
from bot.store.schema import read_events, read_incident, write_events
from bot.store.snapshots import Snapshots
from bot.store.timekeeper import Timekeeper

#: Seconds for which a command's answer is kept under its idempotency key.
ANSWER_LIFE = 7 * 24 * 3600

#: Real seconds that a person's command may wait for Redis (DESIGN 5).
PATIENCE = 1.5


@dataclass(frozen=True)
class Committed:
    """What a command did: the incident afterwards and the facts; `repeated` when it was done before."""

    incident: Incident
    events: tuple[Event, ...]
    repeated: bool = False
    #: Facts across incidents as the command left them, if it touched them.
    register: Register | None = None


@dataclass(frozen=True)
class _Read:
    """What one attempt read."""

    state: Incident | None
    register: Register | None
    answer: str | None
    now: datetime
    #: Whether the incident's sync is to be woken.
    wake_sync: bool
    #: The same for what the emergency console shows, while there is one.
    wake_mirror: bool
    #: The keys of the pinned copies that a declare needs and that are there already.
    pinned: frozenset[str] = frozenset()


class Store:
    """The one way in which an incident changes."""

    def __init__(
        self,
        exchange: Exchange,
        timekeeper: Timekeeper,
        hints: Hints,
        organisation: Callable[[], Organisation],
        playbooks: Callable[[], Playbooks] = dict,
        rooms: Rooms | None = None,
    ) -> None:
        """`rooms` says where the surfaces that use this store have the incidents' channels; else it is Slack."""
        self._exchange = exchange
        self._redis: Any = exchange.redis
        self._timekeeper = timekeeper
        self._hints = hints
        self._organisation = organisation
        self._pins = Pins(self._redis, organisation, playbooks)
        self._rooms = rooms or Rooms(self._redis)
        self._register_lock = threading.Lock()
        self._seen: Register | None = None
        self._snapshots = Snapshots()

    @property
    def organisation(self) -> Organisation:
        """The organisation's file as it is now, for surfaces; incidents decide by the policies they pinned."""
        return self._organisation()

    @property
    def timekeeper(self) -> Timekeeper:
        """Product time."""
        return self._timekeeper

    def commit(
        self,
        command: Command,
        *,
        key: str,
        incident: str | None = None,
        hold: Hold | None = None,
        patience: float = PATIENCE,
    ) -> Committed:
        """Do a command once, however often it is asked for under its idempotency `key`.

        `incident` is its id (not for a declare). With `hold`, only while that token is good. `patience` is in
        real seconds.

        Raises Refused when the core says no, NoSuchIncident, StaleToken, StorageAway when nothing was done,
        and StorageUnsure when Redis took the command and its answer was lost.
        """
        if not command.touches_register:
            return self._insist(command, key, incident, hold, patience)
        # Writers of the register in one process would only make each other try again.
        if not self._register_lock.acquire(timeout=patience * 2 / 3):
            raise StorageAway()
        try:
            return self._insist(command, key, incident, hold, patience)
        finally:
            self._register_lock.release()

    def _insist(
        self, command: Command, key: str, incident: str | None, hold: Hold | None, patience: float
    ) -> Committed:
        until = time.monotonic() + patience
        sent = False
        while True:
            try:
                return self._attempt(command, key, incident, hold)
            except WatchError:
                # Somebody else wrote, or our own EXEC was applied and its answer lost: the next
                # attempt looks the key up before it decides again.
                continue
            except _AnswerLost as problem:
                sent = True
                self._wait_or_give_up(until, problem)
            except (ConnectionError, TimeoutError, StorageAway) as problem:
                if not sent:
                    raise StorageAway() from problem
                self._wait_or_give_up(until, problem)

    def _wait_or_give_up(self, until: float, problem: Exception) -> None:
        if time.monotonic() >= until:
            raise StorageUnsure() from problem
        self._timekeeper.sleep(0.05)

    def _attempt(self, command: Command, key: str, id: str | None, hold: Hold | None) -> Committed:
        if isinstance(command, Declare):
            # Guessed from what this process saw last; the watched read below tells whether it still holds.
            id = next_id(self._seen or self.register(), command.id)
        if id is None:
            raise NoSuchIncident(incident="here")
        copies = self._pins.copies(command.playbook) if isinstance(command, Declare) else []
        watched = [keys.incident(id), *_waking(id), *copies]
        if command.touches_register:
            watched.append(keys.REGISTER)
        if hold:
            watched.append(keys.holder(hold.member))
        with self._exchange.watching(watched, _reads(id, key, command, hold, copies)) as (replies, pipe):
            read = self._parse(replies, command, hold, copies)
            self._seen = read.register or self._seen
            # A timer is judged by the state alone: judged again it does nothing, and leaves the agenda.
            if read.answer is not None and not isinstance(command, FireTimer):
                return self._repeated(read.answer, id)
            if isinstance(command, Declare):
                if read.register and next_id(read.register, command.id) != id:
                    raise WatchError("another declare took the number")
            elif read.state is None:
                raise NoSuchIncident(incident=id)
            return self._decide_and_write(pipe, command, key, hold, id, read)

    def _parse(self, replies: list[Any], command: Command, hold: Hold | None, copies: list[str]) -> _Read:
        values, at, (sync_score, mirror_score), *there = replies
        snapshot, answer, sync_holder, mirror_holder, console, *more = values
        register = more.pop(0) if command.touches_register else None
        if hold and more != [str(hold.token)]:
            raise StaleToken(member=hold.member)
        now = self._timekeeper.product(at)
        return _Read(
            state=self._snapshots.read(snapshot) if snapshot else None,
            register=read_register(register) if command.touches_register else None,
            answer=answer,
            now=now,
            wake_sync=_asleep(sync_score, sync_holder, now),
            wake_mirror=console is not None and _asleep(mirror_score, mirror_holder, now),
            pinned=frozenset(key for key, found in zip(copies, there, strict=True) if found),
        )

    def _decide_and_write(
        self, pipe: Pipeline, command: Command, key: str, hold: Hold | None, id: str, read: _Read
    ) -> Committed:
        command, scene = self._scene(command, read)
        events = decide(read.state, command, read.now, scene)
        after, register = _apply(read.state, read.register, events)
        pipe.multi()
        if events:
            self._write(pipe, read, after, events, key)
            if register is not None and register != read.register:
                pipe.set(keys.REGISTER, register.model_dump_json())
            if isinstance(command, Declare):
                self._pins.write(pipe, after, (scene.organisation.policies, scene.playbook), read.pinned)
        policies = scene.organisation.policies
        _write_agenda(pipe, read.state, after, policies, command)
        for errand in errands(after, scene.organisation) - errands(read.state, scene.organisation):
            member = members.errand(Kind(errand), id)
            pipe.zadd(keys.AGENDA, {member: read.now.timestamp()})
            self._hints.give(member, pipe)
        for parcel in pictures(after, events, scene.playbook, scene.results):
            write_parcel(pipe, parcel, read.now.timestamp(), self._hints)
        try:
            self._exchange.execute(pipe)
        except (ConnectionError, TimeoutError) as problem:
            raise _AnswerLost() from problem
        self._seen = register or self._seen
        return Committed(seen_if_possible(self._rooms, after), events, register=register)

    def _write(self, pipe: Pipeline, read: _Read, after: Incident, events: tuple[Event, ...], key: str) -> None:
        id = after.id
        told = write_events(events)
        pipe.set(keys.incident(id), self._snapshots.write(after))
        pipe.xadd(keys.timeline(id), {"events": told, "key": key})
        pipe.set(keys.answer(key), f"{id}\n{told}", ex=ANSWER_LIFE)
        write_results(pipe, id, events)
        for event in events:
            if isinstance(event, Declared):
                pipe.zadd(keys.INCIDENTS, {id: event.at.timestamp()})
            elif isinstance(event, ChannelOpened):
                pipe.set(keys.channel(event.channel), id)
        if read.wake_sync:
            # Nobody holds it (the holder is watched), so it may come to the front; one who does hold it
            # sees at the end that the snapshot changed.
            pipe.zadd(keys.AGENDA, {members.sync(id): read.now.timestamp()})
            self._hints.give(members.sync(id), pipe)
        if read.wake_mirror:
            # No hint: the console looks for itself, so that workers that hang on Slack do not hold it up.
            pipe.zadd(keys.AGENDA, {members.mirror(id): read.now.timestamp()})

    def _scene(self, command: Command, read: _Read) -> tuple[Command, Scene]:
        organisation, playbook = self.organisation, PLAIN
        if read.state:
            organisation, playbook = self.pinned(read.state)
        elif isinstance(command, Declare):
            chosen, digest = self._pins.chosen(command.playbook), self._pins.digest
            playbook = chosen or PLAIN
            command = command.but(policies=digest(organisation.policies), plan=digest(chosen) if chosen else "")
        register = read.register or NO_REGISTER
        return command, Scene.model_construct(
            organisation=organisation, register_=register, times=self._timekeeper.times, playbook=playbook,
            results=self.results(read.state.id) if read.state and isinstance(command, (Close, RecordChannel)) else {},
        )

    def _repeated(self, answer: str, id: str) -> Committed:
        known, _, events = answer.partition("\n")
        return Committed(self.load(known or id), read_events(events), repeated=True)

    def pinned(self, incident: Incident) -> tuple[Organisation, Playbook]:
        """The organisation with the policies, and the playbook, that an incident pinned. Raises StorageAway."""
        return self._pins.organisation(incident.policies), self._pins.playbook(incident.plan)

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
            return self._rooms.seen(read_incident(snapshot) for snapshot in stored if snapshot)
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
            return read_register(self._redis.get(keys.REGISTER))
        except (ConnectionError, TimeoutError) as problem:
            raise StorageAway() from problem

    def in_channel(self, channel: str) -> str | None:
        """The id of the incident whose channel that is. Raises StorageAway."""
        try:
            return self._rooms.incident_in(channel)
        except RedisError as problem:
            raise StorageAway() from problem


NO_REGISTER = Register()


class _AnswerLost(Exception):
    """EXEC was sent and Redis did not answer: it may have been applied."""


def read_register(stored: str | None) -> Register:
    """The register, or the first one of a new installation."""
    return Register.model_validate_json(stored) if stored else Register()


def _missing(id: str) -> Incident:
    raise NoSuchIncident(incident=id)


def _reads(
    id: str, key: str, command: Command, hold: Hold | None, copies: list[str]
) -> list[tuple[str, ...]]:
    holders = [keys.holder(members.sync(id)), keys.holder(members.mirror(id))]
    wanted = [keys.incident(id), keys.answer(key), *holders, keys.CONSOLE_ALIVE]
    if command.touches_register:
        wanted.append(keys.REGISTER)
    if hold:
        wanted.append(keys.holder(hold.member))
    scores = ("ZMSCORE", keys.AGENDA, members.sync(id), members.mirror(id))
    return [("MGET", *wanted), ("TIME",), scores, *(("EXISTS", copy) for copy in copies)]


def _waking(id: str) -> list[str]:
    """What must not change while it is decided whom to wake: who holds the views, and which console there is."""
    return [keys.holder(members.sync(id)), keys.holder(members.mirror(id)), keys.CONSOLE]


def _asleep(score: str | None, holder: str | None, now: datetime) -> bool:
    """Whether a view is to be woken: it is not on the agenda, or waits there for a later moment."""
    return score is None or (holder is None and float(score) > now.timestamp())


def _apply(
    state: Incident | None, register: Register | None, events: tuple[Event, ...]
) -> tuple[Incident, Register | None]:
    for event in events:
        state = evolve(state, event)
        if register is not None:
            register = evolve_register(register, event, state)
    if state is None:
        raise ValueError("a declare made no incident")
    return state, register


def _write_agenda(
    pipe: Pipeline, before: Incident | None, after: Incident, policies: Policies, command: Command
) -> None:
    """Arm what the new state owes and disarm what it does not; a timer that fired in vain goes too."""
    id = after.id
    armed = timers(before, policies) if before else {}
    owed = timers(after, policies)
    for name, due in owed.items():
        walked = isinstance(command, FireTimer) and command.timer == name
        if walked or armed.get(name) != due:
            pipe.zadd(keys.AGENDA, {members.timer(id, name): due.timestamp()})
    gone = {name for name in armed if name not in owed}
    if isinstance(command, FireTimer) and command.timer not in owed:
        gone.add(command.timer)
    if gone:
        pipe.zrem(keys.AGENDA, *(members.timer(id, name) for name in gone))
