"""Forms on the page: what is typed is never lost, what is wrong is said where it is, and the keyboard is enough."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.workspace.embedded import LocalWorkspace, running_workspace
from tests.browser.axe import violations
from tests.browser.film import NARROW, WIDE, Film
from tests.browser.people import Cast, Someone
from tests.workspace.people import Json, connected, modal, slack
from tests.workspace.test_gallery import EXAMPLES

LOADING = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Report"},
    "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "Loading…"}}],
}


def field(name: str, label: str, **more: object) -> Json:
    """A line or a paragraph to fill in."""
    element = {"type": "plain_text_input", "action_id": name, "multiline": bool(more.pop("long", False))}
    for limit in ("max_length", "initial_value"):
        if limit in more:
            element[limit] = more.pop(limit)
    words = {"type": "plain_text", "text": label}
    return {"type": "input", "block_id": name, "label": words, "element": element, **more}


def report(*more: Json, **of_view: object) -> Json:
    """The form of these stories."""
    wrong = field("wrong", "What is wrong?", max_length=60)
    seen = field("seen", "What you see", long=True, optional=True)
    return modal(wrong, seen, *more, callback_id="report", **of_view)


def answers(body: Json) -> Json:
    """What the app says to a form, by the first word in it."""
    words = body["view"]["state"]["values"]["wrong"]["wrong"]["value"]
    if words == "vague":
        return {"response_action": "errors", "errors": {"wrong": "Say more: what do people see?"}}
    if words == "more":
        return {"response_action": "update", "view": report(field("since", "Since when?", optional=True))}
    if words == "push":
        return {"response_action": "push", "view": modal(field("who", "Who?"), callback_id="who")}
    return {}


@pytest.fixture(scope="module")
def office() -> Iterator[LocalWorkspace]:
    """A workspace with an app that opens a form, and says something to what is sent."""
    with running_workspace() as workspace:
        app = App(client=slack(workspace))

        @app.command("/incident")
        def open_it(ack: Ack, command: Json, client: WebClient) -> None:
            trigger = command["trigger_id"]
            if command["text"] == "every field":
                client.views_open(trigger_id=trigger, view=modal(*EXAMPLES["form"]))
            elif command["text"] == "slowly":
                view = client.views_open(trigger_id=trigger, view=LOADING)["view"]
                ack()
                client.views_update(view_id=view["id"], view=report())
            else:
                client.views_open(trigger_id=trigger, view=report())
            ack()

        @app.view("report")
        def submitted(ack: Ack, body: Json) -> None:
            if body["view"]["state"]["values"]["wrong"]["wrong"]["value"] == "too late":
                time.sleep(3.2)
            ack(**answers(body))

        with connected(workspace, app):
            yield workspace


@pytest.fixture
def ana(office: LocalWorkspace, browser: Browser, film: Film) -> Iterator[Someone]:
    """Ana at her page, who knows her way."""
    with Cast.at(office.base_url, browser, film, lambda: None) as cast:
        yield cast.ana
        # What is open stays open on the server for the next story.
        for _ in range(cast.ana.page.get_by_role("dialog").count()):
            cast.ana.form.get_by_role("button", name="Close", exact=True).first.click()


def focused(page: Page) -> Locator:
    """What has the focus."""
    return page.locator("*:focus")


def sends(ana: Someone) -> None:
    """Send the form by the keyboard."""
    with ana.page.expect_response("**/local/submit"):
        ana.page.keyboard.press("Control+Enter")


def test_an_empty_form_says_what_is_missing(ana: Someone, film: Film) -> None:
    """Under the field and at the button; the focus is there, and a screen reader hears the reason."""
    ana.types("/incident report")
    expect(ana.field("What is wrong?")).to_be_focused()
    ana.page.keyboard.press("Control+Enter")
    expect(ana.form.get_by_role("alert").filter(has_text="One field needs another look.")).to_be_visible()
    expect(ana.field("What is wrong?")).to_be_focused()
    expect(ana.field("What is wrong?")).to_have_accessible_description("Please fill this in.")
    expect(ana.field("What is wrong?")).to_have_attribute("aria-invalid", "true")
    film.takes(ana.page, "missing")
    ana.field("What is wrong?").fill("x")
    expect(ana.field("What is wrong?")).to_have_attribute("aria-invalid", "false")


def test_what_the_app_refuses_stays_as_it_was_typed(ana: Someone) -> None:
    """The reason stands under the field; nothing is lost, and the corrected form closes."""
    ana.types("/incident report")
    ana.fills({"What is wrong?": "vague", "What you see": "one\ntwo"})
    sends(ana)
    expect(ana.field("What is wrong?")).to_have_accessible_description("Say more: what do people see?")
    expect(ana.field("What you see")).to_have_value("one\ntwo")
    ana.field("What is wrong?").fill("checkout is down")
    sends(ana)
    expect(ana.page.get_by_role("dialog")).to_have_count(0)
    expect(ana.page.get_by_role("textbox", name="Message #general")).to_be_focused()


def test_an_app_that_does_not_answer_loses_nothing(ana: Someone, film: Film) -> None:
    """After Slack's three seconds the form says so and still holds what was typed."""
    ana.types("/incident report")
    ana.field("What is wrong?").fill("too late")
    sends(ana)
    expect(ana.form.get_by_role("alert").filter(has_text="What you typed is still here.")).to_be_visible()
    expect(ana.field("What is wrong?")).to_have_value("too late")
    film.takes(ana.page, "no answer")


