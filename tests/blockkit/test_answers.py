"""Slack takes every answer, every form and every card, whatever is typed, pressed and filled in."""

from pathlib import Path

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from bot.incident.command import Command
from bot.incident.refusals import Refused
from bot.incident.roles import Role
from bot.incident.schedule import Standing, standing
from bot.incident.severity import Level
from bot.incident.state import GateState
from bot.incident.topics.closing import Reopen
from bot.incident.topics.gates.deciding import DecideGate
from bot.incident.topics.roles import AssignRole
from bot.incident.topics.steps.doing import CompleteStep
from bot.incident.topics.triage import ProposeTriage
from handlers.buttons import BUTTONS
from handlers.context import card_context_of
from handlers.slash import SUB_COMMANDS
from handlers.submissions import SUBMISSIONS
from tests.blockkit.fillings import Hand, hands
from tests.blockkit.firms import FILES, write
from tests.blockkit.flows import WILD
from tests.blockkit.incidents import PLAYBOOKS
from tests.blockkit.random_orders import declares, orders
from tests.blockkit.table import Json
from tests.blockkit.walk import Shown, Walk, walk_in
from tests.incident.rehearsal import PEOPLE, STRANGER
from tests.servers import RedisServer

#: What stands between a sub-command and somebody's words. Slack sends no line over 12,000 characters.
_BETWEEN = ("", "", "INC-101 ", "P1 ", "tier 2 ", "commander @bo ", "<@U02BACKUP|bo> ", "--private ", "checkout ")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The file of each organisation."""
    folder = tmp_path_factory.mktemp("firms")
    return {name: write(folder, name) for name in FILES}


@settings(max_examples=40)
@given(data=st.data(), organisation=st.sampled_from([*FILES]), playbook=st.sampled_from([*PLAYBOOKS]))
def test_slack_takes_every_answer_and_every_form(
    data: st.DataObject, organisation: str, playbook: str, redis_server: RedisServer, files: dict[str, Path]
) -> None:
    """Nobody's words are obeyed, nothing is too long, no button and no form is without somebody who listens."""
    hand = data.draw(hands)
    with walk_in(redis_server, files[organisation]) as walk:
        walk.orders(data.draw(declares(walk.muster.organisation, playbook)))
        if data.draw(st.sampled_from([True, True, False])):
            walk.opens_channels()
        for _ in range(data.draw(st.integers(4, 16))):
            walk.user = hand.one([*PEOPLE, STRANGER])
            hand.one(DEEDS)(walk, hand, data)
            walk.looks()
    for what in walk.seen:
        event(what)


@pytest.mark.parametrize("playbook", PLAYBOOKS)
@settings(max_examples=1)
@given(hand=hands)
def test_a_whole_flow_is_walked(playbook: str, hand: Hand, redis_server: RedisServer, files: dict[str, Path]) -> None:
    """From declare to close: at each turn everything is typed, pressed and filled in that there is."""
    with walk_in(redis_server, files["example"]) as walk:
        walk.types(f"declare P1 checkout is down --service checkout --playbook {playbook}")
        walk.types("declare P1 search is slow --service search")
        walk.types("resolve INC-102 search is fast again")
        for turn in TURNS:
            turn(walk, hand)
            _sweeps(walk, hand)
    if playbook == WILD.name:
        deeds = [*(f"/incident {name}" for name in SUB_COMMANDS), *(f"form {name}" for name in SUBMISSIONS)]
        deeds += [f"button {name}" for name in BUTTONS]
        left = sorted(set(deeds) - walk.seen)
        assert not left, f"nobody used {left}: a turn is missing, or nothing shows them"


def _sweeps(walk: Walk, hand: Hand) -> None:
    """Type every command, press everything that is shown, fill in whatever opens."""
    for line in (*(name for name in SUB_COMMANDS if name not in ENDS), *SLIPS):
        walk.types(line, ROOM)
        walk.types(f"{line} {hand.text(12_000)}", ROOM)
    walk.mentions(f"checkout is down {hand.text(4_000)}")
    walk.declares_from(hand.text(4_000))
    # One of each kind: buttons of one name differ in how much they say, such as a role with its name or without.
    pressed = {(one.element["action_id"], _size(one.element)): one for one in reversed(walk.looks())}
    # What decides a gate comes last: the other buttons of the gate would find it decided.
    for _, shown in sorted(pressed.items(), key=lambda one: one[0][0] == "gate_approve"):
        walk.presses(shown, hand.gives(shown.element))
    for view in {view["callback_id"]: view for view in walk.forms if "submit" in view}.values():
        walk.fills(view, hand.fills(view))
    walk.forms.clear()
    walk.looks()


def _size(element: Json) -> int:
    return len(str(element.get("value", "")).split())


ROOM = "C000101"

#: Commands that end an incident or take it up again: they are typed between the sweeps.
ENDS = ("resolve", "close", "reopen", "restart")

