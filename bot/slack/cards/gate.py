"""A gate: what is to be decided, on what it rests, by whom, and what happens if nobody does (T7, C8, M7, P4)."""

from datetime import datetime

from bot.incident.blame import Blamed, approved_with
from bot.incident.evidence import rests_on
from bot.incident.permissions import asked_now, deciders
from bot.incident.playbook import REVISE, FormField, GateSpec
from bot.incident.results import Result
from bot.incident.roles import Permission
from bot.incident.schedule import gate_deed
from bot.incident.severity import Severity, spoken
from bot.incident.state import Gate, GateState
from bot.incident.timers import timers
from bot.incident.topics.gates.deciding import blamed_before
from bot.slack import parts
from bot.slack.card_context import CardContext
from bot.slack.cards import result, triage
from bot.slack.mrkdwn import escape, mention, quiet, shorten, shorten_markup
from bot.slack.view import Block, Message, Urgency

#: Characters of one field that a gate shows; the whole stands in the thread of its phase.
SHOWN_CHARACTERS = 700

#: How many places that may be read as blame a card names.
PLACES_SHOWN = 3

#: Characters of the first field that stay on the card once it is approved: what it was that somebody approved.
APPROVED_CHARACTERS = 200


def gate_card(context: CardContext, channel: str, name: str, gate: Gate) -> Message:
    """Asks the deciders; afterwards says who did what, in which words (rule 7)."""
    spec = context.playbook.gate_specs[name]
    if gate.state is GateState.OPEN:
        return _open(context, channel, spec, gate)
    return _decided(context, channel, spec, gate)


def asks(context: CardContext, spec: GateSpec) -> str:
    """What a gate asks, in one line."""
    incident = context.incident
    if spec.built_in and incident.proposal:
        return f"Approve the triage of {incident.id} as {spoken(incident.proposal.severity)}?"
    if not spec.asks:
        return f"Approve the {spec.title.lower()} of {incident.id}?"
    words = {"{id}": incident.id, "{title}": incident.title, "{severity}": spoken(incident.severity)}
    text = spec.asks
    for mark, value in words.items():
        text = text.replace(mark, value)
    return text


def answer(context: CardContext, spec: GateSpec) -> str:
    """What the button that approves says, as it answers what the card asks: the playbook's words, else "Approve".

    Where a strategy waits for the gate it is named, as it is what will be done (rule 5).
    """
    chosen = _strategy(context, spec)
    words = spec.answer or ("Approve {strategy}" if chosen else "Approve")
    return shorten(words.replace("{strategy}", chosen or "it"), parts.BUTTON_CHARACTERS)


def what(context: CardContext, spec: GateSpec) -> str:
    """What a gate is about, harmless in mrkdwn: `the triage of INC-101`."""
    return f"the {escape(spec.title.lower())} of {context.incident.id}"


def waited_for(context: CardContext, name: str, gate: Gate, moment: datetime | None = None) -> tuple[str, ...]:
    """Who is to decide a gate, by the roles as they are now; on call counts who is at that moment (UTC).

    A card is drawn from the incident alone, and has no moment: there it is when the gate opened.
    """
    spec = context.playbook.gate_specs.get(name)
    if spec is None:
        return ()
    permission = gate_deed(context.incident, spec)
    return asked_now(context.incident, gate, permission, context.organisation, moment or gate.opened_at)


def _open(context: CardContext, channel: str, spec: GateSpec, gate: Gate) -> Message:
    asked = " ".join(mention(user) for user in waited_for(context, spec.name, gate))
    text = asks(context, spec)
    please = f"{asked} please decide; asked {context.at(gate.opened_at)}"
    proposal = context.incident.proposal if spec.built_in else None
    assessment = f"\n{triage.assessment(proposal)}" if proposal else ""
    blocks = [
        parts.header(text),
        parts.section(f"{please}{assessment}"),
        *_shown(context, spec),
        *_blamed(context, spec),
        *_criteria(context, spec),
        parts.context(_decides(context, spec)),
        parts.actions(f"gate:{spec.name}", *_buttons(context, spec, gate)),
    ]
    return Message(channel, escape(text), tuple(blocks), Urgency.CALL)


