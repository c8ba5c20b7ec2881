"""Facts across incidents as stored: a small value that declares WATCH, and sorted sets of what is open."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from redis.client import Pipeline
from redis.exceptions import WatchError

from bot.incident.list_order import list_order_of, same_list_order
from bot.incident.state import KEPT_UNCLOSED, Incident, Register, Status
from bot.store import keys
from bot.store.schema import FromTheFuture, read_incident

#: The number of this shape. What has none is of the first one, in which the value itself listed what is open.
#: The second one also listed every number that was ever given by hand.
SCHEMA = 3

#: How many numbers are looked at at once for a free one, where somebody gave some by hand.
NUMBERS_A_LOOK = 50

#: How many snapshots are read at a time.
SNAPSHOTS_A_READ = 500


class OldRegister(Exception):
    """The register lists what is open itself: `upgrade` it and read again."""


def write_register(register: Register) -> str:
    """The register as stored: the number of its shape, a line break, JSON."""
    return f"{SCHEMA}\n{register.model_dump_json()}"


def read_register(stored: str | None) -> Register:
    """The register, or the first one of a new installation. Raises OldRegister, FromTheFuture."""
    if not stored:
        return Register()
    if _is_old(stored):
        raise OldRegister()
    number, _, body = stored.partition("\n")
    if int(number) > SCHEMA:
        raise FromTheFuture("The register", int(number), SCHEMA)
    return _register(json.loads(body))


def current_register(redis: Any) -> Register:
    """Facts across incidents as they are now. Raises RedisError."""
    while True:
        try:
            return read_register(redis.get(keys.REGISTER))
        except OldRegister:
            upgrade(redis)


@dataclass(frozen=True)
class Unclosed:
    """What is not closed yet: of the open ones that everybody may see the first in line, all others whole."""

    public: tuple[str, ...]
    #: How many of those there are in all.
    public_count: int
    private: tuple[str, ...]
    #: Those that are over and wait to be closed, the longest first.
    resolved: tuple[str, ...]


def unclosed(redis: Any, first: int | None = None) -> Unclosed:
    """What is not closed yet, of the public open ones the `first` so many in line. Raises RedisError."""
    while True:
        with redis.pipeline(transaction=True) as pipe:
            pipe.get(keys.REGISTER)
            pipe.zrange(keys.OPEN, 0, -1 if first is None else first - 1)
            pipe.zcard(keys.OPEN)
            pipe.zrange(keys.OPEN_PRIVATE, 0, -1)
            stored, public, count, private = pipe.execute()
        try:
            return Unclosed(tuple(public), int(count), tuple(private), read_register(stored).unclosed)
        except OldRegister:
            upgrade(redis)


def list_open(pipe: Pipeline, before: Incident | None, after: Incident, at: float) -> None:
    """Queue what a commit changes in the lists of what is open. `at` (product seconds) is when.

    The incident says for itself whether it is open, and a commit WATCHes it: so lists need no WATCH of their own.
    """
    was_open = before is not None and not before.over
    listed, service = _list_of(after), _service_list(after)
    if after.over:
        if was_open:
            pipe.zrem(listed, after.id)
            if service:
                pipe.zrem(service, after.id)
        return
    if before is None or not was_open or not same_list_order(before, after):
        pipe.zadd(listed, {after.id: list_order_of(after)})
    if service and not was_open:
        pipe.zadd(service, {after.id: at})


def upgrade(redis: Any) -> None:
    """Bring a register of the first shape up to date: what it says is open goes into the lists.

    All in one MULTI that WATCHes the register: it may run twice or at once, and whoever dies on the way has
    changed nothing. Raises RedisError.
    """
    with redis.pipeline(transaction=True) as pipe:
        pipe.watch(keys.REGISTER)
        stored = pipe.get(keys.REGISTER)
        if not stored or not _is_old(stored):
            return
        fields = json.loads(stored)
        known = fields.pop("open", {})
        incidents = list(_loaded(pipe, list(known)))
        # Those that a step of their playbook had resolved were still counted as open.
        ended = [one.id for one in incidents if one.status is Status.RESOLVED]
        fields["unclosed"] = list(dict.fromkeys([*fields.get("unclosed", ()), *ended]))[-KEPT_UNCLOSED:]
        pipe.multi()
        for one in incidents:
            if one.over:
                continue
            # A commit since then knows better than what was read here.
            pipe.zadd(_list_of(one), {one.id: list_order_of(one)}, nx=True)
            if service := _service_list(one):
                pipe.zadd(service, {one.id: one.detected_at.timestamp()}, nx=True)
        pipe.set(keys.REGISTER, write_register(_register(fields)))
        try:
            pipe.execute()
        except WatchError:
            # Somebody else was quicker, or the answer was lost: who reads next sees which.
            return


def _register(fields: dict[str, Any]) -> Register:
    return Register.model_validate({name: value for name, value in fields.items() if name != "given"})


def taken_numbers(redis: Any, first: int) -> set[int]:
    """Which of the numbers from `first` on are taken, as far as one look goes. Raises RedisError."""
    numbers = range(first, first + NUMBERS_A_LOOK)
    with redis.pipeline(transaction=False) as pipe:
        for number in numbers:
            pipe.exists(keys.incident(f"INC-{number}"))
        return {number for number, found in zip(numbers, pipe.execute(), strict=True) if found}


def _is_old(stored: str) -> bool:
    return stored.startswith("{")


def _list_of(incident: Incident) -> str:
    return keys.OPEN_PRIVATE if incident.private else keys.OPEN


def _service_list(incident: Incident) -> str | None:
    """Where a declare for the same service finds it; nobody hears of a private one that way (DESIGN 12)."""
    return keys.open_of(incident.service) if incident.service and not incident.private else None


def _loaded(pipe: Any, ids: Sequence[str]) -> Iterator[Incident]:
    for start in range(0, len(ids), SNAPSHOTS_A_READ):
        found = pipe.mget([keys.incident(id) for id in ids[start : start + SNAPSHOTS_A_READ]])
        yield from (read_incident(snapshot) for snapshot in found if snapshot)
