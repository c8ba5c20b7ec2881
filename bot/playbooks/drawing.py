"""A playbook drawn for a terminal: phases, steps with what they wait for, what runs side by side, gates, choices."""

import textwrap
from collections.abc import Iterable, Iterator, Mapping

from bot.incident.durations import spoken_duration
from bot.incident.playbook import GATE_PREFIX, BuiltIn, Effect, FormField, GateSpec, Phase, Playbook, Posting, Step
from bot.incident.roles import Allowed, Permission

#: Columns of the widest line.
WIDTH = 100

#: Columns before a name, for what binds steps together.
MARGIN = 4

#: Columns that names take at most; a longer one moves its title to the right.
NAMES = 26

#: How many options of a choice are named; the rest is counted.
OPTIONS = 5

Permissions = Mapping[Permission, Allowed]

_BY_ITSELF = {
    BuiltIn.RECORD: "done at declare",
    BuiltIn.ALERT: "done at declare",
    BuiltIn.TRIAGE: "by the triage form",
    BuiltIn.RESOLVE: "done when it is resolved",
    BuiltIn.CLOSE: "done when it is closed",
}

_ENDS = "RESOLVED ends the incident"

_EFFECTS = {
    Effect.CAUSE: "its cause becomes the incident's",
    Effect.STRATEGY: "its strategy becomes the incident's",
    Effect.VALIDATION: f"{_ENDS}, anything less asks for the next strategy",
    Effect.ESCALATE_2: "may call tier 2",
    Effect.ESCALATE_3: "may call tier 3",
}


def drawn(playbook: Playbook, permissions: Permissions, *, fields: bool = False) -> str:
    """The whole playbook in plain text; with `fields` also what each form asks for."""
    return "\n".join(_printable(line) for line in _Drawing(playbook, permissions, fields).lines())


def listed(playbooks: Iterable[Playbook], usual: str) -> str:
    """One paragraph for each playbook; `usual` is that of incidents which name none."""
    return "\n".join(_printable(line) for playbook in playbooks for line in _entry(playbook, usual))


def _entry(playbook: Playbook, usual: str) -> Iterator[str]:
    mark = "  (of incidents that name none)" if playbook.name == usual else ""
    yield f"{playbook.name}: {playbook.title}, {_size(playbook)}{mark}"
    yield from textwrap.wrap(playbook.summary, WIDTH, initial_indent="    ", subsequent_indent="    ")


def _size(playbook: Playbook) -> str:
    parts = {"phase": len(playbook.phases), "step": len(playbook.steps), "gate": len(playbook.gates)}
    return ", ".join(f"{count} {name}{'' if count == 1 else 's'}" for name, count in parts.items())


class _Drawing:
    def __init__(self, playbook: Playbook, permissions: Permissions, fields: bool) -> None:
        self._playbook = playbook
        self._permissions = permissions
        self._fields = fields
        longest = max(map(len, [*playbook.steps, *(f"gate {name}" for name in playbook.gate_specs)]))
        self._indent = MARGIN + min(longest, NAMES) + 2

    def lines(self) -> Iterator[str]:
        playbook = self._playbook
        yield f"{playbook.title} ({playbook.name}): {_size(playbook)}, exported as {playbook.export}"
        yield from textwrap.wrap(playbook.summary, WIDTH)
        yield from self._path()
        for phase in playbook.phases:
            yield ""
            yield phase.title
            for group in side_by_side(phase):
                yield from self._group(group)
                for gate in self._gates_after(group):
                    yield from self._gate(gate, group)
        yield ""
        yield from textwrap.wrap(LEGEND, WIDTH)

    def _path(self) -> Iterator[str]:
        if self._playbook.escalation:
            yield "Escalation from detection, in place of tiers and management:"
        for step in self._playbook.escalation:
            only = f", only {', '.join(step.only)}" if step.only else ""
            says = f"{step.says} " if step.says else ""
            yield f"    after {spoken_duration(int(step.after)):<8}{says}({step.role.spoken}{only})"

    def _group(self, group: tuple[Step, ...]) -> Iterator[str]:
        last = len(group) - 1
        for place, step in enumerate(group):
            mark = " " if not last else "┌" if not place else "└" if place == last else "│"
            rule = " " if not last or place == last else "│"
            yield self._named(mark, step.name, step.title)
            for words in self._about(step, needs=not last):
                yield from self._below(words, rule)
            if self._fields:
                for field in step.fields:
                    yield from self._field(field, rule)
        if last:
            how = "one of them" if _exclude_each_other(group) else "side by side"
            yield from self._below(f"{how}{_after(group[0].needs, ', ')}")

    def _named(self, mark: str, name: str, title: str) -> str:
        return f"  {mark} {name:<{self._indent - MARGIN}}{title}"

    def _below(self, words: str, rule: str = " ") -> Iterator[str]:
        margin = f"  {rule}".ljust(self._indent)
        yield from textwrap.wrap(words, WIDTH, initial_indent=margin, subsequent_indent=margin)

    def _about(self, step: Step, *, needs: bool) -> Iterator[str]:
        said = [_BY_ITSELF[step.built_in]] if step.built_in else []
        said += [_after(step.needs)] if needs and step.needs else []
        said += _only(step.when)
        said += _follows(step)
        said += ["read for blame"] if step.blameless else []
        said += [_goes_out(step.posts)] if step.posts else []
        said += [f"done by {self._who(step.deed)}"] if step.deed is not Permission.STEP else []
        if said:
            yield " · ".join(said)

    def _field(self, field: FormField, rule: str) -> Iterator[str]:
        margin = f"  {rule}".ljust(self._indent)
        star = "*" if field.required else "-"
        words = f"{star} {field.title} ({', '.join(_asked(field))})"
        yield from textwrap.wrap(words, WIDTH, initial_indent=margin, subsequent_indent=f"{margin}  ")

    def _gates_after(self, group: tuple[Step, ...]) -> Iterator[GateSpec]:
        """The gates whose last step is in the group."""
        order = list(self._playbook.steps)
        for gate in self._playbook.gates:
            if self._playbook.steps[max(gate.after, key=order.index)] in group:
                yield gate

    def _gate(self, gate: GateSpec, group: tuple[Step, ...]) -> Iterator[str]:
        yield self._named("◆", f"gate {gate.name}", gate.title)
        here = [step for step in group if step.name in gate.after]
        said = [] if len(here) == len(gate.after) == len(group) else [_after(gate.after)]
        said += _only(gate.when) if any(step.when != gate.when for step in here) else []
        yield from self._below(" · ".join([*said, f"decides: {self._decides(gate)}"]))
        if gate.criteria:
            yield from self._below(f"criteria: {'; '.join(gate.criteria)}")
        others = [f"{choice.title}{_redoes(choice.redo)}" for choice in gate.choices]
        yield from self._below(" | ".join([gate.answer or "Approve", *others, "Pause"]))

    def _decides(self, gate: GateSpec) -> str:
        by_deed: dict[Permission, list[str]] = {}
        for condition, deed in gate.approve_when.items():
            by_deed.setdefault(deed, []).append(condition)
        special = [f"; {self._who(deed)} if {' or '.join(names)}" for deed, names in by_deed.items()]
        alone = "; approved with the writing if they wrote it" if gate.by_author else ""
        return f"{self._who(gate.approve)}{''.join(special)}{alone}"

    def _who(self, deed: Permission) -> str:
        allowed = self._permissions[deed]
        if allowed.anybody:
            return "anybody"
        roles = [role.spoken for role in allowed.roles]
        return " or ".join([*(["any responder"] if allowed.responders else []), *roles]) or "nobody"


