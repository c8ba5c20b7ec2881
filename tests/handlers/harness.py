"""The whole of Muster but its processes: a workspace, the bot on Socket Mode, jobs on demand, and the people."""

import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
import uvicorn
import yaml
from slack_bolt import BoltRequest
from slack_bolt.adapter.socket_mode import SocketModeHandler

from bot.incident.times import Anchor
from bot.incident.work import TIMER, read_work
from bot.settings import LOCAL_APP_TOKEN, LOCAL_BOT_TOKEN, LOCAL_SIGNING_SECRET, Settings
from bot.slack.mrkdwn import escape
from bot.store.connection import SOON_SECONDS
from bot.up.ports import free_port
from bot.wiring import Muster, wire
from bot.workspace import moments
from bot.workspace.app_manifest import MANIFEST, AppManifest, SlashCommand
from bot.workspace.embedded import LocalWorkspace, running_workspace
from handlers import slack_app
from handlers.serve import Bot, web_app
from jobs.clock import Clock
from jobs.run import work
from tests.servers import RedisServer
from tests.workspace.people import Json, get, post, until

#: More rounds than any story needs until nothing is due.
ROUNDS = 50


class Hands(ThreadPoolExecutor):
    """The threads of the bot's listeners, which can be waited for: an answer may come after the acknowledgement."""

    all: list["Hands"] = []

    def __init__(self, max_workers: int) -> None:
        super().__init__(max_workers=max_workers)
        self.busy: set[Future[Any]] = set()
        Hands.all.append(self)

    def submit(self, *given: Any, **named: Any) -> Future[Any]:
        """Begin a listener, and remember it until it ends."""
        future = super().submit(*given, **named)
        self.busy.add(future)
        future.add_done_callback(self.busy.discard)
        return future

    @classmethod
    def rest(cls) -> None:
        """Return when no listener works any more."""
        for hands in cls.all:
            wait(list(hands.busy))


@dataclass(frozen=True)
class Shown:
    """Something that a person has in front of them: a message, or what a deed was answered with."""

    text: str
    blocks: list[Json]
    ts: str = ""
    channel: str = ""
    error: str | None = None
    errors: dict[str, str] = field(default_factory=dict)
    view: Json | None = None
    pinned: bool = False
    thread: str = ""

    @property
    def words(self) -> str:
        """Everything that is to be read, as a person sees it: dates as they fall back, no escapes."""
        return read_aloud("\n".join(_texts(self.blocks)) or self.text)

    @property
    def buttons(self) -> list[str]:
        """What stands on the buttons, in their order."""
        return [one["text"]["text"] for one in self._elements() if one["type"] == "button"]

    def value(self, label: str) -> tuple[str, str]:
        """Action id and value of the button with that label, or of that entry of the menu."""
        for element in self._elements():
            if element["type"] == "button" and element["text"]["text"] == label:
                return element["action_id"], element["value"]
            for option in element.get("options", ()):
                if option["text"]["text"] == label:
                    return element["action_id"], option["value"]
        raise AssertionError(f"no button says {label!r}, only {self.buttons}")

    def _elements(self) -> Iterator[Json]:
        for block in self.blocks:
            yield from (one for one in block.get("elements", ()) if "action_id" in one)


