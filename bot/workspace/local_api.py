"""/local/*: the doors for people, their page and the tests; they stay open while `down` is set."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.workspace import forms, person_actions, reading
from bot.workspace.calls import Calls
from bot.workspace.clicks import Clicks
from bot.workspace.faults import Faults
from bot.workspace.feed import Watcher
from bot.workspace.person_client import PersonClient
from bot.workspace.presenter import about, state
from bot.workspace.team import Team
from bot.workspace.uploads import upload
from bot.workspace.wire import Json, Refusal

Action = Callable[[PersonClient, Json], Awaitable[Json]]


class LocalApi:
    """Endpoints of /local/*."""

    def __init__(self, team: Team, client: PersonClient, calls: Calls, faults: Faults, speed: float) -> None:
        self._team, self._client, self._calls, self._faults = team, client, calls, faults
        self._speed = speed
        team.app.carrier.on_change = self._tell_about

    def routes(self) -> list[Route | WebSocketRoute]:
        """All doors, on one screen."""
        clicks = Clicks(self._client)
        doings: dict[str, Action] = {
            "command": person_actions.command,
            "message": person_actions.message,
            "react": person_actions.reaction,
            "shortcut": person_actions.shortcut,
            "home": person_actions.home,
            "read": person_actions.read,
            "action": lambda client, body: clicks.action(body),
            "submit": forms.submit,
            "close": forms.close,
        }
        return [
            *(Route(f"/local/{name}", self._doing(action), methods=["POST"]) for name, action in doings.items()),
            *reading.routes(self._team),
            Route("/local/upload", self._upload, methods=["POST"]),
            Route("/local/state", self._state),
            Route("/local/about", self._about),
            Route("/local/calls", self._calls_since),
            Route("/local/faults", self._set_faults, methods=["POST"]),
            WebSocketRoute("/local/live", self._live),
        ]

    def _tell_about(self) -> None:
        self._team.feed.to_all(
            {
                "type": "about",
                "connected": self._team.app.connected,
                "speed": self._speed,
                "now": self._team.clock.now(),
            }
        )

    def _doing(self, action: Action) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            start = self._team.clock.now()
            try:
                return JSONResponse(await action(self._client, await _body(request)))
            except Refusal as refusal:
                return JSONResponse(_refused(refusal, start))
            finally:
                self._team.journal.flush()

        return endpoint

    async def _upload(self, request: Request) -> Response:
        start = self._team.clock.now()
        try:
            return JSONResponse(await upload(self._client, request))
        except Refusal as refusal:
            return JSONResponse(_refused(refusal, start))
        finally:
            self._team.journal.flush()

    async def _state(self, request: Request) -> Response:
        try:
            shown = state(self._team, request.query_params.get("channel"), request.query_params.get("as"))
        except Refusal as refusal:
            return JSONResponse(refusal.answer(), 404)
        return JSONResponse(shown)

    async def _about(self, request: Request) -> Response:
        return JSONResponse(about(self._team, self._speed))

    async def _calls_since(self, request: Request) -> Response:
        since = request.query_params.get("since", "0")
        return JSONResponse(self._calls.since(int(since) if since.isdigit() else 0))

    async def _set_faults(self, request: Request) -> Response:
        try:
            setting = self._faults.set(await _body(request))
        except Refusal as refusal:
            return JSONResponse(refusal.answer(), 400)
        carrier = self._team.app.carrier
        carrier.down = setting.down
        carrier.on_change()
        if setting.disconnect or setting.down:
            await carrier.drop_all()
        return JSONResponse({"ok": True, "error": None})

    async def _live(self, web: WebSocket) -> None:
        try:
            user = self._team.user(web.query_params["as"])["id"] if "as" in web.query_params else None
        except Refusal:
            await web.close(code=4004)
            return
        await web.accept()
        watcher = self._team.feed.join(user)
        listener = asyncio.ensure_future(_until_closed(web, watcher))
        try:
            with suppress(RuntimeError, WebSocketDisconnect):
                while (text := await watcher.waiting.get()) is not None:
                    await web.send_text(text)
        finally:
            listener.cancel()
            self._team.feed.leave(watcher)


async def _until_closed(web: WebSocket, watcher: Watcher) -> None:
    with suppress(RuntimeError, WebSocketDisconnect):
        while True:
            await web.receive_text()
    watcher.waiting.put_nowait(None)


def _refused(refusal: Refusal, start: float) -> Json:
    return {
        "ok": False,
        "error": refusal.word,
        "ack_ms": None,
        "start": start,
        "ephemeral": [],
        "view": None,
        "errors": None,
        **refusal.more,
    }


async def _body(request: Request) -> Json:
    try:
        body = json.loads(await request.body() or b"{}")
    except ValueError:
        raise Refusal("invalid_json") from None
    if not isinstance(body, dict):
        raise Refusal("json_not_object")
    return body
