"""Whether the parts of a playbook fit together: names, circles, steps that can never be reached, copies, words.

Each fault says `what is wrong -> what to do` and where, as a path of keys and list numbers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.incident.conditions import CONDITIONS
from bot.incident.roles import Permission

if TYPE_CHECKING:
    from bot.incident.playbook import GateSpec, Playbook, Step

GATE_PREFIX = "gate:"

#: Facts of the incident that a deliverable may name beside steps, gates and conditions.
FACTS = ("channel", "commander", "paged", "severity", "updates", "ticket")

#: Conditions of which no two can hold at once.
EITHER = (
    ("ongoing", "resolved"),
    ("strategy_rollback", "strategy_hotfix", "strategy_configuration", "strategy_other"),
)

At = tuple[str | int, ...]


@dataclass(frozen=True)
class Fault:
    """Something wrong in a playbook: where, and in words."""

    at: At
    words: str


class Incoherent(ValueError):
    """Everything that does not fit together in a playbook."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(one.words for one in faults))
        self.faults = faults


def faults(playbook: "Playbook") -> tuple[Fault, ...]:
    """Every fault; what can only be judged once names and order are right is judged then."""
    whole = _Whole(playbook)
    found = [*whole.twice(), *whole.unknown(), *whole.triage()]
    found = found or list(whole.circles())
    return tuple(found or [*whole.never(), *whole.copied(), *whole.redone(), *whole.answered(), *whole.unapproved()])


