"""People fill in modals: what the client checks, what the app answers, and stacks of them."""

import json
import urllib.request
from collections.abc import Callable

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.workspace.clock import Clock
from bot.workspace.embedded import LocalWorkspace
from bot.workspace.moments import Moment
from bot.workspace.triggers import ResponseUrls, Triggers
from bot.workspace.wire import Refusal
from tests.workspace.people import Json, Person, connected, get, modal, text_input

SUBMITTED = list[Json]


def _serve(app: App, view: Json, answer: Callable[[Json], Json]) -> SUBMITTED:
    """Let `/incident` open the view and `answer` decide what a submission gets; returns what is submitted."""
    submitted: SUBMITTED = []

    @app.command("/incident")
    def open_it(ack: Ack, command: Json, client: WebClient) -> None:
        client.views_open(trigger_id=command["trigger_id"], view=view)
        ack()

    @app.view("declare")
    def submit(ack: Ack, view: Json) -> None:
        submitted.append(view)
        ack(**answer(view))

    return submitted


def test_a_modal_with_errors_is_put_right(workspace: LocalWorkspace, app: App, ana: Person) -> None:
    """The app's error stands under its block and the modal stays; the corrected one closes it."""

    def answer(view: Json) -> Json:
        title = view["state"]["values"]["title"]["value"]["value"]
        return {} if title == "Checkout is down" else {"response_action": "errors", "errors": {"title": "Say more"}}

    submitted = _serve(app, modal(text_input("title"), text_input("guidance", optional=True)), answer)
    with connected(workspace, app):
        view = ana.command("declare")["view"]
        assert (view["callback_id"], view["title"]) == ("declare", "Declare")
        wrong = ana.does("submit", view_id=view["id"], values={"title": "it"})
        assert wrong["errors"] == {"title": "Say more"}
        assert wrong["view"]["id"] == view["id"]
        right = ana.does("submit", view_id=view["id"], values={"title": "Checkout is down"})
    assert (right["ok"], right["errors"], right["view"]) == (True, None, None)
    assert submitted[1]["state"]["values"]["guidance"]["value"] == {"type": "plain_text_input", "value": None}
    assert get(workspace, "/local/state")["views"] == []


def test_the_client_itself_asks_for_a_required_field(workspace: LocalWorkspace, app: App, ana: Person) -> None:
    """Nothing is sent to the app while a required field is empty or text is too short."""
    short = text_input("title")
    short["element"]["min_length"] = 5
    submitted = _serve(app, modal(short), lambda view: {})
    with connected(workspace, app):
        view_id = ana.command("declare")["view"]["id"]
        empty = ana.does("submit", view_id=view_id, values={})
        brief = ana.does("submit", view_id=view_id, values={"title": "abc"})
    assert empty["errors"] == {"title": "Please complete this required field."}
    assert brief["errors"] == {"title": "Must be at least 5 characters."}
    assert submitted == []


def test_update_push_and_clear(workspace: LocalWorkspace, app: App, ana: Person) -> None:
    """A submission can replace the modal, put another on top, and close the whole stack."""
    answers: list[Json] = [
        {"response_action": "update", "view": modal(text_input("second"))},
        {"response_action": "push", "view": modal(text_input("third"))},
        {"response_action": "clear"},
    ]
    steps = iter(answers)
    _serve(app, modal(text_input("first")), lambda view: next(steps))
    with connected(workspace, app):
        first = ana.command("declare")["view"]
        second = ana.does("submit", view_id=first["id"], values={"first": "a"})["view"]
        assert (second["id"], second["blocks"][0]["block_id"]) == (first["id"], "second")
        third = ana.does("submit", view_id=second["id"], values={"second": "b"})["view"]
        assert third["id"] != second["id"]
        assert len(get(workspace, "/local/state?as=ana")["views"]) == 2
        last = ana.does("submit", view_id=third["id"], values={"third": "c"})
    assert last["view"] is None
    assert get(workspace, "/local/state")["views"] == []


