"""Woken at three, on a phone, in the dark: the page is answered and the gate approved with one hand."""

import pytest
from playwright.sync_api import expect

from tests.browser.film import NARROW, Film
from tests.browser.people import Cast, Someone
from tests.handlers.harness import Harness

#: Elements that stick out at the right of the screen.
TOO_WIDE = """() => [...document.querySelectorAll('main *, dialog *')]
  .filter((one) => getComputedStyle(one).position !== 'absolute')
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
  .map((one) => one.outerHTML.slice(0, 120))"""


@pytest.fixture
def ana(cast: Cast) -> Someone:
    """Ana with her phone."""
    someone = cast.sits_down("U01ONCALL", size=NARROW, dark=True, phone=True)
    someone.knows_their_way()
    return someone


def looks(ana: Someone, film: Film, words: str) -> None:
    """Keep a picture; nothing sticks out at the right."""
    film.takes(ana.page, words, sizes=("narrow",))
    assert ana.page.evaluate(TOO_WIDE) == []


def test_phone(harness: Harness, cast: Cast, ana: Someone, film: Film) -> None:
    """From the page to the triage with one press, by its link to the channel, and there the gate is approved."""
    harness.person("vera").types("declare Checkout is down, payments fail since 02:51 --service checkout")
    harness.settle()
    expect(ana.page.get_by_role("button", name="1 for you elsewhere")).to_be_visible()
    count = ana.page.locator(".drawer .badge").bounding_box()
    name = ana.page.get_by_role("heading", level=1).bounding_box()
    assert count and name and count["x"] + count["width"] < name["x"]
    ana.opens("Direct messages with Muster")
    looks(ana, film, "paged")
    ana.presses("I'm on it", on="You are paged")
    looks(ana, film, "on it")
    ana.presses("Assess impact and urgency", on="You are paged")
    ana.fills({"Impact": "MEDIUM", "Urgency": "HIGH"})
    looks(ana, film, "a form")
    ana.sends("Propose")
    ana.card("You are paged").get_by_role("button", name="#incident-").click()
    ana.sees("Approve the triage of INC-101")
    looks(ana, film, "the gate asks")
    ana.presses("Approve as P1", on="Approve the triage of INC-101")
    ana.sees("Triage of INC-101 approved as P1 High")
    looks(ana, film, "approved")
