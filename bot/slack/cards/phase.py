"""A phase of the playbook: which steps are done, which are to do and by whom, and what each left behind."""

from bot.incident.closing_checklist import is_delivered
from bot.incident.playbook import BuiltIn, Phase, Step
from bot.incident.results import Result
from bot.incident.roles import Permission
from bot.incident.schedule import SETTLED, Standing, holds, holds_up, standing, waits_for
from bot.incident.severity import spoken
from bot.incident.state import ClockName, Incident
from bot.slack import parts
from bot.slack.card_context import CardContext
from bot.slack.cards import result
from bot.slack.mrkdwn import escape, quiet, shorten
from bot.slack.view import Block, Message, Urgency

#: How many steps get a button of their own; the rest is behind "More…".
MOST_BUTTONS = 3

#: Characters of a step's gist that its line shows, and of all lines of a card.
GIST_CHARACTERS = 160
MOST_CHARACTERS = 9_500


def begun(context: CardContext, phase: Phase) -> bool:
    """Whether there is anything to see or to do in a phase; once it is closed there is nothing to do."""
    if phase is context.playbook.phases[0]:
        return True
    closed = context.incident.closed is not None
    steps = [step for step in phase.steps if not (closed and step.built_in is BuiltIn.CLOSE)]
    stands = [standing(context.playbook, context.incident, step) for step in steps]
    seen = (Standing.FAILED, Standing.DONE, Standing.SKIPPED)
    return any(one in seen or (one is Standing.READY and not closed) for one in stands)


def phase_card(context: CardContext, channel: str, phase: Phase) -> Message:
    """Lists the steps with their marks (K7); what can be done now has a button (SURFACES rule 2)."""
    incident = context.incident
    stands = {step.name: standing(context.playbook, incident, step) for step in phase.steps}
    required = [one for one in stands.values() if one is not Standing.NOT_REQUIRED]
    settled = sum(one in SETTLED for one in required)
    head = f"{phase.title} · {settled} of {len(required)} done" if required else f"{phase.title} · not required"
    lines = [_line(context, step, stands[step.name]) for step in phase.steps if _matters(stands[step.name])]
    if idle := [step.title for step in phase.steps if not _matters(stands[step.name])]:
        lines.append(f"not required · {quiet(', '.join(idle))}")
    blocks: list[Block] = [parts.section(f"*{quiet(head)}*")]
    blocks += [parts.section(text) for text in parts.joined(lines, MOST_CHARACTERS)]
    blocks += parts.notes(*_notes(context, phase, stands))
    if buttons := _buttons(incident, phase, stands):
        blocks.append(parts.actions(f"phase:{phase.name}", *buttons))
    to_do = [step.title for step in _to_do(incident, phase, stands)]
    spoken = f"{incident.id}, {head}." + (f" To do: {', '.join(to_do)}." if to_do else "")
    return Message(channel, escape(spoken), tuple(blocks), Urgency.STATUS)


def artifact(context: CardContext, channel: str, step: Step, found: Result, phase: Phase) -> Message:
    """What a step left behind, as a reply under its phase: nobody is made to notice (rule 4)."""
    text = f"{escape(step.title)} of {context.incident.id} by {context.name(found.by)}"
    return Message(
        channel, text, (parts.section(f"*{quiet(step.title)}*"), *result.fields(context, step, found),
        parts.context(f"{context.name(found.by)}, {context.at(found.at)}")), Urgency.PROGRESS,
        thread=f"step:{phase.name}", lasting=True,
    )  # fmt: skip


def _to_do(incident: Incident, phase: Phase, stands: dict[str, Standing]) -> list[Step]:
    """The steps that somebody can do now; none once it is closed."""
    return [step for step in phase.steps if stands[step.name] is Standing.READY and not incident.closed]


def _matters(stands: Standing) -> bool:
    return stands is not Standing.NOT_REQUIRED


def _line(context: CardContext, step: Step, stands: Standing) -> str:
    incident = context.incident
    mark = incident.steps.get(step.name)
    title = f"*{quiet(step.title)}*"
    if mark and stands in (Standing.DONE, Standing.SKIPPED, Standing.FAILED):
        words = f": {quiet(shorten(mark.words, GIST_CHARACTERS))}" if mark.words else ""
        return f"{stands} · {title}{words} ({context.name(mark.by)}, {context.at(mark.at)})"
    if incident.closed and stands in (Standing.WAITING, Standing.READY):
        return f"not done · {title}"
    if stands is Standing.WAITING:
        *most, last = waits_for(context.playbook, incident, step)
        waits = f"{', '.join(most)} and {last}" if most else last
        return f"waiting · {title}, for {escape(waits)}"
    if stands is Standing.READY:
        if mark:
            return f"to do again · {title}: {quiet(shorten(mark.words, GIST_CHARACTERS))}"
        return f"to do · {title}{f': {escape(step.asks)}' if step.asks else ''}{_due(context, step)}"
    return f"{stands} · {title}{_built_in(context, step)}"


