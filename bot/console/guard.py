"""The guard at the console's door: who comes in how, as whom, and to which few doors; everything else is shut."""

import asyncio
import json
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, urlencode, urlsplit

from redis.exceptions import RedisError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.console.entrance import Entrance, is_local
from bot.console.links import Links

#: The cookie of somebody who signed in.
COOKIE_NAME = "muster_console"

#: Real seconds between two looks whether an open page may still be shown.
LOOK_AGAIN_SECONDS = 2.0

#: Bytes of the largest thing that somebody does; files have a door of their own.
LARGEST_BODY_BYTES = 500_000

#: What a page may do as its person, in the body's `user`.
DEEDS = frozenset(
    f"/local/{name}"
    for name in ("command", "message", "react", "shortcut", "home", "read", "action", "submit", "close")
)

#: What it may read as its person, in the query's `as`.
READINGS = frozenset(
    f"/local/{name}" for name in ("state", "glance", "history", "thread", "messages", "search", "about")
)

#: Where files are sent to, as the person in the query's `user`; and what tells of changes, as the query's `as`.
UPLOAD, LIVE = "/local/upload", "/local/live"

#: Browsers that are remembered for when Redis is away.
REMEMBERED_SESSIONS = 1_000

#: What everybody may have: the page without anything in it, and the way in and out.
OPEN = ("/page/",)
OPEN_PATHS = frozenset({"/", "/sign-in", "/sign-out"})

SAFE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": "frame-ancestors 'none'",
}


class Refused(Exception):
    """Not let in: HTTP status, a word for the page, and words for a person."""

    def __init__(self, status: int, word: str, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.word = word


class SignedIn:
    """Says who a browser is signed in as. While Redis is away, whoever it last said they are."""

    def __init__(self, links: Links, known: Callable[[str], bool]) -> None:
        self._links = links
        self._known = known
        self._last: dict[str, str] = {}

    async def person(self, headers: Headers) -> str | None:
        """The Slack id of the person, or None."""
        shown = cookie_of(headers)
        if not shown:
            return None
        try:
            person = await run_in_threadpool(self._links.person, shown)
        except RedisError:
            # They are told that the storage is away where they try something.
            return self._last.get(shown)
        if person is None or not self._known(person):
            self._last.pop(shown, None)
            return None
        if len(self._last) >= REMEMBERED_SESSIONS:
            self._last.clear()
        self._last[shown] = person
        return person


def cookie_of(headers: Headers) -> str:
    """What the browser shows to be known by; "" when nothing."""
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE_NAME)
    except CookieError:
        return ""
    return found.value if found else ""


