"""The four playbooks played by a cast, from the slash command to CLOSED (issue: all four flows by people)."""

import pytest

from tests.handlers.cast import Cast
from tests.handlers.town import Person, Town

FLOWS = {
    "itil": ("gate:triage", "gate:mitigation", "gate:review"),
    "rapid": ("gate:triage",),
    "gated": ("gate:triage", "gate:mitigation", "gate:cause", "gate:review"),
    "sre": ("gate:triage",),
}


@pytest.mark.parametrize("playbook", FLOWS)
def test_a_cast_plays_a_playbook_to_its_end(playbook: str, town: Town, vera: Person, ana: Person) -> None:
    """Every card offers what comes next, every form can be filled in, every gate asks somebody who may decide."""
    vera.types(f"declare P1 checkout is down --service checkout --playbook {playbook}")
    town.settle()
    ana.presses("I'm on it", ana.sees("page:U01ONCALL:1"))
    moves = Cast(town).plays()
    assert "· CLOSED*" in ana.sees("status").words
    for gate in FLOWS[playbook]:
        assert gate in moves
