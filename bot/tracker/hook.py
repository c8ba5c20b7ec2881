"""One signed request to the tracker, and what its answer means (D12)."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from pydantic import BaseModel, ConfigDict, Field, ValidationError

#: Real seconds that the tracker may take, and bytes of its answer that are read.
PATIENCE_SECONDS, LARGEST_ANSWER_BYTES = 10.0, 64 * 1024

#: Answers of 4xx after which a later try may succeed.
_LATER = (408, 425, 429)


class Made(BaseModel):
    """What the tracker says of a ticket that it made; both may be left out."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    key: str = Field(default="", max_length=60)
    url: str = Field(default="", max_length=2_000, pattern=r"^(https?://[^\s<>|]+)?$")


@dataclass(frozen=True)
class Refused:
    """It will not make one, whatever we do: `reason` says why."""

    reason: str


@dataclass(frozen=True)
class NotNow:
    """It could not be reached, or asks for patience: `wait` are real seconds, if it said how many."""

    reason: str
    wait: float | None = None


Answer = Made | Refused | NotNow


class _NoWayRound(HTTPRedirectHandler):
    """A signed ticket goes where the file says, and nowhere else."""

    def redirect_request(self, *given: Any, **named: Any) -> None:
        """Follow no redirect."""
        return None


_opener = build_opener(_NoWayRound)


def signature(secret: str, body: bytes) -> str:
    """The value of `X-Muster-Signature` for exactly these bytes."""
    return f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"


def send(url: str, secret: str, content: dict[str, Any], key: str) -> Answer:
    """Post the content as JSON. By the same `key` the tracker knows the same ticket, however often it comes."""
    body = json.dumps(content, ensure_ascii=False).encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Muster",
        "X-Muster-Signature": signature(secret, body),
        "Idempotency-Key": key,
    }
    try:
        with _opener.open(Request(url, body, headers), timeout=PATIENCE_SECONDS) as answer:
            return _made(answer.read(LARGEST_ANSWER_BYTES))
    except HTTPError as problem:
        with problem:
            return _refused(problem)
    except (OSError, HTTPException, ValueError) as problem:
        return NotNow(f"it cannot be reached ({type(problem).__name__})")


def _made(body: bytes) -> Made:
    """A ticket was made, also where the answer says nothing that we understand."""
    try:
        return Made.model_validate_json(body)
    except ValidationError:
        return Made()


def _refused(problem: HTTPError) -> Answer:
    status = problem.code
    if status in _LATER or status >= 500:
        asked = (problem.headers.get("Retry-After") or "").strip()
        return NotNow(f"it answers HTTP {status}", float(asked) if asked.isdecimal() else None)
    if 300 <= status < 400:
        return Refused(f"the tracker sends us elsewhere (HTTP {status}); put the right address into the file")
    return Refused(f"the tracker refuses it (HTTP {status})")
