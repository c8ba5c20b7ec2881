"""The atomic commit: load, decide, and write everything that follows in one MULTI/EXEC (DESIGN 2)."""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from redis.client import Pipeline
from redis.exceptions import ConnectionError, RedisError, TimeoutError, WatchError

from bot.incident.command import Command
from bot.incident.decide import decide
from bot.incident.evolve import changes_register, evolve, evolve_register
from bot.incident.fact import Fact
from bot.incident.organisation import Organisation
from bot.incident.playbook import PLAIN, Playbook
from bot.incident.results import Result
from bot.incident.state import Incident, Register
from bot.incident.story import Scene
from bot.incident.topics.channel import ChannelOpened
from bot.incident.topics.closing import Close
from bot.incident.topics.declaring import Declare, Declared, next_id
from bot.incident.topics.timers import FireTimer
from bot.incident.work import WorkContext
from bot.store import keys
from bot.store.agenda import Hold, release
from bot.store.errors import NoSuchIncident, StaleToken, StorageAway, StorageUnsure
from bot.store.exchange import Exchange
from bot.store.job_queue import JobQueue
from bot.store.order import Order, Read
from bot.store.pins import Pins, Playbooks
from bot.store.register import (
    OldRegister,
    Unclosed,
    current_register,
    list_open,
    read_register,
    unclosed,
    upgrade,
    write_register,
)
from bot.store.results import read_results, write_results
from bot.store.rooms import Rooms, seen_if_possible
from bot.store.schema import read_events, read_incident, write_events
from bot.store.snapshots import Snapshots
from bot.store.timekeeper import Timekeeper
from bot.store.work_changes import is_asleep, shown, write_work

#: Seconds for which a command's answer is kept under its idempotency key.
ANSWER_LIFE = 7 * 24 * 3600

#: Real seconds that a person's command may wait for Redis (DESIGN 5).
PATIENCE = 1.5


@dataclass(frozen=True)
class Committed:
    """What a command did: the incident afterwards and the facts; `repeated` when it was done before."""

    incident: Incident
    events: tuple[Fact, ...]
    repeated: bool = False
    #: Facts across incidents as the command left them, if it touched them.
    register: Register | None = None


