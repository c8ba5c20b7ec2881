"""Incidents that are left in their middle: a whole store with its workspace is kept, and taken up again by whoever
reads it. `python -m tests.recordings --record` keeps those of `LEFT` that are not kept yet."""

import json
import os
import re
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from slack_bolt import BoltRequest

from bot.workspace.inputs import elements
from bot.workspace.wire import BOT_USER
from tests.console.consoles import running_console
from tests.crash.effects import Crash
from tests.crash.play import Play
from tests.crash.workspace_harness import Request
from tests.handlers.cast import TRIAGE, made_up
from tests.recordings import files, keeping
from tests.recordings.product import Json
from tests.servers import RedisServer, running_redis
from tests.tracker.office import Answer, open_office
from tests.workspace.people import until

#: More turns than any playbook has steps and gates.
MANY = 120

#: The environment variable with the secret that signs tickets.
SECRET = "TICKET_SECRET"

#: Phases whose words are the communications lead's.
PUBLIC = ("status", "words", "notification", "communic", "message", "briefing", "summary_executive")


class Living(Play):
    """A whole Muster on virtual time whose store and workspace can be left, and taken up again."""

    def __init__(
        self, redis: RedisServer, folder: Path, goes_on_at: float | None = None, config: Path | None = None
    ) -> None:
        super().__init__(redis.url, folder=folder, goes_on_at=goes_on_at, config=config)
        self.server, self._folder = redis, folder
        #: What runs beside it until it was left, and what somebody else has to know to go on.
        self.beside, self.notes = ExitStack(), dict[str, str]()
        self.names = {str(user["id"]): str(user["name"]) for user in self.harness.team.users.values()}

    # -- leaving it, and going on

    def left(self) -> Json:
        """Everything that outlives the processes."""
        self.harness.team.journal.flush()
        return {
            "at": self.time.seconds, "redis": keeping.redis_as_json(self.server.url),
            "workspace": keeping.workspace_as_json(self._folder), "notes": self.notes,
        }  # fmt: skip

    # -- what people do while nobody works

    def hands_in(self, make: Callable[[], Request]) -> None:
        """Somebody does something, and what follows from it stays owed; what Slack delivered last is noted."""
        request = make()
        self.notes["delivered"] = json.dumps(request.payload)
        self._deliver(request)

    def delivered_again(self) -> None:
        """Slack had no answer to what it delivered last, and delivers it again."""
        body = json.loads(self.notes["delivered"])
        self.process.app.dispatch(BoltRequest(mode="socket_mode", body=body))

    def dies_after(self, effect: str) -> None:
        """Work on what is due, and die right after that effect: a lease, and an intent, are left behind."""
        around = self.effects.around

        def dying(name: str, apply: Callable[[], Any], *, on_slack: bool) -> Any:
            result = around(name, apply, on_slack=on_slack)
            if name.startswith(effect):
                raise Crash()
            return result

        vars(self.effects)["around"] = dying
        try:
            self._work_once()
        except Crash:
            return
        raise AssertionError(f"nothing did {effect}: {[one.name for one in self.effects.seen[-9:]]}")

    # -- people who do what is asked of them

    def until(self, key: str, action: str = "gate_approve") -> None:
        """Whoever may does what the cards offer, until that card has that button."""
        for _ in range(MANY):
            if any(card.key == key and action in _buttons(card.message) for card in self.harness.cards()):
                return
            self.goes_on()
        raise AssertionError(f"{key} never waits")

    def to_the_end(self) -> None:
        """The same until the incident is closed."""
        for _ in range(MANY):
            if "· CLOSED*" in str(self.harness.card("status").message["blocks"]):
                return
            self.goes_on()
        raise AssertionError(f"it never ends: {self.harness.card('status').message['text']}")

    def goes_on(self) -> None:
        """The next thing that somebody can do is done."""
        for card in self.harness.cards():
            if card.key.startswith("gate:") and "gate_approve" in _buttons(card.message):
                return self.approves(card.key)
        for card in self.harness.cards():
            offered = _buttons(card.message)
            if card.key.startswith("step:") and (name := self._step_of(card.message, offered)):
                return self.fills(card.key, name)
        raise AssertionError(f"nobody can do anything: {[card.key for card in self.harness.cards()]}")

    def approves(self, key: str) -> None:
        """Whoever a gate asks approves it by the button on its card."""
        asked = re.search(r"<@([UW][A-Z0-9]+)>", str(self.harness.card(key).message["blocks"]))
        assert asked, f"{key} asks nobody"
        self.press(self.names[asked[1]], key, "gate_approve")
        assert "gate_approve" not in _buttons(self.harness.card(key).message), self.answers[-1]

    def _step_of(self, message: Json, offered: list[str]) -> str | None:
        if "triage_open" in offered and "to do · *" in str(message["blocks"]):
            return "triage_open"
        return next((one for one in offered if one.startswith("step_open_")), None)

    def opens(self, key: str, action: str) -> str:
        """Somebody who may has the form of that button in front of them; gives who."""
        for name in ("elif", "ana") if any(one in action for one in PUBLIC) else ("ana", "elif"):
            self.press(name, key, action)
            if self.harness.team.views.top(self.harness._user(name)):
                return name
        raise AssertionError(f"{action} opens no form: {self.answers[-2:]}")

    def fills(self, key: str, action: str, **given: Any) -> None:
        """Somebody who may fills in the form of that button."""
        name = self.opens(key, action)
        self.submit(name, **self.filled(name, **(TRIAGE if action == "triage_open" else {}), **given))
        assert not self.harness.team.views.top(self.harness._user(name)), f"{action}: {self.answers[-1]}"

    def filled(self, name: str, **given: Any) -> Json:
        """What goes into the form that somebody has open: as given, as it is prefilled, or made up."""
        view = self.harness.team.views.top(self.harness._user(name))
        assert view, f"{name} has no form"
        asked = [block for block in view.body["blocks"] if block["type"] == "input"]
        made = {block["block_id"]: made_up(block) for block in asked if block["block_id"] not in given}
        return {**{name: value for name, value in made.items() if value is not None}, **given}