def test_an_updated_form_keeps_what_was_typed(ana: Someone) -> None:
    """As in Slack, where block and action are the same; the new field comes empty."""
    ana.types("/incident report")
    ana.fills({"What is wrong?": "more", "What you see": "words"})
    sends(ana)
    expect(ana.field("Since when?")).to_have_value("")
    expect(ana.field("What is wrong?")).to_have_value("more")
    expect(ana.field("What you see")).to_have_value("words")


def test_what_was_typed_outlives_a_reload(ana: Someone) -> None:
    """The form is open again, with everything in it."""
    ana.types("/incident report")
    ana.fills({"What is wrong?": "half a sent", "What you see": "words"})
    ana.page.reload()
    expect(ana.field("What is wrong?")).to_have_value("half a sent")
    expect(ana.field("What you see")).to_have_value("words")


def test_escape_asks_before_it_throws_away(ana: Someone, film: Film) -> None:
    """An untouched form closes at once; one with words in it asks, and the safe answer has the focus."""
    ana.types("/incident report")
    expect(ana.field("What is wrong?")).to_be_focused()
    ana.page.keyboard.press("Escape")
    expect(ana.page.get_by_role("dialog")).to_have_count(0)
    ana.types("/incident report")
    ana.field("What is wrong?").fill("checkout is down")
    ana.page.keyboard.press("Escape")
    expect(ana.form.get_by_role("heading")).to_have_text("Discard what you typed?")
    expect(focused(ana.page)).to_have_text("Keep writing")
    film.takes(ana.page, "asked")
    ana.page.keyboard.press("Escape")
    expect(ana.field("What is wrong?")).to_have_value("checkout is down")
    ana.page.keyboard.press("Escape")
    ana.form.get_by_role("button", name="Discard").click()
    expect(ana.page.get_by_role("dialog")).to_have_count(0)


def test_a_second_form_lies_over_the_first(ana: Someone) -> None:
    """Closed, it shows the first again as it was left."""
    ana.types("/incident report")
    ana.fills({"What is wrong?": "push", "What you see": "words"})
    sends(ana)
    expect(ana.page.get_by_role("dialog")).to_have_count(2)
    expect(ana.field("Who?")).to_be_focused()
    ana.page.keyboard.press("Escape")
    expect(ana.page.get_by_role("dialog")).to_have_count(1)
    expect(ana.field("What you see")).to_have_value("words")


def test_a_form_that_loads_first_has_the_focus_in_its_first_field(ana: Someone) -> None:
    """Whoever types at once types into it."""
    ana.types("/incident slowly")
    expect(ana.field("What is wrong?")).to_be_focused()
    ana.page.keyboard.type("checkout")
    expect(ana.field("What is wrong?")).to_have_value("checkout")


def test_too_long_a_text_is_counted_and_kept(ana: Someone) -> None:
    """Nothing is cut off silently: the person sees how much too long it is."""
    ana.types("/incident report")
    ana.field("What is wrong?").fill("x" * 70)
    expect(ana.form.get_by_text("10 characters too many", exact=True)).to_be_attached()
    ana.page.keyboard.press("Control+Enter")
    expect(ana.field("What is wrong?")).to_have_accessible_description("10 characters too many: at most 60, please.")
    expect(ana.field("What is wrong?")).to_have_value("x" * 70)


def test_the_focus_stays_inside(ana: Someone) -> None:
    """However often somebody presses Tab, nothing behind the form is reached."""
    ana.types("/incident report")
    for _ in range(12):
        ana.page.keyboard.press("Tab")
        outside = ana.page.evaluate("document.activeElement.closest('dialog, body') === document.body")
        assert not outside or ana.page.evaluate("document.activeElement === document.body")


def test_every_field_can_be_used(ana: Someone, film: Film) -> None:
    """All kinds of fields, wide and narrow; axe-core has nothing to say, neither of what is wrong in them."""
    ana.types("/incident every field")
    for size in (WIDE, NARROW):
        ana.page.set_viewport_size(size)
        assert violations(ana.page) == []
    ana.form.get_by_role("button", name="Declare", exact=True).click()
    expect(ana.form.get_by_role("alert").filter(has_text="fields need another look.")).to_be_visible()
    assert violations(ana.page) == []
    film.takes(ana.page, "errors")
    ana.field("Screenshots").set_input_files({"name": "screen.png", "mimeType": "image/png", "buffer": b"picture"})
    expect(ana.form.get_by_role("button", name="Remove screen.png")).to_be_visible()
    ana.fills({"What is wrong?": "checkout is down", "How bad is it?": "P1 High", "Impact": "HIGH"})
    ana.fills({"Commander": "Ana Ortiz · On-call engineer", "Affected services": ["Rollback", "search"]})
    expect(ana.field("Affected services").get_by_role("checkbox", name="login")).to_be_disabled()
    film.takes(ana.page, "filled in")