class Store:
    """The one way in which an incident changes."""

    def __init__(
        self,
        exchange: Exchange,
        timekeeper: Timekeeper,
        jobs: JobQueue,
        organisation: Callable[[], Organisation],
        playbooks: Callable[[], Playbooks] = dict,
        rooms: Rooms | None = None,
    ) -> None:
        """`rooms` says where the surfaces that use this store have the incidents' channels; else it is Slack."""
        self._exchange = exchange
        self._redis: Any = exchange.redis
        self._timekeeper = timekeeper
        self._jobs = jobs
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
        finishes: bool = False,
    ) -> Committed:
        """Do a command once, however often it is asked for under its idempotency `key`.

        `incident` is its id (not for a declare). With `hold`, only while that token is good; if it `finishes` the
        work that is held, that leaves the agenda with it. `patience` is in real seconds.

        Raises Refused when the core says no, NoSuchIncident, StaleToken, StorageAway when nothing was done,
        and StorageUnsure when Redis took the command and its answer was lost.
        """
        order = Order(command, key, incident, hold, across=isinstance(command, Declare), finishes=finishes)
        if not order.across:
            try:
                return self._insist(order, patience)
            except _TouchesRegister:
                # It ends the incident, say, or takes it up again: then what is known across incidents is read too.
                order = replace(order, across=True)
        # Writers of the register in one process would only make each other try again.
        if not self._register_lock.acquire(timeout=patience * 2 / 3):
            raise StorageAway()
        try:
            return self._insist(order, patience)
        finally:
            self._register_lock.release()

    def _insist(self, order: Order, patience: float) -> Committed:
        until = time.monotonic() + patience
        sent = False
        while True:
            try:
                return self._attempt(order)
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

    def _attempt(self, order: Order) -> Committed:
        command, id = order.command, order.incident
        if isinstance(command, Declare):
            # Guessed from what this process saw last; the watched read below tells whether it still holds.
            id = next_id(self._seen or self.register(), command.id)
            order = replace(order, copies=tuple(self._pins.copies(command.playbook)))
        if id is None:
            raise NoSuchIncident(incident="here")
        with self._exchange.watching(order.watched(id), order.reads(id)) as (replies, pipe):
            try:
                read = self._parse(replies, order, id)
            except OldRegister as old:
                upgrade(self._redis)
                raise WatchError("the register was brought up to date") from old
            self._seen = read.register or self._seen
            # A timer is judged by the state alone: judged again it does nothing, and leaves the agenda.
            if read.answer is not None and not isinstance(command, FireTimer):
                return self._repeated(read.answer, id)
            if isinstance(command, Declare):
                if read.register and next_id(read.register, command.id) != id:
                    raise WatchError("another declare took the number")
            elif read.state is None:
                raise NoSuchIncident(incident=id)
            return self._decide_and_write(pipe, order, id, read)

    def _parse(self, replies: list[Any], order: Order, id: str) -> Read:
        values, at, *there = replies
        of_service = there.pop() if order.service else []
        snapshot, answer, *more = values
        views = shown(id)
        scores, there = there[: len(views)], there[len(views) :]
        holders, (console, *more) = more[: len(views)], more[len(views) :]
        register = more.pop(0) if order.across else None
        if order.hold and more != [str(order.hold.token)]:
            raise StaleToken(member=order.hold.member)
        now = self._timekeeper.product(at)
        return Read(
            state=self._snapshots.read(snapshot) if snapshot else None,
            register=read_register(register) if order.across else None,
            answer=answer,
            now=now,
            awake=frozenset(
                view
                for view, score, holder in zip(views, scores, holders, strict=True)
                if not is_asleep(score, holder, now)
            ),
            console=console is not None,
            already_open=next(iter(of_service), None),
            pinned=frozenset(key for key, found in zip(order.copies, there, strict=True) if found),
        )

    def _decide_and_write(self, pipe: Pipeline, order: Order, id: str, read: Read) -> Committed:
        command, scene = self._scene(order.command, read)
        events = decide(read.state, command, read.now, scene)
        if read.register is None and any(map(changes_register, events)):
            raise _TouchesRegister()
        after, register = _apply(read.state, read.register, events)
        pipe.multi()
        if events:
            self._write(pipe, read, after, events, order.key)
            if register is not None and register != read.register:
                pipe.set(keys.REGISTER, write_register(register))
            if isinstance(command, Declare):
                self._pins.write(pipe, after, (scene.organisation.policies, scene.playbook), read.pinned)
        before = WorkContext(scene.organisation)
        changed = WorkContext(scene.organisation, read.now if events else None, console=read.console)
        write_work(pipe, self._jobs, command, (read.state, before), (after, changed), read.awake)
        if order.hold and order.finishes:
            release(pipe, order.hold, None)
        try:
            self._exchange.execute(pipe)
        except (ConnectionError, TimeoutError) as problem:
            raise _AnswerLost() from problem
        self._seen = register or self._seen
        return Committed(seen_if_possible(self._rooms, after), events, register=register)

    def _write(self, pipe: Pipeline, read: Read, after: Incident, events: tuple[Fact, ...], key: str) -> None:
        id = after.id
        told = write_events(events)
        pipe.set(keys.incident(id), self._snapshots.write(after))
        pipe.xadd(keys.timeline(id), {"events": told, "key": key})
        pipe.set(keys.answer(key), f"{id}\n{told}", ex=ANSWER_LIFE)
        write_results(pipe, id, events)
        list_open(pipe, read.state, after, read.now.timestamp())
        for event in events:
            if isinstance(event, Declared):
                pipe.zadd(keys.INCIDENTS, {id: event.at.timestamp()})
            elif isinstance(event, ChannelOpened):
                pipe.set(keys.channel(event.channel), id)

    def _scene(self, command: Command, read: Read) -> tuple[Command, Scene]:
        organisation, playbook = self.organisation, PLAIN
        if read.state:
            organisation, playbook = self.pinned(read.state)
        elif isinstance(command, Declare):
            chosen, digest = self._pins.chosen(command.playbook), self._pins.digest
            playbook = chosen or PLAIN
            command = command.but(policies=digest(organisation.policies), plan=digest(chosen) if chosen else "")
        register = read.register or NO_REGISTER
        return command, Scene.model_construct(
            organisation=organisation, register_=register, already_open=read.already_open,
            times=self._timekeeper.times, playbook=playbook,
            results=self.results(read.state.id) if read.state and isinstance(command, Close) else {},
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
            return self._rooms.incident_in(channel)
        except RedisError as problem:
            raise StorageAway() from problem


NO_REGISTER = Register()


class _AnswerLost(Exception):
    """EXEC was sent and Redis did not answer: it may have been applied."""


class _TouchesRegister(Exception):
    """What was decided changes facts across incidents, which were not read."""


def _missing(id: str) -> Incident:
    raise NoSuchIncident(incident=id)


def _apply(
    state: Incident | None, register: Register | None, events: tuple[Fact, ...]
) -> tuple[Incident, Register | None]:
    for event in events:
        state = evolve(state, event)
        if register is not None:
            register = evolve_register(register, event, state)
    if state is None:
        raise ValueError("a declare made no incident")
    return state, register
