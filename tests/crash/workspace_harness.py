"""The local workspace on virtual time: what people send from it, and what they find in it."""

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.workspace.channels import Channel
from bot.workspace.clicks import typed_values
from bot.workspace.inputs import elements
from bot.workspace.moments import Moment
from bot.workspace.payloads import Payloads
from bot.workspace.server import Options, Server, listen
from bot.workspace.wire import BOT_USER, Json
from tests.crash.virtual_time import VirtualClock


class NotThere(Exception):
    """What somebody wants to press or to fill in cannot be seen yet."""


@dataclass(frozen=True)
class Card:
    """A message of Muster's with its place and its key (DESIGN, Outside interfaces)."""

    channel: Channel
    key: str
    message: Json

    @property
    def pinned(self) -> bool:
        """Whether it is pinned."""
        return self.message["ts"] in self.channel.pins


@dataclass
class Request:
    """One thing a person did, as Slack brings it to the app, also when it brings it again."""

    user: str
    payload: Json
    view: str | None = None


class Harness:
    """A workspace that serves the real Web API over HTTP, without rate tiers; it keeps nothing without a folder."""

    def __init__(self, clock: VirtualClock, folder: Path | None = None) -> None:
        self._server = Server(Options(data=folder, rates=False), listen(0))
        self.team = self._server.team
        # One clock for Slack and Redis: histories are searched by time, triggers run out.
        vars(self.team.clock)["now"] = lambda: clock.seconds
        self.api_url = f"{self._server.base_url}/api/"
        self._payloads = Payloads(self.team)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()

    def leave(self) -> None:
        """Stop serving; nobody waits for the end."""
        self._server.stop()

    # -- what people send

    def command(self, name: str, text: str, channel: str) -> Request:
        """A typed `/incident` line."""
        user = self._user(name)
        where = self.team.channels[self.team.names[channel]]
        with self._moment(user, where.id) as moment:
            return Request(user, self._payloads.slash_command(moment, where, "/incident", text))

    def message(self, name: str, text: str, channel: str, thread: str = "") -> Json:
        """A message of somebody's, which Slack has not told of yet."""
        where = self.team.channels[self.team.names[channel]]
        content = {"text": text} | ({"thread_ts": thread} if thread else {})
        return self.team.post(where, self._user(name), content) | {"channel": where.id}

    def press(self, name: str, key: str, action_id: str) -> Request:
        """A press on a button of the card with that key."""
        user = self._user(name)
        card = self.card(key)
        found = [one for one in elements(card.message["blocks"]) if one[1]["action_id"] == action_id]
        if not found:
            raise NotThere(f"{action_id} on {key}, but only {card.message['text']!r}")
        block, element = found[0]
        action = {"block_id": block["block_id"]} | {
            part: element[part] for part in ("type", "action_id", "text", "value") if part in element
        }
        with self._moment(user, card.channel.id) as moment:
            payload = self._payloads.message_action(moment, card.channel, card.message, action, {"values": {}})
        return Request(user, payload)

    def submit(self, name: str, values: Json) -> Request:
        """The submission of the form that the person has open."""
        user = self._user(name)
        view = self.team.views.top(user)
        if view is None:
            raise NotThere(f"a form of {name}")
        self.team.views.remember(view, typed_values(view, values))
        with self._moment(user) as moment:
            return Request(user, self._payloads.view_submission(moment, view), view=view.id)

    def submitted(self, request: Request) -> None:
        """The app took the form: it closes."""
        view = self.team.views.top(request.user)
        if view is not None and view.id == request.view:
            self.team.views.close(view)

    # -- what they find

    def channels(self) -> list[Channel]:
        """Everything there is to read, in the order in which it came to be."""
        return list(self.team.channels.values())

    def cards(self) -> list[Card]:
        """Every message of the bot, oldest first in each channel."""
        return [
            Card(channel, _key(message), message)
            for channel in self.channels()
            for message in channel.messages.values()
            if message["user"] == BOT_USER
        ]

    def card(self, key: str) -> Card:
        """The card with that key."""
        found = [card for card in self.cards() if card.key == key]
        if not found:
            raise NotThere(f"{key}, but only {[card.key for card in self.cards()]}")
        return found[-1]

    def whispers(self, user: str) -> list[str]:
        """The texts that only this person saw, oldest first."""
        return [str(one["text"]) for one in self.team.ephemerals if one["user"] == user]

    def _user(self, name: str) -> str:
        return str(self.team.user(name)["id"])

    @contextlib.contextmanager
    def _moment(self, user: str, channel: str | None = None) -> Iterator[Moment]:
        with self.team.moments.begin(user, channel) as moment:
            yield moment


def _key(message: Json) -> str:
    payload: dict[str, Any] = (message.get("metadata") or {}).get("event_payload") or {}
    return str(payload.get("key", ""))