def _buttons(message: Json) -> list[str]:
    return [element["action_id"] for _, element in elements(message.get("blocks") or [])]


# -- incidents as they are left


def itil(play: Living) -> None:
    """The go-ahead waits, tier 2 is paged; an export and cards are owed; a process died as it posted an update."""
    play.command("hugo", "declare P1 Checkout is down --service checkout --playbook itil", "general")
    play.press("ana", "page:U01ONCALL:1", "page_engage")
    play.until("gate:mitigation")
    play.command("ana", "escalate the code has to be known")
    play.hands_in(lambda: play.harness.command("ana", "export aiwg", play.room()))
    play.hands_in(lambda: play.harness.command("elif", "update we roll back to v41", play.room()))
    play.dies_after("Slack: chat.postMessage update:")


def itil_picture(play: Living) -> None:
    """A fishbone was filled in this moment: its picture is owed, and so are the cards."""
    play.command("hugo", "declare P1 Checkout is down --service checkout --playbook itil", "general")
    play.press("ana", "page:U01ONCALL:1", "page_engage")
    play.until("step:root_cause", "step_open_fishbone")
    play.hands_in(lambda: play.harness.press("ana", "step:root_cause", "step_open_fishbone"))
    play.hands_in(lambda: play.harness.submit("ana", play.filled("ana", technology="a pool without limit")))


def rapid(play: Living) -> None:
    """The go-ahead waits and was reminded; its form is open; the playbook's own path is armed; an offer is owed."""
    play.command("hugo", "declare P0 Checkout is down --service checkout --playbook rapid", "general")
    play.press("ana", "page:U01ONCALL:1", "page_engage")
    play.until("gate:mitigation")
    play.wait(330)
    play.hands_in(lambda: play.harness.press("kim", "gate:mitigation", "gate_revise"))
    message = play.harness.message("grace", f"<@{BOT_USER}> is something wrong?", "general")
    play._tell({**message, "type": "app_mention"})
    play.hands_in(lambda: play.harness.command("ana", "note the vendor was called", play.room()))


