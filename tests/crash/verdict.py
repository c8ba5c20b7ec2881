"""Judges a running Muster after a blow: what was lost, what is there twice, what Slack shows that is not so."""

import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

from redis import Redis

from bot.incident.state import Incident
from bot.organisation.load import load_organisation
from bot.store import keys
from bot.store.schema import read_incident
from bot.store.show import owed
from bot.store.timekeeper import open_timekeeper
from bot.store.timeline import everything
from tests.crash.blows import Blow
from tests.crash.clients import Shown, Workspace
from tests.crash.errands import Told
from tests.crash.truth import card_context_of, untrue

#: Real seconds in which everything that is owed to Slack has to be there.
SETTLES_WITHIN = 30.0


def settled(redis: Redis) -> bool:
    """Whether nothing is owed to Slack within that time."""
    until = time.monotonic() + SETTLES_WITHIN
    while time.monotonic() < until:
        if not any(name.startswith("sync:") for name in _agenda(redis)):
            return True
        time.sleep(0.1)
    return False


def violations(workspace: Workspace, redis: Redis, blow: Blow, told: list[Told]) -> list[str]:
    """Everything that is not as it must be."""
    shown = workspace.shown()
    found: Any = redis.zrange(keys.INCIDENTS, 0, -1)
    if len(found) != 1:
        return [f"{len(found)} incidents: {found}"]
    stored: Any = redis.get(keys.incident(found[0]))
    incident = read_incident(stored)
    return [
        *_lost(redis, incident, told),
        *_doubled(redis, shown, incident, blow),
        *_untrue(redis, shown, incident),
        *(f"still owed: {name}" for name in _agenda(redis)),
    ]


def _lost(redis: Redis, incident: Incident, told: list[Told]) -> Iterator[str]:
    facts = [event.model_dump_json() for entry in everything(redis, incident.id) for event in entry.events]
    for one in told:
        kind, words = one.errand.fact
        there = any(f'"kind":"{kind}"' in fact and words in fact for fact in facts)
        if one.acknowledged and not there:
            yield f"{one.errand.name} was acknowledged and is not in the record"
        elif not there:
            yield f"{one.errand.name} never came through: {one.read[-3:]}"
        if one.seen is None:
            yield f"{one.errand.name} is not to be seen: {one.read[-3:]}"


def _doubled(redis: Redis, shown: Shown, incident: Incident, blow: Blow) -> Iterator[str]:
    if len(shown.rooms) != 1:
        yield f"{len(shown.rooms)} channels: {[room['name'] for room in shown.rooms]}"
    for key, cards in shown.cards.items():
        if len(cards) > 1 and not (blow.page_twice and key.startswith("page:")):
            yield f"{key} is there {len(cards)} times"
    for room in shown.rooms:
        status = [message["ts"] for channel, message in shown.cards.get("status", []) if channel is room]
        if room["pins"] != status:
            yield f"pinned: {room['pins']}, the status card is {status}"
        titles = Counter(bookmark["title"] for bookmark in room["bookmarks"])
        if [title for title, count in titles.items() if count > 1]:
            yield f"bookmarks: {titles}"
    events = [event for entry in everything(redis, incident.id) for event in entry.events]
    once = Counter(event.kind for event in events if event.kind in ("declared", "channel_opened", "gate_decided"))
    if once != {"declared": 1, "channel_opened": 1, "gate_decided": 1}:
        yield f"in the record: {dict(once)}"


def _untrue(redis: Redis, shown: Shown, incident: Incident) -> Iterator[str]:
    organisation = load_organisation(None)
    name = organisation.organisation.announcements
    announcements = next(str(one["id"]) for one in shown.channels if one["name"] == name)
    messages = {key: [message for _, message in cards] for key, cards in shown.cards.items()}
    stage = card_context_of(redis, incident, open_timekeeper(redis, None).times)
    yield from untrue(stage, announcements, messages)


def _agenda(redis: Redis) -> list[str]:
    return [name for name, _ in owed(redis, 10_000)[0]]
