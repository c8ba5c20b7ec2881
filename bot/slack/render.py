"""`render(state)`: which messages should exist for an incident, and what they say (DESIGN 4)."""

from dataclasses import replace

from bot.incident.playbook import Phase, Step
from bot.incident.results import Result
from bot.incident.severity import Severity, spoken
from bot.incident.state import Assignment, Gate, GateState, PageAnswer
from bot.slack.card_context import CardContext
from bot.slack.cards import alert, gate, notices, page, phase, status, triage, words
from bot.slack.cards.final_report import report_card
from bot.slack.cards.intake import intake_cards, link_back, told
from bot.slack.cards.now import silent_tier
from bot.slack.mrkdwn import fallback, shorten
from bot.slack.parts import FALLBACK_CHARACTERS
from bot.slack.view import ChannelView, Message, View

#: Slack's limits on a channel's topic and purpose.
TOPIC_CHARACTERS = 250


def render(context: CardContext, announcements: str | None) -> View:
    """The whole view of an incident. `announcements` is that channel's Slack id, if it is there."""
    incident = context.incident
    messages: dict[str, Message] = {}
    if incident.channel:
        messages |= _in_channel(context, incident.channel.id)
    if announcements and not incident.private:
        messages["alert"] = alert.alert_card(context, announcements)
    for one in incident.pages.values():
        messages[one.key] = page.page_card(context, one)
    for ask in incident.asks:
        messages[f"ask:{ask.user}:{int(ask.at.timestamp() * 1000)}"] = page.ask_card(context, ask)
    for role, held in incident.roles.items():
        if not held.taken and not _paged_when_named(context, held):
            messages[f"role:{role}:{held.user}"] = page.role_card(context, role, held)
    for user, one_told in incident.intake.told.items():
        messages[f"told:{user}"] = told(context, user, one_told)
    if back := link_back(context):
        messages["origin"] = back
    return View(incident.id, _channel(context), _aloud(messages), _aloud(_faded(context)))


def _aloud(messages: dict[str, Message]) -> dict[str, Message]:
    return {
        key: replace(message, text=fallback(message.text, FALLBACK_CHARACTERS)) for key, message in messages.items()
    }


def _faded(context: CardContext) -> dict[str, Message]:
    """Phases with nothing left to do or to see: a card that was there says so, and keeps no button (rule 7)."""
    channel = context.incident.channel
    if channel is None or len(context.playbook.steps) == 1:
        return {}
    idle = [one for one in context.playbook.phases if not phase.begun(context, one)]
    return {f"step:{one.name}": phase.phase_card(context, channel.id, one) for one in idle}


def _in_channel(context: CardContext, channel: str) -> dict[str, Message]:
    incident = context.incident
    messages = {"status": status.status_card(context, channel)}
    messages |= _phases(context, channel)
    if incident.description != incident.title or incident.guidance:
        messages["report"] = notices.report(context, channel)
    messages |= intake_cards(context, channel)
    messages |= _gates(context, channel)
    for raised in incident.raises:
        messages[f"severity:{raised.number}"] = notices.severity_raised(context, channel, raised)
    for update in incident.updates:
        messages[f"update:{update.number}"] = notices.update(context, channel, update)
    if incident.update_late and not incident.over:
        messages[f"update_due:{incident.update_count}"] = notices.update_due(context, channel)
    if (tier := silent_tier(incident)) and not incident.over:
        messages[f"nobody:{tier}:{incident.reopened}"] = notices.nobody_answered(context, channel, tier)
    if _escalated(context):
        messages["escalation"] = notices.escalation_log(context, channel)
    if incident.resolved:
        messages[f"resolved:{incident.reopened}"] = notices.resolved(context, channel)
    if incident.closings and not incident.started_again_as:
        messages["report:final"] = report_card(context, channel)
    return messages


def _gates(context: CardContext, channel: str) -> dict[str, Message]:
    messages: dict[str, Message] = {}
    for name, one in context.incident.gates.items():
        if name not in context.playbook.gate_specs or _decided_with_the_writing(one):
            continue
        messages[f"gate:{name}"] = gate.gate_card(context, channel, name, one)
        if one.reminded:
            messages[f"reminder:{name}:{one.round}"] = gate.reminder(context, channel, name, one)
        if one.backup:
            messages[f"reminder:{name}:{one.round}:backup"] = gate.backup_reminder(context, channel, name, one)
    return messages


def _decided_with_the_writing(gate: Gate) -> bool:
    """Who wrote the words approved them with it: the words themselves say so, and nothing is said twice (rule 4)."""
    return gate.state is GateState.APPROVED and gate.decision is not None and gate.decision.at == gate.opened_at


def _phases(context: CardContext, channel: str) -> dict[str, Message]:
    """A card for each phase that has begun, its results under it, and the words that went out."""
    incident, messages = context.incident, {}
    if len(context.playbook.steps) == 1:
        wanted = incident.severity is not Severity.P3 or incident.proposal
        return {"step:triage": triage.triage_card(context, channel)} if wanted else {}
    for one in context.playbook.phases:
        if not phase.begun(context, one):
            continue
        messages[f"step:{one.name}"] = phase.phase_card(context, channel, one)
        for step in one.steps:
            if found := context.results.get(step.name):
                messages |= _result(context, channel, one, step, found)
    return messages


def _result(context: CardContext, channel: str, one: Phase, step: Step, found: Result) -> dict[str, Message]:
    if step.posts is None:
        return {f"artifact:{step.name}": phase.artifact(context, channel, step, found, one)}
    if mark := words.approved(context, step, found):
        return {f"words:{step.name}": words.words_card(context, channel, step, found, mark)}
    return {}


def _channel(context: CardContext) -> ChannelView:
    incident = context.incident
    topic = f"{spoken(incident.severity)} · {incident.status} · {incident.title}"
    service = context.organisation.services.get(incident.service or "")
    bookmarks = dict(service.dashboards) if service else {}
    if service and service.runbooks:
        bookmarks["Runbooks"] = service.runbooks
    if incident.intake.ticket and incident.intake.ticket.url:
        bookmarks[f"Ticket {incident.intake.ticket.key}".strip()] = incident.intake.ticket.url
    return ChannelView(
        name=incident.channel_name,
        private=incident.private,
        topic=shorten(topic, TOPIC_CHARACTERS),
        purpose=shorten(f"{incident.id}: {incident.title}", TOPIC_CHARACTERS),
        members=tuple(incident.responders),
        archived=bool(incident.started_again_as),
        bookmarks={title: link for title, link in bookmarks.items() if link.startswith("https://")},
    )


def _paged_when_named(context: CardContext, held: Assignment) -> bool:
    """The page says it already; nothing is said twice."""
    return any(one.user == held.user and one.at == held.at for one in context.incident.pages.values())


def _escalated(context: CardContext) -> bool:
    settled = (PageAnswer.UNANSWERED, PageAnswer.DECLINED)
    pages = context.incident.pages.values()
    return any(one.answer in settled or one.tier > 1 for one in pages)
