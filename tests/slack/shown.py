"""What people see of a rehearsed incident: its messages, their words and buttons, and Slack's limits on them."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from bot.incident.roles import Role
from bot.incident.severity import Level, Severity
from bot.incident.state import MUSTER
from bot.incident.times import Times
from bot.incident.topics.channel import RecordChannel
from bot.incident.topics.declaring import Declare
from bot.incident.topics.escalation import Escalate
from bot.incident.topics.gates.deciding import DecideGate
from bot.incident.topics.paging import Engage
from bot.incident.topics.pausing import Pause
from bot.incident.topics.people import AskFor
from bot.incident.topics.roles import AssignRole
from bot.incident.topics.triage import ProposeTriage, SetSeverity
from bot.incident.topics.updates import PostUpdate
from bot.slack.card_context import CardContext
from bot.slack.render import render
from bot.slack.view import Block, Message, View
from tests.incident.rehearsal import ANA, PEOPLE, STRANGER, VERA, Rehearsal, declared

ROOM, ANNOUNCEMENTS = "C0101", "C01INCIDENTS"

#: The tokens of our own making that may stand in mrkdwn; everything else with `<` is somebody's text gone wild.
TOKEN = re.compile(
    r"<!date\^\d+\^\{[a-z_{} ]+\}\|\d{4}-\d\d-\d\d \d\d:\d\d UTC>|<@[UW][A-Z0-9]+>|<#C[A-Z0-9]+>"
    r"|<https?://[^\s<>|]+\|[^<>|]+>|<!here>"
)


def view(room: Rehearsal, announcements: str | None = ANNOUNCEMENTS, *, opened: bool = True) -> View:
    """Everything that Slack should show; its channel is open unless the test says otherwise."""
    if opened and not room.state.channel:
        room.does(RecordChannel(channel=ROOM, name=room.state.channel_name))
    return render(CardContext(room.state, room.organisation, Times(), room.playbook), announcements)


def shown(room: Rehearsal, key: str) -> Message:
    """One message, as it is now."""
    return view(room).messages[key]


def words(message: Message) -> str:
    """Everything that is to be read in a message's blocks, markup included."""
    return "\n".join(text for _, text in texts(message))


def texts(message: Message) -> Iterator[tuple[str, str]]:
    """Every text in a message's blocks, with its kind: mrkdwn, plain_text, or text to the letter."""
    for block in message.blocks:
        yield from _texts(block)


def _texts(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict):
        if value.get("type") in ("mrkdwn", "plain_text", "text") and isinstance(value.get("text"), str):
            yield str(value["type"]), value["text"]
        for one in value.values():
            yield from _texts(one)


def mrkdwn(message: Message) -> list[str]:
    """The texts in which markup works."""
    return [text for kind, text in texts(message) if kind == "mrkdwn"]


def elements(message: Message) -> list[Block]:
    """Buttons and menus, in their order."""
    return [one for block in message.blocks if block["type"] == "actions" for one in block["elements"]]


def buttons(message: Message) -> list[str]:
    """What stands on the buttons."""
    return [one["text"]["text"] for one in elements(message) if one["type"] == "button"]


def without_dates(text: str) -> str:
    """The text with each date as the time of day that UTC readers see."""
    return re.sub(r"<!date\^\d+\^[^|]*\|\d{4}-\d\d-\d\d (\d\d:\d\d) UTC>", r"\1", text)


def blocks_only(message: Message, *kinds: str) -> Message:
    """The message with only blocks of these kinds."""
    return replace(message, blocks=tuple(block for block in message.blocks if block["type"] in kinds))


def faults(message: Message) -> list[str]:
    """What Slack would refuse, by its published limits (docs.slack.dev/reference/block-kit/blocks)."""
    found = []
    if not message.text.strip():
        found.append("no fallback text")
    if len(message.text) > 40_000:
        found.append("fallback text over 40,000")
    if not 1 <= len(message.blocks) <= 50:
        found.append(f"{len(message.blocks)} blocks")
    names = [block["block_id"] for block in message.blocks if "block_id" in block]
    if len(names) != len(set(names)):
        found.append(f"block ids twice: {names}")
    if sum(len(text) for _, text in texts(message)) > 13_200:
        found.append("over 13,200 characters in all")
    for block in message.blocks:
        found += _faults(block)
    return found


def _faults(block: Block) -> Iterator[str]:
    match block["type"]:
        case "section":
            yield from _limit("section", block["text"]["text"], 3_000)
        case "header":
            yield from _limit("header", block["text"]["text"], 150)
        case "context":
            if not 1 <= len(block["elements"]) <= 10:
                yield f"{len(block['elements'])} context elements"
            for one in block["elements"]:
                yield from _limit("context", one["text"], 3_000)
        case "actions":
            if not 1 <= len(block["elements"]) <= 25:
                yield f"{len(block['elements'])} elements"
            for one in block["elements"]:
                yield from _element_faults(one)
        case "divider" | "rich_text":
            return
        case other:
            yield f"a block of type {other}"


def _element_faults(element: Block) -> Iterator[str]:
    yield from _limit("action id", element["action_id"], 255)
    match element["type"]:
        case "button":
            yield from _limit("button", element["text"]["text"], 75)
            yield from _limit("value", element["value"], 2_000)
            if element.get("style", "primary") not in ("primary", "danger"):
                yield f"style {element['style']}"
        case "overflow":
            if not 1 <= len(element["options"]) <= 5:
                yield f"{len(element['options'])} options"
            for option in element["options"]:
                yield from _limit("option", option["text"]["text"], 75)
                yield from _limit("option value", option["value"], 150)
        case other:
            yield f"an element of type {other}"


def _limit(what: str, text: str, most: int) -> Iterator[str]:
    if not 1 <= len(text) <= most:
        yield f"{what} of {len(text)} characters"


def loud(text: str, severity: Severity = Severity.P0) -> Rehearsal:
    """An incident in which every field that people fill has this text."""
    room = Rehearsal()
    room.does(Declare(by=STRANGER, text=text, guidance=text[:2_500].strip(), service="payments"))
    room.does(AskFor(by=ANA, user=PEOPLE[2], what=text[:200]))
    triage = ProposeTriage(
        by=MUSTER, impact=Level.HIGH, urgency=Level.MEDIUM, summary=text, actions=text, affected=text
    )
    room.does(triage)
    room.does(DecideGate(by=MUSTER, gate="triage", choice="revise", digest="", words=text))
    room.does(SetSeverity(by=MUSTER, severity=severity, reason=text))
    room.does(triage.but(users_percent=40))
    for person in PEOPLE:
        room.does(Escalate(by=MUSTER, reason=text, user=person)) if person != ANA else None
    room.does(AssignRole(by=MUSTER, role=Role.COMPONENT_OWNER, user=STRANGER))
    room.passes(minutes=40)
    for number in range(7):
        room.does(PostUpdate(by=MUSTER, text=f"{number}{text[:2_400]}"))
    room.does(Pause(by=MUSTER, words=text))
    return room


TRIAGE = ProposeTriage(
    by=VERA,
    impact=Level.HIGH,
    urgency=Level.MEDIUM,
    users_percent=12,
    summary="only card payments",
    actions="restart",
)


def text_of(room: Rehearsal, key: str) -> str:
    """What a card says, dates as UTC readers see them."""
    return without_dates(words(shown(room, key))).replace("\u200b", "")


def at_the_gate() -> Rehearsal:
    """Ana works on it, and the triage waits for her or Chidi since 02:51."""
    room = declared(None)
    room.does(Engage(by=ANA))
    room.does(TRIAGE)
    return room
