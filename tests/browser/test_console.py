"""The emergency console in a browser: coming in by a link, leading an incident without Slack, being shut out."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.console import guard, slack_probe
from tests.browser.axe import violations
from tests.browser.film import WIDE, Film
from tests.console.consoles import RunningConsole, running_console
from tests.handlers.harness import Harness
from tests.servers import RedisServer
from tests.workspace.people import post


@pytest.fixture
def console(harness: Harness, empty_redis: RedisServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningConsole]:
    """The console of the harness, which looks often whether Slack answers and whether people are still in."""
    monkeypatch.setattr(slack_probe, "PROBE_SECONDS", 0.2)
    monkeypatch.setattr(guard, "LOOK_AGAIN_SECONDS", 0.2)
    with running_console(empty_redis, harness.bot.muster.settings, harness.bot.muster.timekeeper) as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window that has never been here."""
    context = browser.new_context(viewport=WIDE)
    yield context.new_page()
    context.close()


def link(console: RunningConsole, person: str = "U01ONCALL") -> str:
    """A new personal link."""
    return f"{console.url}/#sign-in={console.links.give(person)}"


def test_an_incident_is_declared_assessed_and_approved_while_slack_is_down(
    harness: Harness, console: RunningConsole, page: Page, film: Film
) -> None:
    page.goto(link(console))
    sign = page.get_by_role("region", name="Emergency console")
    expect(sign).to_contain_text("Emergency console of Example organisation")
    expect(sign).to_contain_text("You are signed in as Ana Ortiz.")
    expect(sign).to_contain_text("Slack answers.")
    assert "sign-in" not in page.url
    post(harness.workspace, "/local/faults", {"down": True})
    expect(sign).to_contain_text("Slack has not answered since")
    page.get_by_role("textbox", name="Message").fill("/incident declare checkout is down --severity P1")
    page.keyboard.press("Enter")
    expect(page.get_by_text("INC-101 is declared: checkout is down")).to_be_visible()
    page.get_by_role("button", name="incident-").click()
    page.get_by_role("button", name="Assess impact and urgency").click()
    film.takes(page, "assess")
    form = page.get_by_role("dialog")
    form.get_by_role("radiogroup", name="Impact").get_by_role("radio").first.check()
    form.get_by_role("radiogroup", name="Urgency").get_by_role("radio").nth(1).check()
    form.get_by_role("button", name="Propose").click()
    page.get_by_role("button", name="Approve as P1").click()
    expect(page.get_by_text("Triage of INC-101 approved as P1 High")).to_be_visible()
    film.takes(page, "approved")
    assert not violations(page)


def test_who_has_no_link_is_told_how_to_get_one(console: RunningConsole, page: Page, film: Film) -> None:
    page.goto(console.url)
    expect(page.get_by_role("heading", name="Emergency console")).to_be_visible()
    expect(page.get_by_text("/incident console")).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_count(1)
    page.get_by_label("Your link").fill("my password")
    page.get_by_role("button", name="Open the console").click()
    expect(page.get_by_role("alert")).to_contain_text("This is no link to the console")
    page.get_by_label("Your link").fill(f"{console.url}/#sign-in=0000000000000000.x")
    page.get_by_role("button", name="Open the console").click()
    expect(page.get_by_role("alert")).to_contain_text("This link does not hold")
    film.takes(page, "door")
    assert not violations(page)
    page.get_by_label("Your link").fill(link(console, "U02BACKUP"))
    page.get_by_role("button", name="Open the console").click()
    expect(page.get_by_role("region", name="Emergency console")).to_contain_text("Bo Lindqvist")


def test_nobody_else_can_be_chosen_and_who_signs_out_is_out(console: RunningConsole, page: Page) -> None:
    page.goto(link(console))
    expect(page.get_by_text("You are signed in as", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="You are Ana Ortiz")).to_have_count(0)
    expect(page.get_by_role("region", name="First minute")).to_have_count(0)
    page.goto(f"{console.url}/?as=U02BACKUP")
    expect(page.get_by_role("region", name="Emergency console")).to_contain_text("Ana Ortiz")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="You have none?")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="You have none?")).to_be_visible()


def test_a_revoked_link_shuts_the_open_page(console: RunningConsole, page: Page) -> None:
    page.goto(link(console))
    expect(page.get_by_text("You are signed in as", exact=True)).to_be_visible()
    console.links.revoke("U01ONCALL")
    expect(page.get_by_role("alert")).to_contain_text("You were signed out: your link was revoked")
    expect(page.get_by_text("#general")).to_have_count(0)
