"""The bot process: Slack by Socket Mode or HTTP, and a small HTTP server for health in every mode."""

import logging
import signal
import threading
import time
from typing import Any, cast

import uvicorn
from redis.exceptions import RedisError
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.body_limit import BodyLimit
from bot.incident.work import QUEUED_LANES
from bot.settings import Delivery, Settings
from bot.store.alive import alive, report_alive, worker_of
from bot.store.connection import SOON_SECONDS
from bot.wiring import Muster, wire
from handlers.slack_app import build_app
from handlers.socket import close_handler, open_handler

log = logging.getLogger(__name__)

#: Real seconds between two signs of life.
REPORT_SECONDS = 1.0


class Bot:
    """The running bot: the app, its socket if there is one, and what it says of its health."""

    def __init__(self, muster: Muster) -> None:
        self.muster = muster
        self.delivery = muster.settings.delivery()
        self.app: App = build_app(muster)
        self.socket: SocketModeHandler | None = None

    def connect(self) -> None:
        """Open Socket Mode when there is an app token; keeps trying while Slack is away."""
        token = self.muster.settings.slack_app_token
        if self.delivery is not Delivery.SOCKET or not token:
            return
        self.socket = open_handler(self.app, token, self.muster.calls.client)
        socket: Any = self.socket
        while True:
            try:
                return cast(None, socket.connect())
            except Exception as problem:
                log.warning("Slack cannot be reached yet: %s", problem)
                time.sleep(1)

    def health(self) -> tuple[dict[str, Any], bool]:
        """What works, and whether this process does; `lanes` has the workers of each lane, of which 0 is a warning.

        A lane that nobody serves makes the bot no less ready: to restart it would help nobody.
        """
        facts = {"redis": self._redis_answers(), "slack": self.listening()}
        return {**facts, "lanes": self._workers()}, all(facts.values())

    def _workers(self) -> dict[str, int]:
        try:
            found = alive(self.muster.transactions.redis)
        except RedisError:
            return {}
        return {lane.value: found[worker_of(lane)] for lane in QUEUED_LANES}

    def listening(self) -> bool:
        """Whether Slack can reach us: an open socket, or HTTP mode."""
        if self.delivery is Delivery.HTTP:
            return True
        return bool(self.socket and self.socket.client and self.socket.client.is_connected())

    def _redis_answers(self) -> bool:
        try:
            return bool(self.muster.transactions.redis.ping())
        except RedisError:
            return False

    def report(self) -> None:
        """Sign of life for `muster up` and `muster doctor`, until the process ends."""
        while True:
            try:
                report_alive(self.muster.transactions.redis, "bot", ready=self.listening())
            except RedisError:
                log.debug("no sign of life: Redis is away")
            time.sleep(REPORT_SECONDS if self.listening() else 0.05)


def web_app(bot: Bot) -> Starlette:
    """`/healthz` in every mode, `/slack/events` when Slack talks HTTP to us."""

    async def healthz(_: Request) -> Response:
        facts, well = await run_in_threadpool(bot.health)
        return JSONResponse({"ready": well, **facts}, status_code=200 if well else 503)

    async def slack_events(request: Request) -> Response:
        body = await request.body()
        if not _could_be_slack(request, body):
            return JSONResponse({"error": "invalid request"}, status_code=401)
        bolt_request = to_bolt_request(request, body)
        return to_starlette_response(await run_in_threadpool(bot.app.dispatch, bolt_request))

    routes = [Route("/healthz", healthz)]
    if bot.delivery is Delivery.HTTP:
        routes.append(Route("/slack/events", slack_events, methods=["POST"]))
    return Starlette(routes=routes, middleware=[Middleware(BodyLimit)])


def _could_be_slack(request: Request, body: bytes) -> bool:
    """Whether the signature can be judged: slack-bolt raises for a time that is no number and for broken UTF-8."""
    try:
        body.decode()
        return int(request.headers.get("x-slack-request-timestamp", "")) > 0
    except ValueError:
        return False


def serve_bot(settings: Settings) -> None:
    """Serve until SIGTERM; raises MusterError at once where Slack cannot reach it safely.

    A person's command waits for Redis for 1.5 s, no longer (DESIGN 5).
    """
    settings.delivery()
    bot = Bot(wire(settings, answer_within=SOON_SECONDS))
    host = "0.0.0.0" if settings.real_slack else "127.0.0.1"
    config = uvicorn.Config(web_app(bot), host=host, port=settings.port, log_level="warning", lifespan="off")
    server = uvicorn.Server(config)
    signal.signal(signal.SIGTERM, lambda *_: setattr(server, "should_exit", True))
    threading.Thread(target=bot.connect, daemon=True).start()
    threading.Thread(target=bot.report, daemon=True).start()
    server.run()
    if bot.socket:
        close_handler(bot.socket)
