"""The console's own doors beside the workspace's: signing in and out, what the page is told, and files."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from redis.exceptions import RedisError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.console.entrance import Entrance
from bot.console.guard import COOKIE_NAME, cookie_of
from bot.console.links import SIGNED_IN_SECONDS, Links
from bot.workspace.pages import Pages
from bot.workspace.presenter import about
from bot.workspace.team import Team
from bot.workspace.wire import Json, Refusal

#: Real seconds that a link that opens nothing is answered later: nobody tries many.
SLOW_ANSWER_SECONDS = 0.3

NOT_KNOWN = "This link does not hold: it was revoked, or it is not complete. Ask for a new one."
AWAY = "Muster cannot reach its storage, so it cannot look your link up. Try again in a moment."


class Doors:
    """Routes that stand before those of the workspace. `slack` is how Slack is, for the page."""

    def __init__(self, team: Team, links: Links, entrance: Entrance, speed: float, slack: Callable[[], Json]) -> None:
        self._team = team
        self._links = links
        self._entrance = entrance
        self._speed = speed
        self._slack = slack

    def routes(self) -> list[Route]:
        """All of them."""
        pages = {route.path: route for route in Pages(self._team).routes()}
        return [
            Route("/local/about", self._about),
            Route("/sign-in", self._sign_in, methods=["POST"]),
            Route("/sign-out", self._sign_out, methods=["POST"]),
            Route("/files/{file}", self._file(pages["/files/{file}"].endpoint)),
            pages["/"],
            pages["/page/{path:path}"],
        ]

    async def _about(self, request: Request) -> Response:
        shown = about(self._team, self._speed)
        console = {"you": request.state.person, "url": self._entrance.url, "slack": self._slack()}
        return JSONResponse(shown | {"console": console})

    async def _sign_in(self, request: Request) -> Response:
        token = str((await _json(request)).get("link", ""))
        try:
            opened = await run_in_threadpool(self._links.sign_in, token)
        except RedisError:
            return JSONResponse({"ok": False, "error": "storage_away", "words": AWAY}, 503)
        if opened is None or opened[0] not in self._team.users:
            await asyncio.sleep(SLOW_ANSWER_SECONDS)
            return JSONResponse({"ok": False, "error": "link_not_known", "words": NOT_KNOWN}, 403)
        person, shown = opened
        answer = JSONResponse({"ok": True, "error": None, "you": person})
        answer.set_cookie(
            COOKIE_NAME,
            shown,
            max_age=SIGNED_IN_SECONDS,
            httponly=True,
            samesite="strict",
            secure=self._entrance.secure,
        )
        return answer

    async def _sign_out(self, request: Request) -> Response:
        try:
            await run_in_threadpool(self._links.sign_out, cookie_of(request.headers))
        except RedisError:
            return JSONResponse({"ok": False, "error": "storage_away", "words": AWAY}, 503)
        answer = JSONResponse({"ok": True, "error": None})
        answer.delete_cookie(COOKIE_NAME, httponly=True, samesite="strict", secure=self._entrance.secure)
        return answer

    def _file(self, download: Any) -> Callable[[Request], Awaitable[Response]]:
        """A file for whoever sees a message that holds it, and for whoever sent it."""

        async def endpoint(request: Request) -> Response:
            if not self._may_have(request.state.person, request.path_params["file"]):
                return JSONResponse({"ok": False, "error": "file_not_found"}, 404)
            response: Response = await download(request)
            return response

        return endpoint

    def _may_have(self, person: str, file: str) -> bool:
        try:
            if self._team.files.find(file).user == person:
                return True
        except Refusal:
            return False
        seen = (channel for channel in self._team.channels.values() if channel.seen_by(person))
        return any(_holds(channel.messages.values(), file) for channel in seen)


def _holds(messages: Iterable[Json], file: str) -> bool:
    return any(one.get("id") == file for message in messages for one in message.get("files") or ())


async def _json(request: Request) -> Json:
    try:
        body = await request.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
