"""Every button and menu on Muster's cards, each a short function; the table at the end lists them."""

from collections.abc import Callable
from dataclasses import replace

from bot.incident.playbook import BuiltIn
from bot.incident.refusals import AlreadyDecided, StalePlan
from bot.incident.roles import Permission
from bot.incident.shown import require_as_shown
from bot.incident.state import Gate, GateState, Incident
from bot.incident.topics.decisions import GiveDecision
from bot.incident.topics.escalation import DeclinePage, Escalate
from bot.incident.topics.gates.deciding import DecideGate
from bot.incident.topics.paging import Acknowledge, Engage
from bot.incident.topics.pausing import Pause
from bot.incident.topics.people import AskFor, Join
from bot.incident.topics.steps.doing import CompleteStep, SkipStep
from bot.slack.mrkdwn import escape
from bot.wiring import Muster
from handlers import (
    forms,
    home,
    mentions,
    question_form,
    roles,
    slash,
    slash_course,
    slash_declare,
    slash_reading,
    slash_timeline,
    step_forms,
    steps,
)
from handlers.context import card_context_of, require, require_any, rules_of, visible
from handlers.request import Ask, Reply

Press = Callable[[Muster, Ask], Reply]
NOTHING = Reply()


def page_ack(muster: Muster, ask: Ask) -> Reply:
    """I have seen it."""
    incident, page = _two(ask)
    muster.store.commit(Acknowledge(by=ask.user, page=page), key=ask.key, incident=incident)
    return NOTHING


def page_engage(muster: Muster, ask: Ask) -> Reply:
    """I am working on it."""
    incident, page = _two(ask)
    muster.store.commit(Engage(by=ask.user, page=page), key=ask.key, incident=incident)
    return NOTHING


def page_decline(muster: Muster, ask: Ask) -> Reply:
    """I can't: the next one is called now."""
    incident, page = _two(ask)
    muster.store.commit(DeclinePage(by=ask.user, page=page), key=ask.key, incident=incident)
    return NOTHING


def gate_approve(muster: Muster, ask: Ask) -> Reply:
    """Approve exactly the plan that the card showed."""
    incident, gate, digest = _three(ask)
    command = DecideGate(by=ask.user, gate=gate, choice="approve", digest=digest)
    muster.store.commit(command, key=ask.key, incident=incident)
    return NOTHING


def gate_revise(muster: Muster, ask: Ask) -> Reply:
    """Send it back: asks for words."""
    incident, gate, digest = _gate_to_decide(muster, ask)
    return Reply(view=forms.gate_revise(incident, gate, digest, ask.channel))


def gate_p0(muster: Muster, ask: Ask) -> Reply:
    """Approve it as P0: asks for the reason."""
    incident, gate, digest = _gate_to_decide(muster, ask)
    return Reply(view=forms.gate_p0(incident, gate, digest, ask.channel))


def gate_pause(muster: Muster, ask: Ask) -> Reply:
    """Hold the flow at the gate, while it is as the card showed it."""
    incident, gate = _shown_gate(muster, ask)
    _require_open(muster, gate)
    muster.store.commit(Pause(by=ask.user), key=ask.key, incident=incident.id)
    return Reply(text=f"{incident.id} is paused; the gate stays open. `/incident resume` lets it go on.")


def gate_choice(muster: Muster, ask: Ask) -> Reply:
    """One of the playbook's own choices at a gate: asks for words where it wants them."""
    shown, _, name = ask.text.rpartition(" ")
    incident, gate, digest = _gate_to_decide(muster, replace(ask, text=shown))
    spec = card_context_of(muster, incident).playbook.gate_specs[gate]
    choice = next((one for one in spec.choices if one.name == name), None)
    if choice is None:
        raise StalePlan()
    if choice.words:
        return Reply(view=forms.gate_choice(incident, gate, digest, choice, ask.channel))
    command = DecideGate(by=ask.user, gate=gate, choice=name, digest=digest)
    muster.store.commit(command, key=ask.key, incident=incident.id)
    return NOTHING


def step_open(muster: Muster, ask: Ask) -> Reply:
    """The form of a step; what the incident does itself has its own form."""
    id, name = _two(ask)
    stage = card_context_of(muster, visible(muster, id, ask.user))
    step = stage.playbook.steps.get(name)
    if step and step.built_in is BuiltIn.CLOSE:
        return close_open(muster, replace(ask, text=id))
    if step and step.built_in in steps.SUB_COMMAND:
        return _form(muster, replace(ask, text=id), steps.SUB_COMMAND[step.built_in])
    return steps.open_step(muster, stage, name, ask)


