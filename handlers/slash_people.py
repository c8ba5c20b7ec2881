"""Sub-commands about people: joining, acknowledging, escalating."""

import re

from bot.incident.contact_chain import TIER_NAMES
from bot.incident.refusals import NotPaged
from bot.incident.state import Incident
from bot.incident.topics.escalation import Escalate
from bot.incident.topics.paging import Acknowledge, Paged
from bot.incident.topics.people import Join
from bot.slack.mrkdwn import escape
from bot.wiring import Muster
from handlers import forms
from handlers.context import meant, open_incidents, require
from handlers.declare_text import NotUnderstood
from handlers.request import Ask, Reply

_PERSON = re.compile(r"<@([UW][A-Z0-9]+)(?:\|([^>]*))?>")
_TIER = re.compile(r"(?:to\s+)?(?:tier\s*(\d+)\b|(\d)[:,]|([1-4])(?!\S))", re.IGNORECASE)


def join(muster: Muster, ask: Ask) -> Reply:
    """Become a responder."""
    found = meant(muster, ask, "join {id}", id_only=True).incident
    muster.store.commit(Join(by=ask.user), key=ask.key, incident=found.id)
    return Reply(text=f"You are a responder of {found.id} now.{_room(found)}")


def acknowledge(muster: Muster, ask: Ask) -> Reply:
    """Acknowledge the page that waits; anywhere, as long as only one does."""
    found = _paged_for(muster, ask)
    done = muster.store.commit(Acknowledge(by=ask.user), key=ask.key, incident=found.id)
    return Reply(text=f"Acknowledged: {found.id} {escape(done.incident.title)}.{_room(found)}")


def escalate(muster: Muster, ask: Ask) -> Reply:
    """Call the next tier, a tier by number, or a person by name."""
    target = meant(muster, ask, "escalate {id} <why>")
    if not target.rest:
        require(muster, target.incident, Escalate, ask.user)
        return Reply(view=forms.escalate(target.incident, ask.channel))
    user, tier, reason = None, None, target.rest
    if match := person(muster, target.rest):
        user, reason = match
    elif match_tier := _TIER.match(target.rest):
        tier, reason = _tier(match_tier[match_tier.lastindex or 1]), target.rest[match_tier.end() :]
    command = Escalate(by=ask.user, reason=reason.strip(" :,"), tier=tier, user=user)
    done = muster.store.commit(command, key=ask.key, incident=target.incident.id)
    called = [muster.organisation.name_of(event.user) for event in done.events if isinstance(event, Paged)]
    said = f"Paged: {escape(', '.join(called))}." if called else "Nobody is left to page: call somebody by hand."
    where = f" to tier {tier} ({TIER_NAMES[tier]})" if tier else ""
    return Reply(text=f"Escalated {done.incident.id}{where}. {said}")


def person(muster: Muster, text: str) -> tuple[str, str] | None:
    """A person in a text, by mention or by handle or first name with @, and the words around it."""
    if match := _PERSON.search(text):
        return match[1], (text[: match.start()] + text[match.end() :]).strip()
    if match := re.search(r"@([\w.-]+)", text):
        wanted = match[1].lower()
        for one in muster.organisation.people:
            names = (one.slack.lower(), one.name.lower().split(" ")[0], one.name.lower().replace(" ", "."))
            if wanted in names:
                return one.slack, (text[: match.start()] + text[match.end() :]).strip()
        raise NotUnderstood(f"Nobody called @{match[1]} is in the organisation's file. Use a mention.")
    return None


def by_name(muster: Muster, text: str) -> str:
    """A text in which people who were mentioned stand by their names."""

    def name(found: re.Match[str]) -> str:
        known = muster.organisation.person(found[1])
        return f"@{known.name if known else found[2] or found[1]}"

    return _PERSON.sub(name, text)


def _tier(number: str) -> int:
    if number not in ("1", "2", "3", "4"):
        known = ", ".join(f"{tier} {name}" for tier, name in TIER_NAMES.items())
        raise NotUnderstood(f"There is no tier {number}. Tiers: {known}.")
    return int(number)


def _paged_for(muster: Muster, ask: Ask) -> Incident:
    word = ask.text.strip()
    if word or muster.store.in_channel(ask.channel):
        return meant(muster, ask, "ack {id}", id_only=True).incident
    mine = [one for one in open_incidents(muster, ask.user) if any(p.user == ask.user for p in one.pages.values())]
    waiting = [one for one in mine if any(p.user == ask.user for p in one.open_pages())] or mine
    if not waiting:
        raise NotPaged(who="`/incident list` shows what is open.")
    return waiting[0] if len(waiting) == 1 else meant(muster, ask, "ack {id}").incident


def _room(incident: Incident) -> str:
    return f" <#{incident.channel.id}>" if incident.channel else ""