def _due(context: CardContext, step: Step) -> str:
    clock = context.incident.clocks.get(ClockName.TRIAGE)
    if step.built_in is not BuiltIn.TRIAGE or clock is None:
        return ""
    until = (
        "the clocks run as P1" if context.incident.severity is None else f"it counts as {context.incident.severity}"
    )
    return f" · by {context.at(clock.due)}; {until} until it is decided"


def _built_in(context: CardContext, step: Step) -> str:
    incident = context.incident
    if step.built_in is BuiltIn.TRIAGE and incident.severity_final:
        return f": {spoken(incident.severity)} ({quiet(shorten(incident.severity_basis, GIST_CHARACTERS))})"
    if step.built_in is BuiltIn.TRIAGE and incident.proposal:
        plan = incident.proposal
        return f": assessed as {spoken(plan.severity)} by {context.name(plan.by)}; the gate decides"
    if step.built_in is BuiltIn.RESOLVE and incident.resolved:
        return f": {quiet(shorten(incident.resolved.words, GIST_CHARACTERS))} ({context.name(incident.resolved.by)})"
    return ""


def _notes(context: CardContext, phase: Phase, stands: dict[str, Standing]) -> list[str]:
    notes = []
    ready = _to_do(context.incident, phase, stands)
    if ready:
        public = any(step.deed is Permission.UPDATE for step in ready)
        who = "The communications lead or the commander" if public else "Anybody who responds"
        waits = any(holds_up(context.playbook, step.name) for step in ready)
        go_on = "; pages and clocks go on" if context.runs else ""
        otherwise = f"if nobody does, the flow waits here{go_on}" if waits else "nothing waits for it"
        notes.append(f"{who} can fill it in · {otherwise}")
    if any(one is Standing.FAILED for one in stands.values()) and not context.incident.closed:
        notes.append("Blocked: fill it in after all; or the commander skips it with a reason (More…), or pauses")
    # What nobody had to do was not delivered either.
    wanted = any(_matters(one) for one in stands.values())
    if wanted and (asked := [one for one in phase.deliverables if holds(context.incident, one.when)]):
        left = [one.words for one in asked if not is_delivered(context.playbook, context.incident, one.done)]
        open_ones = f" · open: {escape(shorten('; '.join(left), 600))}" if left else ""
        notes.append(f"Deliverables: {len(asked) - len(left)} of {len(asked)}{open_ones}")
    return notes


def _buttons(incident: Incident, phase: Phase, stands: dict[str, Standing]) -> list[Block]:
    if incident.closed:
        return []
    open_ones = [step for step in phase.steps if stands[step.name] in (Standing.READY, Standing.FAILED)]
    # What failed is offered after what can be done at once.
    open_ones.sort(key=lambda step: stands[step.name] is Standing.FAILED)
    buttons = [
        _button(incident, step, first=place == 0 and stands[step.name] is Standing.READY)
        for place, step in enumerate(open_ones[:MOST_BUTTONS])
    ]
    if any(not step.built_in and _matters(stands[step.name]) for step in phase.steps):
        buttons.append(parts.button("More…", "step_more", f"{incident.id} {phase.name}"))
    return buttons


def _button(incident: Incident, step: Step, *, first: bool) -> Block:
    style = "primary" if first else None
    if step.built_in is BuiltIn.TRIAGE:
        return parts.button("Assess impact and urgency", "triage_open", incident.id, style=style)
    label = shorten(_verb(step), parts.BUTTON_CHARACTERS)
    return parts.button(label, f"step_open_{step.name}", f"{incident.id} {step.name}", style=style)


_VERBS = {
    BuiltIn.RESOLVE: "Resolve the incident…",
    BuiltIn.CLOSE: "Close the incident…",
}


def _verb(step: Step) -> str:
    if step.built_in:
        return _VERBS.get(step.built_in, step.title)
    return f"{'Write' if step.posts else 'Fill in'}: {step.title}"
