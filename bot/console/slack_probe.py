"""Whether Slack answers at present, asked again and again, and since when that is so."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPException
from typing import Any, Self

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

#: Real seconds between two questions, and for one answer.
PROBE_SECONDS, PATIENCE_SECONDS = 10.0, 5


class Answering(StrEnum):
    """How Slack is."""

    ANSWERS = "answers"
    SILENT = "silent"
    REFUSES = "refuses"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class SlackState:
    """How Slack is since when (real seconds), and in its own word why."""

    answering: Answering
    since: float
    why: str = ""

    @classmethod
    def unknown(cls) -> Self:
        """Before it was asked, or where none is set up."""
        return cls(Answering.UNKNOWN, 0.0)

    def shown(self) -> dict[str, Any]:
        """For the page."""
        return {"answering": self.answering.value, "since": self.since, "why": self.why}


def ask(client: WebClient) -> tuple[Answering, str]:
    """Ask Slack once whether it knows us."""
    try:
        client.auth_test()
    except SlackApiError as problem:
        word, status = str(problem.response.get("error") or ""), int(getattr(problem.response, "status_code", 200))
        # Limits are an answer; so is a token that is not taken, but nothing can be done there then.
        if status == 429 or word in ("ratelimited", "rate_limited"):
            return Answering.ANSWERS, ""
        return (Answering.SILENT if status >= 500 else Answering.REFUSES), word or str(status)
    except (OSError, HTTPException) as problem:
        return Answering.SILENT, type(problem).__name__
    return Answering.ANSWERS, ""


def probe(client: WebClient, tell: Callable[[SlackState], None], stop: threading.Event) -> None:
    """Tell of each change, until `stop`."""
    known = SlackState.unknown()
    while not stop.is_set():
        answering, why = ask(client)
        if (answering, why) != (known.answering, known.why):
            known = SlackState(answering, known.since if answering is known.answering else time.time(), why)
            tell(known)
        stop.wait(PROBE_SECONDS)
