"""The triage: the card that asks for it, and the gate card that a person decides (T1, T3, T7)."""

from bot.incident.roles import Deed
from bot.incident.severity import IMPACT_CRITERIA, NAMES, URGENCY_CRITERIA, Severity, spoken
from bot.incident.state import ClockName, Gate, GateState, Proposal
from bot.incident.timers import timers
from bot.incident.who import deciders
from bot.slack import parts
from bot.slack.mrkdwn import escape, mention, quiet, shorten
from bot.slack.scene import Stage
from bot.slack.view import Block, Message, Urgency


def triage_card(stage: Stage, channel: str) -> Message:
    """Asks for impact and urgency; says who did it once it is done."""
    incident = stage.incident
    clock = incident.clocks.get(ClockName.TRIAGE)
    due = f"by {stage.at(clock.due)}" if clock else "when there is time"
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
        line = f"Assessed as {spoken(proposal.severity)} by {stage.name(proposal.by)}; the gate decides, {due}{late}."
    else:
        text = f"waiting · Triage of {incident.id}: how bad is it?"
        line = f"Anybody who responds can fill it in, {due}{late}."
    again = "Assess again" if proposal else "Assess impact and urgency"
    blocks = [
        parts.section(f"*{text}*\n{line}"),
        parts.actions("triage", parts.button(again, "triage_open", incident.id)),
    ]
    return Message(channel, text, tuple(blocks), Urgency.CALL)


def gate_card(stage: Stage, channel: str, gate: Gate) -> Message:
    """Asks the deciders to approve, send back, change or pause; afterwards says who did what (rule 7)."""
    proposal = stage.incident.proposal
    if proposal is None:
        raise ValueError("a triage gate without a triage")
    if gate.state is GateState.OPEN:
        return _open(stage, channel, gate, proposal)
    return _decided(stage, channel, gate, proposal)


def _open(stage: Stage, channel: str, gate: Gate, proposal: Proposal) -> Message:
    incident = stage.incident
    asked = " ".join(mention(user) for user in gate.asked)
    text = f"Approve the triage of {incident.id} as {spoken(proposal.severity)}?"
    value = f"{incident.id} triage {gate.digest}"
    buttons = [
        parts.button(f"Approve as {proposal.severity}", "gate_approve", value, style="primary"),
        parts.button("Revise…", "gate_revise", value),
        parts.button("Pause", "gate_pause", value),
    ]
    if proposal.severity is not Severity.P0:
        buttons.insert(2, parts.button("Make it P0", "gate_p0", value))
    blocks = [
        parts.header(text),
        parts.section(f"{asked} please decide; asked {stage.at(gate.opened_at)}\n{_assessment(proposal)}"),
        *_words(proposal),
        parts.context(_criteria(proposal)),
        parts.context(_decides(stage)),
        parts.actions("gate:triage", *buttons),
    ]
    return Message(channel, text, tuple(blocks), Urgency.CALL)


def _decided(stage: Stage, channel: str, gate: Gate, proposal: Proposal) -> Message:
    incident = stage.incident
    decision = gate.decision
    by = f" by {stage.name(decision.by)}, {stage.at(decision.at)}" if decision else ""
    words = f": {stage.quoted(decision.words)}" if decision and decision.words else ""
    text = f"Triage of {incident.id} {gate.outcome}"
    blocks = [
        parts.section(f"*{quiet(text)}*{by}{words}"),
        parts.context(f"{_assessment(proposal)}"),
    ]
    if gate.state is GateState.REVISION:
        redo = parts.button("Revise the assessment", "triage_open", incident.id, style="primary")
        blocks.append(parts.actions("triage", redo))
    return Message(channel, text, tuple(blocks), Urgency.CALL)


def _assessment(proposal: Proposal) -> str:
    names = NAMES[proposal.severity]
    users = f"{proposal.users_percent} % of users" if proposal.users_percent is not None else "share of users unknown"
    data = "data lost" if proposal.data_loss else "no data lost as far as is known"
    return f"*{spoken(proposal.severity)}* ({names.sev}): {proposal.rule}. {users.capitalize()}, {data}."


def _words(proposal: Proposal) -> list[Block]:
    words = []
    if proposal.summary:
        words.append(f"*What we see*  {escape(shorten(proposal.summary, 1_200))}")
    if proposal.actions:
        words.append(f"*First actions*  {escape(shorten(proposal.actions, 1_200))}")
    return [parts.section("\n".join(words))] if words else []


def _criteria(proposal: Proposal) -> str:
    return (
        f"Impact {proposal.impact}: {escape(IMPACT_CRITERIA[proposal.impact])}. "
        f"Urgency {proposal.urgency}: {escape(URGENCY_CRITERIA[proposal.urgency])}."
    )


def _decides(stage: Stage) -> str:
    incident = stage.incident
    people = deciders(incident, Deed.GATE_TRIAGE, stage.organisation, incident.gates["triage"].opened_at)
    names = ", ".join(stage.name(user) for user in people)
    due = timers(incident, stage.organisation.policies)
    otherwise = "the flow waits; pages and clocks go on without it"
    if "gate:triage:reminder" in due:
        otherwise += f"; reminder {stage.at(due['gate:triage:reminder'])}"
    if "gate:triage:backup" in due:
        otherwise += f", backup asked {stage.at(due['gate:triage:backup'])}"
    return f"Decides: commander or technical lead ({names}) · otherwise {otherwise}"


def reminder(stage: Stage, channel: str, gate: Gate) -> Message:
    """A reply under the gate card that makes the deciders notice."""
    return _reminder(stage, channel, gate, tuple(user for user in gate.asked if user not in gate.backup))


def backup_reminder(stage: Stage, channel: str, gate: Gate) -> Message:
    """A reply of its own for the backup: Slack tells nobody of a mention that an edit brings in."""
    return _reminder(stage, channel, gate, gate.backup)


def _reminder(stage: Stage, channel: str, gate: Gate, people: tuple[str, ...]) -> Message:
    asked = " ".join(mention(user) for user in people)
    names = " and ".join(stage.name(user) for user in people)
    done = f"done · The triage of {stage.incident.id} waits no more for {names}."
    if gate.state is not GateState.OPEN:
        return Message(channel, done, (parts.section(done),), Urgency.STATUS, thread="gate:triage")
    text = f"Reminder: the triage of {stage.incident.id} waits for {names}"
    blocks = (parts.section(f"{asked} the triage of {stage.incident.id} still waits for you, see above."),)
    return Message(channel, text, blocks, Urgency.CALL, thread="gate:triage", farewell=done)
