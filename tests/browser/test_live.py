"""While somebody works, the incident goes on: what others do arrives, and takes nothing away from anybody's hands."""

from playwright.sync_api import Locator, expect

from tests.browser.people import Cast, Someone
from tests.handlers.harness import Harness

#: Where the first card in view stands, in pixels from the top of the window.
PLACE = "node => node.getBoundingClientRect().top"


def goes_on(harness: Harness) -> None:
    """Others post an update, add a note, and make it worse."""
    elif_, ana = harness.person("elif"), harness.person("ana")
    elif_.types("update We suspect the deploy of v42", elif_.room())
    ana.types("severity P0 nobody can pay any more", ana.room())
    harness.settle()


def in_the_channel(harness: Harness, cast: Cast) -> Someone:
    """Chidi reads the channel of an incident."""
    harness.person("vera").types("declare P1 Checkout is down --service checkout")
    harness.settle()
    cast.chidi.opens("incident-")
    cast.chidi.sees("Assess impact and urgency")
    return cast.chidi


def test_a_half_filled_form_stays_as_it_is(harness: Harness, cast: Cast) -> None:
    """Chidi assesses while it gets worse: his words, the focus and the cursor stay, and what he sends is taken."""
    chidi = in_the_channel(harness, cast)
    chidi.presses("Assess impact and urgency")
    chidi.fills({"Impact": "HIGH", "Urgency": "HIGH"})
    words = chidi.field("What do you see, and what do you think it is?")
    words.click()
    chidi.page.keyboard.type("Card payments time")
    goes_on(harness)
    # Behind the form the channel has the news.
    expect(behind(chidi).filter(has_text="raised to P0 Critical").last).to_be_attached()
    expect(words).to_be_focused()
    chidi.page.keyboard.type(" out since v42.")
    expect(words).to_have_value("Card payments time out since v42.")
    chidi.keeps("a form while it goes on")
    chidi.sends("Propose")


def test_who_types_goes_on_typing(harness: Harness, cast: Cast) -> None:
    """Cards change and messages come; the sentence that is being written is neither lost nor sent."""
    chidi = in_the_channel(harness, cast)
    composer = chidi.page.get_by_role("textbox", name="Message #incident-")
    composer.click()
    chidi.page.keyboard.type("I look at the")
    goes_on(harness)
    chidi.sees("raised to P0 Critical")
    chidi.page.keyboard.type(" tax service")
    expect(composer).to_have_value("I look at the tax service")
    expect(composer).to_be_focused()


def test_who_reads_goes_on_reading(harness: Harness, cast: Cast) -> None:
    """The pinned card changes above and messages come below; the line that is being read does not move."""
    chidi = in_the_channel(harness, cast)
    chidi.page.set_viewport_size({"width": 1280, "height": 500})
    read = chidi.card("2 · Triage and prioritization").get_by_text("2 · Triage and prioritization")
    read.scroll_into_view_if_needed()
    chidi.page.wait_for_timeout(100)
    place = read.evaluate(PLACE)
    goes_on(harness)
    expect(chidi.page.get_by_role("button", name="new messages")).to_be_visible()
    assert abs(read.evaluate(PLACE) - place) <= 1
    chidi.keeps("read on")


def behind(someone: Someone) -> Locator:
    """The messages of the channel, also where a form lies over them."""
    return someone.page.locator("article")
