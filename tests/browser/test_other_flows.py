"""The three other flows, from the slash command to CLOSED: what they decide is decided on the page."""

import re

import pytest

from tests.browser.people import Cast as Seats
from tests.handlers.cast import Cast
from tests.handlers.harness import Harness


class AtThePage(Cast):
    """A cast that fills in forms by the way of the tests, and approves each gate at the page, with a picture."""

    def __init__(self, harness: Harness, seats: Seats) -> None:
        super().__init__(harness)
        self._seats = seats

    def _decides(self) -> bool:
        for key in self.ana.cards(self.incident):
            card = self.ana.sees(key, self.incident)
            if key.startswith("gate:") and card.buttons:
                asked = re.search(r"<@([UW][A-Z0-9]+)>", card.words)
                assert asked, f"{key} asks nobody: {card.words}"
                decider = getattr(self._seats, self.names[asked[1]])
                decider.opens("incident-")
                decider.sees(card.text)
                decider.keeps(f"{key} asks")
                decider.presses(card.buttons[0], on=card.text)
                self.moves.append(key)
                return True
        return False


@pytest.mark.parametrize("playbook", ["rapid", "gated", "sre"])
def test_flow(playbook: str, harness: Harness, cast: Seats) -> None:
    """Every gate of a flow is approved by a click of somebody whom it asks, and the incident is closed."""
    cast.vera.types(f"/incident declare P1 Checkout is down --service checkout --playbook {playbook}")
    cast.ana.opens("Direct messages with Muster")
    cast.ana.presses("I'm on it", on="You are paged")
    cast.ana.opens("incident-")
    cast.ana.keeps("the channel")
    moves = AtThePage(harness, cast).plays()
    cast.ana.sees("INC-101 · CLOSED")
    cast.ana.keeps("closed")
    assert len([move for move in moves if move.startswith("gate:")]) >= 3, moves
