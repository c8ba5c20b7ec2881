"""A story played on one process at a time: what is not acknowledged is delivered again, what dies starts afresh."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from redis import Redis
from slack_bolt import App, BoltRequest

from bot.incident.times import Times
from bot.settings import Settings
from bot.slack.sync import one_by_one
from bot.store import keys
from bot.store.connection import connect
from bot.store.show import owed
from bot.wiring import Muster, wire
from bot.workspace.wire import BOT_TOKEN, BOT_USER, SIGNING_SECRET, Json
from handlers.slack_app import build_app
from jobs.clock import Clock
from jobs.run import work
from tests.crash.effects import CountedTransactions, Crash, Effects, Fault, Kind, counted_send
from tests.crash.truth import card_context_of, untrue
from tests.crash.virtual_time import VirtualBudget, VirtualClock, VirtualTimekeeper
from tests.crash.workspace_harness import Harness, NotThere, Request

#: Real seconds for which a process is stopped: past every lease.
STOPPED_FOR = 40.0

#: More agenda members than any story has.
MOST = 10_000

#: Seconds between two things that people do.
PACE = 5.0

#: Seconds that each call to Slack takes.
SLACK_TAKES = 0.1

#: Looks at the agenda after which a story counts as stuck.
PATIENCE = 400

#: What a person reads when their request has to be made again.
MAKE_AGAIN = ("cannot reach its storage", "storage did not answer")


@dataclass(frozen=True)
class Process:
    """Bot, worker and clock in one, as a fresh start makes them."""

    muster: Muster
    app: App
    clock: Clock


class Play:
    """One story with at most one fault; with `twice` Slack delivers everything once more.

    A story that goes on where another one was left says where its workspace is kept, and the moment (in seconds).
    """

    def __init__(
        self, redis_url: str, fault: Fault | None = None, *, twice: bool = False, folder: Path | None = None,
        goes_on_at: float | None = None, config: Path | None = None,
    ) -> None:  # fmt: skip
        self._twice = twice
        self.time = VirtualClock()
        self.time.advance_to(goes_on_at or self.time.seconds)
        self.harness = Harness(self.time, folder)
        self.answers: list[str] = []
        self._settings = Settings(
            redis_url=redis_url, slack_bot_token=BOT_TOKEN, slack_signing_secret=SIGNING_SECRET,
            slack_api_url=self.harness.api_url, config=config,
        )  # fmt: skip
        self.redis: Redis = connect(self._settings)
        if goes_on_at is None:
            self.redis.flushall()
        self.effects = Effects(fault, self._park)
        self._hasty = fault is not None and fault.hasty
        self._stopped = Stopped() if fault and fault.kind is Kind.STOPPED else None
        self.process = self._start()

    def _start(self) -> Process:
        """A new process: nothing of the one before is left but what Redis and Slack hold."""
        transactions = CountedTransactions(self.redis, self.effects)
        timekeeper = VirtualTimekeeper(self.time)
        muster = wire(self._settings, timekeeper=timekeeper, transactions=transactions, beside=one_by_one)
        vars(muster.calls)["_budget"] = VirtualBudget(self.time)
        muster.calls.send = counted_send(muster.calls.send, self.effects, lambda: self.time.advance(SLACK_TAKES))
        app = build_app(muster)
        app.listener_runner.process_before_response = True
        return Process(muster, app, Clock(muster))

    # -- what people do

    def command(self, name: str, text: str, channel: str | None = None) -> None:
        """Somebody types `/incident TEXT`, in the incident's channel unless another is named."""
        self._does(lambda: self.harness.command(name, text, channel or self.room()))

    def press(self, name: str, key: str, action_id: str) -> None:
        """Somebody presses a button on a card."""
        self._does(lambda: self.harness.press(name, key, action_id))

    def submit(self, name: str, **values: Any) -> None:
        """Somebody submits the form that they have open."""
        self._does(lambda: self.harness.submit(name, values))

    def says(self, name: str, text: str, thread: str = "") -> str:
        """Somebody writes in #general, and Slack tells of a mention until it is acknowledged; the message's ts."""
        message = self.harness.message(name, text, "general", thread)
        if BOT_USER in text:
            event = {**message, "type": "app_mention"}
            while self._run(lambda: self._tell(event)) != "200":
                self.time.advance(PACE)
            if self._twice:
                self._tell(event)
        self.settle()
        self.time.advance(PACE)
        if self._stopped:
            self._stopped.step()
        return str(message["ts"])

    def _tell(self, event: Json) -> str:
        body = {"type": "event_callback", "event": json.loads(json.dumps(event)), "event_id": "Ev1"}
        return str(self.process.app.dispatch(BoltRequest(mode="socket_mode", body=body)).status)

    def wait(self, seconds: float) -> None:
        """Nobody does anything for a while; what falls due meanwhile happens."""
        until = self.time.seconds + seconds
        while (due := self._next()) is not None and due <= until:
            self.time.advance_to(due)
            self.settle()
        self.time.advance_to(until)

    def room(self) -> str:
        """The name of the incident's channel."""
        names = [one.name for one in self.harness.channels() if one.name.startswith("incident-")]
        if not names:
            raise NotThere("the incident's channel")
        return names[0]

    def end(self) -> None:
        """Let what is stopped go on, and everything settle."""
        if self._stopped:
            self._stopped.let_go()
        self.settle()

    def leave(self) -> None:
        """Give back what the story used."""
        if self._stopped:
            self._stopped.let_go()
        self.harness.leave()
        self.redis.close()

    # -- how it reaches Muster

    def _does(self, make: Callable[[], Request]) -> None:
        """Somebody does a thing, and does it again as long as they are told to."""
        for _ in range(3):
            request = self._made(make)
            said = self._run(lambda request=request: self._deliver(request), request)  # type: ignore[misc]
            if not any(words in said for words in MAKE_AGAIN):
                break
            self.time.advance(PACE)
        self.answers.append(said)
        if self._twice:
            self._deliver(request)
        self.settle()
        self.time.advance(PACE)
        if self._stopped:
            self._stopped.step()

    def _made(self, make: Callable[[], Request]) -> Request:
        try:
            return make()
        except NotThere:
            self.settle()
            return make()

    def _deliver(self, request: Request) -> str:
        """Bring a request to the app; what the person reads at once."""
        before = len(self.harness.whispers(request.user))
        body = json.loads(json.dumps(request.payload))
        response = self.process.app.dispatch(BoltRequest(mode="socket_mode", body=body))
        assert response.status == 200, f"{response.status} {response.body}"
        said = json.loads(response.body) if response.body else {}
        errors = " ".join((said.get("errors") or {}).values())
        if request.view and not said.get("response_action"):
            self.harness.submitted(request)
        return " ".join([str(said.get("text") or ""), errors, *self.harness.whispers(request.user)[before:]]).strip()

    def settle(self) -> None:
        """Do everything that is due, and wait for what was put off, until Slack shows what is so."""
        before = self.effects.struck
        for _ in range(PATIENCE):
            self._run(self._work_once)
            if self._hasty and self.effects.struck is not before:
                return
            views = [score for name, score in self._agenda() if not name.startswith("timer:")]
            if not views:
                return self._compare()
            self.time.advance_to(min(views))
        raise AssertionError(f"it never settles: {self._agenda()}")

    def _compare(self) -> None:
        """Nothing is owed to Slack: it has to show what is so."""
        shown: dict[str, list[Json]] = {}
        for card in self.harness.cards():
            shown.setdefault(card.key, []).append(card.message)
        muster = self.process.muster
        incidents: Any = self.redis.zrange(keys.INCIDENTS, 0, -1)
        announcements = self.harness.team.names[muster.organisation.organisation.announcements]
        for incident in muster.store.load_all(incidents):
            found = list(untrue(card_context_of(self.redis, incident, Times()), announcements, shown))
            assert not found, found

    def _work_once(self) -> str:
        self.process.clock.tick()
        agenda = self.process.muster.agenda
        for name, _ in agenda.due(self.process.muster.timekeeper.now(), self.process.muster.surface.served, MOST):
            work(self.process.muster, name, heartbeat=None)
        return ""

    def _agenda(self) -> list[tuple[str, float]]:
        return owed(self.redis, MOST)[0]

    def _next(self) -> float | None:
        return min((score for _, score in self._agenda()), default=None)

    # -- processes that die and processes that are stopped

    def _run(self, deed: Callable[[], str], request: Request | None = None) -> str:
        """Do a thing on the process; when it dies, on the next one."""
        while True:
            try:
                if self._stopped is None:
                    return deed()
                return self._stopped.watch(deed)
            except Crash:
                self.process = self._start()
                if self._hasty and request is None:
                    return ""
            except Parked:
                # Somebody sees after a while that it does not go on, and another process takes over.
                self.time.advance(STOPPED_FOR)
                self.process = self._start()

    def _park(self) -> None:
        assert self._stopped is not None
        self._stopped.park()


