"""Each fact in words, for the timeline and the answers: who, what, why."""

from collections.abc import Callable
from typing import Any

from bot.incident import events, work_events
from bot.incident import intake_events as intake
from bot.incident.blame import approved_with
from bot.incident.events import Event
from bot.incident.questions import as_guidance
from bot.incident.severity import spoken

#: Gives the name to show for somebody's Slack id.
Naming = Callable[[str], str]


def told(event: Event, name: Naming) -> str:
    """The fact as a sentence without its time. `name` turns Slack ids into names."""
    return WORDS[type(event)](event, name)


def _declared(event: events.Declared, name: Naming) -> str:
    return f"{name(event.by)} declared {event.id}: {event.description}"


def _severity(event: events.SeveritySet, name: Naming) -> str:
    return f"{spoken(event.severity)} ({event.basis})"


def _assigned(event: events.RoleAssigned, name: Naming) -> str:
    if event.taken:
        return f"{name(event.user)} took the role of {event.role.spoken}"
    return f"{name(event.user)} was named {event.role.spoken} by {name(event.by)}"


def _paged(event: events.Paged, name: Naming) -> str:
    return f"{name(event.user)} ({event.label}) was paged: {event.reason}"


def _answered(event: events.PageAnswered, name: Naming) -> str:
    return f"Page of {name(event.user)}: {event.answer}"


def _proposed(event: events.TriageProposed, name: Naming) -> str:
    plan = event.proposal
    words = f": {plan.summary}" if plan.summary else ""
    return f"{name(event.by)} assessed {spoken(plan.severity)} ({plan.rule}){words}"


def _gate(event: events.GateDecided, name: Naming) -> str:
    words = f": “{event.words}”" if event.words else ""
    blamed = f", {flagged}" if (flagged := approved_with(event.blamed)) else ""
    return f"{name(event.by)} decided the {event.spoken} gate: {event.outcome}{blamed}{words}"


def _done(event: events.StepDone, name: Naming) -> str:
    return f"{name(event.by)} did {event.title}{': ' if event.gist else ''}{event.gist}"


def _asked_for(event: events.DecisionAsked, name: Naming) -> str:
    return f"{name(event.by)} asks the {event.role.spoken} for a decision: {event.question}"


def _strategy(strategy: str) -> str:
    return f"mitigate by {strategy.replace('_', ' ')}"


def _reminded(event: events.GateReminded, name: Naming) -> str:
    who = ", ".join(name(user) for user in event.asked) or "nobody"
    return f"{'A backup was asked' if event.backup else 'Reminder'} for the {event.spoken} gate: {who}"


def _closed(event: events.Closed, name: Naming) -> str:
    words = f": {event.reason}" if event.reason else ""
    left = f" (left open: {'; '.join(event.left_open)})" if event.left_open else ""
    what = "closed it as not an incident" if event.not_an_incident else "closed it"
    if event.started_again_as:
        what = f"started it again as {event.started_again_as} and closed it"
    return f"{name(event.by)} {what}{words}{left}"


def _guidance(event: intake.GuidanceRead, name: Naming) -> str:
    read = f" (read: {', '.join(event.reading.concerns)})" if event.reading.concerns else ""
    return f"{name(event.by)} gave guidance: {event.text}{read}"


def _people_told(event: intake.PeopleTold, name: Naming) -> str:
    people = ", ".join(f"{name(user)} ({role.spoken})" for user, role in event.people.items())
    return f"Told at once, {event.reason}: {people}"


def _evidence(event: intake.EvidenceAdded, name: Naming) -> str:
    one = event.evidence
    return f"Evidence {one.number}: message by {name(one.author)}, {one.permalink or 'no link'}: {one.text}"


