"""The emergency console as a process: the workspace for people, the same handlers behind it, and Redis."""

import json
import logging
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass

from redis.exceptions import RedisError
from slack_bolt import App, BoltRequest
from slack_sdk import WebClient

from bot.console.entrance import Entrance
from bot.console.links import Links
from bot.console.server import ConsoleServer
from bot.console.slack_probe import PATIENCE_SECONDS as PROBE_PATIENCE_SECONDS
from bot.console.slack_probe import probe
from bot.errors import MusterError
from bot.organisation.load import load_organisation
from bot.settings import Settings
from bot.store.connection import SOON_SECONDS, RedisAway, connect
from bot.store.consoles import Console, Consoles
from bot.store.surface import console as console_surface
from bot.store.timekeeper import Timekeeper, open_timekeeper
from bot.wiring import Muster, wire
from bot.workspace.app_link import NotCarried
from bot.workspace.wire import Json
from handlers.slack_app import build_app

log = logging.getLogger(__name__)


class TakenOver(MusterError):
    """Another `muster console` was started on this Redis and has taken over; this one ends."""


@dataclass(frozen=True)
class Work:
    """What the process does beside answering people: `muster` works on the console's own place."""

    muster: Muster
    consoles: Consoles
    console: Console
    stop: threading.Event
    #: To be called when another console has taken over.
    give_way: Callable[[], None]


class ConsoleProcess:
    """Everything of one console. `work` is run in a thread from when the servers answer until they end."""

    def __init__(
        self, settings: Settings, entrance: Entrance, work: Callable[[Work], None],
        timekeeper: Timekeeper | None = None,
    ) -> None:  # fmt: skip
        self._slack = settings
        self._work = work
        self._stop = threading.Event()
        self._replaced = False
        self._app: App | None = None
        organisation = load_organisation(settings.config)
        redis = connect(settings, SOON_SECONDS)
        try:
            self._timekeeper = timekeeper or open_timekeeper(redis, settings.speed)
            self.server = ConsoleServer(
                entrance, organisation.people, organisation.organisation.name,
                organisation.organisation.announcements,
                self._deliver, Links(redis), self._timekeeper.times.speed,
            )  # fmt: skip
            self._consoles = Consoles(redis, self._timekeeper)
            self.console = self._consoles.start(entrance.url)
        except RedisError as away:
            raise RedisAway(settings, away) from away

    def run(self, ready: Callable[[], None]) -> None:
        """Serve until a signal or `stop`; `ready` is called when people can come in. Raises TakenOver."""
        own = self._slack.model_copy(
            update={
                "slack_api_url": self.server.api_url, "slack_bot_token": self.server.team.charter.bot_token,
                "slack_app_token": None, "slack_signing_secret": None,
            }
        )  # fmt: skip
        surface = console_surface(self.console.generation)
        people = wire(own, answer_within=SOON_SECONDS, surface=surface, timekeeper=self._timekeeper)
        self._app = build_app(people)
        behind = wire(own, surface=surface, timekeeper=self._timekeeper)
        work = Work(behind, self._consoles, self.console, self._stop, self._give_way)
        threads = [threading.Thread(target=self._begin, args=(work, ready), daemon=True)]
        if client := _slack_client(self._slack):
            arguments = (client, self.server.tell_slack, self._stop)
            threads.append(threading.Thread(target=probe, args=arguments, daemon=True))
        for thread in threads:
            thread.start()
        self.server.run(before_end=lambda: self._finish(threads[0]))
        if self._replaced:
            raise TakenOver()

    def _finish(self, working: threading.Thread) -> None:
        self._stop.set()
        working.join()

    def stop(self) -> None:
        """End `run`, from any thread."""
        self.server.stop()

    def _begin(self, work: Work, ready: Callable[[], None]) -> None:
        while not self.server.serving:
            if self._stop.wait(0.02):
                return
        ready()
        self._work(work)

    def _give_way(self) -> None:
        self._replaced = True
        self.server.stop()

    def _deliver(self, payload: Json) -> Json | None:
        """What the app acknowledges: as slack-bolt's own Socket Mode adapter has it, without the socket."""
        if self._app is None:
            raise NotCarried("dispatch_failed")
        response = self._app.dispatch(BoltRequest(mode="socket_mode", body=payload))
        if response.status != 200:
            raise NotCarried("operation_timeout")
        if not response.body:
            return None
        if response.headers.get("content-type", [""])[0].startswith("application/json"):
            answer: Json = json.loads(response.body)
            return answer
        return {"text": response.body}


def _slack_client(settings: Settings) -> WebClient | None:
    if settings.slack_bot_token is None:
        return None
    return WebClient(
        settings.slack_bot_token, base_url=settings.slack_api_url, timeout=PROBE_PATIENCE_SECONDS, retry_handlers=[]
    )


def serve_console(settings: Settings, entrance: Entrance, work: Callable[[Work], None]) -> None:
    """Serve until a signal. Raises MusterError with what is in the way, and TakenOver."""
    # Its hints are for those who write an app, not for those who run it.
    logging.getLogger("slack_bolt").setLevel(logging.ERROR)
    process = ConsoleProcess(settings, entrance, work)
    # uvicorn gives a signal on when it has ended: what is to be done after that must not be cut off by it.
    signal.signal(signal.SIGTERM, lambda *_: process.stop())
    process.run(lambda: print(_where(process.server.entrance), flush=True))


def _where(entrance: Entrance) -> str:
    who = "this machine only" if entrance.local else "everybody with a link"
    return f"Emergency console: {entrance.url} ({who}). Sign-in by personal link: muster console link @somebody"
