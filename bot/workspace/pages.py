"""The page in the browser, uploaded files, and the guard that lets only this machine in."""

import mimetypes
from pathlib import Path
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.workspace.files import LARGEST
from bot.workspace.team import Team
from bot.workspace.wire import Refusal

DIST = Path(__file__).parent / "page" / "dist"
_MISSING = "<!doctype html><title>Muster</title><p>bot/workspace/page is not built; /local works.</p>"
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

#: Bytes of the largest request: a file, and what a form wraps around it.
LARGEST_UPLOAD = LARGEST + 10_000


class LoopbackOnly:
    """Refuses requests under another host name or from another site's page, which a browser would send."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request of this machine through."""
        if scope["type"] in ("http", "websocket") and not _from_here(Headers(scope=scope)):
            refusal = PlainTextResponse("only this machine may use the local workspace", 403)
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 4003, "reason": ""})
            else:
                await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _from_here(headers: Headers) -> bool:
    host = urlsplit(f"//{headers.get('host', '')}").hostname
    origin = headers.get("origin")
    return host in _LOOPBACK and (origin is None or urlsplit(origin).hostname in _LOOPBACK)


class Pages:
    """Endpoints of the page and of files."""

    def __init__(self, team: Team) -> None:
        self._team = team

    def routes(self) -> list[Route]:
        """The page at /, its parts under /page/, uploads and downloads."""
        return [
            Route("/", _index),
            Route("/page/{path:path}", _part),
            Route("/upload/{file}", self._upload, methods=["POST", "PUT"]),
            Route("/files/{file}", self._download),
        ]

    async def _upload(self, request: Request) -> Response:
        if int(request.headers.get("content-length") or 0) > LARGEST_UPLOAD:
            return PlainTextResponse("too large", 413)
        try:
            content = await _content(request)
            arrived = self._team.files.receive(request.path_params["file"], content)
        except Refusal as refusal:
            return PlainTextResponse(refusal.word, 404)
        self._team.journal.flush()
        if not arrived:
            return PlainTextResponse("wrong length", 400)
        return PlainTextResponse(f"OK - {len(content)}")

    async def _download(self, request: Request) -> Response:
        try:
            file = self._team.files.find(request.path_params["file"])
            content = self._team.files.content(file)
        except (Refusal, OSError, KeyError):
            return PlainTextResponse("file_not_found", 404)
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        # What was uploaded is shown, never run: a hostile HTML file gets no script and no origin.
        safe = {"Content-Security-Policy": "sandbox; default-src 'none'", "X-Content-Type-Options": "nosniff"}
        return Response(content, media_type=kind, headers=safe)


async def _content(request: Request) -> bytes:
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await request.body()
    body = await request.body()
    # One part only, as slack_sdk and curl send it; a form parser would be one more dependency.
    boundary = request.headers["content-type"].partition("boundary=")[2].strip('"').encode()
    _, _, rest = body.partition(b"\r\n\r\n")
    return rest.partition(b"\r\n--" + boundary)[0]


async def _index(request: Request) -> Response:
    index = DIST / "index.html"
    return FileResponse(index) if index.is_file() else HTMLResponse(_MISSING, 404)


async def _part(request: Request) -> Response:
    part = (DIST / request.path_params["path"]).resolve()
    if not part.is_relative_to(DIST) or not part.is_file():
        return PlainTextResponse("not found", 404)
    return FileResponse(part)
