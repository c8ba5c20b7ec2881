"""What a person asked, as typed values: raw Slack payloads stop here."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.slack.view import Block

Payload = Mapping[str, Any]


@dataclass(frozen=True)
class Ask:
    """Somebody did something on some surface. `key` is the same however often Slack delivers it."""

    user: str
    channel: str
    key: str
    trigger: str = ""
    text: str = ""


@dataclass(frozen=True)
class Reply:
    """What the person sees at once, and only they: a text, or a form, or nothing.

    `refused` says that what they wanted was not done.
    """

    text: str = ""
    blocks: tuple[Block, ...] = ()
    view: dict[str, Any] | None = None
    errors: dict[str, str] = field(default_factory=dict)
    refused: bool = False


def from_command(body: Payload) -> Ask:
    """A slash command. Slack gives each a trigger of its own, also when it delivers it again."""
    return Ask(
        user=str(body["user_id"]), channel=str(body["channel_id"]), key=f"command:{body['trigger_id']}",
        trigger=str(body["trigger_id"]), text=_as_typed(str(body.get("text") or "")),
    )  # fmt: skip


def _as_typed(text: str) -> str:
    """A command's text as it was typed: with `should_escape` Slack sends channels, links and `&<>` encoded.

    People stay as they come, `<@U1|ana>`: that names somebody for sure.
    """
    channels = re.sub(r"<#([A-Z0-9]+)(?:\|([^>]*))?>", lambda found: f"#{found[2] or found[1]}", text)
    links = re.sub(r"<(?:mailto:)?(https?://[^|>\s]+|[^|<>@\s]+@[^|>\s]+)(?:\|[^>]*)?>", r"\1", channels)
    return links.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def from_action(body: Payload) -> Ask:
    """A click. The value of the button, or of the chosen option, is the text."""
    action = body["actions"][0]
    chosen = action.get("selected_option") or {}
    text = action.get("value") or chosen.get("value") or action.get("selected_user") or ""
    where = (body.get("channel") or {}).get("id") or (body.get("container") or {}).get("channel_id") or ""
    trigger = str(body.get("trigger_id", ""))
    return Ask(
        user=str(body["user"]["id"]), channel=str(where), trigger=trigger, text=str(text),
        key=f"action:{trigger or action.get('action_ts')}",
    )  # fmt: skip


@dataclass(frozen=True)
class Form:
    """A submitted modal: its fields by block, and what it carried along."""

    ask: Ask
    values: dict[str, str]
    ticked: dict[str, tuple[str, ...]]
    carried: dict[str, str]


def from_view(body: Payload) -> Form:
    """A submitted modal. The same form with other values is another request."""
    view = body["view"]
    values: dict[str, str] = {}
    ticked: dict[str, tuple[str, ...]] = {}
    for block, elements in (view.get("state") or {}).get("values", {}).items():
        for element in elements.values():
            values[block], ticked[block] = _value(element)
    carried = json.loads(view.get("private_metadata") or "{}")
    shown = json.dumps(values, sort_keys=True)
    return Form(
        ask=Ask(
            user=str(body["user"]["id"]), channel=str(carried.get("channel", "")), text=shown,
            key=f"view:{view.get('root_view_id') or view['id']}:{view.get('callback_id')}:{_short(shown)}",
            trigger=str(body.get("trigger_id", "")),
        ),
        values=values, ticked=ticked, carried=carried,
    )  # fmt: skip


def _value(element: Payload) -> tuple[str, tuple[str, ...]]:
    if element.get("type") in ("checkboxes", "multi_static_select"):
        return "", tuple(str(one["value"]) for one in element.get("selected_options") or ())
    chosen = element.get("selected_option") or {}
    found = element.get("value") or chosen.get("value") or element.get("selected_user")
    return str(found or element.get("selected_date") or ""), ()


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
