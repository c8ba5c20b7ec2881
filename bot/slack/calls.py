"""One call to Slack: spends its budget, is sent once, and ends in an answer or in one of four known ways."""

import json
from collections.abc import Callable
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.slack.budget import Budget, Unpaced
from bot.slack.view import Urgency
from bot.store.outcome import Later

Answer = dict[str, Any]

#: Real seconds that work waits at least that Slack limits.
SHORTEST_WAIT_SECONDS = 0.05

#: Slack's words for "not now": the call was not applied.
_BUSY = ("ratelimited", "rate_limited")

#: Slack's words after which nobody knows whether the call was applied.
_UNSURE = ("internal_error", "fatal_error", "service_unavailable", "request_timeout")


class SlackTrouble(Exception):
    """A call that did not give an answer."""


class Limited(SlackTrouble):
    """Not sent, or sent back: try again after `seconds` (real)."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"limited for {seconds:.1f} s")
        self.seconds = seconds


class Unreachable(SlackTrouble):
    """The call never left: Slack could not be reached."""


class Lost(SlackTrouble):
    """The call was sent and its answer was not seen: it may have been applied."""


class Refused(SlackTrouble):
    """Slack said no, for good: `word` is its error word."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


def later(trouble: SlackTrouble) -> Later:
    """When work that met a trouble is to be tried again: when Slack says, else as its retry policy has it."""
    if isinstance(trouble, Limited):
        return Later(max(SHORTEST_WAIT_SECONDS, trouble.seconds))
    return Later(failed=True, why=str(trouble))


class SlackCalls:
    """The only way out to Slack's Web API. `send` is replaced by tests that put faults around calls."""

    def __init__(self, client: WebClient, budget: Budget | Unpaced) -> None:
        self.client = client
        self._budget = budget
        self.send: Callable[[str, Answer], Answer] = self._send
        #: How many calls Slack answered, also with a no.
        self.answered = 0

    def __call__(
        self, method: str, urgency: Urgency = Urgency.STATUS, *, spend: bool = True, **arguments: Any
    ) -> Answer:
        """Make the call. `spend` is False when its budget was spent before. Raises SlackTrouble."""
        channel = str(arguments.get("channel", ""))
        if spend:
            self.spend(method, channel, urgency)
        try:
            answer = self.send(method, arguments)
        except (Limited, Refused) as trouble:
            self.answered += 1
            if isinstance(trouble, Limited):
                self._budget.block(method, channel, trouble.seconds)
            raise
        self.answered += 1
        return answer

    def put(self, url: str, content: bytes) -> None:
        """Send the bytes of a file to the address that Slack named for them. Raises SlackTrouble."""
        request = Request(url, data=content, headers={"Content-Type": "application/octet-stream"}, method="POST")
        try:
            with urlopen(request, timeout=self.client.timeout, context=self.client.ssl) as answer:
                answer.read()
        except HTTPError as error:
            raise (Lost if error.code >= 500 else Refused)(str(error.code)) from error
        except (OSError, HTTPException) as error:
            raise Lost(str(error)) from error

    def turn(self, method: str) -> float:
        """Real seconds until this caller's turn for a method that is waited for in line; it is theirs then."""
        return self._budget.turn(method)

    def spend(self, method: str, channel: str, urgency: Urgency) -> None:
        """Take the call's share of its budget. Raises Limited when there is none now."""
        wait = self._budget.wait(method, channel, urgency)
        if wait > 0:
            raise Limited(wait)

    def _send(self, method: str, arguments: Answer) -> Answer:
        try:
            answer = self.client.api_call(method, **_encoded(method, arguments))
        except SlackApiError as error:
            raise _trouble(error) from error
        except (ConnectionRefusedError, URLError) as error:
            reason = getattr(error, "reason", error)
            if isinstance(reason, ConnectionRefusedError):
                raise Unreachable(str(error)) from error
            raise Lost(str(error)) from error
        except (OSError, HTTPException) as error:
            raise Lost(str(error)) from error
        return answer.data if isinstance(answer.data, dict) else {}


def _encoded(method: str, arguments: Answer) -> Answer:
    """The arguments in the form that the method takes: those of files know no JSON."""
    if not method.startswith("files."):
        return {"json": arguments}
    written = {name: json.dumps(value) if isinstance(value, list) else value for name, value in arguments.items()}
    return {"params": written}


def _trouble(error: SlackApiError) -> SlackTrouble:
    response = error.response
    word = str(response.get("error", "")) if hasattr(response, "get") else ""
    status = int(getattr(response, "status_code", 200) or 200)
    if status == 429 or word in _BUSY:
        return Limited(float(response.headers.get("Retry-After") or response.headers.get("retry-after") or 1))
    if status >= 500 or word in _UNSURE:
        return Lost(word or str(status))
    return Refused(word or str(status))