class Guard:
    """ASGI middleware around the page and the doors of people."""

    def __init__(self, app: ASGIApp, entrance: Entrance, signed_in: SignedIn, user: Callable[[str], str]) -> None:
        """`user` gives the id of somebody named by id or handle, and "" for nobody."""
        self._app = app
        self._entrance = entrance
        self._signed_in = signed_in
        self._user = user

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in as the person who is signed in, or answer why not."""
        if scope["type"] not in ("http", "websocket"):
            return await self._app(scope, receive, send)
        if scope["type"] == "http":
            send = _safely(send, kept=scope["path"].startswith(OPEN))
        try:
            await self._let_in(scope, receive, send)
        except Refused as refused:
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 4000 + refused.status, "reason": refused.word})
                return
            answer = {"ok": False, "error": refused.word, "words": str(refused)}
            await JSONResponse(answer, refused.status)(scope, receive, send)

    async def _let_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers, path = Headers(scope=scope), scope["path"]
        check_way(scope, headers, self._entrance)
        if path in OPEN_PATHS or path.startswith(OPEN):
            return await self._app(scope, receive, send)
        person = await self._signed_in.person(headers)
        if person is None:
            raise Refused(401, "not_signed_in", "Sign in with your personal link.")
        scope.setdefault("state", {})["person"] = person
        if scope["type"] == "websocket":
            return await self._live(scope, receive, send, person)
        kind = (scope["method"], path)
        if scope["method"] == "POST" and path in DEEDS:
            receive = await self._as_person(receive, person)
        elif kind == ("POST", UPLOAD):
            scope = self._query(scope, "user", person)
        elif scope["method"] == "GET" and path in READINGS:
            scope = self._query(scope, "as", person)
        elif not (scope["method"] == "GET" and path.startswith("/files/")):
            raise Refused(404, "not_found", "There is nothing here.")
        await self._app(scope, receive, send)

    def _query(self, scope: Scope, name: str, person: str) -> Scope:
        """The request with that person in the query, whoever was named there."""
        values = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        for given in (value for key, value in values if key == name):
            self._own(given, person)
        rest = [(key, value) for key, value in values if key != name]
        return {**scope, "query_string": urlencode([*rest, (name, person)]).encode()}

    async def _as_person(self, receive: Receive, person: str) -> Receive:
        """The request with that person in the body, whoever was named there."""
        content = await _read(receive)
        try:
            body = json.loads(content or b"{}")
        except ValueError:
            raise Refused(400, "invalid_json", "This is no JSON.") from None
        if not isinstance(body, dict):
            raise Refused(400, "json_not_object", "This is no JSON object.")
        if body.get("user") is not None:
            self._own(str(body["user"]), person)
        return _replay(json.dumps(body | {"user": person}).encode(), receive)

    def _own(self, given: str, person: str) -> None:
        if given != person and self._user(given) != person:
            raise Refused(403, "not_you", "You act for yourself only: this is somebody else.")

    async def _live(self, scope: Scope, receive: Receive, send: Send, person: str) -> None:
        """The live feed, for as long as the person is signed in."""
        if scope["path"] != LIVE:
            raise Refused(404, "not_found", "There is nothing here.")
        headers = Headers(scope=scope)
        ended = asyncio.Event()

        async def watch() -> None:
            while await self._signed_in.person(headers) == person:
                await asyncio.sleep(LOOK_AGAIN_SECONDS)
            ended.set()

        watching = asyncio.ensure_future(watch())
        try:
            await self._app(self._query(scope, "as", person), _until(receive, ended), send)
        finally:
            watching.cancel()


def check_way(scope: Scope, headers: Headers, entrance: Entrance) -> None:
    """Whether a request came the way that was meant: directly or by the named proxy, and from our own page.

    Raises Refused.
    """
    peer = scope["client"][0] if scope.get("client") else ""
    if entrance.proxy:
        if not entrance.proxy.is_it(peer):
            raise Refused(403, "not_the_proxy", f"Open {entrance.url}: this way is for its proxy only.")
        if headers.get("x-forwarded-proto", "").split(",")[0].strip() not in ("https", "wss"):
            raise Refused(403, "not_https", "The proxy has to speak https with people, and say X-Forwarded-Proto.")
    host = (entrance.proxy and headers.get("x-forwarded-host")) or headers.get("host", "")
    if not _is_ours(f"//{host}", entrance):
        raise Refused(403, "other_address", f"This console is opened at {entrance.url}.")
    origin = headers.get("origin")
    if origin is not None and not _is_ours(origin, entrance, scheme=True):
        raise Refused(403, "other_page", "Another site's page may do nothing here.")


def _is_ours(address: str, entrance: Entrance, *, scheme: bool = False) -> bool:
    """Whether an address is the console's: the one that people open, or on this machine any name of it."""
    try:
        given, ours = urlsplit(address), urlsplit(entrance.url)
        port = given.port
    except ValueError:
        return False
    usual = {"https": 443, "http": 80}[ours.scheme]
    if scheme and given.scheme != ours.scheme:
        return False
    if (port or usual) != (ours.port or usual) and not (entrance.proxy and port is None):
        return False
    local = entrance.local and is_local(given.hostname or "")
    return given.hostname == ours.hostname or local


def _safely(send: Send, *, kept: bool) -> Send:
    """Answers that no other site shows in a frame, and that nobody keeps but where that is meant."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message.setdefault("headers", []))
            for name, value in SAFE_HEADERS.items():
                headers.setdefault(name, value)
            if not kept:
                headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return sending


def _until(receive: Receive, ended: asyncio.Event) -> Receive:
    """What comes from the other side, which hangs up when `ended` is set."""

    async def receiving() -> Message:
        coming, ending = asyncio.ensure_future(receive()), asyncio.ensure_future(ended.wait())
        done, _ = await asyncio.wait((coming, ending), return_when=asyncio.FIRST_COMPLETED)
        ending.cancel()
        if coming in done:
            return coming.result()
        coming.cancel()
        return {"type": "websocket.disconnect", "code": 4401}

    return receiving


async def _read(receive: Receive) -> bytes:
    content, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Refused(400, "gone", "The request broke off.")
        content += message.get("body", b"")
        more = message.get("more_body", False)
        if len(content) > LARGEST_BODY_BYTES:
            raise Refused(413, "too_large", "This is too large.")
    return content


def _replay(content: bytes, receive: Receive) -> Receive:
    given = False

    async def receiving() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": content, "more_body": False}

    return receiving