class Parked(Exception):
    """The process was stopped: it will go on later, where it was."""


class Stopped:
    """Runs deeds in threads, one at a time, so that one of them can be stopped in its middle and go on later."""

    #: How many more things people do before it goes on.
    STEPS = 2

    def __init__(self) -> None:
        self._turn = threading.Event()
        self._go_on = threading.Event()
        self._asleep: threading.Thread | None = None
        self._trouble: list[BaseException] = []
        self._steps = 0

    def watch(self, deed: Callable[[], str]) -> str:
        """Run a deed. Raises Parked when it was stopped."""
        if self._asleep is not None:
            return deed()
        said: list[str] = []
        trouble: list[BaseException] = []

        def run() -> None:
            try:
                said.append(deed())
            except BaseException as problem:
                trouble.append(problem)
            self._turn.set()

        self._turn.clear()
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        self._turn.wait()
        if self._asleep is not None:
            self._trouble = trouble
            raise Parked()
        thread.join()
        if trouble:
            raise trouble[0]
        return said[0]

    def park(self) -> None:
        """Called in the thread that is to be stopped."""
        self._asleep = threading.current_thread()
        self._turn.set()
        self._go_on.wait()

    def step(self) -> None:
        """Somebody did something; after some of that, what was stopped goes on."""
        if self._asleep:
            self._steps += 1
            if self._steps == self.STEPS:
                self.let_go()

    def let_go(self) -> None:
        """Let what was stopped go on, and return when it is through."""
        self._go_on.set()
        if self._asleep:
            self._asleep.join()
        if self._trouble:
            raise self._trouble.pop()
