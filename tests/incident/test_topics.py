"""The topics of the core: what lists facts and orders is made from their classes, and misses none."""

from typing import Literal

import pytest

from bot.incident.command import Command
from bot.incident.decide import COMMANDS, require_sense
from bot.incident.events import EVENT, FACTS
from bot.incident.fact import Fact, Naming
from bot.incident.model import Value
from bot.incident.refusals import IncidentOver
from bot.incident.severity import Level, Severity
from bot.incident.state import Incident, Status
from bot.incident.timers import timers
from bot.incident.topics.closing import Close
from bot.incident.topics.notes import AddNote, NoteAdded
from bot.incident.topics.paging import Engage
from bot.incident.topics.roles import TakeRole
from bot.incident.topics.timers import WHEN_DUE
from bot.incident.topics.triage import ProposeTriage, SetSeverity
from tests.incident.rehearsal import ANA, START, declared


def below(kind: type[Value]) -> set[type[Value]]:
    """All classes of the product that are made from one, at any depth."""
    children = [child for child in kind.__subclasses__() if child.__module__.startswith("bot.")]
    return {*children, *(one for child in children for one in below(child))}


def test_every_order_is_decided() -> None:
    """An order that nothing decides would fail when somebody gives it, and not before."""
    assert below(Command) == set(COMMANDS)


def test_every_fact_is_stored_by_a_kind_of_its_own() -> None:
    """What has a kind can be read again, and nothing else has one."""
    assert {kind for kind in below(Fact) if "kind" in kind.model_fields} == set(FACTS)
    assert len({kind.model_fields["kind"].default for kind in FACTS}) == len(FACTS)


def test_a_kind_that_is_taken_is_refused() -> None:
    """Two facts of one kind could not be told apart in the store: the program does not start with them."""
    with pytest.raises(TypeError, match="NoteAgain and NoteAdded are both stored as note_added"):

        class NoteAgain(Fact):
            """A second fact by the name of a first."""

            kind: Literal["note_added"] = "note_added"

            def apply(self, state: Incident) -> Incident:
                return state

            def sentence(self, name: Naming) -> str:
                return "again"

    note = NoteAdded(at=START, by=ANA, text="seen")
    assert EVENT.validate_json(note.model_dump_json()) == note


def test_every_timer_that_is_armed_does_something() -> None:
    """Ana engages, proposes a triage, and is left alone: each timer belongs to a topic that says what follows."""
    room = declared(Severity.P0)
    room.does(Engage(by=ANA))
    room.does(ProposeTriage(by=ANA, impact=Level.HIGH, urgency=Level.HIGH))
    kinds: set[str] = set()
    for _ in range(12):
        kinds |= {name.partition(":")[0] for name in timers(room.state, room.organisation.policies)}
        room.passes(minutes=10)
    assert {"page", "tier", "inform", "clock", "update", "gate"} <= kinds <= set(WHEN_DUE)


@pytest.mark.parametrize(
    ("kind", "when"),
    [
        (Engage, {"open"}),
        (SetSeverity, {"open"}),
        (TakeRole, {"open", "resolved"}),
        (AddNote, {"open", "resolved", "closed"}),
        (Close, {"open", "resolved", "closed"}),
    ],
)
def test_an_order_says_until_when_it_makes_sense(kind: type[Command], when: set[str]) -> None:
    """After resolution the review is still to be written and decided; once closed only the record is left."""
    open_one = declared(Severity.P0).state
    states = {
        "open": open_one,
        "resolved": open_one.but(status=Status.RESOLVED),
        "closed": open_one.but(status=Status.CLOSED),
    }
    for name, state in states.items():
        if name in when:
            require_sense(state, kind)
        else:
            with pytest.raises(IncidentOver, match=f"INC-101 is {state.status}"):
                require_sense(state, kind)
