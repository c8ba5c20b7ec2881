"""How a story ended, with times, ids of channels and nonces taken out, so that two endings can be compared."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from redis import Redis

from bot.incident.times import Times
from bot.slack.render import render
from bot.store import keys
from bot.store.register import current_register
from bot.store.schema import read_incident
from bot.store.show import owed
from bot.store.timeline import everything
from bot.workspace.wire import Json
from tests.crash.truth import card_context_of, words_of
from tests.crash.workspace_harness import Card, Harness

Ending = dict[str, Any]

_TIMES = (
    (re.compile(r"<!date\^[^>]*>"), "<time>"),
    (re.compile(r"\b\d\d:\d\d UTC"), "<time>"),
    (re.compile(r"\b\d+ (?:s|min|h|days?)\b(?: \d+ (?:min|h)\b)?"), "<length>"),
    (re.compile(r"\b(?:\d+ minutes?|less than a minute) (?=outage|degradation)"), "<length> "),
    (re.compile(r"\b\d+ % of the error budget"), "<share> of the error budget"),
    (re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|\+00:00)"), "<time>"),
    (re.compile(r"\b(?=C[0-9A-F]{10}\b)C[0-9A-F]{10}\b"), "<channel>"),
)


def ending(harness: Harness, redis: Redis, answers: list[str]) -> Ending:
    """Everything in which two runs of a story must agree."""
    ids: Any = redis.zrange(keys.INCIDENTS, 0, -1)
    over = {place for id in ids for place in _faded(redis, id)}
    cards = [card for card in harness.cards() if (card.channel.id, card.key) not in over and not _retired(card)]
    return {
        "incidents": {id: _incident(redis, id) for id in ids},
        "register": json.loads(_timeless(current_register(redis).model_dump_json())),
        "open": {name: redis.zrange(name, 0, -1) for name in sorted(_names(redis, f"{keys.OPEN}*"))},
        "agenda": sorted(_members(redis)),
        "channels": sorted(one.name for one in harness.channels() if not one.is_im),
        "rooms": {one.name: _room(one) for one in harness.channels() if one.name.startswith("incident-")},
        "cards": dict(sorted(Counter(f"{card.channel.name} {card.key}" for card in cards).items())),
        "texts": {f"{card.channel.name} {card.key}": _content(card) for card in cards},
        "pins": [card.key for card in cards if card.pinned],
        "answers": [_timeless(one) for one in answers],
    }


def differences(expected: Ending, found: Ending, path: str = "") -> list[str]:
    """Where two endings differ, a line each."""
    if isinstance(expected, dict) and isinstance(found, dict):
        names = [*expected, *(name for name in found if name not in expected)]
        return [
            line
            for name in names
            for line in differences(expected.get(name), found.get(name), f"{path}/{name}")  # type: ignore[arg-type]
        ]
    if expected == found:
        return []
    return [f"{path}: expected {_short(expected)}, found {_short(found)}"]


def _faded(redis: Redis, id: str) -> Iterator[tuple[str, str]]:
    """Cards of which nothing is left: one is there if it was once of use, and who was late need not post it."""
    stored: Any = redis.get(keys.incident(id))
    incident = read_incident(stored)
    if incident.channel:
        for key in render(card_context_of(redis, incident, Times()), None).faded:
            yield incident.channel.id, key


def _retired(card: Card) -> bool:
    """A reminder of what came meanwhile: it is there if it was posted in time, and who was late need not post it."""
    return str(card.message["text"]).endswith("is waited for no more.")


def _incident(redis: Redis, id: str) -> Json:
    stored: Any = redis.get(keys.incident(id))
    events = [event for entry in everything(redis, id) for event in entry.events]
    # In any order: timers of the same moment fire as they come, and a channel may open after people have acted.
    facts = Counter(_timeless(event.model_dump_json()) for event in events)
    return {
        "state": json.loads(_timeless(read_incident(stored).model_dump_json())),
        "facts": dict(facts),
    }


def _room(channel: Any) -> Json:
    return {
        "topic": _timeless(channel.topic["value"]),
        "purpose": channel.purpose["value"],
        "members": sorted(channel.members),
        "bookmarks": sorted(one["title"] for one in channel.bookmarks.values()),
        "pins": len(channel.pins),
    }


def _content(card: Card) -> Json:
    return dict(json.loads(_timeless(words_of(card.message))))


def _members(redis: Redis) -> list[str]:
    return [name for name, _ in owed(redis, 10_000)[0]]


def _names(redis: Redis, pattern: str) -> list[str]:
    return [str(name) for name in redis.scan_iter(match=pattern)]


def _timeless(text: str) -> str:
    for pattern, word in _TIMES:
        text = pattern.sub(word, text)
    return text


def _short(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) < 400 else f"{text[:400]}…"
