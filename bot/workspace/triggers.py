"""Trigger ids and response URLs: the two short-lived keys that an app gets with each thing a person does."""

import base64
import hashlib
import hmac
import json
import secrets
from collections import deque
from dataclasses import dataclass
from typing import Any

from bot.workspace.clock import Clock
from bot.workspace.moments import Moment
from bot.workspace.wire import SIGNING_SECRET, Refusal

#: Seconds that a trigger id is good for; answers that a response URL takes, and for how many seconds.
TRIGGER_SECONDS = 3.0
RESPONSES = 5
RESPONSE_SECONDS = 30 * 60
_REMEMBERED = 2_000


@dataclass(slots=True)
class _Trigger:
    moment: Moment
    issued: float
    used: bool = False


class Triggers:
    """Trigger ids: good once, for three seconds."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._issued: dict[str, _Trigger] = {}

    def issue(self, moment: Moment) -> str:
        """A new trigger id for what the person of this moment did."""
        trigger = f"{int(self._clock.now() * 1000)}.{secrets.randbelow(10**10)}.{secrets.token_hex(16)}"
        self._issued[trigger] = _Trigger(moment, self._clock.now())
        if len(self._issued) > _REMEMBERED:
            del self._issued[next(iter(self._issued))]
        return trigger

    def check(self, trigger: str) -> Moment:
        """The moment the id was issued for.

        Raises:
            Refusal: invalid_trigger_id, exchanged_trigger_id, expired_trigger_id.
        """
        known = self._issued.get(trigger)
        if known is None:
            raise Refusal("invalid_trigger_id")
        if known.used:
            raise Refusal("exchanged_trigger_id")
        if self._clock.now() - known.issued > TRIGGER_SECONDS:
            raise Refusal("expired_trigger_id")
        return known.moment

    def spend(self, trigger: str) -> None:
        """The id has opened its view and opens no other."""
        self._issued[trigger].used = True


@dataclass(frozen=True, slots=True)
class ResponseTo:
    """What a response URL answers: a person in a channel, and the message they clicked in, if any."""

    user: str
    channel: str
    ts: str | None
    is_ephemeral: bool
    moment: Moment | None


class ResponseUrls:
    """Response URLs: the token says, signed, what it is for, and so outlives a restart of the workspace."""

    def __init__(self, clock: Clock, secret: str = SIGNING_SECRET) -> None:
        self._clock = clock
        self._secret = secret
        self._moments: dict[str, Moment] = {}
        self._order: deque[str] = deque()
        self._uses: dict[str, int] = {}

    def issue(self, moment: Moment, channel: str, ts: str | None = None, is_ephemeral: bool = False) -> str:
        """A new token, the last part of the URL."""
        facts = [moment.user, channel, ts, is_ephemeral, int(self._clock.now()), secrets.token_hex(4)]
        body = base64.urlsafe_b64encode(json.dumps(facts).encode()).decode().rstrip("=")
        token = f"{body}.{_seal(body, self._secret)}"
        self._moments[token] = moment
        self._order.append(token)
        if len(self._order) > _REMEMBERED:
            old = self._order.popleft()
            self._moments.pop(old, None)
            self._uses.pop(old, None)
        return token

    def use(self, token: str) -> ResponseTo:
        """Count one answer on this token and say what it is for.

        Raises:
            Refusal: invalid_url, expired_url after 30 minutes, used_url after five answers.
        """
        user, channel, ts, is_ephemeral, issued, _ = _facts(token, self._secret)
        if self._clock.now() - issued > RESPONSE_SECONDS:
            raise Refusal("expired_url")
        uses = self._uses.get(token, 0)
        if uses >= RESPONSES:
            raise Refusal("used_url")
        self._uses[token] = uses + 1
        return ResponseTo(user, channel, ts, is_ephemeral, self._moments.get(token))


def _seal(body: str, secret: str) -> str:
    return hmac.new(secret.encode(), body.encode(), hashlib.sha256).hexdigest()[:16]


def _facts(token: str, secret: str) -> list[Any]:
    body, _, seal = token.partition(".")
    if not hmac.compare_digest(seal.encode(), _seal(body, secret).encode()):
        raise Refusal("invalid_url")
    facts: list[Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return facts
