"""Plain words to the bot, by mention or direct message, and what a press on the answer does (D2)."""

import re
from collections.abc import Mapping
from typing import Any

from slack_bolt import BoltResponse

from bot.incident.intake import Origin
from bot.incident.kept_text import LONGEST_TEXT_CHARACTERS
from bot.incident.plain_words import Wish, matter_of, read_wish
from bot.incident.state import Detection
from bot.incident.topics.declaring import Declare
from bot.slack.mrkdwn import quiet
from bot.slack.said import plain_text
from bot.store.errors import StorageAway
from bot.store.offers import Offer
from bot.store.surface import SLACK
from bot.wiring import Muster
from handlers.confirmation import confirmation
from handlers.declare_text import NotUnderstood
from handlers.request import Ask, Reply
from handlers.slash_declare import Draft, carry, form_of

Event = Mapping[str, Any]

#: The mention with which somebody begins.
_MENTION = re.compile(r"^\s*(?:<@[UW][A-Z0-9]+(?:\|[^>]*)?>[\s,:]*)+")

#: Kinds of messages that people write; all others are edits, joins and other apps.
_WRITTEN = (None, "", "file_share", "thread_broadcast")

#: Characters that a form's field takes (Slack).
LONGEST_IN_FORM_CHARACTERS = 3_000

#: What a press answers when the offer is a week old.
GONE = "This offer is too old. Type it instead: `/incident declare what is wrong`."


def is_for_us(event: Event) -> bool:
    """Whether a person said it, to the bot: never a bot, never an edit, and of messages only direct ones."""
    if event.get("bot_id") or event.get("subtype") not in _WRITTEN or event.get("edited") or event.get("hidden"):
        return False
    if not event.get("user") or not event.get("ts") or not event.get("channel"):
        return False
    return event.get("type") == "app_mention" or event.get("channel_type") == "im"


def hear(muster: Muster, event: Event) -> BoltResponse | None:
    """Have it answered, once however often Slack tells of it. What could not be kept is refused, and comes again."""
    if is_for_us(event):
        try:
            muster.offers.keep(_offer(muster, event))
        except StorageAway:
            return BoltResponse(status=503, body="")
    return None


def _offer(muster: Muster, event: Event) -> Offer:
    channel, ts = str(event["channel"]), str(event["ts"])
    words = plain_text({**event, "text": _MENTION.sub("", str(event.get("text") or ""))}, muster.organisation.name_of)
    services = {name: one.title for name, one in muster.organisation.services.items()}
    wish = read_wish(words[:LONGEST_TEXT_CHARACTERS], services)
    matter = "" if wish else matter_of(words)[:LONGEST_IN_FORM_CHARACTERS]
    return Offer(
        id=f"{channel}-{ts}", channel=channel, ts=ts, thread=str(event.get("thread_ts") or ""),
        user=str(event["user"]), direct=event.get("channel_type") == "im",
        private=event.get("channel_type") == "group", here=muster.store.in_channel(channel) or "", wish=wish,
        matter=matter,
    )  # fmt: skip


def offer_declare(muster: Muster, ask: Ask) -> Reply:
    """Declare what the message said; the answer under it then leads to the incident."""
    offer = _kept(muster, ask)
    wish = offer.wish or Wish(text="")
    command = Declare(
        by=ask.user, text=wish.text, severity=wish.severity, service=wish.service, private=offer.private,
        detection=Detection.USER_REPORT, origin=_origin(muster, offer),
    )  # fmt: skip
    done = muster.store.commit(command, key=offer.declare_key, wakes=muster.offers.answer_work(offer.id))
    if done.repeated and done.incident.reporter != ask.user:
        return Reply(text=_earlier(muster, done.incident.id, done.incident.reporter))
    return confirmation(muster, done)


def _earlier(muster: Muster, id: str, by: str) -> str:
    name = quiet(muster.organisation.name_of(by))
    return f"{name} was quicker: {id} is declared from this already. `/incident join {id}`"


def offer_form(muster: Muster, ask: Ask) -> Reply:
    """The form, with everything that was read from the message."""
    offer = _kept(muster, ask)
    wish = offer.wish or Wish(text=offer.matter)
    carried = carry(_origin(muster, offer), key=offer.declare_key, offer=offer.id) if offer.wish else {}
    return Reply(view=form_of(muster, Draft(
        text=wish.text[:LONGEST_IN_FORM_CHARACTERS], severity=wish.severity or "unknown", service=wish.service or "",
        private=offer.private, carried=carried,
    )))  # fmt: skip


def _kept(muster: Muster, ask: Ask) -> Offer:
    offer = muster.offers.read(ask.text)
    if offer is None:
        raise NotUnderstood(GONE)
    return offer


def _origin(muster: Muster, offer: Offer) -> Origin | None:
    """Of words in a thread the message that began it is the evidence; of what ends with the console there is none."""
    if muster.surface is not SLACK:
        return None
    return Origin(channel=offer.channel, ts=offer.thread or offer.ts, thread=offer.thread, offered=True)
