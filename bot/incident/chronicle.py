"""The timeline as people read it: each fact as what happened, who did it and notes, in groups that can be chosen."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.incident import events
from bot.incident.blame import approved_with
from bot.incident.events import Event
from bot.incident.model import Value
from bot.incident.severity import spoken
from bot.incident.state import MUSTER, PageAnswer, Status
from bot.incident.telling import Naming, told


class What(StrEnum):
    """What facts are about, as a person asks for them."""

    GATES = "gates"
    PAGES = "pages"
    ROLES = "roles"
    NOTES = "notes"
    UPDATES = "updates"
    STEPS = "steps"
    SEVERITY = "severity"
    COURSE = "course"


class Entry(Value):
    """One line of the timeline. `people` are the ids of everybody whom it is about, the actor first.

    `told` is all of it in one sentence. `minor`: it says how the flow was worked, and not what happened; a review
    leaves it out.
    """

    at: datetime
    kind: str
    what: What
    event: str
    actor: str
    notes: str
    people: tuple[str, ...]
    phase: Status
    told: str
    minor: bool = False


class Wanted(Value):
    """Which lines of the timeline somebody asked for. `since` is a real moment (UTC); nothing means all."""

    who: tuple[str, ...] = ()
    what: tuple[What, ...] = ()
    since: datetime | None = None

    def has(self, entry: Entry, at: datetime) -> bool:
        """Whether a line is one of them; `at` is its real moment."""
        if self.who and not set(self.who) & set(entry.people):
            return False
        if self.what and entry.what not in self.what:
            return False
        return self.since is None or at >= self.since


#: Kinds that are minor, whoever did them.
MINOR = (
    "gate_opened", "gate_reminded", "gate_withdrawn", "asked", "people_told", "cadence_shortened", "tier_engaged",
    "steps_reopened", "cause_found", "work_done",
)  # fmt: skip


#: What a fact is about, by its kind; one that is not here is told by how its name begins.
ABOUT: dict[str, What] = {
    "gate_opened": What.GATES, "gate_reminded": What.GATES, "gate_decided": What.GATES, "gate_withdrawn": What.GATES,
    "paged": What.PAGES, "page_answered": What.PAGES, "acknowledged": What.PAGES, "chain_exhausted": What.PAGES,
    "tier_called": What.PAGES, "tier_engaged": What.PAGES, "management_informed": What.PAGES,
    "path_called": What.PAGES, "people_told": What.PAGES,
    "role_assigned": What.ROLES, "role_declined": What.ROLES, "joined": What.ROLES, "asked": What.ROLES,
    "note_added": What.NOTES, "evidence_added": What.NOTES, "guidance_read": What.NOTES,
    "questions_answered": What.NOTES,
    "update_posted": What.UPDATES, "update_missed": What.UPDATES, "cadence_shortened": What.UPDATES,
    "step_done": What.STEPS, "step_failed": What.STEPS, "step_skipped": What.STEPS, "steps_reopened": What.STEPS,
    "decision_asked": What.GATES, "decision_given": What.GATES,
    "cause_found": What.STEPS, "strategy_chosen": What.STEPS,
    "severity_set": What.SEVERITY, "triage_proposed": What.SEVERITY, "clock_missed": What.SEVERITY,
}  # fmt: skip


#: Gates whose titles nobody gave are called by their names.
NO_TITLES: Mapping[str, str] = {}


def about(event: Event) -> What:
    """What a fact is about."""
    return ABOUT.get(event.kind, What.COURSE)


def chronicle(facts: Iterable[Event], name: Naming, gates: Mapping[str, str] = NO_TITLES) -> tuple[Entry, ...]:
    """The facts in words, the oldest first. `name` turns Slack ids into names, `gates` has the playbook's titles."""
    phase = Status.DETECTED
    made: list[Entry] = []
    for event in facts:
        phase = phase_after(phase, event)
        if isinstance(event, events.Declared) and event.detected_at < event.at:
            made.append(_detected(event, name, phase))
        words, notes = _words(event, name, gates)
        made.append(
            Entry(
                at=event.at, kind=event.kind, what=about(event), event=words, actor=name(event.by), notes=notes,
                people=people_of(event), phase=phase, told=_told(event, name, gates),
                minor=_is_minor(event),
            )
        )  # fmt: skip
    return tuple(_in_order(made))


