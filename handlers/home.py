"""The Home of each person: published when they open it, and again after each press there."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.errors import MusterError
from bot.slack import parts
from bot.slack.home import home, home_without_storage, window
from bot.wiring import Muster
from handlers import slash
from handlers.answers import by_hand, reason
from handlers.context import card_context_of, open_incidents
from handlers.request import Ask, Reply

log = logging.getLogger(__name__)


def publish(muster: Muster, client: WebClient, user: str) -> None:
    """Show a person their Home as it is now."""
    try:
        client.views_publish(user_id=user, view=home_of(muster, user))
    except (SlackApiError, OSError) as problem:
        log.warning("the Home of %s could not be shown: %s", user, problem)


def home_of(muster: Muster, user: str) -> dict[str, Any]:
    """What waits for that person and what is open; while the storage is away, whom to call instead."""
    try:
        found = [card_context_of(muster, one) for one in open_incidents(muster, user)]
        now = muster.timekeeper.now()
    except MusterError as problem:
        return home_without_storage(f"{reason(problem)}\n{by_hand(muster)}", datetime.now(UTC))
    return home(user, found, muster.timekeeper.times.shown(now), now)


def at_home(body: Mapping[str, Any]) -> bool:
    """Whether a click came from the Home."""
    return bool((body.get("view") or {}).get("type") == "home")


def answer(muster: Muster, client: WebClient, ask: Ask, reply: Reply) -> None:
    """After a press at Home: why it was not done stands in a window over it, and the Home is drawn anew."""
    if reply.text or reply.blocks:
        try:
            client.views_open(trigger_id=ask.trigger, view=window(reply.blocks or (parts.section(reply.text),)))
        except (SlackApiError, OSError) as problem:
            log.warning("the answer to %s could not be shown: %s", ask.key, problem)
    publish(muster, client, ask.user)


def declare_open(muster: Muster, ask: Ask) -> Reply:
    """The form that declares."""
    return slash.run(muster, "declare", replace(ask, text=""))


def refresh(muster: Muster, ask: Ask) -> Reply:
    """Nothing but what each press at Home does: it is drawn anew."""
    return Reply()
