"""Wires the workspace into one ASGI application and runs it on a socket."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.body_limit import BODY_BYTES, BodyLimit
from bot.workspace.app_link import Carrier
from bot.workspace.app_manifest import AppManifest, read_manifest
from bot.workspace.call_handling import CallHandling
from bot.workspace.calls import Calls
from bot.workspace.cast import Named
from bot.workspace.faults import Faults
from bot.workspace.local_api import LocalApi
from bot.workspace.pages import LARGEST_UPLOAD, LoopbackOnly, Pages
from bot.workspace.person_client import PersonClient
from bot.workspace.responses import Responses
from bot.workspace.signed_requests import SignedRequests
from bot.workspace.socket_mode import SocketMode
from bot.workspace.team import Team
from bot.workspace.tiers import Rates
from bot.workspace.web_api import ResponseEndpoint, WebApi

#: Seconds between pings on a WebSocket, and until a silent peer is given up.
_PING = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a workspace runs.

    Args:
        data: folder for its state; None keeps nothing.
        people: of the organisation's file; nobody means the built-in cast.
        speed: how many times as fast the product's clocks run; only shown.
        rates: whether Slack's rate tiers are kept.
        request_url: the app's endpoint in HTTP mode; None means Socket Mode.
        manifest: what the app is installed with; None means the product's own manifest.
        refresh_after: seconds until a socket is told to reconnect.
    """

    data: Path | None = None
    people: Iterable[Named] = ()
    speed: float = 1.0
    rates: bool = True
    request_url: str | None = None
    manifest: AppManifest | None = None
    refresh_after: float = 3600.0


class Server:
    """A workspace on a listening socket of the loopback interface."""

    def __init__(self, options: Options, listening: socket.socket) -> None:
        self._listening = listening
        host, port = listening.getsockname()[:2]
        self.base_url = f"http://{host}:{port}"
        carrier: Carrier = (
            SignedRequests(options.request_url) if options.request_url else SocketMode(options.refresh_after)
        )
        self.team = Team(options.data, options.people, carrier, options.manifest or read_manifest())
        self.team.base_url = self.base_url
        config = uvicorn.Config(
            _application(self.team, options),
            http=_Cuttable,
            ws="websockets-sansio",
            log_config=None,
            log_level="warning",
            access_log=False,
            ws_max_size=BODY_BYTES,
            ws_ping_interval=_PING,
            ws_ping_timeout=_PING,
            timeout_keep_alive=60,
            timeout_graceful_shutdown=1,
            lifespan="on",
            loop="asyncio",
        )
        self._uvicorn = uvicorn.Server(config)

    def run(self) -> None:
        """Serve until `stop`, or a signal if this is the main thread."""
        self._uvicorn.run(sockets=[self._listening])

    def stop(self) -> None:
        """End `run`, from any thread."""
        self._uvicorn.should_exit = True


def listen(port: int) -> socket.socket:
    """A listening socket on the loopback interface.

    Args:
        port: 0 for any free one.

    Raises:
        OSError: the port is taken.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
        listening.listen(256)
    except OSError:
        listening.close()
        raise
    return listening


def _application(team: Team, options: Options) -> Starlette:
    faults, calls = Faults(), Calls()
    responses = Responses(team)
    door = CallHandling(team.clock, faults, calls)
    local = LocalApi(team, PersonClient(team, responses), calls, faults, options.speed)

    async def link(web: WebSocket) -> None:
        if isinstance(team.app.carrier, SocketMode):
            await team.app.carrier.serve(web, web.query_params.get("ticket", ""))
        else:
            await web.close(code=4000)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        await team.app.close()
        team.journal.close()

    api = WebApi(team, door, Rates(team.clock, on=options.rates))
    return Starlette(
        routes=[
            Route("/api/{method}", api, methods=["GET", "POST"]),
            Route("/response/{token}", ResponseEndpoint(responses, door), methods=["POST"]),
            WebSocketRoute("/link/", link),
            *local.routes(),
            *Pages(team).routes(),
        ],
        middleware=[Middleware(LoopbackOnly), Middleware(BodyLimit, larger={"/": LARGEST_UPLOAD})],
        lifespan=lifespan,
    )


class _Cuttable(H11Protocol):
    """HTTP whose application may close the connection without an answer (`scope["state"]["cut"]`)."""

    def __init__(
        self,
        config: uvicorn.Config,
        server_state: Any,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        cut: Callable[[], None] = self._cut
        super().__init__(config, server_state, {**app_state, "cut": cut}, _loop)

    def _cut(self) -> None:
        self.transport.abort()