def _in_order(made: list[Entry]) -> Iterator[Entry]:
    """A past incident was told afterwards: what happened then stands before its declare, which was after it (D13)."""
    newest, phase = -1, Status.DETECTED
    for number, entry in sorted(enumerate(made), key=lambda one: one[1].at):
        if number > newest:
            newest, phase = number, entry.phase
        yield entry.but(phase=phase)


def _is_minor(event: Event) -> bool:
    if isinstance(event, events.PageAnswered):
        return event.answer is PageAnswer.WITHDRAWN
    if isinstance(event, events.RoleAssigned):
        return event.by == MUSTER
    return event.kind in MINOR


def phase_after(phase: Status, event: Event) -> Status:
    """In which part of its life an incident is after a fact."""
    match event:
        case events.StatusChanged():
            return event.status
        case events.Resolved():
            return Status.RESOLVED
        case events.Closed():
            return Status.CLOSED
        case events.Reopened():
            return Status.INVESTIGATING
    return phase


def people_of(event: Event) -> tuple[str, ...]:
    """Everybody whom a fact is about, the one who did it first; Muster is nobody."""
    found = [event.by, getattr(event, "user", "")]
    for name in ("asked", "people"):
        found += list(getattr(event, name, ()) or ())
    return tuple(dict.fromkeys(one for one in found if one and one != MUSTER))


def _detected(event: events.Declared, name: Naming, phase: Status) -> Entry:
    return Entry(
        at=event.detected_at, kind="detected", what=What.COURSE, event="Incident detected", actor=name(event.by),
        notes=event.detection.value, people=(), phase=phase, told=f"Detected ({event.detection.value})",
    )  # fmt: skip


def _words(event: Event, name: Naming, gates: Mapping[str, str]) -> tuple[str, str]:
    """What happened in a few words, and the rest as notes; what the table does not know is told whole."""
    if isinstance(event, GATE_FACTS):
        return _of_gate(event, name, gates.get(event.gate) or _title(event.gate))
    words = WORDS.get(type(event))
    return words(event, name) if words else (told(event, name), "")


def _told(event: Event, name: Naming, gates: Mapping[str, str]) -> str:
    """The fact as a sentence, in which a gate goes by its title."""
    sentence = told(event, name)
    if isinstance(event, GATE_FACTS) and gates.get(event.gate, event.gate).lower() != event.gate:
        return sentence.replace(f"he {event.gate} gate", f"he {gates[event.gate]} gate", 1)
    return sentence


GATE_FACTS = (events.GateOpened, events.GateReminded, events.GateDecided, events.GateWithdrawn)


def _of_gate(event: Event, name: Naming, title: str) -> tuple[str, str]:
    match event:
        case events.GateOpened():
            return f"{title} gate waits", f"asked: {', '.join(map(name, event.asked)) or 'nobody'}"
        case events.GateReminded():
            what = "backup asked" if event.backup else "reminder"
            return f"{title} gate: {what}", ", ".join(map(name, event.asked)) or "nobody"
        case events.GateDecided():
            notes = (event.words, approved_with(event.blamed))
            return f"{title} gate {event.outcome}", "; ".join(filter(None, notes))
        case events.GateWithdrawn():
            return f"{title} gate not needed", event.reason
    raise TypeError(event.kind)


def _title(name: str) -> str:
    words = name.replace("_", " ")
    return f"{words[0].upper()}{words[1:]}"


def _declared(event: events.Declared, name: Naming) -> tuple[str, str]:
    logged = "Incident logged" if event.detected_at < event.at else "Incident detected"
    return logged, event.description


def _assigned(event: events.RoleAssigned, name: Naming) -> tuple[str, str]:
    role = event.role.spoken
    return f"{role[0].upper()}{role[1:]} assigned", name(event.user)


def _paged(event: events.Paged, name: Naming) -> tuple[str, str]:
    return f"Paged: {name(event.user)}", f"{event.label}: {event.reason}"


