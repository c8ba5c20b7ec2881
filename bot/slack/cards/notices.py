"""Messages that go out once, when somebody has to notice: the report, updates, severity, silence, the end."""

from datetime import datetime, timedelta

from bot.incident.contact_chain import TIER_NAMES
from bot.incident.durations import rounded_duration
from bot.incident.permissions import update_writers
from bot.incident.severity import spoken
from bot.incident.state import Raise, Update
from bot.incident.timers import update_every
from bot.slack import parts
from bot.slack.card_context import CardContext
from bot.slack.mrkdwn import escape, mention, pieces, quiet, shorten
from bot.slack.view import Block, Message, Urgency


def report(context: CardContext, channel: str) -> Message:
    """The report in full, where it was longer than the title, and the guidance that came with it."""
    incident = context.incident
    text = f"{incident.id} as {context.name(incident.reporter)} reported it"
    blocks: list[Block] = [parts.context(text)]
    blocks += verbatim(incident.description)
    if incident.guidance:
        blocks.append(parts.context("Guidance"))
        blocks += verbatim(shorten(incident.guidance, 2_900))
    return Message(channel, text, tuple(blocks), Urgency.STATUS, settled=False)


def verbatim(text: str, style: str = "rich_text_section") -> list[Block]:
    """Somebody's text to the letter, in which nothing is markup. A message holds 13,200 characters in all."""
    found = []
    for piece in pieces(text, 2_900):
        element = {"type": style, "elements": [{"type": "text", "text": piece}]}
        found.append({"type": "rich_text", "elements": [element]})
    return found


def update(context: CardContext, channel: str, one: Update) -> Message:
    """A status update as its author wrote it (K1)."""
    incident = context.incident
    text = f"Update {one.number} on {incident.id}: {escape(one.text)}"
    # Escaping makes up to five characters of one, and a section holds 2,900.
    limit = 2_900 if len(escape(one.text)) <= 2_900 else 570
    blocks = (
        parts.section(f"*Update {one.number} on {incident.id}*"),
        *[parts.section(escape(piece)) for piece in pieces(one.text, limit)],
        parts.context(f"{context.name(one.by)}, {context.at(one.at)}"),
    )
    return Message(channel, text, blocks, Urgency.STATUS)


def update_due(context: CardContext, channel: str) -> Message:
    """Calls who writes updates by the roles as they are now; it counts what was missed and is edited (K1)."""
    incident = context.incident
    people = update_writers(incident, context.organisation, _last_due(context))
    asked = " ".join(mention(user) for user in people)
    missed = "an update is due" if incident.update_late == 1 else f"{incident.update_late} updates were missed"
    due = f" The next is due {context.at(incident.next_update)}." if incident.next_update else ""
    text = f"{incident.id}: {missed}"
    blocks = (
        parts.section(f"{asked} *{missed}* on {incident.id}.{due}"),
        parts.actions("update", parts.button("Post an update", "update_open", incident.id, style="primary")),
    )
    return Message(
        channel,
        text,
        blocks,
        Urgency.CALL,
        farewell=f"done · The update that was due on {incident.id} is waited for no more.",
    )


def _last_due(context: CardContext) -> datetime:
    """When the update that is missing was due last, by which it is told who was on call for it."""
    incident = context.incident
    every = update_every(incident, context.organisation.policies, incident.severity)
    return incident.next_update - timedelta(seconds=every) if incident.next_update and every else incident.detected_at


def severity_raised(context: CardContext, channel: str, raised: Raise) -> Message:
    """Says in the channel, once, that it got worse; what it is later says the status card."""
    text = f"warning · {context.incident.id} was raised to {spoken(raised.severity)}"
    blocks = (parts.section(f"*{text}*: {quiet(shorten(raised.basis, 400))}"),)
    return Message(channel, text, blocks, Urgency.CALL)


def nobody_answered(context: CardContext, channel: str, tier: int) -> Message:
    """Asks everybody who is there, when the contact chain is at its end (E7)."""
    incident = context.incident
    text = f"Nobody of {TIER_NAMES[tier]} answered for {incident.id}. Who can take it?"
    blocks = (
        parts.section(f"<!here> *{text}*"),
        parts.actions("role", parts.button("Take a role", "role_take", incident.id, style="primary")),
    )
    return Message(channel, text, blocks, Urgency.CALL, farewell=f"done · {incident.id} asks nobody here any more.")


def resolved(context: CardContext, channel: str) -> Message:
    """Tells the channel that it is over: duration, what ended it, what is left (M9)."""
    incident = context.incident
    if incident.resolved is None:
        raise ValueError("not resolved")
    lasted = rounded_duration(incident.resolved.at - incident.detected_at)
    if incident.intake.past and not incident.reopened:
        text = f"done · {incident.id} was over before it was declared, after {lasted}"
        times = f"From {context.at(incident.detected_at)} to {context.at(incident.resolved.at)}"
        left = f"{times} · nobody was paged, no clock runs · left: its cause, and what follows from it"
        return Message(channel, text, (parts.section(f"*{text}*"), parts.context(left)), Urgency.CALL)
    text = f"done · {incident.id} is resolved after {lasted}"
    blocks = (
        parts.section(f"*{text}*\n{escape(shorten(incident.resolved.words, 2_000))}"),
        parts.context(
            f"By {context.name(incident.resolved.by)}, {context.at(incident.resolved.at)} · clocks and pages stopped"
            " · left: tell the users (`/incident update`), then `/incident close`"
        ),
    )
    return Message(channel, text, blocks, Urgency.CALL)


def escalation_log(context: CardContext, channel: str) -> Message:
    """Who was called, when, why, and what came of it, edited in place (E9)."""
    incident = context.incident
    lines = [
        f"{context.at(page.at)}  {context.name(page.user)} ({quiet(page.label)}): {page.answer}"
        f" · {quiet(shorten(page.reason, 100))}"
        for page in list(incident.pages.values())[-12:]
    ]
    text = f"Escalation of {incident.id}"
    # A line holds two names and a reason, each of which may grow when it is escaped: four fit one section.
    groups = ["\n".join(lines[start : start + 4]) for start in range(0, len(lines), 4)]
    blocks = (parts.section(f"*{text}*"), *(parts.section(group) for group in groups))
    return Message(channel, text, blocks, Urgency.PROGRESS, settled=False)
