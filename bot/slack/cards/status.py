"""The pinned status card: the one message that is true for the incident's whole life (D6)."""

from collections import Counter

from bot.incident.contact_chain import contact_chain
from bot.incident.durations import rounded_duration
from bot.incident.roles import Role
from bot.incident.schedule import Standing, standing
from bot.incident.severity import Severity, spoken
from bot.incident.state import Clock, ClockName, Incident, Status
from bot.slack import parts
from bot.slack.card_context import CardContext
from bot.slack.cards.intake import course, told_people
from bot.slack.cards.now import waiting
from bot.slack.mrkdwn import aloud, escape, link, quiet, shorten
from bot.slack.view import Block, Message, Urgency

LEADS = (Role.INCIDENT_COMMANDER, Role.TECHNICAL_LEAD, Role.COMMUNICATIONS_LEAD)
LEAD_WORDS = {
    Role.INCIDENT_COMMANDER: "Commander",
    Role.TECHNICAL_LEAD: "Technical lead",
    Role.COMMUNICATIONS_LEAD: "Communications",
}


def status_card(context: CardContext, channel: str) -> Message:
    """What is broken, how bad, what is waited for, what happens if nobody acts, who, and by when."""
    incident = context.incident
    now, otherwise = waiting(context)
    lines = [f"*Now*  {now}", f"*If not*  {otherwise}", f"*Who*  {who(context)}"]
    if clocks := clock_words(context):
        lines.append(f"*Clocks*  {clocks}")
    if bent := course(incident):
        lines.append(f"*Course*  {bent}")
    if incident.cause:
        lines.append(f"*Cause*  {quiet(incident.cause)}")
    if incident.strategy:
        lines.append(f"*Mitigation*  {incident.strategy.replace('_', ' ').capitalize()}")
    if steps := step_words(context):
        lines.append(f"*Steps*  {steps}")
    if incident.updates:
        last = incident.updates[-1]
        lines.append(f"*Last update*  {context.at(last.at)}: {quiet(shorten(last.text, 300))}")
    blocks = [
        parts.header(f"{spoken(incident.severity)} · {incident.title}"),
        parts.section(f"*{incident.id} · {incident.status}*{_marks(context)}\n{_impact(context)}"),
        parts.divider(),
        parts.section("\n".join(lines)),
        parts.divider(),
        *parts.notes(_basis(context), *_contacts(context)),
        *_buttons(incident),
    ]
    first = f"{incident.id} {spoken(incident.severity)}: {incident.title}. {incident.status}."
    text = escape(f"{first} {aloud(now)}")
    return Message(channel, text, tuple(blocks), Urgency.STATUS, pinned=True, settled=False)


def step_words(context: CardContext) -> str:
    """How far the playbook is: `ITIL: done 7 · to do 2 · waiting 5`."""
    playbook = context.playbook
    if len(playbook.steps) == 1:
        return ""
    stands = Counter(standing(playbook, context.incident, step) for step in playbook.steps.values())
    words = {str(word): stands[word] for word in Standing if word is not Standing.NOT_REQUIRED}
    if context.incident.closed:
        left = words.pop(Standing.READY) + words.pop(Standing.WAITING)
        words["not done"] = left
    told = [f"{word} {number}" for word, number in words.items() if number]
    return f"{quiet(playbook.title)}: {' · '.join(sorted(told, key=lambda one: not one.startswith('done')))}"


def who(context: CardContext) -> str:
    """The leads by plain name, empty roles too (rule 11)."""
    incident = context.incident
    wanted = LEADS if incident.severity in (None, Severity.P0, Severity.P1) else LEADS[:1]
    held = [
        f"{LEAD_WORDS[role]} {context.name(holder)}" if (holder := incident.holder(role)) else
        f"{LEAD_WORDS[role]} nobody yet"
        for role in LEADS if role in wanted or incident.holder(role)
    ]  # fmt: skip
    return " · ".join(held)


def clock_words(context: CardContext) -> str:
    """Every response clock: met in time or late, running until when, or missed (T5)."""
    incident = context.incident
    words = [_clock(context, name, clock) for name, clock in incident.clocks.items()]
    if incident.next_update:
        late = f" ({incident.update_late} missed)" if incident.update_late else ""
        words.append(f"Next update {context.at(incident.next_update)}{late}")
    return " · ".join(word for word in words if word)


DONE = {
    ClockName.ACKNOWLEDGE: "Acknowledged",
    ClockName.ENGAGE: "Engaged",
    ClockName.TRIAGE: "Triaged",
    ClockName.CAUSE: "Cause known",
    ClockName.RESOLVE: "Resolved",
}


