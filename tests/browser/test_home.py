"""Muster's Home on the page: what waits is answered there, and what is not done is said there."""

from playwright.sync_api import Locator, expect

from tests.browser.axe import violations
from tests.browser.film import Film
from tests.browser.people import Cast, Someone
from tests.handlers.harness import Harness


def home(someone: Someone) -> Locator:
    """The Home in front of somebody who opens it at the left."""
    someone.opens("Muster Home")
    return someone.page.get_by_role("group", name="Home", exact=True)


def test_a_page_is_answered_at_home(harness: Harness, cast: Cast, film: Film) -> None:
    """Ana is paged: her Home says so first, and after one press no longer asks; her messages are one tab away."""
    cast.vera.types("/incident declare P1 checkout is down")
    shown = home(cast.ana)
    expect(shown).to_contain_text("You are paged: P1 High, checkout is down")
    expect(shown).to_contain_text("Open incidents (1)")
    film.takes(cast.ana.page, "paged")
    assert violations(cast.ana.page) == []
    cast.ana.presses("I'm on it")
    expect(shown).not_to_contain_text("You are paged")
    expect(shown).to_contain_text("Ana Ortiz (on-call) works on it")
    film.takes(cast.ana.page, "on it")
    cast.ana.page.get_by_role("button", name="Messages", exact=True).click()
    cast.ana.sees("You are paged", "You are on it")


def test_what_is_refused_at_home_is_said_over_it(harness: Harness, cast: Cast, film: Film) -> None:
    """Ana answers a page that is not needed any more: a window says why, and under it the Home is true again."""
    cast.vera.types("/incident declare P1 checkout is down")
    shown = home(cast.ana)
    expect(shown).to_contain_text("You are paged")
    harness.person("ana").types("resolve INC-101 it came back")
    harness.settle()
    cast.ana.presses("Acknowledge")
    expect(cast.ana.form).to_contain_text("Not acknowledged")
    film.takes(cast.ana.page, "refused")
    cast.ana.form.get_by_role("button", name="Close", exact=True).last.click()
    expect(shown).not_to_contain_text("You are paged")


def test_an_incident_is_declared_from_home(harness: Harness, cast: Cast) -> None:
    """The form is the one that everybody knows; opened again, the Home has the incident."""
    expect(home(cast.vera)).to_contain_text("Nothing waits for you")
    cast.vera.page.get_by_role("group", name="Home", exact=True).get_by_role("button", name="Declare").click()
    cast.vera.fills({"What is wrong?": "search is slow"})
    cast.vera.sends("Declare")
    expect(home(cast.vera)).to_contain_text("search is slow")