def step_more(muster: Muster, ask: Ask) -> Reply:
    """Every step of a phase, and what else may be done with it."""
    id, name = _two(ask)
    stage = card_context_of(muster, visible(muster, id, ask.user))
    phase = next((one for one in stage.playbook.phases if one.name == name), None)
    own = [step.name for step in phase.steps if step.built_in is None] if phase else []
    if phase is None or not own:
        raise StalePlan()
    does = [CompleteStep.model_construct(by=ask.user, step=name) for name in own]
    require_any(muster, stage.incident, [*does, SkipStep.model_construct(by=ask.user, step=own[0])])
    return Reply(view=step_forms.more_form(stage, phase, ask.channel))


def decision(muster: Muster, ask: Ask) -> Reply:
    """One of the answers to a decision that words ask for."""
    id, step, round, choice = [*ask.text.split(" "), "", "", ""][:4]
    if not (round.isdecimal() and choice.isdecimal()):
        raise StalePlan()
    visible(muster, id, ask.user)
    muster.store.commit(
        GiveDecision(by=ask.user, step=step, round=int(round), choice=int(choice)), key=ask.key, incident=id
    )
    return NOTHING


def join(muster: Muster, ask: Ask) -> Reply:
    """Become a responder."""
    muster.store.commit(Join(by=ask.user), key=ask.key, incident=ask.text)
    room = visible(muster, ask.text, ask.user).channel
    return Reply(text=f"You are a responder of {ask.text} now." + (f" <#{room.id}>" if room else ""))


def ask_somebody(muster: Muster, ask: Ask) -> Reply:
    """Ask one who may to do what one may not do oneself."""
    incident, user, permission = ask.text.split(" ", 2)
    visible(muster, incident, ask.user)
    what = WHAT_TO_ASK.get(permission, f"do this: {permission}")
    command = AskFor(by=ask.user, user=user, what=f"{what} of {incident}")
    muster.store.commit(command, key=ask.key, incident=incident)
    return Reply(text=f"{escape(muster.organisation.name_of(user))} is asked.")


WHAT_TO_ASK = {
    Permission.GATE_TRIAGE.value: "decide the triage",
    Permission.GATE_CAUSE.value: "decide the root cause",
    Permission.GATE_MITIGATION.value: "decide the mitigation",
    Permission.GATE_DEPLOY.value: "decide the rollback or the deployment",
    Permission.GATE_REVIEW.value: "decide the review",
    Permission.GATE_WORDS.value: "approve the words",
    Permission.STEP.value: "do the next step",
    Permission.SKIP.value: "decide how to go on with a step",
    Permission.SEVERITY.value: "decide the severity",
    Permission.RESOLVE.value: "resolve the impact",
    Permission.CLOSE.value: "close the record",
    Permission.PAUSE.value: "pause or resume the flow",
    Permission.ASSIGN.value: "assign the roles",
    Permission.UPDATE.value: "post an update",
    Permission.ANSWER.value: "give the decision that is wanted",
}


def triage_open(muster: Muster, ask: Ask) -> Reply:
    """The triage form."""
    return _form(muster, ask, "triage")


def update_open(muster: Muster, ask: Ask) -> Reply:
    """The update form."""
    return _form(muster, ask, "update")


def questions_open(muster: Muster, ask: Ask) -> Reply:
    """The eight questions."""
    return question_form.ask_questions(muster, ask)


def close_open(muster: Muster, ask: Ask) -> Reply:
    """The checklist, and there the button that closes."""
    return slash_course.look_before_closing(muster, ask)


def status_open(muster: Muster, ask: Ask) -> Reply:
    """What is open, for the one who asks."""
    return slash_reading.open_items(muster, ask)


def status_more(muster: Muster, ask: Ask) -> Reply:
    """The menu of the status card: each entry is a form, or a command that needs no words."""
    word, _, incident = ask.text.partition(" ")
    if word == "escalate":
        shown = visible(muster, incident, ask.user)
        require(muster, shown, Escalate, ask.user)
        return Reply(view=forms.escalate(shown, ask.channel))
    return slash.SUB_COMMANDS[word].run(muster, replace(ask, text=incident))


