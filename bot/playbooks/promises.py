"""Whether what a playbook names is there for it: fields of effects, choices of gates, columns, format and name."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from bot.incident.playbook import GATE_PREFIX, PLAIN, Effect, FieldKind, FormField, GateSpec, Playbook, Step
from bot.organisation.problem import Path as At
from bot.organisation.problem import Problem, suggestion
from bot.record.tree import Format

#: Words that every gate has already; a choice of that name would be taken for them.
ALWAYS_THERE = ("approve", "pause")

#: What a gate's question may put in.
MARKS = ("{id}", "{title}", "{severity}")

#: Characters of a column's heading.
COLUMN = 60

#: Control characters, and those that turn the direction of what is read: a title is one line, read as it is written.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

#: Effect -> the fields of which it reads one, and what happens without it.
_READS: dict[Effect, tuple[tuple[str, ...], str]] = {
    Effect.CAUSE: (("root_cause", "hypothesis"), "the incident never gets a cause"),
    Effect.STRATEGY: (("strategy",), "no strategy is ever chosen"),
    Effect.VALIDATION: (("resolution_status",), "the incident is never resolved by it"),
    Effect.ESCALATE_2: (("escalate",), "nobody is ever called"),
    Effect.ESCALATE_3: (("escalate",), "nobody is ever called"),
}


def unkept(playbook: Playbook) -> Iterator[Problem]:
    """What the playbook as a whole names and does not have."""
    formats = [format.value for format in Format]
    if playbook.export not in formats:
        what = f"there is no format {playbook.export!r} to export as"
        yield Problem(("export",), what, suggestion(playbook.export, formats, "formats"))
    for at, step in steps(playbook):
        yield from _unread(at, step)
        for place, field in enumerate(step.fields):
            yield from _columns((*at, "fields", place, "columns"), step, field)
    for number, gate in enumerate(playbook.gates):
        yield from _ambiguous(("gates", number), gate)
    yield from _unseen(playbook)


def misnamed(playbook: Playbook, taken: Iterable[str]) -> Iterator[Problem]:
    """An own playbook that would never be followed; `taken` are the names of the own ones before it."""
    if playbook.name == PLAIN.name:
        what = f"{PLAIN.name} is Muster's own and is always there, so this one would never be followed"
        yield Problem(("name",), what, "give it another name")
    elif playbook.name in taken:
        what = f"another playbook of yours is called {playbook.name} too, and only the last is followed"
        yield Problem(("name",), what, "give each a name of its own")


def steps(playbook: Playbook) -> Iterator[tuple[At, Step]]:
    """Every step with its place in the file."""
    for number, phase in enumerate(playbook.phases):
        for place, step in enumerate(phase.steps):
            yield ("phases", number, "steps", place), step


def _unread(at: At, step: Step) -> Iterator[Problem]:
    """An effect that finds nothing to work with: nothing would follow, and nobody would be told."""
    if step.effect is None:
        return
    named, otherwise = _READS[step.effect]
    found = next((field for field in step.fields if field.name in named), None)
    if found is None:
        what = f"step {step.name} has effect: {step.effect} and no field {' or '.join(named)}: {otherwise}"
        yield Problem((*at, "effect"), what, f"add the field {named[0]}")
    elif step.effect is Effect.VALIDATION and "RESOLVED" not in [option.value for option in found.options]:
        place = (*at, "fields", step.fields.index(found))
        what = f"field {step.name}.{found.name} has no option RESOLVED: {otherwise}"
        yield Problem(place, what, "make it a choice of RESOLVED, PARTIALLY RESOLVED, NOT RESOLVED")


def _columns(at: At, step: Step, field: FormField) -> Iterator[Problem]:
    """Headings of a table, which documents and rows that people type divide by `|`."""
    if field.kind is not FieldKind.TABLE:
        return
    whose = f"table {step.name}.{field.name}"
    if twice := next((name for name, count in Counter(field.columns).items() if count > 1), None):
        yield Problem(at, f"{whose} has the column {twice!r} twice", "give each a heading of its own")
    for place, column in enumerate(field.columns):
        if not column.strip() or "|" in column or len(column) > COLUMN or _UNSEEN.search(column):
            remedy = f"write a heading of 1 to {COLUMN} characters in one line, without |"
            yield Problem((*at, place), f"{whose} has a column {column[:40]!r}", remedy)


def _ambiguous(at: At, gate: GateSpec) -> Iterator[Problem]:
    seen: list[str] = []
    for place, choice in enumerate(gate.choices):
        if choice.name in (*ALWAYS_THERE, *seen):
            what = f"gate {gate.name} has a choice called {choice.name}, which is there already"
            yield Problem((*at, "choices", place, "name"), what, "give it another name")
        seen.append(choice.name)
    for condition, deed in gate.approve_when.items():
        if not deed.value.startswith(GATE_PREFIX):
            where = (*at, "approve_when", condition)
            yield Problem(where, f"{deed.value!r} decides no gate", f"use a deed that begins with {GATE_PREFIX}")
    for mark in re.findall(r"\{[^}]*\}?", gate.asks):
        if mark not in MARKS:
            what = f"gate {gate.name} asks with {mark}, which nothing is put in for"
            yield Problem((*at, "asks"), what, f"use {', '.join(MARKS)}")


def _unseen(playbook: Playbook) -> Iterator[Problem]:
    """Titles that would break a card's line, or read otherwise than they are written."""
    for at, text in _titles(playbook):
        if _UNSEEN.search(text):
            yield Problem(at, "a line break or a character that is not seen is in it", "write it in one plain line")


def _titles(playbook: Playbook) -> Iterator[tuple[At, str]]:
    yield ("title",), playbook.title
    for number, phase in enumerate(playbook.phases):
        yield ("phases", number, "title"), phase.title
    for at, step in steps(playbook):
        yield (*at, "title"), step.title
        yield (*at, "asks"), step.asks
        yield from (((*at, "fields", place, "title"), one.title) for place, one in enumerate(step.fields))
    for number, gate in enumerate(playbook.gates):
        yield ("gates", number, "title"), gate.title
        yield ("gates", number, "asks"), gate.asks
        for place, choice in enumerate(gate.choices):
            yield ("gates", number, "choices", place, "title"), choice.title
