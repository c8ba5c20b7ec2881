"""The four playbooks played by a cast, from the slash command to CLOSED (issue: all four flows by people)."""

import pytest

from tests.handlers.cast import Cast
from tests.handlers.harness import Harness, Person

FLOWS = {
    "itil": ("gate:triage", "gate:mitigation", "gate:review"),
    "rapid": ("gate:triage",),
    "gated": ("gate:triage", "gate:mitigation", "gate:cause", "gate:review"),
    "sre": ("gate:triage",),
}


@pytest.mark.parametrize("playbook", FLOWS)
def test_a_cast_plays_a_playbook_to_its_end(playbook: str, harness: Harness, vera: Person, ana: Person) -> None:
    """Every card offers what comes next, every form can be filled in, every gate asks somebody who may decide.

    Who writes a review that lays blame hears where, and what to write instead; it can be approved all the same (P3).
    """
    vera.types(f"declare P1 checkout is down --service checkout --playbook {playbook}")
    harness.settle()
    ana.presses("I'm on it", ana.sees("page:U01ONCALL:1"))
    blaming = {"could_improve": "The alert was late\nBo should have looked"}
    cast = Cast(harness, script={"review_document": blaming, "postmortem": blaming})
    moves = cast.plays()
    said = cast.said["review_document" if playbook == "itil" else "postmortem"]
    assert "1 place may be read as blame" in said and "say what would have made it visible" in said
    if "gate:review" in moves:
        timeline = ana.types("timeline INC-101 --what gates").words
        assert "with words that may be read as blame: “should have” (" in timeline
    assert "· CLOSED*" in ana.sees("status").words
    for gate in FLOWS[playbook]:
        assert gate in moves


def test_a_form_comes_prefilled_however_long_the_timeline_is(harness: Harness, vera: Person, ana: Person) -> None:
    """What drafts say stands in the incident itself, so that no form waits for thousands of facts to be read."""
    vera.types("declare P1 checkout is down --service checkout")
    harness.settle()
    ana.presses("I'm on it", ana.sees("page:U01ONCALL:1"))
    harness.settle()
    with harness.redis.client() as redis:
        redis.config_resetstat()
        form = ana.presses("Write: Status page · Investigating", ana.sees("step:hierarchical_escalation"))
        read = redis.info("commandstats")
    assert form.view and "checkout" in str(form.view["blocks"])
    assert not {"cmdstat_xrange", "cmdstat_xrevrange"} & set(read)


def test_what_was_seen_before_the_next_strategy_is_no_answer(harness: Harness, vera: Person, ana: Person) -> None:
    """One press on a form that still says RESOLVED, or NOT RESOLVED, must not decide: it is looked at anew (M8)."""
    vera.types("declare P2 checkout is slow --playbook rapid")
    harness.settle()
    ana.presses("I'm on it", ana.sees("page:U01ONCALL:1"))
    cast = Cast(harness)
    offered = "Fill in: 4 · Deploy"
    answer = ana.fills(ana.presses(offered, cast.until(offered)), resolution_status="NOT RESOLVED")
    assert answer.errors == {}
    form = ana.presses(offered, cast.until(offered))
    assert form.view
    assert "RESOLVED" not in str(form.view["values"].get("resolution_status"))