def _buttons(context: CardContext, spec: GateSpec, gate: Gate) -> list[Block]:
    incident, proposal = context.incident, context.incident.proposal
    value = f"{incident.id} {spec.name} {gate.digest}"
    if spec.built_in and proposal:
        buttons = [parts.button(f"Approve as {proposal.severity}", "gate_approve", value, style="primary")]
    else:
        buttons = [parts.button(answer(context, spec), "gate_approve", value, style="primary")]
    for choice in spec.choices:
        revise = parts.button(choice.title, "gate_revise", value)
        other = parts.button(choice.title, f"gate_choice_{choice.name}", f"{value} {choice.name}")
        buttons.append(revise if choice.name == REVISE.name else other)
    if spec.built_in and proposal and proposal.severity is not Severity.P0:
        buttons.append(parts.button("Make it P0", "gate_p0", value))
    return [*buttons[:3], parts.button("Pause", "gate_pause", value)]


def _shown(context: CardContext, spec: GateSpec) -> list[Block]:
    """What the decision is about: the triage's words, or the fields that the playbook names."""
    blocks: list[Block] = []
    proposal = context.incident.proposal
    if spec.built_in and proposal:
        blocks += triage.words(proposal)
    for field, told in _fields(context, spec):
        # Several lines stand below their heading, so that they begin at the same place.
        space = "\n" if told.startswith("•") or "\n" in told else "  "
        blocks.append(
            parts.section(f"*{quiet(field.shown)}*{space}{shorten_markup(told, SHOWN_CHARACTERS) or 'not known'}")
        )
    if rests := _rests(context, spec):
        blocks.append(parts.context(rests))
    return blocks


def _fields(context: CardContext, spec: GateSpec) -> list[tuple[FormField, str]]:
    """The fields that a gate shows, each with what was written into it, in mrkdwn."""
    found = []
    for path in spec.shows:
        name, _, wanted = path.partition(".")
        step, done = context.playbook.steps[name], context.results.get(name)
        field = next(one for one in step.fields if one.name == wanted)
        found.append((field, result.told(context, field, done.fields.get(wanted)) if done else ""))
    return found


def _strategy(context: CardContext, spec: GateSpec) -> str:
    """The strategy that was chosen and waits for this gate.

    What an option's title has in brackets, its time and risk, stands on the card.
    """
    chosen = next((name for name in spec.after if context.playbook.steps[name].effect == "strategy"), "")
    found = context.results.get(chosen)
    if found is None:
        return ""
    field = next(one for one in context.playbook.steps[chosen].fields if one.name == "strategy")
    return result.told(context, field, found.fields.get("strategy")).split(" (")[0].lower()


def _rests(context: CardContext, spec: GateSpec) -> str:
    """How much of it is evidenced: a guess says so, and does not pass unnoticed (C7, C8, rule 12)."""
    results: dict[str, Result] = {name: context.results[name] for name in spec.after if name in context.results}
    found = rests_on(results, context.results)
    if found is None:
        return ""
    facts, guesses = found
    words = f"Rests on {len(facts)} fact{'' if len(facts) == 1 else 's'}"
    if guesses:
        named = "; ".join(escape(shorten(guess, 120)) for guess in guesses[:3])
        words += f", {len(guesses)} guess{'' if len(guesses) == 1 else 'es'} (a guess: {named})"
    return words


def _blamed(context: CardContext, spec: GateSpec) -> list[Block]:
    """Where the words that are decided on may be read as blame, before somebody approves them (P3)."""
    found = blamed_before(context.incident, spec)
    if not found:
        return []
    lines = [f"• {place(one)}" for one in found[:PLACES_SHOWN]]
    more = f"\nand {len(found) - PLACES_SHOWN} more" if len(found) > PLACES_SHOWN else ""
    many = f"{len(found)} place{' ' if len(found) == 1 else 's '}may be read as blame"
    end = "It can be approved all the same; the record says with what."
    return [parts.section(f"*{many}*\n" + "\n".join(lines) + more), parts.context(end)]


def place(one: Blamed) -> str:
    """A place that may be read as blame, in mrkdwn: the words, where they stand, and what to write instead."""
    return f"“{quiet(one.words)}” in {quiet(one.where)}: {escape(one.rather)}"


def _criteria(context: CardContext, spec: GateSpec) -> list[Block]:
    lines = []
    if spec.built_in and context.incident.proposal:
        lines.append(triage.criteria(context.incident.proposal))
    if spec.criteria:
        lines.append(f"Criteria: {escape(' · '.join(spec.criteria))}")
    return parts.notes(*lines)


