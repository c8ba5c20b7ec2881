"""The way to the app: asks it something and waits three seconds, or tells it an event and tells it again."""

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from bot.workspace.app_manifest import AppManifest
from bot.workspace.clock import Clock
from bot.workspace.wire import APP_ID, BOT_USER, TEAM_ID, VERIFICATION_TOKEN, Json

#: Seconds that Slack gives an app to acknowledge.
PATIENCE = 3.0
#: Seconds before an event is told again, three times as Slack does.
RETRIES = (1.0, 60.0, 300.0)


@dataclass(frozen=True, slots=True)
class Ack:
    """How the app acknowledged: its payload, or the error word the person sees, and after how long."""

    payload: Json | None = None
    error: str | None = None
    ms: int | None = None


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is brought to the app: `kind` is the envelope type of Socket Mode."""

    kind: str
    payload: Json
    retry: int = 0
    retry_reason: str = ""


class Carrier(Protocol):
    """Socket Mode or signed HTTP requests."""

    #: While it is set, the app can neither reach the workspace nor be reached.
    down: bool
    #: Called when `connected` changes.
    on_change: Callable[[], None]

    @property
    def connected(self) -> bool:
        """Whether there is an app to bring anything to."""
        ...

    async def drop_all(self) -> None:
        """Break every connection with the app now."""
        ...

    async def carry(self, parcel: Parcel, patience: float) -> Json | None:
        """Bring it and return the payload of the acknowledgement.

        Raises:
            NotCarried: with the word the person sees.
        """
        ...


class NotCarried(Exception):
    """The app did not acknowledge; `args[0]` is Slack's word for it."""


class AppLink:
    """Asks and tells the app, whichever way it is reached.

    Args:
        manifest: which events it hears of, and what it may call.
    """

    def __init__(self, carrier: Carrier, clock: Clock, manifest: AppManifest) -> None:
        self.carrier = carrier
        self._clock = clock
        self.manifest = manifest
        self._telling: set[asyncio.Task[Ack]] = set()

    @property
    def connected(self) -> bool:
        """Whether the app can be reached now."""
        return self.carrier.connected

    async def ask(self, kind: str, payload: Json) -> Ack:
        """Bring a command or an interaction and wait for the acknowledgement, at most three seconds."""
        return await self._carry(Parcel(kind, payload))

    def tell(self, subscription: str, event: Json) -> Awaitable[Ack]:
        """Bring an event if the app is subscribed to it; what is returned ends with the first attempt."""
        first: asyncio.Future[Ack] = asyncio.get_running_loop().create_future()
        if subscription not in self.manifest.events:
            first.set_result(Ack())
            return first
        task = asyncio.ensure_future(self._tell(_callback(event, self._clock.now()), first))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)
        return first

    async def close(self) -> None:
        """Give up every event that is still to be told again."""
        for task in self._telling:
            task.cancel()
        await asyncio.gather(*self._telling, return_exceptions=True)

    async def _tell(self, payload: Json, first: asyncio.Future[Ack]) -> Ack:
        ack = await self._carry(Parcel("events_api", payload))
        first.set_result(ack)
        for number, rest in enumerate(RETRIES, start=1):
            if ack.error is None:
                break
            await asyncio.sleep(rest)
            reason = "timeout" if ack.error == "operation_timeout" else "connection_failed"
            ack = await self._carry(Parcel("events_api", payload, number, reason))
        return ack

    async def _carry(self, parcel: Parcel) -> Ack:
        start = self._clock.now()
        try:
            payload = await self.carrier.carry(parcel, PATIENCE)
        except NotCarried as word:
            return Ack(error=str(word))
        return Ack(payload=payload, ms=round((self._clock.now() - start) * 1000))


def _callback(event: Json, now: float) -> Json:
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM_ID,
        "api_app_id": APP_ID,
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{secrets.token_hex(5).upper()}",
        "event_time": int(now),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": TEAM_ID,
                "user_id": BOT_USER,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": f"4-{secrets.token_hex(12)}",
    }


def nobody_asks() -> None:
    """What `Carrier.on_change` is until somebody wants to know."""


def compact(value: Json) -> str:
    """JSON in one line."""
    return json.dumps(value, separators=(",", ":"))
