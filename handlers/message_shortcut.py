"""The shortcut on a message: the declare form with its words, and the message carried along as evidence (D3)."""

from collections.abc import Mapping
from typing import Any

from bot.incident.intake import LONGEST_MESSAGE_CHARACTERS, Origin
from bot.slack.said import author_of, plain_text
from bot.store.surface import SLACK
from bot.wiring import Muster
from handlers.forms import FIELD_CHARACTERS
from handlers.request import Ask, Reply
from handlers.slash_declare import Draft, carry, form_of

#: How Slack names a channel whose real name an app is not told: it is private, or a direct message.
_CLOSED = ("privategroup", "directmessage")

PRIVATE = "The message is from a private conversation, so *private* is ticked: its words would be seen by all else."
CARRIED = "The message, who wrote it and its thread go along as first evidence; a link comes back under it."


def from_message(muster: Muster, ask: Ask, body: Mapping[str, Any]) -> Reply:
    """The form. Nothing is declared until it is submitted."""
    message, channel = body.get("message") or {}, body.get("channel") or {}
    text = plain_text(message, muster.organisation.name_of)
    origin = Origin(
        channel=str(channel.get("id") or "")[:30], ts=str(message.get("ts") or "")[:30],
        thread=str(message.get("thread_ts") or "")[:30], author=author_of(message),
        text=text[:LONGEST_MESSAGE_CHARACTERS],
    )  # fmt: skip
    name = str(channel.get("name") or "")
    closed = name in _CLOSED or name.startswith("mpdm-") or origin.channel.startswith(("D", "G"))
    # What stands at the console ends with it: only the words go along.
    carried = carry(origin) if muster.surface is SLACK else {}
    note = PRIVATE if closed else CARRIED if carried else ""
    draft = Draft(text=text[:FIELD_CHARACTERS], private=closed, note=note, carried=carried)
    return Reply(view=form_of(muster, draft))