#: What is answered with an offer: a slip of the finger, a service that has an incident, or had one.
SLIPS = ("decalre", "declare it is down again --service checkout", "declare it is slow again --service search")


def _just_declared(walk: Walk, hand: Hand) -> None:
    walk.opens_channels()
    walk.user = "U01ONCALL"


def _assessed(walk: Walk, hand: Hand) -> None:
    _goes_on(walk)
    _ordered(walk, "INC-101", ProposeTriage(impact=Level.HIGH, urgency=Level.MEDIUM))


def _before_a_visitor(walk: Walk, hand: Hand) -> None:
    _assessed(walk, hand)
    walk.user = "U13VISITOR"


def _under_way(walk: Walk, hand: Hand) -> None:
    """The triage is decided and the first steps are done: gates are open, and other steps wait."""
    walk.user = "U01ONCALL"
    _goes_on(walk)
    _advances(walk, hand, 12, gates=("triage",))
    gates = walk.muster.store.load("INC-101").gates.values()
    walk.user = next((gate.asked[0] for gate in gates if gate.state is GateState.OPEN and gate.asked), walk.user)


def _late(walk: Walk, hand: Hand) -> None:
    walk.user = "U01ONCALL"
    _goes_on(walk)
    walk.passes(hours=3)
    _advances(walk, hand, 30)


def _about_to_be_closed(walk: Walk, hand: Hand) -> None:
    _goes_on(walk)
    walk.types("close", ROOM)


def _resolved(walk: Walk, hand: Hand) -> None:
    _goes_on(walk)
    walk.types("resolve", ROOM)
    walk.types("resolve rolled back", ROOM)
    _advances(walk, hand, 30)


def _started_again(walk: Walk, hand: Hand) -> None:
    walk.types("restart", ROOM)
    walk.types(f"restart {hand.text(300)}", ROOM)


def _goes_on(walk: Walk) -> None:
    """Whatever the sweep before did to it."""
    walk.types("reopen it is back", ROOM)
    walk.types("resume", ROOM)
    _ordered(walk, "INC-101", AssignRole(role=Role.INCIDENT_COMMANDER, user="U01ONCALL"))
    _ordered(walk, "INC-101", Reopen(reason="it is back"))


def _advances(walk: Walk, hand: Hand, most: int, gates: tuple[str, ...] = ()) -> None:
    """What the flow waits for is done: steps whose turn it is, gates that are open."""
    for _ in range(most):
        stage = card_context_of(walk.muster, walk.muster.store.load("INC-101"))
        incident, playbook = stage.incident, stage.playbook
        ready = [step for step in playbook.steps.values() if standing(playbook, incident, step) is Standing.READY]
        following: list[Command] = [
            *(CompleteStep(step=step.name, fields=hand.fields(step.fields)) for step in ready if not step.built_in),
            *(
                DecideGate(gate=name, choice="approve", digest=gate.digest, words=hand.text(300))
                for name, gate in incident.gates.items()
                if gate.state is GateState.OPEN and name in (gates or playbook.gate_specs)
            ),
        ]
        if following:
            _ordered(walk, incident.id, following[0])


TURNS = (
    _just_declared, _assessed, _before_a_visitor, _under_way, _late, _about_to_be_closed, _resolved, _started_again,
)  # fmt: skip


def _types(walk: Walk, hand: Hand, data: st.DataObject) -> None:
    words = ["", "decalre", "INC-101", *SUB_COMMANDS]
    line = f"{hand.one(words)} {hand.one([*_BETWEEN, *SUB_COMMANDS])}{hand.one(['', hand.text(12_000)])}"
    walk.types(line, hand.one([ROOM, ROOM, "C00GENERAL"]))


def _speaks(walk: Walk, hand: Hand, data: st.DataObject) -> None:
    walk.mentions(hand.one(["checkout is down P1 ", ""]) + hand.text(12_000))
    walk.declares_from(hand.text(12_000))


def _presses(walk: Walk, hand: Hand, data: st.DataObject) -> None:
    if found := walk.looks():
        shown: Shown = hand.one(found)
        walk.presses(shown, hand.gives(shown.element))


def _fills(walk: Walk, hand: Hand, data: st.DataObject) -> None:
    if forms := [view for view in walk.forms if "submit" in view]:
        view = hand.one(forms)
        walk.fills(view, hand.fills(view))


def _orders(walk: Walk, hand: Hand, data: st.DataObject) -> None:
    if stages := walk.stages():
        stage = hand.one(stages)
        _ordered(walk, stage.incident.id, data.draw(orders(stage.incident, stage.playbook)))


def _ordered(walk: Walk, incident: str, order: Command | None) -> None:
    try:
        if order is not None:
            walk.orders(order, incident)
    except Refused as refused:
        assert str(refused).strip()


def _waits(walk: Walk, hand: Hand, data: st.DataObject) -> None:
    walk.passes(seconds=hand.one([60, 301, 1_000, 4_000, 90_000]))


DEEDS = (_types, _types, _speaks, _presses, _presses, _presses, _fills, _fills, _orders, _waits)
