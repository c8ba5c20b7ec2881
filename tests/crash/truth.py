"""Whether Slack shows what is so, word for word."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from bot.incident.organisation import Organisation
from bot.incident.state import Incident
from bot.incident.times import Times
from bot.organisation.load import load_organisation
from bot.slack.card_context import CardContext
from bot.slack.messages import HEARD_BEFORE
from bot.slack.render import render
from bot.store.pinned_rules import PinnedRules
from bot.store.results import read_results
from bot.workspace.wire import Json


def card_context_of(redis: Any, incident: Incident, times: Times) -> CardContext:
    """What the incident's cards are made of, read without any of Muster's processes."""
    pins = PinnedRules(redis, _organisation, dict)
    pinned, playbook = pins.organisation(incident.policies), pins.playbook(incident.plan)
    return CardContext(incident, pinned, times, playbook, read_results(redis, incident.id))


@cache
def _organisation() -> Organisation:
    return load_organisation(None)


def untrue(stage: CardContext, announcements: str, shown: Mapping[str, Sequence[Json]]) -> Iterator[str]:
    """Each message of the incident that is missing or shows what is not so, among those `shown` by key."""
    view = render(stage, announcements)
    faded = {key: message for key, message in view.faded.items() if shown.get(key)}
    for key, message in {**view.messages, **faded}.items():
        wanted = words_of({"text": message.text, "blocks": list(message.blocks)})
        if not shown.get(key):
            yield f"{key} is missing"
        elif words_of(shown[key][-1]) != wanted:
            yield f"{key} shows what is not so: {shown[key][-1]['text']!r}, not {message.text!r}"


def words_of(message: Json) -> str:
    """Text and blocks; that a call may have been heard before is said only where a fault was."""
    blocks = [
        {name: value for name, value in block.items() if name != "block_id"}
        for block in message["blocks"]
        if block.get("elements") != HEARD_BEFORE["elements"]
    ]
    return json.dumps({"text": message["text"], "blocks": blocks}, sort_keys=True)
