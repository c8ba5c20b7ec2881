"""An incident that random people run: what they order, and everything that Slack should show of it then."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from hypothesis import event
from hypothesis import strategies as st

from bot.incident.playbook import Playbook
from bot.incident.refusals import Refused
from bot.incident.results import Result
from bot.incident.times import Times
from bot.incident.topics.channel import RecordChannel
from bot.incident.topics.steps.doing import StepDone
from bot.playbooks.load import load_playbooks
from bot.slack.card_context import CardContext
from tests.blockkit.firms import firm
from tests.blockkit.flows import WILD
from tests.blockkit.random_orders import declares, orders
from tests.incident.rehearsal import Rehearsal

#: Seconds between two orders.
PAUSES = (0, 0, 60, 301, 1_000, 4_000, 90_000)

#: Every playbook that incidents may follow.
PLAYBOOKS: dict[str, Playbook] = {**load_playbooks(), WILD.name: WILD}


def stage(room: Rehearsal, number: int = 101) -> CardContext:
    """The incident with what its cards look at; under another number, where several are shown."""
    results = {
        one.step: Result(step=one.step, round=one.round, by=one.by, at=one.at, fields=one.fields)
        for one in room.events
        if isinstance(one, StepDone)
    }
    return CardContext(room.state.but(id=f"INC-{number}"), room.organisation, Times(), room.playbook, results)


def played(data: st.DataObject, organisation: str, playbook: str, most: int = 24) -> Iterator[Rehearsal]:
    """The room after its declare, and after each order that was followed."""
    room = Rehearsal(firm(organisation), playbook=PLAYBOOKS[playbook])
    room.does(data.draw(declares(room.organisation)))
    if data.draw(st.booleans()):
        room.does(RecordChannel(channel="C0101", name=room.state.channel_name))
    yield room
    for _ in range(data.draw(st.integers(3, most))):
        room.passes(seconds=timedelta(seconds=data.draw(st.sampled_from(PAUSES))).total_seconds())
        if followed(room, data.draw(orders(room.state, room.playbook))):
            yield room


def followed(room: Rehearsal, order: Any) -> bool:
    """Whether an order was followed; a refusal has its words."""
    if order is None:
        return False
    try:
        room.does(order)
    except Refused as refused:
        assert str(refused).strip()
        return False
    event(f"done: {type(order).__name__}")
    return True
