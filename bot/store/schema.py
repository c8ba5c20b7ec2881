"""Snapshots and events as stored: their schema number, and how older ones are brought up to date."""

import json
from collections.abc import Callable
from typing import Any

from bot.incident.events import EVENTS
from bot.incident.fact import Fact
from bot.incident.state import SCHEMA, Incident

Raw = dict[str, Any]

#: From schema N to N + 1: each takes the stored fields and gives the new ones (DESIGN 2).
#: 2 added playbooks, and changed nothing that was there.
INCIDENT_UPCASTERS: dict[int, Callable[[Raw], Raw]] = {1: lambda raw: raw}
EVENT_UPCASTERS: dict[int, Callable[[Raw], Raw]] = {1: lambda raw: raw}


class FromTheFuture(Exception):
    """{what} was written by a newer Muster (schema {schema}, this one knows {known}). Start the newer one."""

    def __init__(self, what: str, schema: int, known: int = SCHEMA) -> None:
        super().__init__((self.__doc__ or "").format(what=what, schema=schema, known=known))


def write_incident(incident: Incident) -> str:
    """The snapshot as stored: the schema number, a line break, JSON."""
    return f"{SCHEMA}\n{incident.model_dump_json(exclude_defaults=True)}"


def read_incident(stored: str, upcasters: dict[int, Callable[[Raw], Raw]] = INCIDENT_UPCASTERS) -> Incident:
    """The incident of a stored snapshot of this schema or an older one. Raises FromTheFuture."""
    number, _, body = stored.partition("\n")
    if int(number) == SCHEMA:
        return Incident.model_validate_json(body)
    return Incident.model_validate(_upcast("An incident", int(number), json.loads(body), upcasters))


def write_events(events: tuple[Fact, ...]) -> str:
    """Events as stored in the timeline and under idempotency keys."""
    return f"{SCHEMA}\n{EVENTS.dump_json(events).decode()}"


def read_events(stored: str, upcasters: dict[int, Callable[[Raw], Raw]] = EVENT_UPCASTERS) -> tuple[Fact, ...]:
    """Stored events of this schema or an older one. Raises FromTheFuture."""
    number, _, body = stored.partition("\n")
    if int(number) == SCHEMA:
        return EVENTS.validate_json(body)
    raw = [_upcast("An event", int(number), event, upcasters) for event in json.loads(body)]
    return EVENTS.validate_python(raw)


def _upcast(what: str, schema: int, raw: Raw, upcasters: dict[int, Callable[[Raw], Raw]]) -> Raw:
    if schema > SCHEMA:
        raise FromTheFuture(what, schema)
    for number in range(schema, SCHEMA):
        raw = upcasters[number](raw)
    return raw
