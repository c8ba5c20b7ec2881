"""What has to hold of everything that Muster shows, whoever wrote whatever: messages, answers, forms and homes."""

import re
from collections.abc import Iterator
from typing import Any

from bot.slack.view import View
from handlers.request import Reply
from tests.blockkit.payload import message_faults, texts, view_faults
from tests.blockkit.table import Json
from tests.blockkit.words import MARKS
from tests.slack.shown import TOKEN

#: The longest text that is ever shown in one piece, in characters.
LONGEST = 3_000

#: The longest fallback text: it is read aloud.
FALLBACK = 3_000

_NO_ENTITY = re.compile(r"&(?!amp;|lt;|gt;)")


def wrong_with_view(view: View) -> list[str]:
    """What is wrong with the messages and the channel of an incident."""
    found = [f"{key}: {one}" for key, message in view.messages.items() for one in wrong_with_message(message)]
    for what, text in (("topic", view.channel.topic), ("purpose", view.channel.purpose)):
        # "Does not support formatting or linkification" (https://docs.slack.dev/reference/methods/conversations.setTopic).
        if not 1 <= len(text) <= 250:
            found.append(f"{what} of {len(text)} characters")
    return found


def wrong_with_message(message: Any) -> list[str]:
    """What is wrong with one message; its fallback text is read aloud, so it holds no token."""
    found = [str(one) for one in message_faults(message.text, message.blocks)]
    found += _harm(message.blocks) + _fallback(message.text)
    if message.farewell:
        found += _markup(message.farewell)
    return found


def wrong_with_reply(reply: Reply) -> list[str]:
    """What is wrong with an answer: a form, a message with blocks, or a text that is read as markup."""
    found: list[str] = []
    if reply.view is not None:
        found += wrong_with_form(reply.view)
    if reply.blocks:
        found += [str(one) for one in message_faults(reply.text, reply.blocks)]
        found += _harm(reply.blocks) + _fallback(reply.text)
    elif reply.text:
        found += [str(one) for one in message_faults(reply.text, ())] + _markup(reply.text)
    return found + [f"an empty error under {field}" for field, words in reply.errors.items() if not words.strip()]


def wrong_with_form(view: Json) -> list[str]:
    """What is wrong with a modal or a home tab."""
    found = [str(one) for one in view_faults(view)] + _harm(view)
    title = view.get("title", {}).get("text", "")
    return found + ([f"the title is cut: {title}"] if title.endswith("…") else [])


def _harm(blocks: Any) -> list[str]:
    found = [one for text in markup(blocks) for one in _markup(text)]
    return found + [f"{len(text)} characters in one text" for text in texts(blocks) if len(text) > LONGEST]


def _markup(text: str) -> list[str]:
    """What of a text in markup is not Muster's own: tokens that somebody typed, and signs that were not escaped."""
    found = [f"{mark} came through: {_around(text, mark)}" for mark in MARKS if mark in text]
    if "<" in (bare := TOKEN.sub("", text)) or ">" in re.sub(r"(?m)^>", "", bare):
        found.append(f"a sign that is not escaped, or a token cut in two: {_around(bare, '<')}")
    if cut := _NO_ENTITY.search(text):
        found.append(f"an ampersand that is not escaped, or an entity cut in two: {_around(text, cut[0])}")
    return found


def _fallback(text: str) -> list[str]:
    found = _markup(text)
    if len(text) > FALLBACK:
        found.append(f"a fallback text of {len(text)} characters")
    if token := TOKEN.search(text):
        found.append(f"the fallback text has a token: {token[0]}")
    return found


def markup(value: Any) -> Iterator[str]:
    """Every text in which Slack reads markup."""
    if isinstance(value, dict):
        if value.get("type") in ("mrkdwn", "markdown"):
            yield value["text"]
        value = list(value.values())
    if isinstance(value, list | tuple):
        for one in value:
            yield from markup(one)


def _around(text: str, mark: str) -> str:
    at = text.find(mark)
    return repr(text[max(0, at - 40) : at + 40])
