"""Incidents to write documents of: just declared, played from declare to close, past, and full of hostile text."""

from collections.abc import Mapping
from datetime import timedelta
from functools import cache

from bot.incident.permissions import deciders
from bot.incident.playbook import BuiltIn, FieldKind, FormField, Step
from bot.incident.results import Result
from bot.incident.roles import Role
from bot.incident.schedule import gate_deed, ready_steps
from bot.incident.severity import Level, Severity
from bot.incident.state import MUSTER, Category, GateState, Status
from bot.incident.topics.channel import RecordChannel
from bot.incident.topics.closing import Close
from bot.incident.topics.declaring import Declare
from bot.incident.topics.escalation import Escalate
from bot.incident.topics.gates.deciding import DecideGate
from bot.incident.topics.notes import AddNote
from bot.incident.topics.paging import Engage
from bot.incident.topics.resolving import Resolve
from bot.incident.topics.roles import AssignRole
from bot.incident.topics.steps.doing import CompleteStep, StepDone
from bot.incident.topics.triage import ProposeTriage
from bot.incident.topics.updates import PostUpdate
from bot.playbooks.load import load_playbooks
from bot.record.record_inputs import RecordInputs
from tests.incident.rehearsal import ANA, CHIDI, ELIF, VERA, Rehearsal, declared

PLAYBOOKS = load_playbooks()

#: What people write where the field's own name is not enough to tell where it went.
TYPED: dict[str, object] = {
    "regression_verdict": "CONFIRMED", "regression_confidence": "HIGH", "introducing_change": "4f2c batch tax",
    "rollback_feasibility": "SAFE", "blast_radius": "LOW", "recommended_action": "ROLLBACK",
    "introducing_message": "batch tax lookups",
    "problem_statement": "Checkout fails for 40 % of payments",
    "why_1": "the tax lookup timed out", "why_2": "it opened a connection for each item",
    "why_3": "the batch was unbounded", "why_4": "no test has a large basket", "why_5": "test data is older than v42",
    "root_cause": "The tax lookup opens a connection for each item of a basket",
    "people": ["nobody on call knew the tax service"], "process": ["no load test before release"],
    "technology": ["the connection pool has no limit", "no alert on pool use"],
    "environment": ["a sale doubled traffic"],
    "hypotheses": [
        ["The deploy of v42", "roll one node back", "CONFIRMED", "errors stop there"],
        ["The database is slow", "look at slow queries", "REJECTED", "p95 is 4 ms"],
    ],
    "hypothesis": "v42 exhausts the connection pool", "strategy": "rollback",
    "metrics": [["Error rate", "38 %", "0.1 %", "<0.5 %"], ["Latency p95", "9,400 ms", "310 ms", "<800 ms"]],
    "resolution_status": "RESOLVED", "escalate": False,
    "actions_immediate": [["Bound the batch", "Chidi Okafor", "2026-11-27", "Open"]],
    "actions_short_term": [["Alert on pool use", "Ana Ortiz", "2026-12-18", "In Progress"]],
    "actions_long_term": [["Load test before each release", "Dana Petrova", "2027-02-12", "Open"]],
}  # fmt: skip

#: More turns than any flow has steps and gates.
MANY = 200


def material(room: Rehearsal) -> RecordInputs:
    """What the store would give of a rehearsed incident."""
    done = [event for event in room.events if isinstance(event, StepDone)]
    results = {
        one.step: Result(step=one.step, round=one.round, by=one.by, at=one.at, fields=one.fields) for one in done
    }  # fmt: skip
    return RecordInputs(room.state, room.organisation, room.now, room.playbook, results, tuple(room.events))


def poor(playbook: str = "itil", severity: Severity | None = None) -> RecordInputs:
    """An incident that was declared this moment: nothing else is known."""
    return material(declared(severity, playbook=PLAYBOOKS[playbook], service=None))


@cache
def rich(playbook: str = "itil") -> RecordInputs:
    """An incident with everything: two tiers, an update, a note, every form filled in, closed."""
    return material(played(playbook))


def typed_in(playbook: str, typed: Mapping[str, object]) -> RecordInputs:
    """The same, with what a test wants in its forms."""
    return material(played(playbook, typed))


