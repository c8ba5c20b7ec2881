"""How much of a request's body is read, and how long it may take, before anything else is done with the request."""

import asyncio
from collections.abc import Mapping

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Real seconds within which a whole body must have come.
BODY_SECONDS = 30.0

#: Bytes of the largest body, and of the largest message of a WebSocket, unless a path may have larger ones.
BODY_BYTES = 1_000_000


class BodyLimit:
    """ASGI middleware: answers 413 to a body that is too large, whatever its Content-Length says, 408 to a slow one.

    The body is read whole before the application sees the request. `larger` has the bytes of paths that begin so.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        largest: int = BODY_BYTES,
        larger: Mapping[str, int] | None = None,
        seconds: float = BODY_SECONDS,
    ) -> None:
        self._app = app
        self._largest = largest
        self._larger = larger or {}
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on once its body is here, or answer it."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        try:
            body = await asyncio.wait_for(self._body(scope, receive), self._seconds)
        except TimeoutError:
            return await _answer(408, "The request did not come in time.", scope, receive, send)
        if body is None:
            return await _answer(413, "The request is too large.", scope, receive, send)
        waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def again() -> Message:
            return waiting.pop() if waiting else await receive()

        return await self._app(scope, again, send)

    async def _body(self, scope: Scope, receive: Receive) -> bytes | None:
        """The whole body; None when it is too large. A caller that hangs up has sent all that there will be."""
        limit = next((most for path, most in self._larger.items() if scope["path"].startswith(path)), self._largest)
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if announced.isdigit() and int(announced) > limit:
            return None
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return bytes(body)
            body += message.get("body", b"")
            if len(body) > limit:
                return None
            if not message.get("more_body"):
                return bytes(body)


async def _answer(status: int, text: str, scope: Scope, receive: Receive, send: Send) -> None:
    headers = {"Connection": "close", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
    await PlainTextResponse(text, status, headers)(scope, receive, send)
