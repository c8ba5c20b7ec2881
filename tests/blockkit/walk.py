"""A walk through everything that Muster shows: lines are typed, what is shown is pressed, what opens is filled in.

Nothing here names a command, a button or a form: new ones are walked as soon as they are registered or shown.
"""

import itertools
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bot.incident.command import Command
from bot.incident.timers import timers
from bot.incident.times import Anchor
from bot.incident.topics.channel import RecordChannel
from bot.incident.topics.timers import FireTimer
from bot.settings import LOCAL_BOT_TOKEN, LOCAL_SIGNING_SECRET, Settings
from bot.slack.card_context import CardContext
from bot.slack.offers import answer_to
from bot.slack.render import render
from bot.wiring import Muster, wire
from handlers import slash
from handlers.buttons import BUTTONS, FAMILIES
from handlers.context import card_context_of
from handlers.home import home_of
from handlers.mentions import hear
from handlers.message_shortcut import from_message
from handlers.request import Ask, Reply, from_action, from_view
from handlers.slack_app import safely
from handlers.submissions import SUBMISSIONS, submit
from tests.blockkit.fillings import inputs
from tests.blockkit.flows import WILD
from tests.blockkit.payload import elements
from tests.blockkit.surfaces import wrong_with_form, wrong_with_message, wrong_with_reply, wrong_with_view
from tests.blockkit.table import Json
from tests.servers import RedisServer

ANNOUNCEMENTS = "C01INCIDENTS"

#: What Muster says when it fell over; it never should.
FELL_OVER = "Muster made a mistake"

#: More timers than an incident ever has due at one moment.
MANY = 200


@dataclass(frozen=True)
class Shown:
    """An element that somebody has in front of them, and where."""

    element: Json
    block_id: str
    channel: str
    view: Json | None = None


