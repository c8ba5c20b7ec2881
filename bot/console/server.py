"""The console's two servers on one loop: one for people, guarded, and one for the app, on this machine only."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from bot.body_limit import BODY_BYTES, BodyLimit
from bot.console.doors import Doors
from bot.console.entrance import Entrance
from bot.console.guard import Guard, SignedIn
from bot.console.links import Links
from bot.console.slack_probe import SlackState
from bot.workspace.app_manifest import read_manifest
from bot.workspace.call_handling import CallHandling
from bot.workspace.calls import Calls
from bot.workspace.cast import Named
from bot.workspace.faults import Faults
from bot.workspace.in_process import Deliver, InProcess
from bot.workspace.local_api import LocalApi
from bot.workspace.pages import LARGEST_UPLOAD, Pages
from bot.workspace.person_client import PersonClient
from bot.workspace.responses import Responses
from bot.workspace.server import listen
from bot.workspace.team import Team
from bot.workspace.tiers import Rates
from bot.workspace.web_api import ResponseEndpoint, WebApi
from bot.workspace.wire import Refusal
from bot.workspace.workspace_settings import WorkspaceSettings

#: Real seconds between pings on a WebSocket, and until a silent page is given up.
PING_SECONDS = 10.0

_QUIETLY: dict[str, Any] = {
    "http": "h11", "ws": "websockets-sansio", "log_config": None, "log_level": "warning", "access_log": False,
    "ws_ping_interval": PING_SECONDS, "ws_ping_timeout": PING_SECONDS, "timeout_keep_alive": 60,
    "timeout_graceful_shutdown": 1,
    "proxy_headers": False, "server_header": False, "ws_max_size": BODY_BYTES,
}  # fmt: skip


class ConsoleServer:
    """The workspace of the console and how it is reached.

    Args:
        entrance: where people come in.
        people: of the organisation's file; they alone can sign in.
        name: the organisation's.
        announcements: its announcements channel, by name or by Slack id.
        app: answers what people do.
        links: say who they are.
        speed: how many times as fast the product's clocks run; only shown.

    Raises:
        MusterError: the port is taken.
    """

    def __init__(
        self, entrance: Entrance, people: Iterable[Named], name: str, announcements: str, app: Deliver, links: Links,
        speed: float,
    ) -> None:  # fmt: skip
        self.entrance = entrance
        self._listening = entrance.listen()
        self._own = listen(0)
        charter = WorkspaceSettings(
            name=name, visitor=False, discreet=True, files_url="", signing_secret=secrets.token_urlsafe(32),
            bot_token=f"xoxb-{secrets.token_urlsafe(32)}", app_token=f"xapp-{secrets.token_urlsafe(32)}",
            channels=(("C00GENERAL", "general"), _announcements(announcements)),
        )  # fmt: skip
        self.team = Team(None, people, InProcess(app), read_manifest(), charter)
        host, port = self._own.getsockname()[:2]
        self.team.base_url = f"http://{host}:{port}"
        self._slack = SlackState.unknown()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._people = uvicorn.Server(self._for_people(links, speed))
        self._app = _Behind(self._for_app())

    @property
    def api_url(self) -> str:
        """The base URL of the Web API, of which only the app knows the token."""
        return f"{self.team.base_url}/api/"

    @property
    def serving(self) -> bool:
        """Whether both servers answer."""
        return self._people.started and self._app.started

    def run(self, before_end: Callable[[], None] = lambda: None) -> None:
        """Serve until `stop`, or a signal if this is the main thread.

        `before_end` is called when people cannot come in any more and the app still can.
        """
        asyncio.run(self._run(before_end))

    def stop(self) -> None:
        """End `run`, from any thread."""
        self._people.should_exit = True

    def tell_slack(self, found: SlackState) -> None:
        """Show on every page whether Slack answers; from any thread."""
        self._slack = found
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):
                event = {"type": "console", "slack": found.shown()}
                self._loop.call_soon_threadsafe(self.team.feed.to_all, event)

    async def _run(self, before_end: Callable[[], None]) -> None:
        self._loop = asyncio.get_running_loop()
        behind = asyncio.ensure_future(self._app.serve(sockets=[self._own]))
        try:
            await self._people.serve(sockets=[self._listening])
        finally:
            await asyncio.to_thread(before_end)
            self._app.should_exit = True
            await behind

    def _for_app(self) -> uvicorn.Config:
        door = CallHandling(self.team.clock, Faults(), Calls())
        api = WebApi(self.team, door, Rates(self.team.clock, on=False))
        routes = [
            Route("/api/{method}", api, methods=["GET", "POST"]),
            Route("/response/{token}", ResponseEndpoint(Responses(self.team), door), methods=["POST"]),
            *(route for route in Pages(self.team).routes() if route.path.startswith("/upload/")),
        ]
        limit = Middleware(BodyLimit, larger={"/upload/": LARGEST_UPLOAD})
        return uvicorn.Config(Starlette(routes=routes, middleware=[limit]), lifespan="off", **_QUIETLY)

    def _for_people(self, links: Links, speed: float) -> uvicorn.Config:
        doors = Doors(self.team, links, self.entrance, speed, lambda: self._slack.shown())
        # Of these the guard lets people through to few: faults and calls are for the local workspace's tests.
        local = LocalApi(self.team, PersonClient(self.team, Responses(self.team)), Calls(), Faults(), speed)

        @asynccontextmanager
        async def lifespan(app: Starlette) -> AsyncIterator[None]:
            yield
            await self.team.app.close()

        guard = Middleware(
            Guard, entrance=self.entrance, signed_in=SignedIn(links, self._lives_here), user=self._user
        )
        routes = [*doors.routes(), *local.routes()]
        return uvicorn.Config(
            Starlette(routes=routes, middleware=[guard, Middleware(BodyLimit)], lifespan=lifespan), lifespan="on",
            ssl_certfile=self.entrance.certificate, ssl_keyfile=self.entrance.key, **_QUIETLY,
        )  # fmt: skip

    def _lives_here(self, person: str) -> bool:
        return person in self.team.users

    def _user(self, wanted: str) -> str:
        try:
            return str(self.team.user(wanted)["id"])
        except Refusal:
            return ""


def _announcements(channel: str) -> tuple[str, str]:
    """Id and name of the announcements channel: one that is known by its id keeps it, under a name to read."""
    return (channel, "incidents") if channel != channel.lower() else ("C01INCIDENTS", channel)


class _Behind(uvicorn.Server):
    """A server that leaves signals to the other one."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing."""
        yield
