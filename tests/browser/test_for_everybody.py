"""The page for people who do not see it, or do not use a mouse: landmarks, names, focus, contrast, still pictures."""

from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.film import NARROW, WIDE, Film
from tests.browser.people import Cast, Someone
from tests.handlers.harness import Harness


def walk(someone: Someone, film: Film) -> list[str]:
    """Everything that axe-core says of each place that somebody comes to on their way."""
    page = someone.page
    said: list[str] = []

    def look(place: str) -> None:
        film.takes(page, place)
        said.extend(f"{place}: {one}" for one in violations(page))

    look("a channel with the first minute")
    someone.knows_their_way()
    page.get_by_role("button", name="1 pinned").click()
    expect(page.get_by_role("complementary", name="Pinned items")).to_be_visible()
    look("pinned items")
    page.get_by_role("button", name="Close pinned items").click()
    page.get_by_role("article").first.hover()
    page.get_by_role("button", name="Add a reaction").first.click()
    look("choosing an emoji")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="More actions").last.click()
    look("the menu of a card")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox").or_(page.get_by_role("searchbox")).last).to_be_focused()
    look("search")
    page.keyboard.press("Escape")
    page.get_by_role("textbox", name="Message").fill("/incident ")
    look("commands offered")
    page.get_by_role("textbox", name="Message").fill("")
    page.get_by_role("button", name="Assess impact and urgency").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    look("a form")
    page.keyboard.press("Escape")
    return said


def test_nothing_bars_anybody(harness: Harness, cast: Cast, film: Film) -> None:
    """Every place on the way of an incident, in both themes: not one violation of WCAG 2.2 AA."""
    cast.vera.types("/incident declare P1 checkout is down")
    harness.settle()
    for dark in (False, True):
        ana = cast.sits_down("U01ONCALL", dark=dark)
        ana.opens("incident-")
        ana.sees("Assess impact and urgency")
        assert walk(ana, film) == []


def test_nothing_bars_anybody_on_a_phone(harness: Harness, cast: Cast, film: Film) -> None:
    """The same narrow: the list of channels, a thread, one's page."""
    cast.vera.types("/incident declare P1 checkout is down")
    harness.settle()
    ana = cast.sits_down("U01ONCALL", size=NARROW, phone=True)
    ana.knows_their_way()
    ana.page.get_by_role("button", name="Open channel list").click()
    film.takes(ana.page, "list of channels")
    assert violations(ana.page) == []
    ana.page.keyboard.press("Escape")
    ana.opens("Direct messages with Muster")
    ana.sees("You are paged")
    assert violations(ana.page) == []


def test_a_screen_reader_hears_what_pictures_cannot_say(harness: Harness, cast: Cast) -> None:
    """A message of pictures only has its fallback text in words."""
    room = harness.person("ana").channels()["general"]["id"]
    picture = {"type": "image", "image_url": "https://example.invalid/x.png", "alt_text": "a curve"}
    client = harness.bot.muster.calls.client
    client.chat_postMessage(channel=room, text="Errors of checkout rise since 02:51", blocks=[picture])
    expect(cast.ana.page.get_by_role("article").last).to_contain_text("Errors of checkout rise since 02:51")


def test_nothing_moves_for_who_wants_it_still(cast: Cast) -> None:
    """With "reduce motion" nothing turns or slides; the windows of these stories all have it set."""
    cast.ana.page.set_viewport_size(WIDE)
    lasts = """() => [...document.querySelectorAll('*')].flatMap((node) => {
      const { animationDuration, transitionDuration } = getComputedStyle(node);
      return [animationDuration, transitionDuration].filter((time) => parseFloat(time) > 0.01);
    })"""
    assert cast.ana.page.evaluate(lasts) == []


def test_the_keyboard_comes_to_everything(harness: Harness, cast: Cast) -> None:
    """Tab goes from the list to the messages to the composer, and what has the focus can be seen."""
    cast.vera.types("/incident declare P1 checkout is down")
    harness.settle()
    cast.ana.opens("incident-")
    cast.ana.page.locator("body").focus()
    cast.ana.page.get_by_role("button", name="1 pinned").focus()
    reached = set()
    for _ in range(30):
        cast.ana.page.keyboard.press("Tab")
        reached.add(cast.ana.page.evaluate("document.activeElement.getAttribute('data-action-id')"))
        ring = cast.ana.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        boxed = cast.ana.page.evaluate("Boolean(document.activeElement.closest('.composer-box, body'))")
        assert ring != "none" or boxed
    assert {"role_take", "update_open", "status_open", "status_more", "triage_open"} <= reached
