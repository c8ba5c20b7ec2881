"""A workspace after a bad year: 200 channels and 10,000 messages, one night's channel with half of them."""

import time
from collections.abc import Iterator
from pathlib import Path

from bot.workspace.app_manifest import AppManifest
from bot.workspace.channels import Channel
from bot.workspace.socket_mode import SocketMode
from bot.workspace.team import Team
from bot.workspace.wire import BOT_USER, TEAM_ID, Json

CHANNELS, MESSAGES = 200, 10_000

#: The channel that holds half of all messages.
LONG, LONG_NAME = "C9LONG", "incident-long-night"

_EVERY_CARD, _EVERY_THREAD, _EVERY_REACTION = 6, 17, 11
_SAID = (
    "looking at it",
    "error rate is *{n} %* on checkout, p99 at {n}00 ms, see <https://grafana.example/d/{n}|the board>",
    "<@U02BACKUP> can you check whether `payments` still holds connections? The pool says {n} of 200",
    "rolled the canary back, `kubectl rollout status deploy/checkout` says {n} of 12 ready",
    "```{n} upstream timed out while reading response header\n{n} retry 2 of 3\n{n} gave up```",
    "I think this began with the batch of tax lookups at 02:{n:02d}: the index is not used any more, and every "
    "request reads the whole table. That would also say why only carts with more than one country are slow.",
    ":eyes: same on eu-west",
)


def seed(folder: Path, channels: int = CHANNELS, messages: int = MESSAGES) -> None:
    """Write such a workspace, or a smaller one, into the folder that a workspace is then given as its data."""
    team = Team(folder, (), SocketMode(3600.0), AppManifest())
    people = [user for user in team.users if user != BOT_USER]
    rooms = [*team.channels.values(), *(_room(team, number) for number in range(channels - len(team.channels) - 1))]
    long = Channel(LONG, LONG_NAME, BOT_USER, int(time.time()))
    for channel in [*rooms, long]:
        channel.members = list(team.users)
        team.save(channel)
    begun = time.time() - 7 * 86_400
    each, extra = divmod(messages // 2, len(rooms))
    for place, channel in enumerate(rooms):
        for message in _talk(people, each + (place < extra), begun + place):
            team.journal.put("message", f"{channel.id}/{message['ts']}", message)
    for message in _talk(people, messages // 2, begun):
        team.journal.put("message", f"{long.id}/{message['ts']}", message)
    team.journal.flush()
    team.journal.close()


def _room(team: Team, number: int) -> Channel:
    name = f"incident-2026-{number % 12 + 1:02d}-{number % 28 + 1:02d}-{number}" if number % 3 else f"team-{number}"
    return Channel(f"C8{number:04d}", name, BOT_USER, int(team.clock.now()))


def _talk(people: list[str], count: int, begun: float) -> Iterator[Json]:
    """That many messages within a week: talk, cards with blocks, threads, reactions."""
    step = 6.5 * 86_400 / max(1, count)
    parent: Json = {}
    for number in range(count):
        seconds = begun + number * step
        ts = f"{int(seconds)}.{number:06d}"
        user = people[(number // 2) % len(people)]
        message: Json = {"type": "message", "ts": ts, "user": user, "team": TEAM_ID}
        if number % _EVERY_CARD == 0:
            message |= {"user": BOT_USER, "text": f"INC-{number}: triage waits for Ana", "blocks": _card(number)}
        else:
            message["text"] = _SAID[number % len(_SAID)].format(n=number % 60)
        if number % _EVERY_REACTION == 0:
            message["reactions"] = [{"name": "eyes", "users": people[:2], "count": 2}]
        if number % _EVERY_THREAD == 1:
            parent = message
        elif number % _EVERY_THREAD in (2, 3) and parent:
            message["thread_ts"] = parent["ts"]
            parent |= {
                "thread_ts": parent["ts"],
                "reply_count": number % _EVERY_THREAD - 1,
                "reply_users": [user],
                "reply_users_count": 1,
                "latest_reply": ts,
            }
        yield message


def _card(number: int) -> list[Json]:
    """A card as Muster posts it: what is asked, the facts, who decides, buttons."""
    facts = (
        "*Severity*\nP1 High", "*Status*\nTRIAGED", "*Impact*\n12 % of users",
        "*Acknowledged*\n02:53, in time", "*Commander*\nAna Ortiz", "*Next update*\n03:21",
    )  # fmt: skip
    why = "P1 High: impact MEDIUM x urgency HIGH. `checkout` fails for carts with more than one country; "
    when = "<!date^1790000000^{time}|03:02> reminder, then the backup is asked."
    buttons = [_button(name, str(number)) for name in ("Approve", "Revise", "Pause")]
    return [
        {"type": "section", "block_id": "ask", "text": _words(f"*Approve the triage of INC-{number}?*  asked 03:02")},
        {"type": "section", "block_id": "facts", "fields": [_words(fact) for fact in facts]},
        {"type": "divider", "block_id": "line"},
        {"type": "section", "block_id": "why", "text": _words(why + when)},
        {"type": "context", "block_id": "who", "elements": [_words("Decides: incident commander (Ana Ortiz)")]},
        {"type": "actions", "block_id": "press", "elements": buttons},
    ]


def _words(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def _button(name: str, value: str) -> Json:
    text = {"type": "plain_text", "text": name}
    return {"type": "button", "action_id": f"press_{name.lower()}", "value": value, "text": text}
