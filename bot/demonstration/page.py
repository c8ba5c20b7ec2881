"""The local workspace as the scripted people reach it: by the doors that the page itself uses."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from urllib.request import Request, urlopen

from bot.demonstration.story import Button

Json = dict[str, Any]

#: Real seconds for one answer: a move is answered after 3.5 s at the latest.
PATIENCE_SECONDS = 10


@dataclass(frozen=True)
class Found:
    """A button on a card that somebody sees."""

    channel: str
    ts: str
    action: str
    value: str


class Page:
    """Reads and does what people do. Everything raises OSError while the workspace does not answer."""

    def __init__(self, address: str) -> None:
        self._address = address

    def does(self, who: str, move: str, **facts: object) -> Json:
        """Anything a person does: `POST /local/DEED`; what they are answered."""
        body = json.dumps({"user": who, **facts}).encode()
        return self._answer(Request(f"{self._address}/local/{move}", body, {"Content-Type": "application/json"}))

    def form_of(self, who: str) -> Json | None:
        """The form that is in front of somebody."""
        views = self._seen_by(who)["views"]
        return dict(views[-1]) if views else None

    def room(self, number: str) -> str | None:
        """The id of an incident's channel, once it is there; `number` as in INC-101."""
        ending = "-" + number.removeprefix("INC-").lower()
        channels = self._answer(Request(f"{self._address}/local/state"))["channels"]
        rooms = (one for one in channels if one["name"].startswith("incident-") and one["name"].endswith(ending))
        return next((str(one["id"]) for one in rooms), None)

    def incidents(self) -> set[str]:
        """The ids of all incidents that have a card here."""
        return {str(mark["incident"]) for _, _, mark in _cards(self._answer(Request(f"{self._address}/local/state")))}

    def button(self, who: str, incident: str, wanted: Button) -> Found | None:
        """The newest button of that kind that this person sees on the incident's cards."""
        found = None
        for channel, message, mark in _cards(self._seen_by(who)):
            if mark["incident"] != incident:
                continue
            for element in _elements(message):
                action, value = str(element["action_id"]), str(element.get("value", ""))
                if wanted.is_this(action, value):
                    found = Found(channel, str(message["ts"]), action, value)
        return found

    def _seen_by(self, who: str) -> Json:
        return self._answer(Request(f"{self._address}/local/state?as={quote(who)}"))

    def _answer(self, request: Request) -> Json:
        with urlopen(request, timeout=PATIENCE_SECONDS) as answer:
            found: Json = json.load(answer)
            return found


def _cards(state: Json) -> Iterator[tuple[str, Json, Json]]:
    for channel in state["channels"]:
        for message in channel["messages"]:
            metadata = message.get("metadata") or {}
            if metadata.get("event_type") == "muster_card":
                yield str(channel["id"]), message, metadata["event_payload"]


def _elements(message: Json) -> Iterator[Json]:
    for block in message.get("blocks") or ():
        yield from (one for one in block.get("elements", ()) if one.get("type") == "button" and "action_id" in one)