def _decides(context: CardContext, spec: GateSpec) -> str:
    incident = context.incident
    gate, permission = incident.gates[spec.name], gate_deed(incident, spec)
    people = deciders(incident, permission, context.organisation, gate.opened_at)
    names = ", ".join(context.name(user) for user in people) or "nobody holds it: give the role"
    roles = " or ".join(role.spoken for role in context.organisation.policies.permissions[permission].roles)
    due = timers(incident, context.organisation.policies)
    words = permission is Permission.GATE_WORDS
    otherwise = "nothing is sent" if words else "the flow waits"
    otherwise += "; pages and clocks go on without it" if context.runs and not words else ""
    if (reminder := f"gate:{spec.name}:reminder") in due:
        otherwise += f"; reminder {context.at(due[reminder])}"
    if (backup := f"gate:{spec.name}:backup") in due:
        otherwise += f", backup asked {context.at(due[backup])}"
    return f"Decides: {roles.removeprefix('incident ')} ({names}) · otherwise {otherwise}"


def _decided(context: CardContext, channel: str, spec: GateSpec, gate: Gate) -> Message:
    incident, decision, proposal = context.incident, gate.decision, context.incident.proposal
    by = f" by {context.name(decision.by)}, {context.at(decision.at)}" if decision else ""
    words = f": {context.quoted(decision.words)}" if decision and decision.words else ""
    text = f"{spec.title} of {incident.id} {outcome(gate)}"
    blocks = [parts.section(f"*{quiet(text)}*{by}{words}")]
    if spec.built_in and proposal:
        blocks.append(parts.context(triage.assessment(proposal)))
        if gate.state is GateState.REVISION and not incident.over:
            redo = parts.button("Revise the assessment", "triage_open", incident.id, style="primary")
            blocks.append(parts.actions("triage", redo))
    elif gate.state is GateState.APPROVED and (shown := _fields(context, spec)):
        field, told = shown[0]
        blocks.append(
            parts.context(f"{quiet(field.shown)}: {shorten_markup(' '.join(told.split()), APPROVED_CHARACTERS)}")
        )
        if flagged := approved_with(blamed_before(incident, spec)):
            blocks.append(parts.context(f"Approved {escape(shorten(flagged, SHOWN_CHARACTERS))}"))
    elif gate.state is GateState.REVISION:
        again = [context.playbook.steps[name].title for name in spec.after if _to_do(context, name)]
        if again:
            blocks.append(parts.context(f"To be done again: {escape(', '.join(again))}. Then it is asked once more."))
    return Message(channel, escape(text), tuple(blocks), Urgency.CALL)


def outcome(gate: Gate) -> str:
    """What became of a gate, as the end of a sentence."""
    if gate.state is GateState.WITHDRAWN:
        return f"is not needed any more: {gate.outcome}"
    return gate.outcome


def _to_do(context: CardContext, name: str) -> bool:
    mark = context.incident.steps.get(name)
    return mark is not None and mark.state.value == "to do"


def reminder(context: CardContext, channel: str, name: str, gate: Gate) -> Message:
    """A reply under the gate card that makes the deciders notice."""
    people = tuple(user for user in waited_for(context, name, gate) if user not in gate.backup)
    return _reminder(context, channel, name, gate, people)


def backup_reminder(context: CardContext, channel: str, name: str, gate: Gate) -> Message:
    """A reply of its own for the backup: Slack tells nobody of a mention that an edit brings in."""
    return _reminder(context, channel, name, gate, gate.backup)


def _reminder(context: CardContext, channel: str, name: str, gate: Gate, people: tuple[str, ...]) -> Message:
    asked = " ".join(mention(user) for user in people)
    names = " and ".join(context.name(user) for user in people)
    about, thread = what(context, context.playbook.gate_specs[name]), f"gate:{name}"
    done = f"done · {about[:1].upper()}{about[1:]} waits no more for {names}."
    if gate.state is not GateState.OPEN:
        return Message(channel, done, (parts.section(done),), Urgency.STATUS, thread=thread)
    text = f"Reminder: {about} waits for {names}"
    blocks = (parts.section(f"{asked} {about} still waits for you, see above."),)
    return Message(channel, text, blocks, Urgency.CALL, thread=thread, farewell=done)
