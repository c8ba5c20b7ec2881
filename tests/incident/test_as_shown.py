"""Nobody replaces what they were not shown: results of steps carry the round that their form showed."""

import pytest

from bot.incident.command import Command
from bot.incident.decide import decide
from bot.incident.deciding import DecisionContext
from bot.incident.refusals import AlreadySo, Refused, StalePlan
from bot.incident.state import StepState
from bot.incident.topics.steps.doing import CompleteStep, FailStep
from tests.incident.flows import begun
from tests.incident.rehearsal import ANA, CHIDI, Rehearsal

BY_ANA = CompleteStep(by=ANA, step="five_whys", fields={"root_cause": "a leak"}, seen=0)
ANOTHER = CompleteStep(by=CHIDI, step="five_whys", fields={"root_cause": "a flood"})
CANNOT = FailStep(by=CHIDI, step="five_whys", reason="nobody knows the code")


def order(room: Rehearsal, command: Command) -> object:
    """As a form gives it, with the mark that it carries."""
    context = DecisionContext(organisation=room.organisation, playbook=room.playbook)
    return decide(room.state, command, room.now, context)


@pytest.mark.parametrize("late", [ANOTHER, CANNOT], ids=["done again", "cannot be done"])
@pytest.mark.parametrize(("seen", "hears"), [(None, StalePlan), (0, AlreadySo), (1, None), (2, AlreadySo)])
def test_a_result_is_replaced_only_by_who_was_shown_it(
    late: CompleteStep | FailStep, seen: int | None, hears: type[Refused] | None
) -> None:
    """Ana filled the step in meanwhile: who saw it to do, or shows nothing of what they saw, changes nothing."""
    room = begun()
    room.does(BY_ANA)
    command = late.but(seen=seen)
    if hears is None:
        order(room, command)
        return
    with pytest.raises(hears):
        order(room, command)
    assert room.state.steps["five_whys"].by == ANA
    assert room.state.steps["five_whys"].state is StepState.DONE


@pytest.mark.parametrize("first", [ANOTHER, CANNOT], ids=["done", "cannot be done"])
def test_what_has_no_result_yet_needs_no_mark(first: CompleteStep | FailStep) -> None:
    """Nothing is there that could be replaced: forms that were opened before they carried a mark go on."""
    assert order(begun(), first)
