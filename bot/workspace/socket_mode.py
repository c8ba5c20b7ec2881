"""Socket Mode: several WebSockets of the app, an envelope goes to one, and to another if that one drops."""

import asyncio
import json
import secrets
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from bot.workspace.app_link import NotCarried, Parcel, compact, nobody_asks
from bot.workspace.wire import APP_ID, Json

#: Seconds a ticket of apps.connections.open opens a socket for, and sockets one app may hold (Slack: ten).
TICKET_SECONDS = 30.0
MOST_SOCKETS = 10
#: Seconds between the warning and the end of a socket that is to be refreshed.
WARNING = 10.0


@dataclass(eq=False, slots=True)
class _Envelope:
    id: str
    text: str
    answer: asyncio.Future[Json | None]
    socket: "_Socket | None" = None


@dataclass(eq=False, slots=True)
class _Socket:
    web: WebSocket
    outgoing: asyncio.Queue[str | None] = field(default_factory=asyncio.Queue)
    retiring: bool = False


class SocketMode:
    """The app's sockets.

    Args:
        refresh_after: seconds until a socket is warned, then told to reconnect and closed.
    """

    def __init__(self, refresh_after: float = 3600.0) -> None:
        self._refresh_after = refresh_after
        self._tickets: dict[str, float] = {}
        self._sockets: list[_Socket] = []
        self._unanswered: dict[str, _Envelope] = {}
        self._turn = 0
        self.down = False
        self.on_change: Callable[[], None] = nobody_asks

    @property
    def connected(self) -> bool:
        """Whether the app has a socket open."""
        return bool(self._sockets)

    def ticket(self) -> str:
        """The secret part of a new WebSocket URL."""
        now = asyncio.get_running_loop().time()
        self._tickets = {ticket: until for ticket, until in self._tickets.items() if until > now}
        ticket = secrets.token_hex(16)
        self._tickets[ticket] = now + TICKET_SECONDS
        return ticket

    async def carry(self, parcel: Parcel, patience: float) -> Json | None:
        """Put it into an envelope and wait until some socket acknowledges it.

        Raises:
            NotCarried: dispatch_failed without any socket, operation_timeout after `patience` seconds.
        """
        if not self._sockets:
            raise NotCarried("dispatch_failed")
        envelope = self._wrap(parcel)
        self._unanswered[envelope.id] = envelope
        self._send(envelope)
        try:
            return await asyncio.wait_for(envelope.answer, patience)
        except TimeoutError:
            raise NotCarried("operation_timeout") from None
        finally:
            del self._unanswered[envelope.id]

    async def serve(self, web: WebSocket, ticket: str) -> None:
        """Talk with the app over one socket until it ends."""
        if self.down or self._tickets.pop(ticket, 0.0) < asyncio.get_running_loop().time():
            await web.close(code=4001)
            return
        if len(self._sockets) >= MOST_SOCKETS:
            await web.close(code=4002)
            return
        await web.accept()
        socket = _Socket(web)
        socket.outgoing.put_nowait(self._hello())
        self._sockets.append(socket)
        self.on_change()
        for envelope in self._unanswered.values():
            if envelope.socket is None:
                self._send(envelope)
        helpers = [asyncio.ensure_future(self._write(socket)), asyncio.ensure_future(self._refresh(socket))]
        try:
            await self._read(socket)
        finally:
            for helper in helpers:
                helper.cancel()
            self._lost(socket)

    async def drop_all(self) -> None:
        """Close every socket now."""
        for socket in list(self._sockets):
            self._lost(socket)
            with suppress(RuntimeError, WebSocketDisconnect):
                await socket.web.close(code=1012)

    def _wrap(self, parcel: Parcel) -> _Envelope:
        envelope_id = str(uuid.uuid4())
        body: Json = {
            "envelope_id": envelope_id,
            "payload": parcel.payload,
            "type": parcel.kind,
            "accepts_response_payload": parcel.kind != "events_api",
        }
        if parcel.kind == "events_api":
            body |= {"retry_attempt": parcel.retry, "retry_reason": parcel.retry_reason}
        return _Envelope(envelope_id, compact(body), asyncio.get_running_loop().create_future())

    def _send(self, envelope: _Envelope) -> None:
        open_sockets = [socket for socket in self._sockets if not socket.retiring] or self._sockets
        if not open_sockets:
            envelope.socket = None
            return
        self._turn += 1
        envelope.socket = open_sockets[self._turn % len(open_sockets)]
        envelope.socket.outgoing.put_nowait(envelope.text)

    def _lost(self, socket: _Socket) -> None:
        if socket not in self._sockets:
            return
        self._sockets.remove(socket)
        self.on_change()
        for envelope in self._unanswered.values():
            if envelope.socket is socket:
                self._send(envelope)

    def _hello(self) -> str:
        return compact(
            {
                "type": "hello",
                "num_connections": len(self._sockets) + 1,
                "debug_info": {
                    "host": "local-workspace",
                    "build_number": 1,
                    "approximate_connection_time": int(self._refresh_after),
                },
                "connection_info": {"app_id": APP_ID},
            }
        )

    async def _write(self, socket: _Socket) -> None:
        with suppress(RuntimeError, WebSocketDisconnect):
            while (text := await socket.outgoing.get()) is not None:
                await socket.web.send_text(text)
            await socket.web.close()

    async def _read(self, socket: _Socket) -> None:
        with suppress(RuntimeError, WebSocketDisconnect):
            while socket.web.application_state is WebSocketState.CONNECTED:
                self._acknowledged(await socket.web.receive_text())

    def _acknowledged(self, text: str) -> None:
        try:
            body = json.loads(text)
            envelope = self._unanswered.get(body["envelope_id"])
        except (ValueError, KeyError, TypeError):
            return
        if envelope is not None and not envelope.answer.done():
            envelope.answer.set_result(body.get("payload"))

    async def _refresh(self, socket: _Socket) -> None:
        await asyncio.sleep(self._refresh_after)
        socket.retiring = True
        socket.outgoing.put_nowait(_goodbye("warning"))
        await asyncio.sleep(WARNING)
        socket.outgoing.put_nowait(_goodbye("refresh_requested"))
        socket.outgoing.put_nowait(None)


def _goodbye(reason: str) -> str:
    return compact({"type": "disconnect", "reason": reason, "debug_info": {"host": "local-workspace"}})