def declare_anyway(muster: Muster, ask: Ask) -> Reply:
    """Declare although one is open for the service (D14)."""
    line = ask.text.removeprefix("/incident").strip().removeprefix("declare").strip()
    return slash_declare.declare(muster, replace(ask, text=line), despite_open=True)


def reopen(muster: Muster, ask: Ask) -> Reply:
    """Reopen the last incident of the service instead of declaring a new one (D14)."""
    return slash.run(muster, "reopen", ask)


def do_it(muster: Muster, ask: Ask) -> Reply:
    """Run the command that was suggested for a mistyped one."""
    return slash.handle(muster, ask)


def _form(muster: Muster, ask: Ask, name: str) -> Reply:
    return slash.SUB_COMMANDS[name].run(muster, ask)


def _gate_to_decide(muster: Muster, ask: Ask) -> tuple[Incident, str, str]:
    """A form for a gate opens only for those who may decide, while there is something to decide."""
    incident, gate = _shown_gate(muster, ask)
    _, name, digest = _three(ask)
    require(muster, incident, DecideGate, ask.user, gate=name)
    _require_open(muster, gate)
    return incident, name, digest


def _shown_gate(muster: Muster, ask: Ask) -> tuple[Incident, Gate]:
    """The gate whose card was pressed. Raises StalePlan when the card showed something else."""
    id, name, digest = _three(ask)
    incident = visible(muster, id, ask.user)
    gate = incident.gates.get(name)
    if gate is None or name not in rules_of(muster, incident).playbook.gate_specs:
        raise StalePlan()
    require_as_shown(digest, gate.digest)
    return incident, gate


def _require_open(muster: Muster, gate: Gate) -> None:
    if gate.state is not GateState.OPEN:
        by = gate.decision.by if gate.decision else ""
        raise AlreadyDecided(by=by, who=muster.organisation.name_of(by), outcome=gate.outcome)


def _two(ask: Ask) -> tuple[str, str]:
    incident, _, rest = ask.text.partition(" ")
    return incident, rest


def _three(ask: Ask) -> tuple[str, str, str]:
    incident, gate, digest = [*ask.text.split(" ", 2), "", ""][:3]
    return incident, gate or "triage", digest


#: Action id -> what a press does, and the participle for a refusal.
BUTTONS: dict[str, tuple[Press, str]] = {
    "page_ack": (page_ack, "acknowledged"),
    "page_engage": (page_engage, "engaged"),
    "page_decline": (page_decline, "declined"),
    "gate_approve": (gate_approve, "approved"),
    "gate_revise": (gate_revise, "sent back"),
    "gate_p0": (gate_p0, "approved"),
    "gate_pause": (gate_pause, "paused"),
    "gate_choice": (gate_choice, "decided"),
    "step_open": (step_open, "opened"),
    "step_more": (step_more, "opened"),
    "decision": (decision, "answered"),
    "join": (join, "joined"),
    "role_take": (roles.take, "taken"),
    "role_decline": (roles.decline, "declined"),
    "role_hand_over": (roles.hand_over, "handed over"),
    "triage_open": (triage_open, "opened"),
    "update_open": (update_open, "opened"),
    "questions_open": (questions_open, "opened"),
    "offer_declare": (mentions.offer_declare, "declared"),
    "offer_form": (mentions.offer_form, "opened"),
    "close_open": (close_open, "closed"),
    "status_open": (status_open, "shown"),
    "status_more": (status_more, "done"),
    "timeline_older": (slash_timeline.timeline, "shown"),
    "timeline_all": (slash_timeline.timeline, "sent"),
    "declare_anyway": (declare_anyway, "declared"),
    "reopen": (reopen, "reopened"),
    "do_it": (do_it, "done"),
    "ask": (ask_somebody, "asked"),
    "declare_open": (home.declare_open, "declared"),
    "home_refresh": (home.refresh, "refreshed"),
}

#: Buttons that stand beside others of their kind: Slack wants an action id once in a row, so a name goes behind it.
FAMILIES: dict[str, str] = {
    r"^ask_[UW][A-Z0-9]+$": "ask",
    r"^step_open_[a-z0-9_]+$": "step_open",
    r"^gate_choice_[a-z0-9_]+$": "gate_choice",
    r"^decision_[0-9]$": "decision",
}
