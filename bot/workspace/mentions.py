"""Who a message is meant for: the people it mentions, and whether it mentions everybody in the channel."""

import re
from collections.abc import Iterator
from typing import Any

from bot.workspace.wire import Json

#: What notifies in mrkdwn: a person, or everybody (https://docs.slack.dev/messaging/formatting-message-text).
_PERSON = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
_EVERYBODY = re.compile(r"<!(?:here|channel|everyone)(?:\|[^<>]*)?>")

#: The member of `mentioned` that stands for everybody in the channel.
EVERYBODY = "*"


def mentioned(message: Json) -> frozenset[str]:
    """Ids of the people a message mentions, in its text or blocks, and EVERYBODY if it mentions the channel."""
    found: set[str] = set()
    for text in (message.get("text") or "", *_marked_up(message.get("blocks") or ())):
        found.update(_PERSON.findall(text))
        if _EVERYBODY.search(text):
            found.add(EVERYBODY)
    return frozenset(found)


def _marked_up(part: Any) -> Iterator[str]:
    """Every mrkdwn text of some blocks; the mentions of rich text as mrkdwn would write them."""
    if isinstance(part, list | tuple):
        for one in part:
            yield from _marked_up(one)
    elif isinstance(part, dict):
        kind = part.get("type")
        if kind == "mrkdwn":
            yield str(part.get("text", ""))
        elif kind == "user":
            yield f"<@{part.get('user_id')}>"
        elif kind == "broadcast":
            yield f"<!{part.get('range')}>"
        else:
            for value in part.values():
                if isinstance(value, dict | list):
                    yield from _marked_up(value)