def test_a_modal_that_loads_first(workspace: LocalWorkspace, app: App, ana: Person) -> None:
    """It opens as loading and is updated, and the person sees the updated one."""

    @app.command("/incident")
    def declare(ack: Ack, command: Json, client: WebClient) -> None:
        ack()
        opened = client.views_open(trigger_id=command["trigger_id"], view=modal(callback_id="loading"))
        client.views_update(
            view_id=opened["view"]["id"], hash=opened["view"]["hash"], view=modal(text_input("title"))
        )

    with connected(workspace, app):
        view = ana.command("declare")["view"]
    assert view["blocks"][0]["block_id"] == "title"


def test_files_chosen_in_a_form_reach_the_app(workspace: LocalWorkspace, app: App, ana: Person) -> None:
    """The app gets Slack's file object with the bytes behind it; an empty file and too many are refused."""
    label = {"type": "plain_text", "text": "Screenshots"}
    element = {"type": "file_input", "action_id": "shots", "max_files": 1}
    field = {"type": "input", "block_id": "shots", "label": label, "element": element}
    submitted = _serve(app, modal(field), lambda view: {})
    assert sent(workspace, "ana", "empty.png", b"")["error"] == "no_file_data"
    files = [sent(workspace, "ana", name, b"picture")["file"] for name in ("one.png", "two.png")]
    with connected(workspace, app):
        view = ana.command("declare")["view"]
        many = ana.does("submit", view_id=view["id"], values={"shots": [file["id"] for file in files]})
        assert many["errors"] == {"shots": "Please choose 1 at most."}
        assert ana.does("submit", view_id=view["id"], values={"shots": [files[0]["id"]]})["ok"]
    shown = submitted[0]["state"]["values"]["shots"]["shots"]["files"][0]
    assert (shown["name"], shown["mimetype"], shown["user"]) == ("one.png", "image/png", "U01ONCALL")
    with urllib.request.urlopen(shown["url_private"]) as answer:
        assert answer.read() == b"picture"


def sent(workspace: LocalWorkspace, user: str, name: str, content: bytes) -> Json:
    """What the workspace answers to a file that somebody chose."""
    address = f"{workspace.base_url}/local/upload?user={user}&name={name}"
    with urllib.request.urlopen(urllib.request.Request(address, content, method="POST")) as answer:
        found: Json = json.load(answer)
    return found


def test_closing_a_modal_can_close_those_under_it(workspace: LocalWorkspace, app: App, ana: Person) -> None:
    """`clear_on_close`: nothing is left in front of the person."""

    def push(view: Json) -> Json:
        return {"response_action": "push", "view": modal(callback_id="second", clear_on_close=True)}

    _serve(app, modal(text_input("title")), push)
    with connected(workspace, app):
        view = ana.command("declare")["view"]
        second = ana.does("submit", view_id=view["id"], values={"title": "x"})["view"]
        assert ana.does("close", view_id=second["id"])["view"] is None
    assert get(workspace, "/local/state")["views"] == []


def test_closing_a_modal_tells_an_app_that_asked(workspace: LocalWorkspace, app: App, ana: Person) -> None:
    """view_closed arrives for a view with notify_on_close."""
    closed: list[str] = []
    _serve(app, modal(text_input("title"), notify_on_close=True), lambda view: {})

    @app.view_closed("declare")
    def on_close(ack: Ack, view: Json) -> None:
        ack()
        closed.append(view["callback_id"])

    with connected(workspace, app):
        view = ana.command("declare")["view"]
        assert ana.does("close", view_id=view["id"])["view"] is None
    assert closed == ["declare"]


