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


def test_a_form_comes_prefilled_however_long_the_timeline_is(town: Town, vera: Person, ana: Person) -> None:
    """What drafts say stands in the incident itself, so that no form waits for thousands of facts to be read."""
    vera.types("declare P1 checkout is down --service checkout")
    town.settle()
    ana.presses("I'm on it", ana.sees("page:U01ONCALL:1"))
    town.settle()
    with town.redis.client() as redis:
        redis.config_resetstat()
        form = ana.presses("Write: Status page · Investigating", ana.sees("step:hierarchical_escalation"))
        read = redis.info("commandstats")
    assert form.view and "checkout" in str(form.view["blocks"])
    assert not {"cmdstat_xrange", "cmdstat_xrevrange"} & set(read)
