"""Finds messages by their words, in the text and on the cards, among what a person may see."""

import asyncio
import heapq
import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.workspace.channels import Channel
from bot.workspace.wire import Json

#: Messages of one answer.
MOST = 25

#: Messages that are searched through before others may go on.
_AT_ONCE = 200

#: Characters of an excerpt, and how many of them may stand before the first word that was found.
_EXCERPT, _BEFORE = 180, 50

#: Parts of a block that nobody reads.
_UNSEEN = frozenset({"type", "block_id", "action_id", "value", "url", "image_url", "style", "verbatim", "emoji"})

#: `<@U1>`, `<https://a.b|words>`: what is before the bar is not read where words follow.
_BRACKETS = re.compile(r"<([^<>|\n]*)(?:\|([^<>\n]*))?>")

#: The marks of bold, italic, struck text and code, at the edges of words.
_MARKS = re.compile(r"`+|(?<!\w)[*_~](?=\S)|(?<=\S)[*_~](?!\w)")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for: all these words; within a channel, or written by a person, if given."""

    words: tuple[str, ...]
    channel: str | None = None
    author: str | None = None


class Search:
    """The readable text of each message, worked out when it is first searched through."""

    def __init__(self, channels: Mapping[str, Channel], users: Mapping[str, Json]) -> None:
        self._channels = channels
        self._names = {f"@{user}": str(facts["real_name"]) for user, facts in users.items()}
        self._texts: dict[str, dict[str, str]] = {}

    def forget(self, channel: Channel, ts: str) -> None:
        """A message changed or is gone."""
        self._texts.get(channel.id, {}).pop(ts, None)

    async def found(self, user: str, wanted: Wanted) -> list[Json]:
        """The newest MOST messages that hold all the words, newest first, with their channel and an excerpt.

        The workspace goes on meanwhile: many messages are searched through a few at a time.
        """
        seen = [channel for channel in self._channels.values() if channel.seen_by(user)]
        inside = [channel for channel in seen if wanted.channel in (None, channel.id)]
        hits = [(ts, channel.id) for channel in inside for ts in await self._hits(channel, wanted)]
        newest = [(self._channels[channel], ts) for ts, channel in heapq.nlargest(MOST, hits)]
        # Meanwhile one may be deleted, or the channel be closed to its reader.
        return [
            self._hit(channel, ts, wanted)
            for channel, ts in newest
            if ts in channel.messages and channel.seen_by(user)
        ]

    def _hit(self, channel: Channel, ts: str, wanted: Wanted) -> Json:
        message = channel.messages[ts]
        text = excerpt(readable(message, self._names), wanted.words)
        return {"channel": channel.id, "ts": ts, "user": message.get("user"), "excerpt": text}

    async def _hits(self, channel: Channel, wanted: Wanted) -> list[str]:
        texts = self._texts.setdefault(channel.id, {})
        hits: list[str] = []
        for number, ts in enumerate(list(reversed(channel.messages))):
            if number % _AT_ONCE == 0:
                await asyncio.sleep(0)
            message = channel.messages.get(ts)
            if message is None or wanted.author not in (None, message["user"]):
                continue
            if (text := texts.get(ts)) is None:
                text = texts[ts] = readable(message, self._names).casefold()
            if all(word in text for word in wanted.words):
                hits.append(ts)
                if len(hits) == MOST:
                    break
        return hits


def readable(message: Json, names: Mapping[str, str]) -> str:
    """What a person reads of a message: its text, the words of its blocks, the names of its files.

    Args:
        message: as the channel holds it.
        names: what is read where somebody is mentioned, by `@` and their id.
    """
    parts = [message.get("text") or "", *_words(message.get("blocks") or ())]
    parts += [str(file.get("title") or file.get("name") or "") for file in message.get("files") or ()]
    spoken = _BRACKETS.sub(lambda found: names.get(found[1]) or found[2] or found[1], "\n".join(parts))
    return html.unescape(_MARKS.sub("", spoken))


def excerpt(text: str, words: Sequence[str]) -> str:
    """One line of the text around the first of the words."""
    line = " ".join(text.split())
    places = [place for word in words if (place := line.casefold().find(word)) >= 0]
    start = max(0, min(places, default=0) - _BEFORE)
    start = line.find(" ", start) + 1 if start else 0
    shown = line[start : start + _EXCERPT]
    return ("… " if start else "") + shown + (" …" if start + _EXCERPT < len(line) else "")


def _words(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, list | tuple):
        for one in part:
            yield from _words(one)
    elif isinstance(part, dict):
        for name, value in part.items():
            if name not in _UNSEEN:
                yield from _words(value)