@dataclass
class Walk:
    """One organisation with its incidents, on a real store; whatever is shown is judged at once."""

    muster: Muster
    user: str = "U01ONCALL"
    answers: list[Shown] = field(default_factory=list)
    forms: list[Json] = field(default_factory=list)
    offers: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    # -- what people do

    def types(self, line: str, channel: str = "C00GENERAL") -> Reply:
        """Somebody types `/incident` and the line."""
        word = (line.split(None, 1) or [""])[0].lower()
        if word in slash.NAMES_PEOPLE:
            # Whom somebody names here is meant: that person is called, and called by a mention.
            line = line.replace("U0HOSTILE", "U02BACKUP")
        deed = f"/incident {word}" if word in slash.SUB_COMMANDS else "/incident"
        ask = Ask(user=self.user, channel=channel, key=self._key(), trigger=self._key(), text=line)
        return self._answered(deed, safely(self.muster, slash.handle, ask, "done"), channel)

    def presses(self, shown: Shown, value: Json | None = None) -> Reply:
        """Somebody uses an element; `value` is what a menu or a picker gives beside its own."""
        name = _listener(shown.element["action_id"])
        press, done = BUTTONS[name]
        body = {
            "user": {"id": self.user}, "channel": {"id": shown.channel}, "trigger_id": self._key(),
            "actions": [{**shown.element, "block_id": shown.block_id, **(value or {})}],
            **({"view": shown.view} if shown.view else {}),
        }  # fmt: skip
        reply = safely(self.muster, press, from_action(body), done)
        return self._answered(f"button {name}", reply, shown.channel)

    def fills(self, view: Json, values: Json) -> Reply:
        """Somebody submits a form; `values` are Slack's state entries by block."""
        callback = view["callback_id"]
        assert callback in SUBMISSIONS, f"nobody listens to the form {callback}"
        state = {
            block["block_id"]: {block["element"]["action_id"]: values.get(block["block_id"], _nothing(block))}
            for block in inputs(view)
        }
        body = {
            "user": {"id": self.user}, "trigger_id": self._key(),
            "view": {
                "id": self._key(), "callback_id": callback, "state": {"values": state},
                "private_metadata": view.get("private_metadata", ""),
            },
        }  # fmt: skip
        reply = submit(self.muster, callback, from_view(body))
        fields = {block["block_id"] for block in inputs(view)}
        assert set(reply.errors) <= fields, f"{callback} has no field {set(reply.errors) - fields}: {reply.errors}"
        assert FELL_OVER not in "".join(reply.errors.values()), f"{callback} fell over: {values}"
        return self._answered(f"form {callback}", reply, "")

    def mentions(self, words: str) -> None:
        """Somebody speaks to the bot in plain words, in a channel or directly."""
        number, direct = next(self._numbers), next(self._numbers) % 3 == 0
        event = {
            "type": "message" if direct else "app_mention", "channel_type": "im" if direct else "channel",
            "user": self.user, "channel": "D000001" if direct else "C00GENERAL", "ts": f"1795229460.{number:06}",
            "text": f"<@U00MUSTER> {words}",
        }  # fmt: skip
        assert hear(self.muster, event) is None
        self.offers.append(f"{event['channel']}-{event['ts']}")

    def declares_from(self, words: str) -> Reply:
        """Somebody chooses the shortcut on a message."""
        ask = Ask(user=self.user, channel="", key=self._key(), trigger=self._key())
        message = {"ts": "1795229460.000001", "user": "U0HOSTILE", "text": words}
        body = {"message": message, "channel": {"id": "C00GENERAL", "name": "general"}}
        opened = safely(self.muster, lambda muster, ask: from_message(muster, ask, body), ask, "opened")
        return self._answered("shortcut on a message", opened, "")

    def orders(self, command: Command, incident: str | None = None) -> None:
        """Somebody gives an order past every surface. Raises Refused."""
        self.muster.store.commit(command, key=self._key(), incident=incident)

    def passes(self, **time: float) -> None:
        """Time goes by, and every timer that falls due fires."""
        keeper = self.muster.timekeeper
        real, product = keeper.real(), keeper.now()
        later = Anchor(real=real, product=(product + timedelta(**time)).timestamp(), speed=1.0)
        keeper.times = keeper.times.but(anchors=(*keeper.times.anchors, later))
        for stage in self.stages():
            self._fires(stage.incident.id)

    # -- what they see

    def stages(self) -> list[CardContext]:
        """Every incident there is."""
        known = self.muster.store.unclosed()
        found = sorted((*known.public, *known.private, *known.resolved))
        return [card_context_of(self.muster, one) for one in self.muster.store.load_all(found)]

    def looks(self) -> list[Shown]:
        """Everything that can be pressed now; every card and the person's home are judged."""
        found = list(self.answers)
        for stage in self.stages():
            view = render(stage, ANNOUNCEMENTS)
            wrong = wrong_with_view(view)
            assert wrong == [], f"{stage.incident.id}: {wrong}"
            for key, message in view.messages.items():
                self.seen.add(f"card {re.split(':', key)[0]}")
                found += _pressable(list(message.blocks), message.channel)
        for offer in filter(None, map(self.muster.offers.read, self.offers)):
            _, id = self.muster.offers.declared(offer)
            answer = answer_to(offer, self.muster.store.load(id) if id else None)
            wrong = wrong_with_message(answer)
            assert wrong == [], f"the answer to a mention: {wrong}"
            found += _pressable(list(answer.blocks), offer.channel)
        home = home_of(self.muster, self.user)
        wrong = wrong_with_form(home)
        assert wrong == [], f"the Home of {self.user}: {wrong}"
        return [*found, *_pressable(home["blocks"], "", home)]

    def opens_channels(self) -> None:
        """Slack opens the channel of every incident that has none yet."""
        for stage in self.stages():
            if stage.incident.channel is None:
                number = int(re.sub(r"\D", "", stage.incident.id)[-6:] or 0)
                command = RecordChannel(channel=f"C{number:06}", name=stage.incident.channel_name)
                self.orders(command, stage.incident.id)

    def _fires(self, incident: str) -> None:
        for _ in range(MANY):
            state = self.muster.store.load(incident)
            policies = card_context_of(self.muster, state).organisation.policies
            now = self.muster.timekeeper.now()
            due = sorted((at, name) for name, at in timers(state, policies).items() if at <= now)
            if not due:
                return
            self.orders(FireTimer(timer=due[0][1], due=due[0][0]), incident)
        raise AssertionError(f"timers of {incident} fire for ever")

    def _answered(self, deed: str, reply: Reply, channel: str) -> Reply:
        self.seen.add(deed)
        wrong = wrong_with_reply(reply)
        assert wrong == [], f"{deed} was answered {reply.text[:200]!r}: {wrong}"
        assert FELL_OVER not in reply.text, f"{deed} fell over: {reply.text[:200]!r}"
        self.answers += _pressable(list(reply.blocks), channel)
        if reply.view is not None:
            assert json.loads(reply.view.get("private_metadata") or "{}") is not None
            self.forms.append(reply.view)
        return reply

    def _key(self) -> str:
        return f"walk-{next(self._numbers)}"


def _listener(action: str) -> str:
    """The name under which a button is registered."""
    family = next((name for pattern, name in FAMILIES.items() if re.match(pattern, action)), action)
    assert family in BUTTONS, f"nobody listens to {action}"
    return family


def _nothing(block: Json) -> Json:
    """What Slack sends of a field that was left empty."""
    return {"type": block["element"]["type"], "value": None}


def _pressable(blocks: list[Json], channel: str, view: Json | None = None) -> list[Shown]:
    return [
        Shown(element, block.get("block_id", ""), channel, view)
        for block in blocks
        for element in elements(block)
        if "action_id" in element and "url" not in element and block["type"] != "input"
    ]


@contextmanager
def walk_in(redis: RedisServer, config: Path | None) -> Iterator[Walk]:
    """A walk on an empty store, with the organisation of that file."""
    with redis.client() as client:
        client.flushall()
    settings = Settings.of_environment(
        {}, slack_bot_token=LOCAL_BOT_TOKEN, slack_signing_secret=LOCAL_SIGNING_SECRET,
        slack_api_url="http://127.0.0.1:9/api/", redis_url=redis.url, config=config,
    )  # fmt: skip
    muster = wire(settings)
    playbooks = muster.playbooks
    assert isinstance(playbooks, dict)
    playbooks[WILD.name] = WILD
    try:
        yield Walk(muster)
    finally:
        muster.transactions.redis.close()
