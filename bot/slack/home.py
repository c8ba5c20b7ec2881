"""The Home of one person: what waits for them, what is open, and how to begin, as of the moment that it names."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from bot.incident.list_order import late_first
from bot.incident.organisation import SlackId
from bot.incident.roles import Role
from bot.incident.state import Gate, GateState, Page, PageAnswer
from bot.slack import parts
from bot.slack.card_context import CardContext
from bot.slack.cards.gate import asks, waited_for
from bot.slack.cards.listed import two_lines
from bot.slack.cards.page import page_buttons, page_words
from bot.slack.mrkdwn import at, channel_link, quiet
from bot.slack.view import Block

#: How much of each part is shown; what is over that is counted. A view holds 100 blocks.
SHOWN_PAGES = 8
SHOWN_GATES = 8
SHOWN_ROLES = 12
SHOWN_INCIDENTS = 20

HOW_TO = (
    "`/incident declare what is wrong` opens an incident: its channel, its page to whoever is on call, its clocks.\n"
    "In its channel each card says what is wanted, from whom, and what happens if nobody acts.\n"
    "`/incident list` and `/incident status INC-101` answer anybody, anywhere. `/incident help` lists all."
)


def home(
    person: SlackId, contexts: Sequence[CardContext], now: datetime, product_now: datetime | None = None
) -> dict[str, Any]:
    """The view to publish. `contexts` are the open incidents that the person may see; `now` is real, UTC.

    `product_now` is the same moment by the incidents' clocks, where these run at another speed.
    """
    contexts = sorted(contexts, key=lambda context: late_first(context.incident))
    waiting = _waiting(person, contexts, product_now or now)
    return _view([*_top(now), *waiting, *_roles(person, contexts), *_open(contexts), *_how_to()])


def home_without_storage(why: str, now: datetime) -> dict[str, Any]:
    """The view while nothing can be read: `why` and whom to call, as mrkdwn; nothing that may be old."""
    return _view([*_top(now), parts.section(why), *_how_to()])


def window(blocks: Sequence[Block]) -> dict[str, Any]:
    """A modal that only says something, for an answer to a click where there is no conversation."""
    return parts.modal("answer", "Muster", None, list(blocks), close="Close")


def _view(blocks: list[Block]) -> dict[str, Any]:
    return {"type": "home", "callback_id": "home", "blocks": blocks}


def _top(now: datetime) -> Iterator[Block]:
    yield parts.actions(
        "home",
        parts.button("Declare an incident…", "declare_open", "declare", style="primary"),
        parts.button("Refresh", "home_refresh", "refresh"),
    )
    yield parts.context(f"{at(now, day=True)} is when you opened this. The channels are always up to date.")


def _waiting(person: SlackId, contexts: Sequence[CardContext], moment: datetime) -> Iterator[Block]:
    pages = [
        (context, page)
        for context in contexts
        for page in context.incident.pages.values()
        if _asks(context, page, person)
    ]
    gates = [
        (context, name, gate)
        for context in contexts
        for name, gate in context.incident.gates.items()
        if gate.state is GateState.OPEN and person in waited_for(context, name, gate, moment)
    ]
    if not pages and not gates:
        yield parts.section("*Nothing waits for you.*")
        return
    yield parts.header("Waits for you")
    for context, page in pages[:SHOWN_PAGES]:
        yield parts.section("\n".join(page_words(context, page)))
        yield from page_buttons(context, page, f"home:{context.incident.id}:{page.key}")
    for context, name, gate in gates[:SHOWN_GATES]:
        yield parts.section(_gate(context, name, gate))
    left = max(0, len(pages) - SHOWN_PAGES) + max(0, len(gates) - SHOWN_GATES)
    if left:
        yield parts.context(f"and {left} more, in your messages from Muster and in the channels below")


def _asks(context: CardContext, page: Page, person: SlackId) -> bool:
    """Whether a page still wants something of the person: an answer, or after "I have seen it" the work."""
    if page.user != person or context.incident.over:
        return False
    tier = context.incident.tiers.get(page.tier)
    seen = page.answer is PageAnswer.ACKNOWLEDGED and not (tier and tier.engaged)
    return page.answer is PageAnswer.OPEN or seen


def _gate(context: CardContext, name: str, gate: Gate) -> str:
    incident = context.incident
    place = f" in {channel_link(incident.channel.id)}" if incident.channel else ""
    spec = context.playbook.gate_specs.get(name)
    asked = asks(context, spec) if spec else f"Decide the {name} gate of {incident.id}."
    words = f"*{quiet(asked)}*{place}"
    return f"{words}\n{quiet(incident.title)} · asked {context.at(gate.opened_at)}"


def _roles(person: SlackId, contexts: Sequence[CardContext]) -> Iterator[Block]:
    lines = [
        f"{_spoken(context, person).capitalize()} of {context.incident.id} "
        f"{quiet(context.incident.title)}{_room(context)}"
        for context in contexts
        if not context.incident.over and _held(context, person)
    ]
    if lines:
        more = [f"and {len(lines) - SHOWN_ROLES} more"] if len(lines) > SHOWN_ROLES else []
        yield parts.section("\n".join(["*Your roles*", *lines[:SHOWN_ROLES], *more]))


def _held(context: CardContext, person: SlackId) -> list[Role]:
    return [role for role, held in context.incident.roles.items() if held.user == person]


def _spoken(context: CardContext, person: SlackId) -> str:
    return " and ".join(role.spoken for role in _held(context, person))


def _room(context: CardContext) -> str:
    channel = context.incident.channel
    return f" {channel_link(channel.id)}" if channel else ""


def _open(contexts: Sequence[CardContext]) -> Iterator[Block]:
    if not contexts:
        yield parts.section("*No incident is open.*")
        return
    yield parts.header(f"Open incidents ({len(contexts)})")
    for context in contexts[:SHOWN_INCIDENTS]:
        yield parts.section(two_lines(context))
    if len(contexts) > SHOWN_INCIDENTS:
        yield parts.context(f"and {len(contexts) - SHOWN_INCIDENTS} more: `/incident list`")


def _how_to() -> Iterator[Block]:
    yield parts.divider()
    yield parts.section(f"*How to*\n{HOW_TO}")