class _Whole:
    """A playbook with the place of each of its parts."""

    def __init__(self, playbook: "Playbook") -> None:
        self._playbook = playbook
        self._steps: list[tuple[At, Step]] = [
            (("phases", number, "steps", place), step)
            for number, phase in enumerate(playbook.phases)
            for place, step in enumerate(phase.steps)
        ]
        self._gates: list[tuple[At, GateSpec]] = [
            (("gates", place), gate) for place, gate in enumerate(playbook.gates)
        ]
        self._by_name = {step.name: step for _, step in self._steps}
        self._gate_by_name = {gate.name: gate for _, gate in self._gates}

    def twice(self) -> Iterator[Fault]:
        phases = [(("phases", number), phase.name) for number, phase in enumerate(self._playbook.phases)]
        yield from _twice("phase", phases)
        yield from _twice("step", [(at, step.name) for at, step in self._steps])
        yield from _twice("gate", [(at, gate.name) for at, gate in self._gates])

    def unknown(self) -> Iterator[Fault]:
        for at, step in self._steps:
            for place, need in enumerate(step.needs):
                if not self._exists(need):
                    words = f"step {step.name} needs {need}, which is not there"
                    yield Fault((*at, "needs", place), f"{words} -> name a step, or a gate as gate:NAME")
            for place, field in enumerate(step.fields):
                if field.source and not self._field_exists(field.source):
                    words = f"field {step.name}.{field.name} is copied from {field.source}, which is not there"
                    yield Fault((*at, "fields", place, "from"), f"{words} -> write it as step.field")
            for where, name in _again(at, step):
                if name not in self._by_name:
                    words = f"step {step.name} has {name} done again, which is not there"
                    yield Fault(where, f"{words} -> name a step of this playbook")
        for at, gate in self._gates:
            yield from self._unknown_of_gate(at, gate)
        yield from self._unknown_deliverables()

    def _unknown_of_gate(self, at: At, gate: "GateSpec") -> Iterator[Fault]:
        named: list[tuple[At, str]] = [((*at, "after", place), name) for place, name in enumerate(gate.after)]
        for number, choice in enumerate(gate.choices):
            named += [((*at, "choices", number, "redo", place), name) for place, name in enumerate(choice.redo)]
        for where, name in named:
            if name not in self._by_name:
                words = f"gate {gate.name} names the step {name}, which is not there -> name a step of this playbook"
                yield Fault(where, words)
        for place, shown in enumerate(gate.shows):
            if not self._field_exists(shown):
                words = f"gate {gate.name} shows {shown}, which is not there -> write it as step.field"
                yield Fault((*at, "shows", place), words)

    def _unknown_deliverables(self) -> Iterator[Fault]:
        known = {*CONDITIONS, *FACTS}
        for number, phase in enumerate(self._playbook.phases):
            for place, one in enumerate(phase.deliverables):
                if one.done not in known and not self._exists(one.done):
                    words = f"deliverable {one.words!r} is done by {one.done}, which is not there"
                    at = ("phases", number, "deliverables", place, "done")
                    yield Fault(at, f"{words} -> name a step, a gate as gate:NAME, a condition or a fact")

    def _exists(self, need: str) -> bool:
        if need.startswith(GATE_PREFIX):
            return need.removeprefix(GATE_PREFIX) in self._gate_by_name
        return need in self._by_name

    def _field_exists(self, path: str) -> bool:
        step, _, name = path.partition(".")
        return step in self._by_name and any(field.name == name for field in self._by_name[step].fields)

    def triage(self) -> Iterator[Fault]:
        steps = [at for at, step in self._steps if step.built_in == "triage"]
        if len(steps) != 1:
            words = "a playbook has one step with built_in: triage -> severity is decided in one place"
            yield Fault(steps[1] if steps else ("phases",), words)
        gates = [(at, gate) for at, gate in self._gates if gate.built_in == "triage"]
        if len(gates) != 1 or gates[0][1].name != "triage":
            words = "a playbook has one gate called triage, with built_in: triage (T7) -> add it"
            yield Fault(gates[-1][0] if gates else ("gates",), words)

    def circles(self) -> Iterator[Fault]:
        """Steps and gates that wait for each other: none of them could ever be reached."""
        left = {name: at for name, at, _ in self._parts()}
        while free := {name for name in left if not left.keys() & set(self._needed(name))}:
            left = {name: at for name, at in left.items() if name not in free}
        knot = {name: at for name, at in left.items() if name in self._before(name)}
        if knot:
            words = f"{', '.join(sorted(knot))} can never be reached, as they wait for each other -> cut the circle"
            yield Fault(next(iter(knot.values())), words)

    def _needed(self, name: str) -> tuple[str, ...]:
        if name.startswith(GATE_PREFIX):
            return self._gate_by_name[name.removeprefix(GATE_PREFIX)].after
        return self._by_name[name].needs

    def _before(self, name: str) -> set[str]:
        """Everything that is settled before a step or gate, by way of whatever it waits for."""
        found: set[str] = set()
        look = list(self._needed(name))
        while look:
            one = look.pop()
            if one not in found:
                found.add(one)
                look += self._needed(one)
        return found

    def never(self) -> Iterator[Fault]:
        """Steps and gates that could never be reached, whatever happens; not those that only wait for such."""
        found = {name: fault for name, at, one in self._parts() if (fault := self._never(name, at, one))}
        for name, fault in found.items():
            if not self._before(name) & found.keys():
                yield fault

    def _never(self, name: str, at: At, one: "Step | GateSpec") -> Fault | None:
        before, ends = self._before(name), self._built_in("close")
        resolved = {name for name, step in self._by_name.items() if "resolved" in step.when}
        over = before & (resolved | self._built_in("resolve"))
        never = f"{_spoken(name)} can never be reached: "
        if why := _contradiction(one.when):
            return Fault((*at, "when"), f"{never}{why} -> leave one of them out")
        wanted = next((condition for condition in one.when if condition.startswith("strategy_")), None)
        if wanted and not any(step.effect == "strategy" for step in self._by_name.values()):
            words = f"{never}it wants {wanted}, and no step chooses a strategy"
            return Fault((*at, "when"), f"{words} -> give the step that does effect: strategy")
        if after := before & ends:
            return Fault(at, f"{never}{min(after)} closes the incident before it -> let it come earlier")
        if "ongoing" in one.when and over:
            words = f"{never}it is for an ongoing incident, and comes after {min(over)}"
            return Fault(at, f"{words} -> leave out ongoing, or let it come earlier")
        return None

    def _built_in(self, what: str) -> set[str]:
        return {name for name, step in self._by_name.items() if step.built_in == what}

    def _parts(self) -> Iterator[tuple[str, At, "Step | GateSpec"]]:
        yield from ((step.name, at, step) for at, step in self._steps)
        yield from ((f"{GATE_PREFIX}{gate.name}", at, gate) for at, gate in self._gates)

    def copied(self) -> Iterator[Fault]:
        """Fields that are copied from what may not be there yet."""
        for at, step in self._steps:
            before = self._before(step.name)
            for place, field in enumerate(step.fields):
                source = field.source.partition(".")[0]
                if source and source not in before:
                    words = f"field {step.name}.{field.name} is copied from {source}, which does not come before it"
                    remedy = f"add {source} to the needs of {step.name}"
                    yield Fault((*at, "fields", place, "from"), f"{words} -> {remedy}")

    def redone(self) -> Iterator[Fault]:
        """Choices that do again what the step, or the gate, does not come after."""
        for at, step in self._steps:
            for where, name in _again(at, step):
                if name not in self._before(step.name) | {step.name}:
                    words = f"step {step.name} has {name} done again, which does not come before it"
                    yield Fault(where, f"{words} -> name the step itself, or one before it")
        for at, gate in self._gates:
            before = self._before(f"{GATE_PREFIX}{gate.name}")
            for number, choice in enumerate(gate.choices):
                for place, name in enumerate(choice.redo):
                    if name not in before:
                        where = (*at, "choices", number, "redo", place)
                        words = f"gate {gate.name} has {name} done again, which does not come before it"
                        yield Fault(where, f"{words} -> name a step before the gate")

    def answered(self) -> Iterator[Fault]:
        """Buttons that would name a strategy where none waits for the gate."""
        for at, gate in self._gates:
            chosen = any(self._by_name[name].effect == "strategy" for name in gate.after)
            if "{strategy}" in gate.answer and not chosen:
                words = f"the answer of gate {gate.name} names the strategy, and no step it comes after chooses one"
                yield Fault((*at, "answer"), f"{words} -> leave {{strategy}} out")

    def unapproved(self) -> Iterator[Fault]:
        """Words that would go out without anybody's approval (K2)."""
        approved = {name for _, gate in self._gates for name in gate.after}
        for at, step in self._steps:
            if step.posts and step.name not in approved and step.deed is not Permission.UPDATE:
                words = f"step {step.name} posts words to {step.posts.to}, and nobody approves them"
                yield Fault(at, f"{words} -> add a gate after it with approve: gate:words, or give it deed: update")


def _again(at: At, step: "Step") -> Iterator[tuple[At, str]]:
    """The steps that the options of a form have done again, each with its place."""
    for place, field in enumerate(step.fields):
        for number, option in enumerate(field.options):
            for last, name in enumerate(option.redo):
                yield (*at, "fields", place, "options", number, "redo", last), name


def _twice(what: str, named: Sequence[tuple[At, str]]) -> Iterator[Fault]:
    seen: set[str] = set()
    for at, name in named:
        if name in seen:
            yield Fault((*at, "name"), f"there are two {what}s called {name} -> give each a name of its own")
        seen.add(name)


def _spoken(name: str) -> str:
    gate = name.startswith(GATE_PREFIX)
    return f"gate {name.removeprefix(GATE_PREFIX)}" if gate else f"step {name}"


def _contradiction(when: tuple[str, ...]) -> str:
    for group in EITHER:
        if len(together := [name for name in when if name in group]) > 1:
            return f"{' and '.join(together)} never hold at once"
    return ""
