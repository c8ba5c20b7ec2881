"""Every block of Block Kit on the page: drawn, within the screen, in both themes, and readable by everybody."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect
from slack_bolt import App

from bot.workspace.embedded import LocalWorkspace, running_workspace
from tests.browser.axe import violations
from tests.browser.film import NARROW, WIDE, Film
from tests.browser.people import Cast
from tests.workspace.people import connected, slack
from tests.workspace.test_gallery import EXAMPLES

#: What stands wider than the screen, and is not inside of something that scrolls.
TOO_WIDE = """() => [...document.querySelectorAll('main *')]
  .filter((node) => node.getBoundingClientRect().right > innerWidth + 1)
  .filter((node) => !node.closest('pre, .table-box, .carousel'))
  .map((node) => `${node.tagName}.${node.className}`)"""


#: How large each heading is: in a markdown block Slack gives all levels one size.
SIZES = "all => all.map((node) => getComputedStyle(node).fontSize)"


@pytest.fixture(scope="module")
def gallery() -> Iterator[LocalWorkspace]:
    """A workspace in which an app has sent every example, one message for each kind."""
    with running_workspace() as workspace:
        client = slack(workspace)
        for name, blocks in EXAMPLES["blocks"].items():
            client.chat_postMessage(channel="C00GENERAL", text=name, blocks=blocks)
        with connected(workspace, App(client=client)):
            yield workspace


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_block_is_drawn(gallery: LocalWorkspace, browser: Browser, film: Film, dark: bool) -> None:
    """Nothing says "(some block)" for itself, nothing is cut off at the right, and axe-core has nothing to say."""
    with Cast.at(gallery.base_url, browser, film, lambda: None) as cast:
        ana = cast.sits_down("U01ONCALL", dark=dark)
        page = ana.page
        errors = complaints(page)
        ana.knows_their_way()
        expect(page.get_by_role("heading", name="Errors by region")).to_be_attached()
        for place, name in enumerate(EXAMPLES["blocks"]):
            page.locator("article[data-ts]").nth(place).scroll_into_view_if_needed()
            film.takes(page, name)
        assert page.locator(".unknown").all_inner_texts() == ["Picture: A picture that does not load (open)"]
        assert len(set(page.locator(".blocks .markdown h3").evaluate_all(SIZES))) == 1
        expect(page.get_by_role("link", name="a curve of errors")).to_be_attached()
        for size in (WIDE, NARROW):
            page.set_viewport_size(size)
            assert page.evaluate(TOO_WIDE) == []
            assert violations(page) == []
        assert errors == []


def complaints(page: Page) -> list[str]:
    """What the browser complains of from now on; the picture from outside is meant to be refused."""
    said: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and "example.invalid" not in message.text:
            said.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said