WORDS: dict[type[Any], Callable[[Any, Naming], str]] = {
    events.Declared: _declared,
    events.ChannelOpened: lambda event, name: f"Channel #{event.name} opened",
    events.SeveritySet: _severity,
    events.RoleAssigned: _assigned,
    events.RoleDeclined: lambda event, name: f"{name(event.user)} gave back the role of {event.role.spoken}",
    events.Joined: lambda event, name: f"{name(event.user)} {event.how}",
    events.Asked: lambda event, name: f"{name(event.by)} asked {name(event.user)} to {event.what}",
    events.TierCalled: lambda event, name: f"Tier {event.tier} called: {event.reason}",
    events.ManagementInformed: lambda event, name: (
        f"Nobody holds the role of {event.role.spoken}, who is to hear: {event.reason}"
        if event.nobody else f"{event.role.spoken.capitalize()} is informed: {event.reason}"
    ),
    events.TierEngaged: lambda event, name: f"{name(event.user)} works on it (tier {event.tier})",
    events.Paged: _paged,
    events.PageAnswered: _answered,
    events.ChainExhausted: lambda event, name: f"Nobody of tier {event.tier} is left to page",
    events.Acknowledged: lambda event, name: f"{name(event.by)} acknowledged",
    events.StatusChanged: lambda event, name: f"Status {event.status}",
    events.TriageProposed: _proposed,
    events.GateOpened: lambda event, name: f"The {event.spoken} gate waits for a decision",
    events.GateReminded: _reminded,
    events.GateDecided: _gate,
    events.GateWithdrawn: lambda event, name: f"The {event.spoken} gate is not needed any more: {event.reason}",
    events.StepDone: _done,
    events.StepFailed: lambda event, name: f"{name(event.by)}: {event.title} cannot be done: {event.reason}",
    events.StepSkipped: lambda event, name: f"{name(event.by)} skipped {event.title}: {event.reason}",
    events.StepsReopened: lambda event, name: f"To be done again: {', '.join(event.steps)} ({event.reason})",
    events.DecisionAsked: _asked_for,
    events.DecisionGiven: lambda event, name: f"{name(event.by)} decided “{event.answer}”: {event.question}",
    events.CauseFound: lambda event, name: f"Cause: {event.cause}",
    events.StrategyChosen: lambda event, name: f"{name(event.by)} chose to {_strategy(event.strategy)}",
    events.PathCalled: lambda event, name: (
        f"{event.says} is due by the playbook, and nobody holds the role"
        if event.nobody else f"{event.says} is called, as the playbook has it"
    ),
    events.NoteAdded: lambda event, name: f"{name(event.by)} noted: {event.text}",
    events.UpdatePosted: lambda event, name: f"{name(event.by)} sent update {event.number}: {event.text}",
    events.UpdateMissed: lambda event, name: f"Update overdue ({event.missed} missed)",
    events.ClockMissed: lambda event, name: f"The {event.clock} clock was missed",
    events.Paused: lambda event, name: f"{name(event.by)} paused it{': ' if event.words else ''}{event.words}",
    events.Resumed: lambda event, name: f"{name(event.by)} resumed it",
    events.Resolved: lambda event, name: f"{name(event.by)} resolved it: {event.summary}",
    events.Closed: _closed,
    events.Reopened: lambda event, name: f"{name(event.by)} reopened it: {event.reason}",
    intake.GuidanceRead: _guidance,
    intake.QuestionsAnswered: lambda event, name: (
        f"{name(event.by)} answered the questions: {as_guidance(event.answers)}"
    ),
    intake.CadenceShortened: lambda event, name: "Updates come more often from now on",
    intake.PeopleTold: _people_told,
    intake.EvidenceAdded: _evidence,
    work_events.WorkDone: lambda event, name: f"Done in the background: {event.says}",
    work_events.WorkGivenUp: lambda event, name: f"Given up in the background: {event.says} ({event.reason})",
    intake.TicketMade: lambda event, name: f"Ticket {event.key or event.url or 'made'} in the tracker",
    intake.TicketRefused: lambda event, name: f"No ticket in the tracker: {event.reason}",
}
