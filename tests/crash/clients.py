"""People at the local workspace of a running `muster up`: what they do through /local/*, and what they see there."""

import http.client
import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

#: What somebody reads whose request has to be made again.
MAKE_AGAIN = ("storage", "could not open", "did not answer", "made a mistake")

#: How an answer begins that says that nothing was done, or perhaps nothing.
NOT_DONE = ("Not ", "Perhaps ")

#: What somebody reads who asks for what is done already.
DONE_ALREADY = ("already", "is open for", "There is nothing to")


class NotThere(Exception):
    """What somebody wants to press cannot be seen yet."""


@dataclass(frozen=True)
class Outcome:
    """What became of one request: acknowledged as done, found done before, or to be made again; and what was read."""

    acknowledged: bool
    done_before: bool
    read: str
    user: str = ""
    start: float = 0.0


class Shown:
    """The workspace at one moment, as everybody together sees it."""

    def __init__(self, state: Json) -> None:
        self.channels: list[Json] = state["channels"]
        self._whispers: list[Json] = state["ephemeral"]
        self._ids = {user["name"]: user["id"] for user in state["users"]}
        self.cards: dict[str, list[tuple[Json, Json]]] = {}
        for channel in self.channels:
            for message in channel["messages"]:
                payload = (message.get("metadata") or {}).get("event_payload") or {}
                if "key" in payload:
                    self.cards.setdefault(str(payload["key"]), []).append((channel, message))

    @property
    def rooms(self) -> list[Json]:
        """The channels of incidents."""
        return [one for one in self.channels if one["name"].startswith("incident-")]

    def room(self) -> str:
        """The name of the incident's channel. Raises NotThere."""
        if not self.rooms:
            raise NotThere("the incident's channel")
        return str(self.rooms[0]["name"])

    def card(self, key: str) -> tuple[Json, Json]:
        """The newest card with that key, and its channel. Raises NotThere."""
        if key not in self.cards:
            raise NotThere(key)
        return self.cards[key][-1]

    def refusal(self, outcome: Outcome) -> str | None:
        """What the person read later, if it was that their request was not done: a busy machine tells it late."""
        mine = [one for one in self._whispers if one["user"] == self._ids.get(outcome.user)]
        texts = [str(one["text"]) for one in mine if float(one["ts"]) >= outcome.start]
        return next((text for text in texts if text.startswith(NOT_DONE)), None)

    def reads(self, key: str, words: str) -> bool:
        """Whether a card is there and says so."""
        return key in self.cards and words in json.dumps(self.card(key)[1], ensure_ascii=False)


class Workspace:
    """The doors of a running local workspace."""

    def __init__(self, page: str, latency_ms: int = 0) -> None:
        self._page = page
        self._latency_ms = latency_ms

    def shown(self) -> Shown:
        """Everything that is to be seen now."""
        return Shown(self._ask("/local/state"))

    def calls(self, since: int = 0) -> Json:
        """The Web API calls made to it."""
        return self._ask(f"/local/calls?since={since}")

    def faults(self, **setting: Any) -> None:
        """What it does to calls from now on, beside answering them as slowly as it always does."""
        self._ask("/local/faults", {"latency_ms": self._latency_ms, **setting})

    def command(self, user: str, text: str, channel: str | None = None) -> Outcome:
        """Type `/incident TEXT`, in the incident's channel unless another is named."""
        where = channel or self.shown().room()
        body = {"user": user, "channel": where, "command": "/incident", "text": text}
        return _outcome(user, self._ask("/local/command", body))

    def press(self, user: str, key: str, action_id: str) -> Outcome:
        """Press a button on a card. Raises NotThere."""
        return _outcome(user, self._press(user, key, action_id))

    def fill_in(self, user: str, key: str, action_id: str, **values: str) -> Outcome:
        """Open a form by a button and submit it. Raises NotThere."""
        opened = self._press(user, key, action_id)
        if opened["view"] is None:
            outcome = _outcome(user, opened)
            return Outcome(False, outcome.done_before, outcome.read or str(opened["error"]))
        body = {"user": user, "view_id": opened["view"]["id"], "values": values}
        return _outcome(user, self._ask("/local/submit", body))

    def _press(self, user: str, key: str, action_id: str) -> Json:
        channel, message = self.shown().card(key)
        answer = self._ask(
            "/local/action", {"user": user, "channel": channel["id"], "ts": message["ts"], "action_id": action_id}
        )
        if answer["error"] == "action_not_found":
            raise NotThere(f"{action_id} on {key}")
        return answer

    def _ask(self, path: str, body: Json | None = None) -> Json:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._page + path, data, {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                found: Json = json.load(answer)
        except urllib.error.HTTPError as refused:
            found = json.load(refused)
        return found

    def await_up(self, patience: float) -> None:
        """Return when it serves, or after so many seconds."""
        until = time.monotonic() + patience
        while time.monotonic() < until:
            try:
                self._ask("/local/about")
            except (OSError, http.client.HTTPException):
                time.sleep(0.1)
            else:
                return


def _outcome(user: str, answer: Json) -> Outcome:
    read = " ".join(
        [str(one["text"]) for one in answer["ephemeral"]] + [str(text) for text in (answer["errors"] or {}).values()]
    )
    again = any(words in read for words in MAKE_AGAIN)
    before = any(words in read for words in DONE_ALREADY) and not again
    refused = bool(answer["errors"]) or read.startswith(NOT_DONE) or again
    done = answer["error"] is None and not refused
    return Outcome(done, before, read or str(answer["error"] or ""), user, answer["start"])