class Person:
    """Somebody of the cast at their client; whatever they do returns what they have in front of them then."""

    def __init__(self, workspace: LocalWorkspace, name: str) -> None:
        self._workspace = workspace
        self.name = name
        self._read: set[str] = set()

    @property
    def id(self) -> str:
        """Their Slack id."""
        users = self.asks("/local/state?channel=general")["users"]
        return next(str(user["id"]) for user in users if user["name"] == self.name)

    def asks(self, path: str) -> Any:
        """What their client reads at that path."""
        return get(self._workspace, path)

    def posts(self, path: str, body: Json) -> Json:
        """What their client gets for what it sends there."""
        return post(self._workspace, path, body)

    def types(self, text: str, channel: str = "general") -> Shown:
        """Type `/incident` and the text."""
        return self.does("command", channel=channel, command="/incident", text=text)

    def presses(self, label: str, on: Shown) -> Shown:
        """Press the button, or choose the entry of the menu, that bears this label."""
        action, value = on.value(label)
        return self.does("action", channel=on.channel, ts=on.ts, action_id=action, value=value)

    def sends(self, action: str, value: str, on: Shown) -> Shown:
        """Press a button that carries another value than the card shows: a client behind, or a forger."""
        return self.does("action", channel=on.channel, ts=on.ts, action_id=action, value=value)

    def fills(self, form: Shown, **values: Any) -> Shown:
        """Fill the form in and submit it."""
        assert form.view, f"{self.name} has no form in front of them: {form.words or form.error}"
        return self.does("submit", view_id=form.view["id"], values=values)

    def chooses(self, callback: str) -> Shown:
        """Choose a global shortcut."""
        return self.does("shortcut", callback_id=callback)

    def opens_home(self) -> Shown:
        """Open Muster's Home."""
        self.does("home")
        return self._home()

    def presses_at_home(self, label: str, *, gives_form: bool = False) -> Shown:
        """Press a button of the Home; what the Home shows then, or the window that came up over it."""
        home = self._home()
        action, value = home.value(label)
        after = self.does("action", view_id=home.view["id"] if home.view else "", action_id=action, value=value)
        assert after.error is None, after.error
        if not gives_form:
            return self._home()
        assert after.view, f"nothing came up over {self.name}'s Home"
        return replace(after, blocks=after.view["blocks"])

    def writes(self, text: str, channel: str = "general", **more: Any) -> Json:
        """Write a message; gives what the workspace says, with its `ts`."""
        answer = post(
            self._workspace, "/local/message", {"user": self.name, "channel": channel, "text": text, **more}
        )
        Hands.rest()
        assert answer["ok"], answer
        return answer

    def does(self, deed: str, **facts: Any) -> Shown:
        """Anything a person does: `POST /local/DEED`."""
        _, before = self._news()
        answer = self.posts(f"/local/{deed}", {"user": self.name, **facts})
        Hands.rest()
        whispers, view = self._news()
        last: Json = whispers[-1] if whispers else {"text": "", "blocks": [], "ts": "", "channel": ""}
        return Shown(
            last["text"], last["blocks"] or [], last["ts"], last["channel"], answer["error"],
            answer.get("errors") or {}, view if view != before else None,
        )  # fmt: skip

    def sees(self, key: str, incident: str = "INC-101") -> Shown:
        """The card of that key, as far as this person may see it."""
        found = self.finds(key, incident)
        assert found, f"{self.name} sees no card {key} of {incident}, only {self.cards(incident)}"
        return found

    def finds(self, key: str, incident: str = "INC-101") -> Shown | None:
        """The card of that key if this person can see one."""
        return next((shown for _, one, shown in self._posted() if one == {"incident": incident, "key": key}), None)

    def cards(self, incident: str = "INC-101") -> list[str]:
        """The keys of all cards of an incident that this person can see."""
        return [one["key"] for _, one, _ in self._posted() if one["incident"] == incident]

    def room(self, number: str = "101") -> str:
        """The name of an incident's channel."""
        found = [name for name in self.channels() if name.startswith("incident-") and name.endswith(f"-{number}")]
        assert len(found) == 1, f"{self.name} sees no channel of {number}, only {list(self.channels())}"
        return found[0]

    def everybody(self) -> list[Json]:
        """All people of the workspace."""
        found: list[Json] = self._state()["users"]
        return found

    def channels(self) -> dict[str, Json]:
        """Every channel that they see, by name."""
        return {one["name"]: one for one in self._state()["channels"]}

    def _posted(self) -> Iterator[tuple[str, Json, Shown]]:
        for channel in self._state()["channels"]:
            for message in channel["messages"]:
                mark = dict((message.get("metadata") or {}).get("event_payload") or {"incident": "", "key": ""})
                mark.pop("nonce", None)
                shown = Shown(
                    message["text"], message.get("blocks") or [], message["ts"], channel["id"],
                    pinned=message["ts"] in channel["pins"], thread=message.get("thread_ts", ""),
                )  # fmt: skip
                yield channel["name"], mark, shown

    def _news(self) -> tuple[list[Json], Json | None]:
        """The answers that came since this was asked last, and the form that is in front."""
        state = self._state()
        new = [one for one in state["ephemeral"] if one["ts"] not in self._read]
        self._read |= {one["ts"] for one in new}
        return new, state["views"][-1] if state["views"] else None

    def _home(self) -> Shown:
        view = self._state()["homes"][self.id]
        return Shown("", view["blocks"], view=view)

    def _state(self) -> Json:
        found: Json = self.asks(f"/local/state?as={self.name}")
        return found


class Harness:
    """Everything at once. `settle` does the work that is due, `passes` lets time go by."""

    def __init__(self, workspace: LocalWorkspace, bot: Bot, background: Muster, redis: RedisServer) -> None:
        self.workspace = workspace
        self.bot = bot
        self.redis = redis
        self._background = background
        self._clock = Clock(background)

    def person(self, name: str) -> Person:
        """Somebody of the cast."""
        return Person(self.workspace, name)

    def settle(self) -> None:
        """Fire every timer and bring every view up to date that is due, until nothing is."""
        for _ in range(ROUNDS):
            due = self._due()
            if not due:
                return
            self._clock.tick()
            for name in due:
                if read_work(name).kind != TIMER.name:
                    work(self._background, name)
        raise AssertionError(f"still due after {ROUNDS} rounds: {self._due()}")

    def passes(self, **length: float) -> None:
        """Let that much time go by for everybody (`minutes=5`), and do what fell due."""
        keeper = self._background.timekeeper
        real, product = keeper.real(), keeper.now()
        later = Anchor(real=real, product=(product + timedelta(**length)).timestamp(), speed=1.0)
        keeper.times = keeper.times.but(anchors=(*keeper.times.anchors, later))
        self.settle()

    def delivers(self, body: Json) -> str:
        """What the bot acknowledges to a slash command that Slack delivers."""
        request = BoltRequest(mode="socket_mode", body=body)
        answer: str = self.bot.app.dispatch(request).body
        return answer

    def breaks(self, *rules: Json) -> None:
        """Let calls to Slack go wrong."""
        post(self.workspace, "/local/faults", {"rules": list(rules)})

    def calls(self) -> list[Json]:
        """Every call that was made to Slack."""
        found: list[Json] = get(self.workspace, "/local/calls")["calls"]
        return found

    def _due(self) -> list[str]:
        """What is due; what a console is owed it does for itself."""
        kinds = (TIMER.name, *self._background.surface.served)
        due = self._background.agenda.due(self._background.timekeeper.now(), kinds, 1000)
        return [name for name, _ in due]