def test_a_choice_inside_a_modal_changes_it(workspace: LocalWorkspace, app: App, ana: Person) -> None:
    """A block action in a view carries what was typed so far, and the update keeps it."""
    typed: list[Json] = []
    option = {"text": {"type": "plain_text", "text": "P0"}, "value": "P0"}
    select = {"type": "static_select", "action_id": "level", "options": [option]}
    choice = {"type": "section", "block_id": "severity", "text": {"type": "mrkdwn", "text": "?"}, "accessory": select}
    _serve(app, modal(text_input("title"), choice), lambda view: {})

    @app.action("level")
    def chosen(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        typed.append(body["view"]["state"]["values"])
        client.views_update(view_id=body["view"]["id"], view=modal(text_input("title"), choice, text_input("why")))

    with connected(workspace, app):
        view = ana.command("declare")["view"]
        seen = ana.does("action", view_id=view["id"], action_id="level", value="P0", values={"title": "Down"})
    assert typed[0]["title"]["value"]["value"] == "Down"
    assert typed[0]["severity"]["level"]["selected_option"] == option
    assert seen["view"]["values"]["title"]["value"]["value"] == "Down"
    assert seen["view"]["blocks"][2]["block_id"] == "why"


def test_a_modal_of_somebody_else_cannot_be_submitted(
    workspace: LocalWorkspace, app: App, ana: Person, bo: Person
) -> None:
    """Bo hears view_not_found, and Ana one word each for an unknown block and option."""
    _serve(app, modal(text_input("title")), lambda view: {})
    with connected(workspace, app):
        view_id = ana.command("declare")["view"]["id"]
    assert bo.does("submit", view_id=view_id, values={})["error"] == "view_not_found"
    assert ana.does("submit", view_id=view_id, values={"nope": "x"})["error"] == "block_not_found"


def test_errors_for_a_block_that_is_not_there(workspace: LocalWorkspace, app: App, ana: Person) -> None:
    """An app that names a wrong block gets its mistake shown: the modal stays with an error word."""
    _serve(app, modal(text_input("title")), lambda view: {"response_action": "errors", "errors": {"tilte": "x"}})
    with connected(workspace, app):
        view = ana.command("declare")["view"]
        seen = ana.does("submit", view_id=view["id"], values={"title": "Down"})
    assert (seen["error"], seen["view"]["id"]) == ("invalid_response_action", view["id"])


class FixedClock(Clock):
    """A clock that a test moves."""

    time = 1_000_000.0

    def now(self) -> float:
        """The time that was set."""
        return self.time


def test_a_trigger_id_is_good_once_and_for_three_seconds() -> None:
    """Used again it is exchanged, late it is expired, made up it is invalid."""
    clock = FixedClock()
    triggers = Triggers(clock)
    moment = Moment("U01ONCALL", None, clock.now())
    used, late = triggers.issue(moment), triggers.issue(moment)
    assert triggers.check(used) is moment
    triggers.spend(used)
    clock.time += 3.1
    words = []
    for trigger in (used, late, "1.2.3"):
        with pytest.raises(Refusal) as refusal:
            triggers.check(trigger)
        words.append(refusal.value.word)
    assert words == ["exchanged_trigger_id", "expired_trigger_id", "invalid_trigger_id"]


def test_a_response_url_takes_five_answers_in_half_an_hour() -> None:
    """The sixth is used_url, one after 31 minutes expired_url, and a forged one invalid_url."""
    clock = FixedClock()
    urls = ResponseUrls(clock)
    token = urls.issue(Moment("U01ONCALL", None, clock.now()), "C00GENERAL")
    assert {urls.use(token).channel for _ in range(5)} == {"C00GENERAL"}
    late = urls.issue(Moment("U01ONCALL", None, clock.now()), "C00GENERAL")
    words = []
    for attempt, minutes in ((token, 0), (late + "x", 0), (late, 31)):
        clock.time += 60 * minutes
        with pytest.raises(Refusal) as refusal:
            urls.use(attempt)
        words.append(refusal.value.word)
    assert words == ["used_url", "invalid_url", "expired_url"]


def test_one_trigger_opens_one_modal(workspace: LocalWorkspace, app: App, ana: Person) -> None:
    """The SDK gets exchanged_trigger_id for the second try, and a refused view does not spend the trigger."""
    words: list[str] = []

    @app.command("/incident")
    def twice(ack: Ack, command: Json, client: WebClient) -> None:
        ack()
        for view in (modal(text_input("x" * 256)), modal(text_input("title")), modal(text_input("title"))):
            try:
                client.views_open(trigger_id=command["trigger_id"], view=view)
            except SlackApiError as error:
                words.append(error.response["error"])

    with connected(workspace, app):
        assert ana.command("declare")["view"]["callback_id"] == "declare"
    assert words == ["invalid_arguments", "exchanged_trigger_id"]
