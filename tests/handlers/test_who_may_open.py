"""A form opens only for those whose submission would be taken, on what is there now."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.handlers.cast import Cast
from tests.handlers.harness import Harness, Person

HANDLERS = Path(__file__).parents[2] / "handlers"

#: Forms that belong to no incident yet: anybody may declare.
OF_NO_INCIDENT = {"form_of"}

#: What asks for permission by the pinned rules, or asks what does.
ASKS = {"require", "require_any", "_gate_to_decide"}


def opening() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Every function of the handlers that opens the form of an incident."""
    for file in sorted(HANDLERS.glob("*.py")):
        for function in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef) and any(_opens(node) for node in ast.walk(function)):
                yield f"{file.stem}.{function.name}", function


def _opens(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Reply"):
        return False
    view = next((one.value for one in node.keywords if one.arg == "view"), None)
    return isinstance(view, ast.Call) and _called(view) not in OF_NO_INCIDENT


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


@pytest.mark.parametrize(("name", "function"), [pytest.param(*one, id=one[0]) for one in opening()])
def test_every_form_asks_first_who_may_submit_it(name: str, function: ast.FunctionDef) -> None:
    called = {_called(node) for node in ast.walk(function) if isinstance(node, ast.Call)}
    assert called & ASKS, f"{name} opens a form for anybody"


def test_the_forms_of_incidents_are_found() -> None:
    assert {"slash_course.severity", "buttons.gate_revise", "steps.open_step"} <= {name for name, _ in opening()}


def test_who_handed_a_role_over_cannot_hand_it_over_again(harness: Harness, vera: Person, ana: Person) -> None:
    """The button still stands in the roster that Ana opened before; the incident is led by Chidi meanwhile."""
    vera.types("declare P1 checkout is down")
    harness.settle()
    old = ana.types("roster", ana.room())
    form = ana.presses("Hand over…", old)
    assert ana.fills(form, user=harness.person("chidi").id).errors == {}
    harness.settle()
    again = ana.sends("role_hand_over", "INC-101 incident_commander", old)
    assert again.view is None, "a form that she could not submit"
    assert "This needs the incident commander or the technical lead (Chidi" in again.words


@pytest.mark.parametrize("playbook", ["itil", "rapid", "sre", "gated"])
def test_more_can_be_done_with_every_phase(playbook: str, harness: Harness, vera: Person, ana: Person) -> None:
    """Also where the first step of the phase is done by the incident itself."""
    vera.types(f"declare P1 checkout is down --service checkout --playbook {playbook}")
    harness.settle()
    ana.presses("I'm on it", ana.sees("page:U01ONCALL:1"))
    harness.settle()
    offered = [card for key in ana.cards() if "More…" in (card := ana.sees(key)).buttons]
    for card in offered:
        opened = ana.presses("More…", card)
        assert opened.view and opened.view["callback_id"] == "step_more", (playbook, opened.words)
    assert offered or playbook in ("gated", "sre")


def test_pause_on_the_card_of_a_gate_that_was_decided_pauses_nothing(
    harness: Harness, vera: Person, ana: Person
) -> None:
    """Ana's client is behind: the card still asks, and the flow went on."""
    vera.types("declare P1 checkout is down")
    harness.settle()
    ana.presses("I'm on it", ana.sees("page:U01ONCALL:1"))
    form = ana.presses("Assess impact and urgency", ana.sees("step:triage"))
    ana.fills(form, impact="HIGH", urgency="MEDIUM")
    harness.settle()
    old = ana.sees("gate:triage")
    ana.presses("Approve as P1", old)
    harness.settle()
    said = ana.presses("Pause", old)
    assert "decided this already" in said.words
    harness.settle()
    assert "Paused by" not in ana.sees("status").words


def test_a_step_said_to_be_impossible_on_an_old_form_keeps_its_result(
    harness: Harness, vera: Person, ana: Person
) -> None:
    """Vera had the form open in which the step was still to do; Ana filled it in meanwhile."""
    vera.types("declare P2 checkout is slow --playbook rapid")
    harness.settle()
    ana.presses("I'm on it", ana.sees("page:U01ONCALL:1"))
    cast = Cast(harness)
    card = cast.until("Fill in: 2a · Diagnose")
    step = card.value("Fill in: 2a · Diagnose")[1].split(" ")[1]
    more = vera.presses("More…", card)
    while f"step:{step}" not in cast.moves:
        cast.goes_on()
        harness.settle()
    said = vera.fills(more, step=step, deed="fail", reason="nobody knows the code")
    assert "meanwhile" in str(said.errors)
