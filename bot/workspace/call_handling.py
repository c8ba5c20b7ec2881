"""The door of the app's calls: faults, latency and the record, the same for every call."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.workspace.calls import Calls
from bot.workspace.clock import Clock
from bot.workspace.faults import Faults, Rule
from bot.workspace.wire import Json


@dataclass(slots=True)
class Answer:
    """What the app gets: status, JSON body, headers, and the channel for the record."""

    body: Json
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    channel: str | None = None


#: Applies a call: from the request and its body to the answer. It must not wait, so that a call is atomic.
Apply = Callable[[Request, bytes], Answer]


class CallHandling:
    """Lets calls in, unless a fault is set, and records them."""

    def __init__(self, clock: Clock, faults: Faults, calls: Calls) -> None:
        self._clock, self._faults, self._calls = clock, faults, calls

    async def serve(self, scope: Scope, receive: Receive, send: Send, method: str, apply: Apply) -> None:
        """Answer one request with what `apply` makes of it, or with what a fault makes of that."""
        start = self._clock.now()
        request = Request(scope, receive)
        body = await request.body()
        lost = False
        if self._faults.down:
            answer = Answer({"ok": False, "error": "service_unavailable"}, 503)
        else:
            await self._slowly()
            rule = self._faults.take(method)
            answer = _instead(rule) or apply(request, body)
            lost = rule is not None and rule.do == "lose_answer"
            await self._slowly()
        word = "answer_lost" if lost else answer.body.get("error")
        status = 0 if lost else answer.status
        end = self._clock.now()
        self._calls.add(method, answer.channel, start=start, end=end, status=status, error=word)
        if lost:
            await hang_up(scope, receive)
        else:
            await _response(answer)(scope, receive, send)

    async def _slowly(self) -> None:
        if self._faults.latency:
            await asyncio.sleep(self._faults.latency / 2)


def _instead(rule: Rule | None) -> Answer | None:
    if rule is None or rule.do == "lose_answer":
        return None
    if rule.do == "429":
        return too_many(rule.retry_after if rule.retry_after is not None else 1)
    if rule.do == "500":
        return Answer({"ok": False, "error": "internal_error"}, 500)
    return Answer({"ok": False, "error": rule.error or "fatal_error"})


def too_many(seconds: int) -> Answer:
    """Slack's answer to a call above the rate."""
    return Answer({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": str(seconds)})


def _response(answer: Answer) -> Response:
    return Response(json.dumps(answer.body), answer.status, answer.headers, "application/json")


async def hang_up(scope: Scope, receive: Receive) -> None:
    """Close the connection without an answer; `cut` comes from the server's protocol class."""
    scope["state"]["cut"]()
    while (await receive())["type"] != "http.disconnect":
        pass
