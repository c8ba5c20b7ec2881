"""Forms open by the rules by which they are committed: those that the incident pinned."""

import ast
from pathlib import Path

import pytest

from bot.incident.roles import Allowed, Permission
from tests.handlers.harness import Harness, Person

HANDLERS = Path(__file__).parents[2] / "handlers"

#: What asks for a permission by itself; `handlers/context.py` alone does, by the pinned rules.
ASKING = {"may", "require", "deciders", "require_order", "require_sense", "require_decider", "require_answerer"}
ASKED_IN = ("bot.incident.permissions", "bot.incident.decide")


@pytest.mark.parametrize("file", sorted(HANDLERS.glob("*.py")), ids=lambda file: file.stem)
def test_nobody_asks_for_a_permission_by_other_rules(file: Path) -> None:
    """No handler imports what decides who may; nor does one read permissions out of the file of today."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    imported = {
        name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in ASKED_IN
        for name in node.names
    }
    if file.stem != "context":
        assert imported & ASKING == set()
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "permissions"]
    assert "muster.organisation.policies" not in {ast.unparse(node) for node in ast.walk(tree)}


def test_a_form_opens_for_whom_it_could_be_committed(
    harness: Harness, vera: Person, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the declare the file lets everybody set severities, and Muster was started anew: this incident goes on by
    what it pinned, so Vera hears at once that she may not, and Ana's form opens and is taken."""
    vera.types("declare P1 checkout is down")
    harness.settle()
    muster = harness.bot.muster
    policies = muster.organisation.policies
    open_to_all = {**policies.permissions, Permission.SEVERITY: Allowed(anybody=True)}
    today = muster.organisation.but(policies=policies.but(permissions=open_to_all))
    monkeypatch.setattr(muster.store, "_organisation", lambda: today)
    object.__setattr__(muster, "organisation", today)
    said = vera.types("severity", vera.room())
    assert not said.view
    assert "This needs" in said.words
    form = ana.types("severity", ana.room())
    assert ana.fills(form, severity="P2", reason="fewer than thought").errors == {}
    harness.settle()
    assert "P2" in ana.sees("status").words