def _answered(event: events.PageAnswered, name: Naming) -> tuple[str, str]:
    words = {
        PageAnswer.ACKNOWLEDGED: "Page acknowledged", PageAnswer.ENGAGED: "Page answered: works on it",
        PageAnswer.DECLINED: "Page declined", PageAnswer.UNANSWERED: "Page not answered in time",
        PageAnswer.WITHDRAWN: "Page no longer needed",
    }  # fmt: skip
    return words.get(event.answer, f"Page: {event.answer}"), _other(event, name)


def _other(event: events.PageAnswered | events.TierEngaged, name: Naming) -> str:
    """Whom it is about, where that is not the one who did it."""
    return name(event.user) if event.user != event.by else ""


def _proposed(event: events.TriageProposed, name: Naming) -> tuple[str, str]:
    plan = event.proposal
    basis = f"Impact: {plan.impact}, Urgency: {plan.urgency} ({plan.rule})"
    return f"Triage: {spoken(plan.severity)} proposed", f"{basis}: {plan.summary}" if plan.summary else basis


def _closed(event: events.Closed, name: Naming) -> tuple[str, str]:
    left = f"left open: {'; '.join(event.left_open)}" if event.left_open else ""
    notes = "; ".join(part for part in (event.reason, left) if part)
    return "Closed as not an incident" if event.not_an_incident else "Incident closed", notes


WORDS: dict[type[Any], Callable[[Any, Naming], tuple[str, str]]] = {
    events.Declared: _declared,
    events.ChannelOpened: lambda event, name: ("Incident channel opened", f"#{event.name}"),
    events.SeveritySet: lambda event, name: (spoken(event.severity), event.basis),
    events.RoleAssigned: _assigned,
    events.RoleDeclined: lambda event, name: (f"Role given back: {event.role.spoken}", name(event.user)),
    events.Joined: lambda event, name: ("Responder joined", f"{name(event.user)} {event.how}"),
    events.Asked: lambda event, name: (f"Asked: {name(event.user)}", event.what),
    events.TierCalled: lambda event, name: (f"Tier {event.tier} called", event.reason),
    events.ManagementInformed: lambda event, name: (
        f"{'Nobody to inform' if event.nobody else 'Informed'}: {event.role.spoken}", event.reason
    ),
    events.TierEngaged: lambda event, name: (f"Tier {event.tier} engaged", _other(event, name)),
    events.Paged: _paged,
    events.PageAnswered: _answered,
    events.Acknowledged: lambda event, name: ("Engineer acknowledged", ""),
    events.StatusChanged: lambda event, name: (f"Status {event.status}", ""),
    events.TriageProposed: _proposed,
    events.NoteAdded: lambda event, name: ("Note", event.text),
    events.UpdatePosted: lambda event, name: (f"Update {event.number} sent", event.text),
    events.UpdateMissed: lambda event, name: ("Update overdue", f"{event.missed} missed"),
    events.ClockMissed: lambda event, name: (f"Deadline missed: {event.clock}", ""),
    events.Paused: lambda event, name: ("Flow paused", event.words),
    events.Resumed: lambda event, name: ("Flow resumed", ""),
    events.Resolved: lambda event, name: ("Incident resolved", event.summary),
    events.Closed: _closed,
    events.Reopened: lambda event, name: ("Incident reopened", event.reason),
    events.StepDone: lambda event, name: (f"{event.title} done", event.gist),
    events.StepFailed: lambda event, name: (f"{event.title} cannot be done", event.reason),
    events.StepSkipped: lambda event, name: (f"{event.title} skipped", event.reason),
    events.StepsReopened: lambda event, name: ("To be done again", f"{', '.join(event.steps)}: {event.reason}"),
    events.DecisionAsked: lambda event, name: (
        f"Decision wanted from the {event.role.spoken}", f"{event.question} ({' / '.join(event.options)})"
    ),
    events.DecisionGiven: lambda event, name: (f"Decided: {event.answer}", event.question),
    events.CauseFound: lambda event, name: ("Root cause identified", event.cause),
    events.StrategyChosen: lambda event, name: ("Mitigation chosen", event.strategy.replace("_", " ")),
    events.PathCalled: lambda event, name: (
        f"Called by the playbook's path: {event.says}", "nobody holds the role" if event.nobody else ""
    ),
}  # fmt: skip
