"""The two lines that every card of an incident turns on: what is waited for, and what happens if nobody acts."""

from bot.incident.contact_chain import TIER_NAMES, instead
from bot.incident.playbook import BuiltIn, GateSpec
from bot.incident.roles import titled
from bot.incident.schedule import ready_steps
from bot.incident.severity import Severity
from bot.incident.state import ClockName, Gate, GateState, Incident, Page, PageAnswer, Status
from bot.incident.timers import MANAGEMENT_TIER, timers
from bot.slack.card_context import CardContext
from bot.slack.cards.gate import waited_for
from bot.slack.mrkdwn import quiet


def waiting(context: CardContext) -> tuple[str, str]:
    """What is waited for now, and what happens if nobody does anything (SURFACES rule 2)."""
    incident = context.incident
    if again := incident.started_again_as:
        return "Nothing is waited for", f"Stays closed; it goes on as {quiet(again)}"
    if incident.status is Status.CLOSED:
        return "Nothing is waited for", "Stays closed. `/incident reopen &lt;why&gt;` takes it up again"
    if incident.paused:
        words = f": {context.quoted(incident.paused.words)}" if incident.paused.words else ""
        at = context.at(incident.paused.at)
        go_on = "; pages and clocks go on" if context.runs else ""
        return (
            f"Paused by {context.name(incident.paused.by)} at {at}{words}",
            f"The flow stays paused until `/incident resume`{go_on}",
        )
    if incident.status is Status.RESOLVED:
        return _after_the_end(context)
    if waiting_gate := first_open_gate(context):
        return _gate(context, *waiting_gate)
    return _people(context)


def first_open_gate(context: CardContext) -> tuple[GateSpec, Gate] | None:
    """The gate that waits longest for a decision, if one does."""
    specs, gates = context.playbook.gate_specs, context.incident.gates
    found = [(specs[name], gate) for name, gate in gates.items() if gate.state is GateState.OPEN and name in specs]
    return min(found, key=lambda one: one[1].opened_at, default=None)


def to_do(context: CardContext) -> str:
    """The steps that somebody can do now, in words; empty when there are none."""
    titles = [step.title for step in ready_steps(context.playbook, context.incident) if step.built_in is None]
    more = f" and {len(titles) - 3} more" if len(titles) > 3 else ""
    return f"{', '.join(titles[:3])}{more}"


def _after_the_end(context: CardContext) -> tuple[str, str]:
    if waiting_gate := first_open_gate(context):
        return _gate(context, *waiting_gate)
    if left := to_do(context):
        return f"It is over; left to do: {quiet(left)}", "Stays resolved; closing asks for what is left, or a reason"
    return "Closing it is left", "Stays resolved until the commander or the technical lead closes it"


def _gate(context: CardContext, spec: GateSpec, gate: Gate) -> tuple[str, str]:
    asked = " or ".join(context.name(user) for user in waited_for(context, spec.name, gate)) or "the commander"
    due = timers(context.incident, context.organisation.policies)
    reminder, backup = due.get(f"gate:{spec.name}:reminder"), due.get(f"gate:{spec.name}:backup")
    if reminder:
        later = f"Reminder at {context.at(reminder)}"
        later += f", then a backup is asked at {context.at(backup)}" if backup else ""
    elif backup:
        later = f"A backup is asked at {context.at(backup)}"
    else:
        later = f"The {quiet(spec.title.lower())} stays open; pages and escalation go on without it"
    return f"The {quiet(spec.title.lower())} waits for {asked}, asked {context.at(gate.opened_at)}", later


def _people(context: CardContext) -> tuple[str, str]:
    incident = context.incident
    if pages := [page for page in incident.open_pages() if page.deadline]:
        return _page(context, pages[-1])
    if silent := silent_tier(incident):
        return (
            f"Nobody of {TIER_NAMES[silent]} answered the page",
            "Nobody else is called for this tier. Take a role, or `/incident escalate &lt;why&gt;`",
        )
    engaged = [(number, tier) for number, tier in incident.tiers.items() if tier.engaged and number < MANAGEMENT_TIER]
    triage = _triage_left(incident)
    if engaged:
        number, tier = engaged[-1]
        who = context.name(tier.engaged.by) if tier.engaged else ""
        later = _called_next(context, number)
        return f"{who} ({TIER_NAMES[number]}) works on it{triage or _steps_left(context)}", later
    if incident.acknowledged:
        by = context.name(incident.acknowledged.by)
        return f"{by} has seen it; nobody works on it yet{triage}", _engage_by(context)
    if incident.severity is Severity.P3:
        return "Backlog: no clocks run", "Nothing happens by itself; close it, or raise its severity"
    return "Triage is to be done", _engage_by(context)


def _triage_left(incident: Incident) -> str:
    """What the triage waits for; nothing while it is only to be decided yet (`sre`: checkpoint 1)."""
    if incident.severity_final:
        return ""
    gate = incident.gates.get("triage")
    if gate and gate.state is GateState.REVISION:
        return "; triage was sent back and is to be revised"
    return "" if incident.proposal else "; triage is still to be done"


def _steps_left(context: CardContext) -> str:
    """The steps that somebody can do; when only resolving it is left, that."""
    if left := to_do(context):
        return f"; to do: {quiet(left)}"
    ready = ready_steps(context.playbook, context.incident)
    return "; left: resolve it" if any(step.built_in is BuiltIn.RESOLVE for step in ready) else ""


def _called_next(context: CardContext, tier: int) -> str:
    """Whom the tiers, or the playbook's own path, call next if it goes on; who stands in for a role nobody holds."""
    incident = context.incident
    due = timers(incident, context.organisation.policies)
    if at := due.get(f"tier:{tier}"):
        return f"{TIER_NAMES[tier + 1].capitalize()} is called at {context.at(at)}"
    rungs = [(due[name], step) for number, step in enumerate(incident.path) if (name := f"path:{number}") in due]
    if not rungs:
        return "Nobody else is called"
    at, rung = min(rungs, key=lambda one: one[0])
    says = quiet(rung.says or titled(rung.role))
    if holders := context.organisation.holders(rung.role):
        return f"{says} ({context.name(holders[0])}) is called at {context.at(at)}"
    who = next((f"{context.name(user)} ({label.lower()})" for user, label in instead(
        incident, context.organisation, at)), "nobody")  # fmt: skip
    return f"{says} is to be called at {context.at(at)}, and nobody holds the role: {who} is called instead"


def _page(context: CardContext, page: Page) -> tuple[str, str]:
    deadline = context.at(page.deadline) if page.deadline else ""
    later = (
        f"{quiet(page.next_label)} is paged at {deadline}" if page.next_label else f"Counted as silent at {deadline}"
    )
    return f"{context.name(page.user)} ({quiet(page.label)}) is paged since {context.at(page.at)}", later


def _engage_by(context: CardContext) -> str:
    clock = context.incident.clocks.get(ClockName.ENGAGE)
    if clock is None or clock.met:
        return "Nothing happens by itself"
    return f"The engage clock is missed at {context.at(clock.due)}"


def silent_tier(incident: Incident) -> int | None:
    """A tier whose every page stayed unanswered and that nobody engaged, if there is one."""
    for number, tier in incident.tiers.items():
        pages = [page for page in incident.pages.values() if page.tier == number and not page.beside]
        answers = [page.answer for page in pages if page.at >= tier.called_at]
        silent = all(answer in (PageAnswer.UNANSWERED, PageAnswer.DECLINED) for answer in answers)
        if number < MANAGEMENT_TIER and not tier.engaged and silent:
            return number
    return None