def _clock(context: CardContext, name: ClockName, clock: Clock) -> str:
    if clock.met:
        return f"{DONE[name]} {context.at(clock.met)} ({'late' if clock.missed else 'in time'})"
    if context.incident.over:
        return ""
    word = name.value.capitalize()
    return f"{word} was due {context.at(clock.due)}, *late*" if clock.missed else f"{word} by {context.at(clock.due)}"


def _marks(context: CardContext) -> str:
    incident = context.incident
    marks = []
    if incident.paused:
        marks.append("PAUSED")
    if incident.private:
        marks.append("private")
    if incident.not_an_incident:
        marks.append("not an incident")
    if incident.reopened:
        marks.append("reopened" if incident.reopened == 1 else f"reopened {incident.reopened} times")
    return "".join(f" · {mark}" for mark in marks)


def _impact(context: CardContext) -> str:
    incident = context.incident
    proposal = incident.proposal
    service = f" · service {quiet(incident.service)}" if incident.service else ""
    began = f"{context.at(incident.detected_at)}{service}"
    since = f"since {began}"
    if incident.intake.began and incident.intake.began < incident.detected_at:
        since = f"since {context.at(incident.intake.began)}, noticed {began}"
    if incident.resolved:
        lasted = rounded_duration(incident.resolved.at - incident.detected_at)
        words = "" if incident.intake.past else f": {quiet(shorten(incident.resolved.words, 400))}"
        return f"Over after {lasted}{words}\nIt began {began}{_declared_late(incident)}"
    if incident.closed and incident.closed.words:
        return f"Closed: {quiet(shorten(incident.closed.words, 400))}\nReported {began}"
    if proposal:
        users = f"{proposal.users_percent} % of users, " if proposal.users_percent is not None else ""
        words = f": {quiet(shorten(incident.impact, 400))}" if incident.impact else ""
        return f"Impact {proposal.impact}, {users}{since}{words}"
    return f"Impact not assessed yet, {since}"


def _declared_late(incident: Incident) -> str:
    return " · declared when it was over" if incident.intake.past else ""


def _basis(context: CardContext) -> str:
    incident = context.incident
    basis = f"Severity: {quiet(shorten(incident.severity_basis, 300))}"
    return f"{basis} · reported by {context.name(incident.reporter)} · `/incident timeline` has the record"


def _contacts(context: CardContext) -> list[str]:
    """Whom to call beyond those who have it, and where to look (D6)."""
    incident = context.incident
    lines = []
    chain = contact_chain(incident, 1, context.organisation, incident.detected_at)
    if chain and not incident.over:
        lines.append("Contacts: " + " → ".join(f"{context.name(user)} ({label.lower()})" for user, label in chain))
    service = context.organisation.services.get(incident.service or "")
    links = dict(service.dashboards) if service else {}
    if heard := told_people(context):
        lines.append(f"Told at once: {heard}")
    if ticket := incident.intake.ticket:
        name = ticket.key or "in the tracker"
        lines.append(f"Ticket: {link(ticket.url, name) if ticket.url else quiet(ticket.refused or name)}")
    if links:
        lines.append("Look: " + " · ".join(link(url, title) for title, url in links.items()))
    return lines


def _buttons(incident: Incident) -> list[Block]:
    if incident.status is Status.CLOSED:
        return []
    if incident.status is Status.RESOLVED:
        first = parts.button("Close incident", "close_open", incident.id, style="primary")
        return [parts.actions("status", first, parts.button("Post an update", "update_open", incident.id))]
    backlog = incident.severity is Severity.P3
    more = parts.overflow(
        "status_more",
        (
            ("Add a note", f"note {incident.id}"),
            ("Change severity", f"severity {incident.id}"),
            ("Page the next tier", f"escalate {incident.id}"),
            (
                "Resume" if incident.paused else "Pause",
                f"{'resume' if incident.paused else 'pause'} {incident.id}",
            ),
            ("Resolve", f"resolve {incident.id}"),
        ),
    )
    return [
        parts.actions(
            "status",
            parts.button("Take a role", "role_take", incident.id),
            # Nobody waits for updates of what is in the backlog; it may be no incident at all (D12).
            parts.button("Not an incident…", "close_open", incident.id)
            if backlog
            else parts.button("Post an update", "update_open", incident.id),
            parts.button("What is open?", "status_open", incident.id),
            more,
        )
    ]
