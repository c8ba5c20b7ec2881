"""A newcomer at the real `muster up`, from its address to the first decided gate; everything they do is counted."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.up.ports import free_port
from tests.browser.film import Film
from tests.browser.people import Cast
from tests.up.running import RunningUp

#: What a newcomer may have to do from the README on: its line is typed, the address opened, and so much is left.
MOST = 10
FROM_THE_README = ["type the line of the README", "open the address that it prints"]


class Newcomer:
    """Somebody who knows nothing and does what the page tells them; every click is counted."""

    def __init__(self, page: Page, film: Film) -> None:
        self.page = page
        self.did = list(FROM_THE_README)
        self._film = film

    def is_told(self, words: str) -> None:
        """The panel of the first minute says this next."""
        expect(self.page.get_by_role("region", name="First minute")).to_contain_text(words)

    def clicks(self, words: str, *, role: str = "button", within: str = "") -> None:
        """Click what says this, in view without scrolling; the picture before it has its number in the count."""
        around = self.page.get_by_role("radiogroup", name=within) if within else self.page
        wanted = around.get_by_role("radio" if role == "radio" else "button", name=re.compile(f"^{words}"))
        expect(wanted.last).to_be_in_viewport(ratio=1)
        self.did.append(f"click {within} {words}".replace("  ", " "))
        self._film.number = len(self.did) - 1
        self._film.takes(self.page, self.did[-1])
        wanted.last.click()


@pytest.fixture
def newcomer(tmp_path: Path, browser: Browser, film: Film) -> Iterator[Newcomer]:
    """A fresh browser at the page of a `muster up` in which nothing has happened."""
    with RunningUp(tmp_path / "data", free_port()) as up:
        up.until_up()
        with Cast.at(up.page, browser, film, lambda: None) as cast:
            yield Newcomer(cast.sits_down().page, film)
        up.process.terminate()
        up.process.wait()


def test_newcomer(newcomer: Newcomer, film: Film) -> None:
    """The page says what to do next at every step; ten things lead from the README to a decided gate."""
    newcomer.is_told("Declare an incident")
    newcomer.clicks("Type and send it")
    newcomer.is_told("Answer the page")
    newcomer.clicks("Open the page")
    newcomer.clicks("I'm on it")
    newcomer.is_told("Say how bad it is")
    newcomer.clicks("Open the form")
    newcomer.clicks("HIGH", role="radio", within="Impact")
    newcomer.clicks("HIGH", role="radio", within="Urgency")
    newcomer.clicks("Propose")
    newcomer.is_told("Decide the gate")
    newcomer.clicks("Approve as P0")
    newcomer.is_told("done")
    expect(newcomer.page.get_by_role("log").get_by_text(re.compile("Triage of INC-101 approved"))).to_be_visible()
    film.takes(newcomer.page, "decided")
    assert len(newcomer.did) <= MOST, newcomer.did