@contextmanager
def open_harness(redis: RedisServer, patch: pytest.MonkeyPatch, **settings_more: Any) -> Iterator[Harness]:
    """A harness in which nothing has happened yet, reached over Socket Mode."""
    with running_workspace(manifest=installed()) as workspace:
        harness = build_harness(workspace, redis, patch, slack_app_token=LOCAL_APP_TOKEN, **settings_more)
        harness.bot.connect()
        until(lambda: bool(get(workspace, "/local/about")["connected"]))
        try:
            yield harness
        finally:
            _hang_up(workspace, harness.bot.socket)


@contextmanager
def open_harness_over_http(redis: RedisServer, patch: pytest.MonkeyPatch) -> Iterator[Harness]:
    """The same harness, which Slack reaches by signed requests to the bot's own HTTP server."""
    port = free_port()
    with running_workspace(manifest=installed(), request_url=f"http://127.0.0.1:{port}/slack/events") as workspace:
        harness = build_harness(workspace, redis, patch, port=port)
        config = uvicorn.Config(web_app(harness.bot), port=port, log_level="warning", lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        until(lambda: server.started)
        try:
            yield harness
        finally:
            server.should_exit = True
            thread.join()


def build_harness(
    workspace: LocalWorkspace, redis: RedisServer, patch: pytest.MonkeyPatch, **settings_more: Any
) -> Harness:
    """Bot and background work as their processes wire them, on one clock that `passes` can move."""
    patch.setattr(moments, "QUIET", 0.02)
    patch.setattr(slack_app, "ThreadPoolExecutor", Hands)
    Hands.all.clear()
    settings = settings_for(workspace, redis, **settings_more)
    background = wire(settings)
    bot = wire(settings, answer_within=SOON_SECONDS, timekeeper=background.timekeeper)
    for muster in (background, bot):
        patch.setattr(muster.calls, "spend", _free_of_charge)
    return Harness(workspace, Bot(bot), background, redis)


def settings_for(workspace: LocalWorkspace, redis: RedisServer, **more: Any) -> Settings:
    """What `muster up` would set."""
    given = {
        "slack_bot_token": LOCAL_BOT_TOKEN, "slack_signing_secret": LOCAL_SIGNING_SECRET,
        "slack_api_url": workspace.api_url, "redis_url": redis.url, **more,
    }  # fmt: skip
    return Settings.of_environment({}, **given)


@cache
def installed() -> AppManifest:
    """What the manifest asks for, to the letter: neither a scope nor an event more."""
    manifest = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    commands = {one["command"]: SlashCommand() for one in manifest["features"]["slash_commands"]}
    events = manifest["settings"].get("event_subscriptions", {}).get("bot_events", ())
    return AppManifest(commands, frozenset(events), frozenset(manifest["oauth_config"]["scopes"]["bot"]))


def read_aloud(text: str) -> str:
    """mrkdwn as a person sees it: dates by their fallback, mentions left as they are, escapes undone."""
    dated = re.sub(r"<!date\^\d+\^[^|>]*\|([^>]*)>", r"\1", text)
    plain = dated.replace("\u200b", "")
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _texts(blocks: list[Json]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block.get("text"), dict):
            yield block["text"]["text"]
        for element in block.get("elements", ()) if block["type"] == "context" else ():
            yield element["text"]
        for line in block["elements"] if block["type"] == "rich_text" else ():
            # Shown to the letter, so that what `read_aloud` undoes is put in.
            yield escape("".join(piece["text"] for piece in line["elements"]))


def _free_of_charge(method: str, channel: str, urgency: object) -> None:
    """Slack's rates are not what these stories are about."""


def _hang_up(workspace: LocalWorkspace, socket: SocketModeHandler | None) -> None:
    """End the SDK's threads, which would wait three seconds more for a message: the workspace hangs up first."""
    client: Any = socket.client if socket else None
    if client is None:
        return
    client.auto_reconnect_enabled = False
    post(workspace, "/local/faults", {"disconnect": True})
    until(lambda: not client.is_connected())
    client.closed = True
    client.enqueue_message("")
    close: Callable[[], None] = client.close
    close()
