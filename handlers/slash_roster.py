"""`/incident roster` and `/incident oncall`: who plays which part, who is on call now (N2, E8)."""

from bot.incident.refusals import UnknownService
from bot.slack import parts
from bot.slack.cards import roster as cards
from bot.slack.mrkdwn import aloud, escape, fallback
from bot.slack.view import Block
from bot.wiring import Muster
from handlers.context import WhichIncident, card_context_of, meant
from handlers.request import Ask, Reply
from handlers.roles import takeable


def roster(muster: Muster, ask: Ask) -> Reply:
    """The parts of an incident; where none is meant, those of the organisation."""
    try:
        incident = meant(muster, ask, "roster {id}", id_only=True).incident
    except WhichIncident:
        return Reply(text="The organisation's roster", blocks=tuple(cards.organisation_roster(muster.organisation)))
    stage = card_context_of(muster, incident)
    blocks = cards.roster(stage, ask.user, takeable(muster, incident, ask.user))
    held = escape(cards.holders_line(incident, muster.organisation))
    spoken = fallback(f"Roster of {incident.id}: {held or 'no role is held yet'}", parts.FALLBACK_CHARACTERS)
    return Reply(text=spoken, blocks=tuple(blocks))


def oncall(muster: Muster, ask: Ask) -> Reply:
    """Who is on call now: for a service, or for all."""
    service = ask.text.strip() or None
    if service and service not in muster.organisation.services:
        service = _by_title(muster, service)
    now, times = muster.timekeeper.now(), muster.timekeeper.times
    lines = cards.on_call(muster.organisation, now, times, service)
    if not lines:
        primary, _ = muster.organisation.on_call(None, now)
        lines = [f"*{muster.organisation.name_of(primary)}*" if primary else "Nobody is on call."]
    blocks: list[Block] = [parts.section("\n".join(["*On call now*", *lines]))]
    spoken = escape(f"On call now: {aloud('; '.join(lines))}")
    return Reply(text=fallback(spoken, parts.FALLBACK_CHARACTERS), blocks=tuple(blocks))


def _by_title(muster: Muster, word: str) -> str:
    """A service by its name or title in any case. Raises UnknownService."""
    for name, service in muster.organisation.services.items():
        if word.lower() in (name.lower(), service.title.lower()):
            return name
    raise UnknownService(service=word, known=", ".join(muster.organisation.services) or "none")
