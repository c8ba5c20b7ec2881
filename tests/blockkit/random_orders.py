"""Random orders made of what an order is: every kind that the core knows, those of tomorrow too."""

import builtins
import types
import typing
from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, get_args, get_origin

from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from bot.incident.command import Command
from bot.incident.decide import COMMANDS
from bot.incident.organisation import Organisation
from bot.incident.playbook import BuiltIn, Playbook, Step
from bot.incident.schedule import Standing, standing
from bot.incident.severity import Level, Severity
from bot.incident.state import MUSTER, GateState, Incident
from bot.incident.topics.channel import RecordChannel
from bot.incident.topics.declaring import Declare
from bot.incident.topics.gates.deciding import DecideGate
from bot.incident.topics.steps.doing import CompleteStep
from bot.incident.topics.timers import FireTimer
from bot.incident.topics.triage import ProposeTriage
from tests.blockkit.fillings import hands
from tests.blockkit.words import of_at_most, words
from tests.incident.rehearsal import PEOPLE, START, STRANGER

#: Kinds of orders that a person gives; the channel is opened beforehand, and timers fire by themselves.
_OTHERS = (Declare, FireTimer, RecordChannel)
KINDS = tuple(kind for kind in COMMANDS if kind not in _OTHERS)

people = st.sampled_from([*PEOPLE, STRANGER])


def declares(organisation: Organisation, playbook: str | None = None) -> st.SearchStrategy[Declare]:
    """A report by anybody, of anything that the organisation has."""
    return st.builds(
        Declare, by=people, text=words.filter(str.strip).map(lambda text: text[:10_000]),
        severity=st.none() | st.sampled_from(Severity), service=st.sampled_from([None, *organisation.services]),
        guidance=of_at_most(2_500), private=st.sampled_from([False, False, True]), despite_open=st.just(True),
        playbook=st.just(playbook),
    )  # fmt: skip


def orders(incident: Incident, playbook: Playbook) -> st.SearchStrategy[Command | None]:
    """An order that may fit the incident as it stands; None where the order's own limits forbid what was drawn."""
    anything = st.sampled_from(KINDS).flatmap(lambda kind: _order(kind, incident, playbook))
    following = waited_for(incident, playbook)
    return st.one_of(anything, st.sampled_from(following).flatmap(lambda one: one)) if following else anything


def waited_for(incident: Incident, playbook: Playbook) -> list[st.SearchStrategy[Command | None]]:
    """What brings the flow on, each as orders that do it."""
    return [*_steps_to_do(incident, playbook), *_gates_to_decide(incident, playbook)]


def _steps_to_do(incident: Incident, playbook: Playbook) -> Iterator[st.SearchStrategy[Command | None]]:
    """The steps whose turn it is."""
    for step in playbook.steps.values():
        if standing(playbook, incident, step) is not Standing.READY:
            continue
        if step.built_in is BuiltIn.TRIAGE:
            yield st.builds(ProposeTriage, impact=levels, urgency=levels, summary=words, actions=words)
        elif step.built_in is None:
            yield st.builds(CompleteStep, step=st.just(step.name), fields=_filled(step))


def _filled(step: Step) -> st.SearchStrategy[dict[str, Any]]:
    return hands.map(lambda hand: hand.fields(step.fields))


def _gates_to_decide(incident: Incident, playbook: Playbook) -> Iterator[st.SearchStrategy[Command | None]]:
    """The gates that are open."""
    for name, gate in incident.gates.items():
        if gate.state is GateState.OPEN and name in playbook.gate_specs:
            choices = ["approve", "approve", "approve", *(one.name for one in playbook.gate_specs[name].choices)]
            yield st.builds(
                DecideGate, gate=st.just(name), choice=st.sampled_from(choices), digest=st.just(gate.digest),
                words=words.filter(str.strip),
            )  # fmt: skip


levels = st.sampled_from(Level)


def _order(kind: type[Command], incident: Incident, playbook: Playbook) -> st.SearchStrategy[Command | None]:
    if "step" in kind.model_fields and playbook.steps:
        by_hand: list[Step | None] = [step for step in playbook.steps.values() if not step.built_in]
        return st.sampled_from(by_hand or [None]).flatmap(lambda step: _made(kind, incident, playbook, step))
    return _made(kind, incident, playbook, None)


def _made(
    kind: type[Command], incident: Incident, playbook: Playbook, step: Step | None
) -> st.SearchStrategy[Command | None]:
    known: dict[str, st.SearchStrategy[Any]] = {
        # Muster itself may do everything, so that a story goes far.
        "by": st.sampled_from([MUSTER, MUSTER, *PEOPLE[:6]]),
        "user": people,
        "page": st.none() | st.sampled_from([*incident.pages, "page:x:1"]),
        "gate": st.sampled_from([*incident.gates, *playbook.gate_specs, "triage"]),
        "digest": st.sampled_from(["", *(gate.digest for gate in incident.gates.values())]),
        "choice": st.sampled_from(
            ["approve", "approve", "revise", *(one.name for gate in playbook.gates for one in gate.choices)]
        ),
        "step": st.just(step.name if step else "triage"),
        "fields": _filled(step) if step else st.just({}),
        "seen": st.none(),
        "tier": st.none() | st.integers(1, 4),
        "severity": st.none() | st.sampled_from(["P0", "P1", "P2", "P3"]),
    }
    fields = {
        name: known[name] if name in known else _any(about.annotation, about)
        for name, about in kind.model_fields.items()
    }
    return st.fixed_dictionaries(fields).map(lambda facts: _valid(kind, facts))


def _valid(kind: type[Command], facts: dict[str, Any]) -> Command | None:
    try:
        return kind.model_validate(facts)
    except ValidationError:
        return None


def _any(annotation: Any, about: FieldInfo | None = None) -> st.SearchStrategy[Any]:
    """A value of a type: texts are hostile."""
    inside = get_args(annotation)
    match get_origin(annotation):
        case typing.Annotated:
            return _any(inside[0], about)
        case typing.Union | types.UnionType:
            return st.one_of(*(_any(part, about) for part in inside))
        case typing.Literal:
            return st.sampled_from(inside)
        case builtins.tuple:
            return st.lists(_any(inside[0], about), max_size=7).map(tuple)
    if annotation is str:
        limits = [one.max_length for one in (about.metadata if about else ()) if hasattr(one, "max_length")]
        return of_at_most(limits[0]) if limits else words
    return _PLAIN[annotation] if annotation in _PLAIN else _made_of_parts(annotation)


_PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    types.NoneType: st.none(),
    bool: st.booleans(),
    int: st.integers(0, 100),
    datetime: st.sampled_from([START, START + timedelta(days=400)]),
}


def _made_of_parts(annotation: Any) -> st.SearchStrategy[Any]:
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return st.sampled_from(annotation)
    assert isinstance(annotation, type) and issubclass(annotation, BaseModel), f"nobody can make a {annotation}"
    return st.fixed_dictionaries({name: _part(one) for name, one in annotation.model_fields.items()})


def _part(about: FieldInfo) -> st.SearchStrategy[Any]:
    """A part of what an order brings with it, as long as such parts are kept."""
    return of_at_most(800) if about.annotation is str else _any(about.annotation, about)
