"""The atomic commit: load, decide, and write everything that follows in one MULTI/EXEC (DESIGN 2)."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from redis.client import Pipeline
from redis.exceptions import ConnectionError, TimeoutError, WatchError

from bot.incident.command import Command
from bot.incident.decide import decided
from bot.incident.deciding import DecisionContext
from bot.incident.evolve import changes_register, evolve, evolve_register
from bot.incident.fact import Fact
from bot.incident.organisation import Organisation
from bot.incident.playbook import PLAIN
from bot.incident.state import Incident, Register
from bot.incident.topics.channel import ChannelOpened
from bot.incident.topics.closing import Close
from bot.incident.topics.declaring import Declare, Declared, next_id
from bot.incident.topics.timers import FireTimer
from bot.incident.work import WorkContext
from bot.store import keys
from bot.store.agenda import Lease, release
from bot.store.changes import Change, PlannedChange, Read
from bot.store.channel_index import ChannelIndex, seen_if_possible
from bot.store.errors import NoSuchIncident, StaleToken, StorageAway, StorageBusy, StorageUnsure
from bot.store.job_queue import JobQueue
from bot.store.pinned_rules import Playbooks
from bot.store.reader import IncidentReader
from bot.store.register import (
    OldRegister,
    list_open,
    read_register,
    taken_numbers,
    upgrade,
    write_register,
)
from bot.store.results import write_results
from bot.store.schema import read_events, write_events
from bot.store.snapshots import Snapshots
from bot.store.timekeeper import Timekeeper
from bot.store.transactions import Transactions
from bot.store.work_changes import KnownDue, is_asleep, shown, write_work

#: Seconds for which a command's answer is kept under its idempotency key.
ANSWER_LIFE_SECONDS = 7 * 24 * 3600

#: Real seconds that a person's command may wait for Redis (DESIGN 5).
PATIENCE_SECONDS = 1.5


@dataclass(frozen=True)
class Committed:
    """What a command did: the incident afterwards and the facts; `repeated` when it was done before."""

    incident: Incident
    events: tuple[Fact, ...]
    repeated: bool = False
    #: Facts across incidents as the command left them, if it touched them.
    register: Register | None = None


class Store(IncidentReader):
    """The one way in which an incident changes."""

    def __init__(
        self,
        transactions: Transactions,
        timekeeper: Timekeeper,
        jobs: JobQueue,
        organisation: Callable[[], Organisation],
        playbooks: Callable[[], Playbooks] = dict,
        channels: ChannelIndex | None = None,
    ) -> None:
        """`rooms` says where the surfaces that use this store have the incidents' channels; else it is Slack."""
        super().__init__(transactions.redis, timekeeper, organisation, playbooks, channels)
        self._transactions = transactions
        self._jobs = jobs
        self._register_lock = threading.Lock()
        self._seen: Register | None = None
        self._taken: set[int] = set()
        self._snapshots = Snapshots()
        self._due = KnownDue()

    def commit(
        self,
        command: Command,
        *,
        key: str,
        incident: str | None = None,
        lease: Lease | None = None,
        patience: float = PATIENCE_SECONDS,
        finishes: bool = False,
        wakes: str = "",
    ) -> Committed:
        """Do a command once, however often it is asked for under its idempotency `key`.

        `incident` is its id (not for a declare). With `hold`, only while that token is good; if it `finishes` the
        work that is held, that leaves the agenda with it. `wakes` names work that is due at once when it is done.
        `patience` is in real seconds.

        Raises Refused when the core says no, NoSuchIncident, StaleToken, StorageAway when nothing was done,
        and StorageUnsure when Redis took the command and its answer was lost.
        """
        change = Change(command, key, incident)
        return self.commit_together([change], lease=lease, patience=patience, finishes=finishes, wakes=wakes)[0]

    def commit_together(
        self,
        changes: Sequence[Change],
        *,
        lease: Lease | None = None,
        patience: float = PATIENCE_SECONDS,
        finishes: bool = False,
        wakes: str = "",
    ) -> tuple[Committed, ...]:
        """Do several commands at once, all or none, as `commit` does one; one that was done before is left out."""
        across = any(isinstance(change.command, Declare) for change in changes)
        task = _Task(tuple(changes), lease, finishes, wakes, across)
        until = time.monotonic() + patience
        if not task.across:
            try:
                return self._insist(task, until)
            except _TouchesRegister:
                # It ends the incident, say, or takes it up again: then what is known across incidents is read too.
                task = replace(task, across=True)
        # Writers of the register in one process would only make each other try again.
        if not self._register_lock.acquire(timeout=patience * 2 / 3):
            raise StorageBusy()
        try:
            return self._insist(task, until)
        finally:
            self._register_lock.release()

    def _insist(self, task: "_Task", until: float) -> tuple[Committed, ...]:
        sent = False
        while True:
            try:
                return self._attempt(task)
            except WatchError as changed:
                # Somebody else wrote, or our own EXEC was applied and its answer lost: the next
                # attempt looks the key up before it decides again.
                if time.monotonic() >= until:
                    raise (StorageUnsure() if sent else StorageBusy()) from changed
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

    def _attempt(self, task: "_Task") -> tuple[Committed, ...]:
        orders = [self._order(task, change) for change in task.changes]
        watched = list(dict.fromkeys(key for order in orders for key in order.watched()))
        reads = [order.reads() for order in orders]
        with self._transactions.watching(watched, [read for each in reads for read in each]) as (replies, pipe):
            answers = iter(replies)
            try:
                found = [
                    self._parse([next(answers) for _ in each], order)
                    for each, order in zip(reads, orders, strict=True)
                ]
            except OldRegister as old:
                upgrade(self._redis)
                raise WatchError("the register was brought up to date") from old
            self._seen = found[0].register or self._seen
            return self._decide_and_write(pipe, task, orders, found)

    def _order(self, task: "_Task", change: Change) -> PlannedChange:
        command, id = change.command, change.incident
        copies: tuple[str, ...] = ()
        if isinstance(command, Declare):
            # Guessed from what this process saw last; what is read under WATCH tells whether it still holds.
            id = next_id(self._free(self._seen or self.register()), command.id)
            copies = tuple(self._pinned_rules.copies(command.playbook))
        if id is None:
            raise NoSuchIncident(incident="here")
        return PlannedChange(command, change.key, id, task.lease, task.across, copies)

    def _decide_and_write(
        self, pipe: Pipeline, task: "_Task", orders: list[PlannedChange], found: list[Read]
    ) -> tuple[Committed, ...]:
        decided: list[_Decided] = []
        register = found[0].register
        for order, read in zip(orders, found, strict=True):
            if decided:
                read = replace(read, register=register)
            one = self._decide(order, read, decided[-1].after if decided else None)
            decided.append(one)
            register = one.register or register
        if all(one.repeated for one in decided):
            return tuple(Committed(one.after, one.events, repeated=True) for one in decided)
        pipe.multi()
        for one in decided:
            if not one.repeated:
                self._write(pipe, one)
        if register is not None and register != found[0].register:
            pipe.set(keys.REGISTER, write_register(register))
        if task.lease and task.finishes:
            release(pipe, task.lease, None)
        if task.wakes:
            pipe.zadd(keys.agenda(task.wakes), {task.wakes: found[0].now.timestamp()})
            self._jobs.give(task.wakes, pipe)
        try:
            self._transactions.execute(pipe)
        except (ConnectionError, TimeoutError) as problem:
            raise _AnswerLost() from problem
        self._seen = register or self._seen
        return tuple(
            Committed(
                seen_if_possible(self._channels, one.after), one.events, repeated=one.repeated, register=register
            )
            for one in decided
        )

    def _parse(self, replies: list[Any], order: PlannedChange) -> Read:
        values, at, *there = replies
        of_service = there.pop() if order.service else []
        snapshot, answer, *more = values
        views = shown(order.id)
        scores, there = there[: len(views)], there[len(views) :]
        holders, (console, *more) = more[: len(views)], more[len(views) :]
        register = more.pop(0) if order.across else None
        if order.lease and more != [str(order.lease.token)]:
            raise StaleToken(member=order.lease.member)
        now = self._timekeeper.product(at)
        return Read(
            state=self._snapshots.read(snapshot) if snapshot else None,
            register=read_register(register) if order.across else None,
            answer=answer,
            now=now,
            awake=frozenset(
                view
                for (view, _), score, holder in zip(views, scores, holders, strict=True)
                if not is_asleep(score, holder, now)
            ),
            console=console is not None,
            already_open=next(iter(of_service), None),
            pinned=frozenset(key for key, found in zip(order.copies, there, strict=True) if found),
        )

    def _decide(self, order: PlannedChange, read: Read, before: Incident | None) -> "_Decided":
        command = order.command
        if not isinstance(command, Command):
            assert before is not None, "the first of several changes is made of nothing"
            command = command(before)
        # A timer is judged by the state alone: judged again it does nothing, and leaves the agenda.
        if read.answer is not None and not isinstance(command, FireTimer):
            known, _, stored = read.answer.partition("\n")
            done = self.load(known or order.id)
            return _Decided(order, read, command, NO_CONTEXT, done, read_events(stored), None, repeated=True)
        if isinstance(command, Declare):
            self._check_number(order, read, command)
        elif read.state is None:
            raise NoSuchIncident(incident=order.id)
        command, context = self._context(command, read)
        deciding = decided(read.state, command, read.now, context)
        events, register = tuple(deciding.events), read.register
        if any(map(changes_register, events)):
            if register is None:
                raise _TouchesRegister()
            register = _across(read.state, register, events)
        return _Decided(order, read, command, context, deciding.state, events, register)

    def _check_number(self, order: PlannedChange, read: Read, command: Declare) -> None:
        """Raises WatchError when a declare is to be tried again with another number."""
        if read.register and next_id(self._free(read.register), command.id) != order.id:
            raise WatchError("another declare took the number")
        if read.state and command.id is None:
            # Somebody gave the number by hand.
            self._taken |= taken_numbers(self._redis, int(read.state.number))
            raise WatchError("the number is taken")

    def _free(self, register: Register) -> Register:
        """The register with the next number that nobody is known to have given by hand; none is ever given back."""
        number = register.next_number
        while number in self._taken:
            number += 1
        return register if number == register.next_number else register.but(next_number=number)

    def _write(self, pipe: Pipeline, one: "_Decided") -> None:
        """Queue everything that follows from one change."""
        read, after = one.read, one.after
        if one.events:
            self._write_facts(pipe, one)
            if isinstance(one.command, Declare):
                self._pinned_rules.write(
                    pipe, after, (one.context.organisation.policies, one.context.playbook), read.pinned
                )
        changed = WorkContext(one.context.organisation, read.now if one.events else None, console=read.console)
        write_work(pipe, self._jobs, self._due, one.command, read.state, (after, changed), read.awake)

    def _write_facts(self, pipe: Pipeline, one: "_Decided") -> None:
        read, after, key = one.read, one.after, one.order.key
        id, told = after.id, write_events(one.events)
        pipe.set(keys.incident(id), self._snapshots.write(after))
        pipe.xadd(keys.timeline(id), {"events": told, "key": key})
        pipe.set(keys.answer(key), f"{id}\n{told}", ex=ANSWER_LIFE_SECONDS)
        write_results(pipe, id, one.events)
        list_open(pipe, read.state, after, read.now.timestamp())
        for event in one.events:
            if isinstance(event, Declared):
                pipe.zadd(keys.INCIDENTS, {id: event.at.timestamp()})
            elif isinstance(event, ChannelOpened):
                pipe.set(keys.channel(event.channel), id)

    def _context(self, command: Command, read: Read) -> tuple[Command, DecisionContext]:
        organisation, playbook = self.organisation, PLAIN
        if read.state:
            organisation, playbook = self.pinned(read.state)
        elif isinstance(command, Declare):
            chosen, digest = self._pinned_rules.chosen(command.playbook), self._pinned_rules.digest
            playbook = chosen or PLAIN
            command = command.but(policies=digest(organisation.policies), plan=digest(chosen) if chosen else "")
        register = self._free(read.register) if read.register else NO_REGISTER
        return command, DecisionContext.model_construct(
            organisation=organisation,
            register_=register,
            already_open=read.already_open,
            times=self._timekeeper.times,
            playbook=playbook,
            results=self.results(read.state.id) if read.state and isinstance(command, Close) else {},
        )


NO_REGISTER = Register()
NO_CONTEXT: DecisionContext = DecisionContext.model_construct()


@dataclass(frozen=True)
class _Task:
    """Changes that are committed together, and on what terms."""

    changes: tuple[Change, ...]
    lease: Lease | None
    finishes: bool
    wakes: str
    #: Whether facts across incidents are read, and written with them.
    across: bool


@dataclass(frozen=True)
class _Decided:
    """What one change comes to, before anything is written."""

    order: PlannedChange
    read: Read
    command: Command
    context: DecisionContext
    after: Incident
    events: tuple[Fact, ...]
    register: Register | None
    #: It was done before.
    repeated: bool = False


class _AnswerLost(Exception):
    """EXEC was sent and Redis did not answer: it may have been applied."""


class _TouchesRegister(Exception):
    """What was decided changes facts across incidents, which were not read."""


def _across(state: Incident | None, register: Register, events: tuple[Fact, ...]) -> Register:
    """What is known across incidents after the facts of one."""
    for event in events:
        state = evolve(state, event)
        register = evolve_register(register, event, state)
    return register
