"""A flow played from declare to close by its people: every form filled in, every gate decided by somebody who may."""

from bot.incident.permissions import deciders
from bot.incident.playbook import BuiltIn, FieldKind, FormField, Playbook, Step
from bot.incident.schedule import gate_deed, ready_steps
from bot.incident.severity import Level, Severity
from bot.incident.state import GateState, Status
from bot.incident.topics.closing import Close
from bot.incident.topics.gates.deciding import DecideGate
from bot.incident.topics.paging import Engage
from bot.incident.topics.resolving import Resolve
from bot.incident.topics.steps.doing import CompleteStep
from bot.incident.topics.triage import ProposeTriage
from bot.playbooks.load import load_playbooks
from tests.incident.rehearsal import ANA, VERA, Rehearsal, declared

SHIPPED = load_playbooks()
NAMES = ("gated", "itil", "rapid", "sre")

#: Impact and urgency that make each level (10.1).
LEVELS = {
    Severity.P0: (Level.HIGH, Level.HIGH),
    Severity.P1: (Level.HIGH, Level.MEDIUM),
    Severity.P2: (Level.MEDIUM, Level.MEDIUM),
    Severity.P3: (Level.LOW, Level.LOW),
}

#: More turns than any flow has steps and gates.
MANY = 200


def sample(field: FormField) -> object:
    """Something that a person could type into a field."""
    return {
        FieldKind.TEXT: f"{field.title}: as seen",
        FieldKind.LONG: f"{field.title}\nin two lines",
        FieldKind.LIST: ["the first", "the second"],
        FieldKind.TABLE: [[f"{column} {row}" for column in field.columns] for row in (1, 2)],
        FieldKind.CHOICE: field.options[0].value if field.options else "",
        FieldKind.CHOICES: [option.value for option in field.options[:2]],
        FieldKind.NUMBER: 42,
        FieldKind.YES_NO: False,
        FieldKind.PERSON: ANA,
        FieldKind.DATE: "2026-11-23",
    }[field.kind]


def filled(step: Step, **given: object) -> dict[str, object]:
    """A whole form: every field has something in it."""
    made = {field.name: sample(field) for field in step.fields}
    return {**made, **{name: value for name, value in given.items() if name in made}}


class Played:
    """One incident, and what was done in it, in order: steps by name, gates as `gate:NAME`."""

    def __init__(self, playbook: Playbook, severity: Severity = Severity.P0, **answers: object) -> None:
        self.playbook = playbook
        self.severity = severity
        self.answers = answers
        self.done: list[str] = []
        self.room: Rehearsal = declared(None, playbook=playbook)
        self.room.does(Engage(by=ANA))

    def to_the_end(self) -> "Played":
        """Do whatever is ready until the incident is closed."""
        for _ in range(MANY):
            if self.room.state.status is Status.CLOSED:
                return self
            if not self.turn():
                raise AssertionError(f"nothing is left to do after {self.done}, and it is not closed")
        raise AssertionError("it never ends")

    def until(self, name: str) -> "Played":
        """Do whatever comes before a step or gate, and stop when it is ready."""
        while name not in self.ready():
            assert self.turn(but=name), f"{name} is never ready, after {self.done}"
        return self

    def ready(self) -> tuple[str, ...]:
        """What somebody can do now: gates that wait, then steps, the end of the incident last."""
        gates = [name for name, gate in self.room.state.gates.items() if gate.state is GateState.OPEN]
        steps = list(ready_steps(self.playbook, self.room.state))
        steps.sort(key=lambda step: step.built_in is BuiltIn.CLOSE)
        return (*(f"gate:{name}" for name in gates), *(step.name for step in steps))

    def turn(self, but: str = "") -> bool:
        """The first thing that is ready, and whether there was any."""
        todo = next((name for name in self.ready() if name != but), None)
        if todo is None:
            return False
        self.does(todo)
        return True

    def does(self, name: str, choice: str = "approve", **given: object) -> None:
        """Somebody who may does a step or decides a gate."""
        self.done.append(name)
        if name.startswith("gate:"):
            self._decides(name.removeprefix("gate:"), choice)
        else:
            self._does(self.playbook.steps[name], given)

    def _decides(self, name: str, choice: str) -> None:
        spec, gate = self.playbook.gate_specs[name], self.room.state.gates[name]
        deed = gate_deed(self.room.state, spec)
        who = deciders(self.room.state, deed, self.room.organisation, self.room.now)[0]
        words = "" if choice == "approve" else "look again"
        self.room.does(DecideGate(by=who, gate=name, choice=choice, digest=gate.digest, words=words))

    def _does(self, step: Step, given: dict[str, object]) -> None:
        impact, urgency = LEVELS[self.severity]
        match step.built_in:
            case BuiltIn.TRIAGE:
                self.room.does(ProposeTriage(by=VERA, impact=impact, urgency=urgency))
            case BuiltIn.RESOLVE:
                self.room.does(Resolve(by=ANA, summary="rolled back"))
            case BuiltIn.CLOSE:
                self.room.does(Close(by=ANA, reason="all is said"))
            case _:
                fields = filled(step, **{**self.answers, **given})
                self.room.does(CompleteStep(by=ANA, step=step.name, fields=fields))
