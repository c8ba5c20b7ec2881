"""What an order makes happen: `decide(state, command, now, scene) -> events`, pure.

The table lists every command with the function that decides it.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.incident import commands
from bot.incident.decide import (
    control,
    decisions,
    declare,
    escalation,
    flow,
    gates,
    intake,
    record,
    roles,
    steps,
    timers,
    triage,
    work,
)
from bot.incident.events import Event
from bot.incident.refusals import IncidentOver, Invisible
from bot.incident.state import Incident, Status
from bot.incident.story import Scene, Story
from bot.incident.who import may_see

DECISIONS: dict[type[commands.Command], Callable[[Story, Any], None]] = {
    commands.Declare: declare.declare,
    commands.RecordChannel: declare.record_channel,
    commands.Join: roles.join,
    commands.AskFor: roles.ask,
    commands.TakeRole: roles.take,
    commands.AssignRole: roles.assign,
    commands.DeclineRole: roles.decline,
    commands.Acknowledge: escalation.acknowledge,
    commands.Engage: escalation.engage,
    commands.DeclinePage: escalation.decline_page,
    commands.Escalate: escalation.escalate,
    commands.ProposeTriage: triage.propose,
    commands.SetSeverity: triage.set_severity,
    commands.DecideGate: gates.decide_gate,
    commands.CompleteStep: steps.complete,
    commands.FailStep: steps.fail,
    commands.SkipStep: steps.skip,
    commands.GiveDecision: decisions.give,
    commands.AddNote: record.add_note,
    commands.PostUpdate: record.post_update,
    commands.Pause: control.pause,
    commands.Resume: control.resume,
    commands.Resolve: control.resolve,
    commands.Close: control.close,
    commands.Reopen: control.reopen,
    commands.FireTimer: timers.fire,
    commands.GiveGuidance: intake.give_guidance,
    commands.AnswerQuestions: intake.answer_questions,
    commands.AddEvidence: intake.add_evidence,
    commands.RecordTicket: intake.record_ticket,
    commands.RefuseTicket: intake.refuse_ticket,
    commands.SettleWork: work.settle,
}

#: Orders that still make sense when the incident is resolved or closed.
AFTER_THE_END = (
    commands.RecordChannel, commands.Join, commands.AddNote, commands.Close, commands.Reopen,
    commands.FireTimer, commands.PostUpdate, commands.Resolve, commands.AddEvidence, commands.RecordTicket,
    commands.RefuseTicket, commands.SettleWork,
)  # fmt: skip


#: Orders that make sense after resolution, when the review is still to be written and decided, and not once closed.
UNTIL_CLOSED = (
    commands.CompleteStep, commands.FailStep, commands.SkipStep, commands.DecideGate, commands.AskFor,
    commands.TakeRole, commands.AssignRole, commands.DeclineRole, commands.Pause, commands.Resume,
)  # fmt: skip


def decide(state: Incident | None, command: commands.Command, now: datetime, scene: Scene) -> tuple[Event, ...]:
    """The facts that follow from an order given now (UTC).

    An empty answer means that nothing is left to do. Raises a `Refused` that tells the person why not, and
    what to do.
    """
    taken = state is not None and isinstance(command, commands.Declare)
    if state is not None and not taken and not may_see(state, command.by):
        raise Invisible(incident=state.id)
    if state is not None and not taken:
        require_sense(state, type(command))
    story = Story(state, now, command.by, scene)
    DECISIONS[type(command)](story, command)
    if story.events:
        flow.advance(story)
    return tuple(story.events)


def require_sense(state: Incident, kind: type[commands.Command]) -> None:
    """Raises IncidentOver for an order that makes no sense any more; its form is not opened either."""
    late = UNTIL_CLOSED if state.status is Status.RESOLVED else ()
    if state.over and not issubclass(kind, (*AFTER_THE_END, *late)):
        raise IncidentOver(incident=state.id, status=state.status)