def gated(play: Living) -> None:
    """Paused, late with an update, a role declined; the go-ahead waits; the timeline as a file is owed."""
    play.command("hugo", "declare P1 Checkout is down --service checkout --playbook gated", "general")
    play.press("ana", "page:U01ONCALL:1", "page_engage")
    play.press("elif", "role:communications_lead:U06COMMS", "role_decline")
    play.until("gate:go_ahead")
    play.wait(2000)
    play.command("ana", "pause the vendor looks at it")
    play.hands_in(lambda: play.harness.command("ana", "timeline --all", play.room()))
    play.dies_after("Slack: files.completeUploadExternal")


def sre(play: Living) -> None:
    """Resolved and taken up again, paged anew: the first checkpoint waits, and tier 3 is to be called."""
    play.command("hugo", "declare P1 Search gives nothing --service search --playbook sre", "general")
    play.press("ana", "page:U01ONCALL:1", "page_engage")
    play.command("ana", "resolve the index is rebuilt")
    play.command("ana", "reopen it is gone again")
    play.until("gate:triage")
    play.hands_in(lambda: play.harness.command("ana", "escalate 3 the index is broken by design", play.room()))


def declared_now(play: Living) -> None:
    """Declared this moment from plain words: no channel yet, its evidence and its page are owed."""
    first = play.says("grace", "customers cannot pay")
    play.says("vera", "me neither, error 500", first)
    play.says("hugo", f"<@{BOT_USER}> P1 incident: checkout is down", first)
    play.hands_in(lambda: play.harness.press("hugo", "offer", "offer_declare"))


def private(play: Living) -> None:
    """A private one that nobody works on yet: the first said no, the second has a page and the gate has no answer."""
    play.command("ana", "declare Card numbers are in a log --private --playbook plain --guidance security", "general")
    play.press("ana", "page:U01ONCALL:1", "page_decline")
    play.press("ana", "step:triage", "triage_open")
    play.submit("ana", impact="MEDIUM", urgency="MEDIUM", summary="Since yesterday")


def ticket(play: Living) -> None:
    """The tracker does not take the ticket yet: the next of its tries is owed."""
    play.hands_in(lambda: play.harness.command("hugo", "declare P1 Checkout is down --playbook plain", "general"))
    for _ in range(4):
        play._work_once()
        play.time.advance(3)


def console(play: Living) -> None:
    """The emergency console is open, somebody works there by a link of theirs, and it shows what Slack shows."""
    play.command("hugo", "declare P1 Checkout is down --service checkout --playbook rapid", "general")
    running = play.beside.enter_context(
        running_console(play.server, timekeeper=play.process.muster.timekeeper)
    )  # fmt: skip
    play.notes["link"] = running.links.give("U01ONCALL")
    ana = running.guest("ana")
    until(lambda: bool(ana.finds("page:U01ONCALL:1")))
    ana.presses("Acknowledge", ana.sees("page:U01ONCALL:1"))
    play.hands_in(lambda: play.harness.command("ana", "note a restart did not help", play.room()))


LEFT: dict[str, Callable[[Living], None]] = {
    one.__name__: one for one in (itil, itil_picture, rapid, gated, sre, declared_now, private, ticket, console)
}  # fmt: skip


def with_tracker(url: str, folder: Path) -> Path:
    """The example organisation's file, whose tickets go there."""
    text = (files.INPUTS / "example.yaml").read_text(encoding="utf-8")
    config = folder / "muster.yaml"
    config.write_text(f"{text}\nintegrations:\n  ticket: {{url: {url}, secret_env: {SECRET}}}\n", encoding="utf-8")
    return config


def leave(name: str) -> None:
    """Play an incident to where it is left, and keep what is there."""
    with TemporaryDirectory() as folder, running_redis(Path(folder)) as redis, open_office() as office:
        office.says(Answer(503))
        os.environ[SECRET] = "s3cret"
        config = with_tracker(office.url, Path(folder)) if name == "ticket" else None
        play = Living(redis, Path(folder) / "workspace", config=config)
        try:
            LEFT[name](play)
            files.write(files.STORES, name, play.left())
        finally:
            play.beside.close()
            play.leave()
