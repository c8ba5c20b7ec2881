"""The triage: the card that asks for it, and what its gate shows (T1, T3, T7)."""

from bot.incident.severity import IMPACT_CRITERIA, NAMES, URGENCY_CRITERIA, spoken
from bot.incident.state import ClockName, Proposal
from bot.slack import parts
from bot.slack.card_context import CardContext
from bot.slack.mrkdwn import escape, quiet, shorten
from bot.slack.view import Block, Message, Urgency


def triage_card(context: CardContext, channel: str) -> Message:
    """Asks for impact and urgency; says who did it once it is done."""
    incident = context.incident
    clock = incident.clocks.get(ClockName.TRIAGE)
    due = f"by {context.at(clock.due)}" if clock else "when there is time"
    if incident.severity_final:
        text = f"done · Triage of {incident.id}: {spoken(incident.severity)}"
        blocks: list[Block] = [parts.section(f"*{text}* ({quiet(shorten(incident.severity_basis, 300))})")]
        return Message(channel, text, tuple(blocks), Urgency.STATUS)
    if incident.over:
        text = f"not required · Triage of {incident.id}"
        return Message(channel, text, (parts.section(f"*{text}*"),), Urgency.STATUS)
    late = (
        "; the clocks run as P1"
        if incident.severity is None
        else f"; it counts as {incident.severity}, as it was given,"
    )
    late += " until it is decided"
    proposal = incident.proposal
    if proposal:
        text = f"in progress · Triage of {incident.id}"
        line = (
            f"Assessed as {spoken(proposal.severity)} by {context.name(proposal.by)}; the gate decides, {due}{late}."
        )
    else:
        text = f"waiting · Triage of {incident.id}: how bad is it?"
        line = f"Anybody who responds can fill it in, {due}{late}."
    again = "Assess again" if proposal else "Assess impact and urgency"
    blocks = [
        parts.section(f"*{text}*\n{line}"),
        parts.actions("triage", parts.button(again, "triage_open", incident.id)),
    ]
    return Message(channel, text, tuple(blocks), Urgency.CALL)


def assessment(proposal: Proposal) -> str:
    """The level, the rule that set it, the share of users, and data."""
    names = NAMES[proposal.severity]
    users = f"{proposal.users_percent} % of users" if proposal.users_percent is not None else "share of users unknown"
    data = "data lost" if proposal.data_loss else "no data lost as far as is known"
    return f"*{spoken(proposal.severity)}* ({names.sev}): {proposal.rule}. {users.capitalize()}, {data}."


def words(proposal: Proposal) -> list[Block]:
    """What is seen, and what is to be done first."""
    told = []
    if proposal.summary:
        told.append(f"*What we see*  {escape(shorten(proposal.summary, 1_200))}")
    if proposal.actions:
        told.append(f"*First actions*  {escape(shorten(proposal.actions, 1_200))}")
    return [parts.section("\n".join(told))] if told else []


def criteria(proposal: Proposal) -> str:
    """The written criteria of the chosen levels."""
    return (
        f"Impact {proposal.impact}: {escape(IMPACT_CRITERIA[proposal.impact])}. "
        f"Urgency {proposal.urgency}: {escape(URGENCY_CRITERIA[proposal.urgency])}."
    )