LEGEND = (
    "┌ │ └ at once, none waits for the other · ◆ the flow waits for a decision · only: it is not required "
    "where these conditions do not hold · again: what is done once more then"
)


def side_by_side(phase: Phase) -> list[tuple[Step, ...]]:
    """The steps of a phase in the order of the file, those that wait for the same things together."""
    groups: dict[object, list[Step]] = {}
    for step in phase.steps:
        alone = step.built_in is not None and step.built_in is not BuiltIn.TRIAGE
        groups.setdefault(step.name if alone else frozenset(step.needs), []).append(step)
    return [tuple(group) for group in groups.values()]


def _exclude_each_other(group: tuple[Step, ...]) -> bool:
    """Whether each step is for another strategy, so that only one of them is ever done."""
    chosen = [name for step in group for name in step.when if name.startswith("strategy_")]
    return len(chosen) == len(group) == len(set(chosen))


def _goes_out(posting: Posting) -> str:
    asked = f", the {posting.answered_by.spoken} answers what it asks" if posting.answered_by else ""
    return f"goes out to: {posting.to}{asked}"


def _after(needs: Iterable[str], before: str = "") -> str:
    spoken = [need.replace(GATE_PREFIX, "gate ") for need in needs]
    if not spoken:
        return ""
    *others, last = spoken
    return f"{before}after {', '.join(others)} and {last}" if others else f"{before}after {last}"


def _only(when: Iterable[str]) -> list[str]:
    names = [name for name in when if name != "always"]
    return [f"only {', '.join(names)}"] if names else []


def _follows(step: Step) -> list[str]:
    """What follows from the step's result, and what is done again after which choices of its form."""
    after: dict[tuple[str, ...], list[str]] = {}
    for option in (option for field in step.fields for option in field.options if option.redo):
        after.setdefault(option.redo, []).append(option.shown)
    again = [f"{' or '.join(shown)}{_redoes(redo)}" for redo, shown in after.items()]
    if step.effect is None:
        return again
    # What the form itself has done again stands in the place of the next strategy.
    return [_ENDS if again and step.effect is Effect.VALIDATION else _EFFECTS[step.effect], *again]


def _redoes(redo: tuple[str, ...]) -> str:
    return f" (again: {', '.join(redo)})" if redo else ""


def _asked(field: FormField) -> Iterator[str]:
    """How a field is filled in, and with what it begins."""
    if field.options:
        shown = [option.shown for option in field.options[:OPTIONS]]
        more = len(field.options) - len(shown)
        yield f"{field.kind}: {' | '.join(shown)}{f' and {more} more' if more else ''}"
    elif field.columns:
        yield f"{field.kind}: {' | '.join(field.columns)}"
    else:
        yield field.kind.replace("_", "/")
    if field.source:
        yield f"from {field.source}"
    if field.draft:
        yield "drafted"


def _printable(line: str) -> str:
    """What the file may hold and a terminal would obey is shown as a space."""
    return "".join(one if one.isprintable() else " " for one in line).rstrip()
