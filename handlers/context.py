"""Which incident a person means: the one they name, or the one whose channel they are in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.incident.command import Command
from bot.incident.decide import require_order
from bot.incident.deciding import Deciding, DecisionContext
from bot.incident.list_order import late_first
from bot.incident.permissions import may_see
from bot.incident.refusals import BadId, Refused
from bot.incident.review.inputs import ReviewInputs
from bot.incident.state import Incident, Status
from bot.incident.topics.declaring import read_id
from bot.slack import card_context, parts
from bot.slack.card_context import CardContext
from bot.slack.mrkdwn import escape, quiet
from bot.store.errors import NoSuchIncident
from bot.wiring import Muster
from handlers.request import Ask, Reply

_NAMED = re.compile(r"^(INC-[A-Za-z0-9-]{1,20})(?:\s+|$)", re.IGNORECASE)


class WhichIncident(Exception):
    """The person named no incident, and the channel has none. Carries the answer that helps."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.text)
        self.reply = reply


@dataclass(frozen=True)
class Meant:
    """The incident that is meant, and the rest of the words."""

    incident: Incident
    rest: str


def meant(muster: Muster, ask: Ask, usage: str, *, id_only: bool = False) -> Meant:
    """The incident that the text or the channel names. With `id_only` the text can be nothing but its id.

    Raises WhichIncident, NoSuchIncident, StorageAway.
    """
    text = ask.text.strip()
    if id_only and text:
        return Meant(visible(muster, text, ask.user), "")
    if match := _NAMED.match(text):
        return Meant(visible(muster, match[1], ask.user), text[match.end() :].strip())
    here = muster.store.in_channel(ask.channel)
    if here is None:
        raise WhichIncident(_which(muster, ask, usage))
    return Meant(visible(muster, here, ask.user), text)


def visible(muster: Muster, id: str, user: str) -> Incident:
    """The incident, if the person may know of it; a private one does not exist for others (DESIGN 12)."""
    try:
        incident = muster.store.load(f"INC-{read_id(id)}")
    except BadId as bad:
        raise NoSuchIncident(incident=id) from bad
    if not may_see(incident, user):
        raise NoSuchIncident(incident=id)
    return incident


def open_incidents(muster: Muster, user: str) -> list[Incident]:
    """Incidents that are not over and that the person may see, the oldest first."""
    known = muster.store.unclosed()
    ids = dict.fromkeys([*sorted((*known.public, *known.private)), *known.resolved])
    return [one for one in muster.store.load_all(ids) if _listed(one, user)]


def foremost(muster: Muster, user: str, count: int) -> tuple[list[Incident], int]:
    """Of those the first `count` in line, late ones before all, and how many there are; no others are read."""
    known = muster.store.unclosed(count)
    some = muster.store.load_all(dict.fromkeys([*known.public, *known.private, *known.resolved]))
    found = sorted((one for one in some if _listed(one, user)), key=late_first)
    return found[:count], len(found) + known.public_count - len(known.public)


def _listed(incident: Incident, user: str) -> bool:
    return incident.status is not Status.CLOSED and may_see(incident, user)


def _which(muster: Muster, ask: Ask, usage: str) -> Reply:
    found = open_incidents(muster, ask.user)
    mine = [one for one in found if one.is_responder(ask.user)] or found
    lines = [f"• {one.id} {quiet(one.title)}" + (f" <#{one.channel.id}>" if one.channel else "") for one in mine[:8]]
    if not lines:
        text = "This channel has no incident, and none is open. Declare one: `/incident declare what is wrong`."
        return Reply(text=text)
    text = f"This channel has no incident. Name it: `/incident {escape(usage.format(id=mine[0].id))}`."
    whose = "Yours" if mine[0].is_responder(ask.user) else "Open"
    return Reply(text=f"{text} {whose}: {mine[0].id}.", blocks=(
        parts.section(text), parts.section(f"{whose}:\n" + "\n".join(lines)),
    ))  # fmt: skip


def card_context_of(muster: Muster, incident: Incident) -> CardContext:
    """The incident with all that its cards look at. Raises StorageAway."""
    return card_context.card_context_of(muster.store, incident)


def rules_of(muster: Muster, incident: Incident) -> DecisionContext:
    """By what an incident decides: the policies and the playbook that it pinned, whatever the files say today."""
    organisation, playbook = muster.store.pinned(incident)
    return DecisionContext(organisation=organisation, playbook=playbook, times=muster.timekeeper.times)


def require(muster: Muster, incident: Incident, kind: type[Command], user: str, **given: Any) -> None:
    """Raises NotAllowed or IncidentOver where committing such an order would; a form is then not opened.

    `given` are the fields on which it depends who may, such as the gate or the step.
    """
    command = kind.model_construct(by=user, **given)
    require_order(incident, command, muster.timekeeper.now(), rules_of(muster, incident))


def require_any(muster: Muster, incident: Incident, orders: Sequence[Command]) -> None:
    """As `require`, for a form of several orders: raises why the first may not be given, where none may."""
    now, rules = muster.timekeeper.now(), rules_of(muster, incident)
    refused: list[Refused] = []
    for order in orders:
        try:
            return require_order(incident, order, now, rules)
        except Refused as problem:
            refused.append(problem)
    raise refused[0]


def deciding_for(muster: Muster, incident: Incident, user: str) -> Deciding:
    """The incident as `decide` would see it for that person now."""
    return Deciding(incident, muster.timekeeper.now(), user, rules_of(muster, incident))


def review_inputs_of(muster: Muster, stage: CardContext) -> ReviewInputs:
    """What is computed of the incident now: closing asks for it (S8)."""
    now = muster.timekeeper.now()
    return ReviewInputs(stage.incident, stage.organisation, now, stage.playbook, stage.results)
