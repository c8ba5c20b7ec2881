"""Messages to one person: a page, and word of a role they were given (E7, T6)."""

from bot.incident.roles import Role
from bot.incident.severity import spoken
from bot.incident.state import Ask, Assignment, ClockName, Page, PageAnswer
from bot.slack import parts
from bot.slack.card_context import CardContext
from bot.slack.mrkdwn import channel_link, escape, quiet, shorten
from bot.slack.view import Block, Message, Urgency

ANSWERS = {
    PageAnswer.ACKNOWLEDGED: "You acknowledged it",
    PageAnswer.ENGAGED: "You are on it",
    PageAnswer.DECLINED: "You could not take it",
    PageAnswer.UNANSWERED: "You did not answer in time",
    PageAnswer.WITHDRAWN: "No longer needed: somebody else has it",
}


def page_card(context: CardContext, page: Page) -> Message:
    """Calls one person: what is broken, until when they have, and who is called otherwise."""
    blocks = (parts.section("\n".join(page_words(context, page))), *page_buttons(context, page, "page"))
    answered = page.answer is not PageAnswer.OPEN
    return Message(page.user, escape(_first(context, page)), blocks, Urgency.CALL, settled=answered)


def _first(context: CardContext, page: Page) -> str:
    return f"You are paged: {spoken(context.incident.severity)}, {context.incident.title}. {page.label}."


def page_words(context: CardContext, page: Page) -> list[str]:
    """The lines of a page: what is broken, where and why, then what is wanted or what became of it."""
    incident = context.incident
    room = f" · {channel_link(incident.channel.id)}" if incident.channel else ""
    lines = [f"*{quiet(_first(context, page))}*", f"{incident.id}{room} · {quiet(shorten(page.reason, 300))}"]
    if held := [role.spoken for role, one in incident.roles.items() if one.user == page.user]:
        lines.append(f"You are named {' and '.join(held)}.")
    if page.answer is PageAnswer.OPEN:
        return [*lines, _otherwise(context, page)]
    at = f" ({context.at(page.answered_at)})" if page.answered_at else ""
    over = page.answer is PageAnswer.WITHDRAWN and incident.over
    passed_on = page.answer in (PageAnswer.DECLINED, PageAnswer.UNANSWERED) and page.next_label
    then = "; the next person was called" if passed_on else ""
    lines.append(f"{'No longer needed: it is over' if over else ANSWERS[page.answer]}{then}{at}.")
    if _triage_is_next(context, page):
        clock = context.incident.clocks.get(ClockName.TRIAGE)
        lines.append(f"Next: assess impact and urgency{f' by {context.at(clock.due)}' if clock else ''}.")
    return lines


def _triage_is_next(context: CardContext, page: Page) -> bool:
    """Whether somebody who has just said that they are on it reads here what comes first."""
    incident = context.incident
    begun = incident.proposal is not None or incident.severity_final or incident.over
    return page.answer is PageAnswer.ENGAGED and not begun


def page_buttons(context: CardContext, page: Page, block: str) -> list[Block]:
    """How a page is answered; `block` names the row. Nothing when nothing is wanted any more."""
    if page.answer is not PageAnswer.OPEN:
        return _after(context, page, block)
    value = f"{context.incident.id} {page.key}"
    instead = f"I can't: page {page.next_label.split(' (')[0]} now" if page.next_label else "I can't"
    buttons = (
        parts.button("I'm on it", "page_engage", value, style="primary"),
        parts.button("Acknowledge", "page_ack", value),
        parts.button(instead, "page_decline", value),
    )
    return [parts.actions(block, *buttons)]


def _otherwise(context: CardContext, page: Page) -> str:
    if page.deadline is None:
        return "For your information: acknowledge it, or say that you are on it."
    then = f"{quiet(page.next_label)} is paged" if page.next_label else "the incident counts you as silent"
    return f"Acknowledge by {context.at(page.deadline)}, or {then}."


def _after(context: CardContext, page: Page, block: str) -> list[Block]:
    if _triage_is_next(context, page):
        assess = parts.button("Assess impact and urgency", "triage_open", context.incident.id, style="primary")
        return [parts.actions(block, assess)]
    if page.answer is not PageAnswer.ACKNOWLEDGED or context.incident.over:
        return []
    value = f"{context.incident.id} {page.key}"
    return [parts.actions(block, parts.button("I'm on it", "page_engage", value, style="primary"))]


def ask_card(context: CardContext, ask: Ask) -> Message:
    """Passes on that somebody asks the person for something that is theirs to do."""
    incident = context.incident
    room = f" in {channel_link(incident.channel.id)}" if incident.channel else ""
    text = f"{context.name(ask.by)} asks you to {escape(ask.what)}"
    what = quiet(ask.what[:1].upper() + ask.what[1:])
    body = f"*{what}*: asked by {context.name(ask.by)}, {context.at(ask.at)}{room}."
    return Message(ask.user, text, (parts.section(body),), Urgency.CALL, settled=incident.over)


def role_card(context: CardContext, role: Role, held: Assignment) -> Message:
    """Tells somebody that they were given a role, with the way out (T6)."""
    incident = context.incident
    first = f"You are {role.spoken} of {incident.id}: {incident.title}"
    room = f" {channel_link(incident.channel.id)}" if incident.channel else ""
    blocks: list[Block] = [
        parts.section(
            f"*{quiet(first)}* ({spoken(incident.severity)}){room}\n"
            f"Named by {context.name(held.by)} at {context.at(held.at)}."
            + ("" if incident.over else " If you do nothing, it stays yours.")
        )
    ]
    if not incident.over:
        value = f"{incident.id} {role.value}"
        blocks.append(
            parts.actions(
                "role",
                parts.button("Hand over…", "role_hand_over", value),
                parts.button("Decline", "role_decline", value),
            )
        )
    return Message(
        held.user, escape(first), tuple(blocks), Urgency.CALL,
        farewell=f"You are no longer {role.spoken} of {incident.id}.",
    )  # fmt: skip