def played(playbook: str, typed: Mapping[str, object] = TYPED, severity: Severity = Severity.P0) -> Rehearsal:
    """The same, as a rehearsal that can go on."""
    room = declared(severity, playbook=PLAYBOOKS[playbook])
    room.does(RecordChannel(by=MUSTER, channel="C0101", name=room.state.channel_name))
    room.passes(seconds=40)
    room.does(Engage(by=ANA))
    room.does(AssignRole(by=ANA, role=Role.INCIDENT_COMMANDER, user=ANA)) if not _leads(room) else None
    room.passes(minutes=3)
    room.does(AddNote(by=VERA, text=str(typed.get("note", "customers call us, see <@U08SUPPORT>"))))
    room.does(
        ProposeTriage(
            by=CHIDI, impact=Level.HIGH, urgency=Level.HIGH if severity is Severity.P0 else Level.MEDIUM,
            users_percent=40, summary=str(typed.get("summary", "40 % of payments fail")), actions="roll back v42",
            category=Category.AVAILABILITY, affected="checkout, payments",
        )
    )  # fmt: skip
    room.passes(minutes=2)
    room.does(Escalate(by=ANA, reason="deep knowledge of the tax service is needed"))
    room.does(Engage(by=CHIDI))
    room.does(PostUpdate(by=ELIF, text=str(typed.get("update", "We roll back the release of 02:40"))))
    for _ in range(MANY):
        if room.state.status is Status.CLOSED:
            return room
        if not _turn(room, typed):
            _ends(room)
    raise AssertionError("it never ends")


def _ends(room: Rehearsal) -> None:
    """The end of a playbook that has no steps for it."""
    end = Close(by=ANA, reason="all is said") if room.state.over else Resolve(by=ANA, summary="rolled back to v41")
    room.does(end)


def _leads(room: Rehearsal) -> bool:
    return room.state.holder(Role.INCIDENT_COMMANDER) == ANA


def _turn(room: Rehearsal, typed: Mapping[str, object]) -> bool:
    """The first gate or step that waits is done by somebody who may, two minutes later."""
    room.passes(minutes=2)
    waiting = [name for name, gate in room.state.gates.items() if gate.state is GateState.OPEN]
    if waiting:
        spec = room.playbook.gate_specs[waiting[0]]
        deed, gate = gate_deed(room.state, spec), room.state.gates[waiting[0]]
        who = deciders(room.state, deed, room.organisation, room.now)[0]
        room.does(DecideGate(by=who, gate=spec.name, choice="approve", digest=gate.digest, words="agreed"))
        return True
    steps = sorted(ready_steps(room.playbook, room.state), key=lambda step: step.built_in is BuiltIn.CLOSE)
    if steps:
        _does(room, steps[0], typed)
    return bool(steps)


def _does(room: Rehearsal, step: Step, typed: Mapping[str, object]) -> None:
    match step.built_in:
        case BuiltIn.RESOLVE:
            room.does(Resolve(by=ANA, summary="rolled back to v41, errors are gone"))
        case BuiltIn.CLOSE:
            room.does(Close(by=ANA, reason="the review is done"))
        case _:
            fields = {one.name: _sample(one, typed) for one in step.fields}
            room.does(CompleteStep(by=ANA, step=step.name, fields=fields))


def _sample(field: FormField, typed: Mapping[str, object]) -> object:
    """What somebody types into a field: what the test wants there, else something that says where it came from."""
    given = typed.get(field.name)
    options = [option.value for option in field.options]
    if given is not None and (not options or given in options):
        wide = len(field.columns)
        return [[*row, *[""] * wide][:wide] for row in given] if wide and isinstance(given, list) else given
    words = str(typed.get("*", "")) or f"{field.name} as somebody wrote it"
    cells = {column: words if typed.get("*") else f"{column} {field.name}" for column in field.columns}
    return {
        FieldKind.TEXT: " ".join(words.split()),
        FieldKind.LONG: words,
        FieldKind.LIST: [words],
        FieldKind.TABLE: [["2026-12-01" if column == "Due date" else cell for column, cell in cells.items()]],
        FieldKind.CHOICE: options[0] if options else "",
        FieldKind.CHOICES: options[:2],
        FieldKind.NUMBER: 42,
        FieldKind.YES_NO: False,
        FieldKind.PERSON: ANA,
        FieldKind.DATE: "2026-11-23",
    }[field.kind]


@cache
def past(playbook: str = "itil") -> RecordInputs:
    """An incident that was over before it was declared (D13)."""
    room = Rehearsal(playbook=PLAYBOOKS[playbook])
    over = room.now - timedelta(hours=20)
    began = over - timedelta(minutes=90)
    room.does(Declare(by=VERA, text="Checkout was down", severity=Severity.P1, started=began, resolved=over))
    return material(room)
