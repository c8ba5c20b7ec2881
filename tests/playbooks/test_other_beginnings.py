"""Flows that begin elsewhere than at declare: an incident that came back, and one that was over long ago."""

from datetime import timedelta

import pytest

from bot.incident.severity import Severity
from bot.incident.state import Status
from bot.incident.topics.closing import Reopen
from bot.incident.topics.declaring import Declare
from tests.incident.rehearsal import ANA, ORGANISATION, START, Rehearsal
from tests.playbooks.playing import NAMES, SHIPPED, Played

#: Where each flow finds out the cause.
CAUSE = {"gated": "cause", "itil": "hypotheses", "rapid": "diagnose", "sre": "debugging"}


@pytest.mark.parametrize("name", NAMES)
def test_what_comes_back_is_mitigated_anew(name: str) -> None:
    """S3: reopened, the flow begins again at the strategy, with its approval, and goes to its end."""
    playbook = SHIPPED[name]
    played = Played(playbook)
    while not played.room.state.resolved:
        assert played.turn()
    played.room.does(Reopen(by=ANA, reason="errors are back"))
    chosen = next(step.name for step in playbook.steps.values() if step.effect == "strategy")
    assert chosen in played.ready()
    played.to_the_end()
    assert played.done.count(chosen) == 2
    assert played.room.state.resolved


@pytest.mark.parametrize("name", NAMES)
def test_a_past_incident_begins_at_its_cause(name: str) -> None:
    """D13: nothing is mitigated that is over; cause, words and review are what is left of it."""
    playbook = SHIPPED[name]
    played = Played(playbook)
    played.done, played.room = [], Rehearsal(ORGANISATION, playbook=playbook)
    day = timedelta(days=1)
    played.room.does(
        Declare(
            by=ANA, text="Checkout was down", severity=Severity.P1, service="checkout", started=START - 2 * day,
            resolved=START - day,
        )
    )  # fmt: skip
    played.to_the_end()
    assert played.room.state.status is Status.CLOSED
    assert CAUSE[name] in played.done
    steps = [playbook.steps[step] for step in played.done if step in playbook.steps]
    assert not [step.name for step in steps if "ongoing" in step.when or step.effect in ("strategy", "validation")]
