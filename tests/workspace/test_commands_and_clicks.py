"""People type commands and press buttons, and a real slack-bolt app answers them."""

from typing import Any

import pytest
from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient

from bot.workspace.embedded import LocalWorkspace
from tests.workspace.people import Json, Person, button, connected, get, raw_app


def test_a_person_sees_the_answer_to_a_command(workspace: LocalWorkspace, app: App, ana: Person) -> None:
    """The text arrives encoded as Slack does it (`should_escape`), and the answer is shown to Ana alone."""
    heard: list[Json] = []

    @app.command("/incident")
    def answer(ack: Ack, command: Json) -> None:
        heard.append(command)
        ack("Declared.")

    text = '  declare "a & b" <!channel> @bo 🚒 \\n '
    with connected(workspace, app):
        seen = ana.command(text, channel="#incidents")
    assert (seen["ok"], seen["error"]) == (True, None)
    assert [item["text"] for item in seen["ephemeral"]] == ["Declared."]
    assert heard[0]["text"] == '  declare "a &amp; b" &lt;!channel&gt; <@U02BACKUP|bo> 🚒 \\n '
    assert heard[0]["channel_name"] == "incidents"
    assert heard[0]["user_id"] == "U01ONCALL"
    assert ana.sees("incidents") == []
    assert get(workspace, "/local/state?as=bo")["ephemeral"] == []


def test_a_late_answer_comes_by_response_url(workspace: LocalWorkspace, app: App, ana: Person) -> None:
    """What is sent to response_url after the acknowledgement is in the same answer, blocks and all."""

    @app.command("/incident")
    def answer(ack: Ack, respond: Respond) -> None:
        ack()
        respond(text="Working", blocks=[button("go")])
        respond(text="For all", response_type="in_channel")

    with connected(workspace, app):
        seen = ana.command("status")
    assert [item["text"] for item in seen["ephemeral"]] == ["Working"]
    assert seen["ephemeral"][0]["blocks"][0]["elements"][0]["action_id"] == "go"
    assert [message["text"] for message in ana.sees("general")] == ["For all"]


def test_without_a_bot_a_command_fails_at_once(ana: Person) -> None:
    """The person reads dispatch_failed, as in Slack."""
    assert ana.command("status")["error"] == "dispatch_failed"


def test_a_bot_that_does_not_acknowledge_in_three_seconds(workspace: LocalWorkspace, ana: Person) -> None:
    """The person reads operation_timeout, and an acknowledgement after that changes nothing."""
    with raw_app(workspace) as raw:
        seen = ana.command("status")
        assert (seen["ok"], seen["error"], seen["ack_ms"]) == (False, "operation_timeout", None)
        raw.acknowledge(raw.receive(), {"text": "too late"})
        assert raw.socket.ping().wait(5)
    assert get(workspace, "/local/state")["ephemeral"] == []


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        ({"user": "nobody"}, "user_not_found"),
        ({"user": "muster"}, "user_not_found"),
        ({"channel": "no-such"}, "channel_not_found"),
        ({"command": "/other"}, "unknown_command"),
        ({"text": 7}, "invalid_text"),
    ],
)
def test_a_command_that_cannot_be_typed(ana: Person, facts: Json, word: str) -> None:
    """Each mistake has a word of its own."""
    seen = ana.does("command", **{"channel": "general", "command": "/incident", "text": "x", **facts})
    assert (seen["ok"], seen["error"]) == (False, word)


def test_a_click_tells_the_app_everything(workspace: LocalWorkspace, app: App, ana: Person) -> None:
    """The payload has container, channel, message, state, trigger id and a response URL that replaces the card."""
    clicks: list[Json] = []

    @app.action("gate_approve")
    def approve(ack: Ack, body: Json, respond: Respond) -> None:
        ack()
        clicks.append(body)
        respond(text="Approved by Ana", replace_original=True, blocks=[])

    card = app.client.chat_postMessage(
        channel="C00GENERAL",
        text="Approve?",
        blocks=[button("gate_approve", "plan-1")],
        metadata={"event_type": "muster_card", "event_payload": {"incident": "INC-1", "key": "gate:triage"}},
    )
    with connected(workspace, app):
        seen = ana.does("action", channel="general", ts=card["ts"], action_id="gate_approve")
    assert seen["ok"]
    body = clicks[0]
    assert body["container"] == {
        "type": "message",
        "message_ts": card["ts"],
        "channel_id": "C00GENERAL",
        "is_ephemeral": False,
    }
    assert body["actions"][0]["value"] == "plan-1"
    assert body["actions"][0]["block_id"] == "block_plan-1"
    assert body["user"]["id"] == "U01ONCALL"
    assert body["state"] == {"values": {}}
    assert body["message"]["text"] == "Approve?"
    assert "metadata" not in body["message"]
    after = ana.sees("general")[0]
    assert (after["text"], after["blocks"]) == ("Approved by Ana", [])
    assert "edited" in after


def test_an_ephemeral_message_is_replaced_and_deleted(workspace: LocalWorkspace, app: App, ana: Person) -> None:
    """Buttons under an answer only Ana sees change that answer, and can take it away."""

    @app.command("/incident")
    def answer(ack: Ack) -> None:
        ack(text="Did you mean declare?", blocks=[button("again"), button("away", "w")])

    @app.action("again")
    def again(ack: Ack, body: Json, respond: Respond) -> None:
        ack()
        assert "message" not in body
        respond(text="Done", replace_original=True, blocks=[button("away", "w")])

    @app.action("away")
    def away(ack: Ack, respond: Respond) -> None:
        ack()
        respond(delete_original=True)

    with connected(workspace, app):
        ts = ana.command("decalre")["ephemeral"][0]["ts"]
        changed = ana.does("action", channel="general", ts=ts, action_id="again")
        assert [item["text"] for item in changed["ephemeral"]] == ["Done"]
        assert ana.does("action", channel="general", ts=ts, action_id="away")["ok"]
    assert get(workspace, "/local/state")["ephemeral"] == []


def _elements() -> list[Json]:
    plain = {"type": "plain_text", "text": "x"}
    options = [{"text": plain, "value": "P0"}, {"text": plain, "value": "P1"}]
    return [
        {"type": "static_select", "action_id": "static", "options": options},
        {"type": "users_select", "action_id": "users"},
        {"type": "overflow", "action_id": "more", "options": options},
        {"type": "datepicker", "action_id": "date"},
        {"type": "timepicker", "action_id": "time"},
        {"type": "checkboxes", "action_id": "boxes", "options": options},
        {"type": "radio_buttons", "action_id": "radio", "options": options},
        {"type": "datetimepicker", "action_id": "at"},
        {"type": "multi_static_select", "action_id": "several", "options": options},
    ]


@pytest.mark.parametrize(
    ("action_id", "value", "name", "expected"),
    [
        ("static", "P1", "selected_option", "P1"),
        ("users", "U02BACKUP", "selected_user", "U02BACKUP"),
        ("more", "P0", "selected_option", "P0"),
        ("date", "2026-11-21", "selected_date", "2026-11-21"),
        ("time", "03:12", "selected_time", "03:12"),
        ("boxes", ["P0", "P1"], "selected_options", ["P0", "P1"]),
        ("radio", "P1", "selected_option", "P1"),
        ("at", 1795255790, "selected_date_time", 1795255790),
        ("several", ["P1"], "selected_options", ["P1"]),
    ],
)
def test_every_kind_of_element_brings_its_value(
    workspace: LocalWorkspace, app: App, ana: Person, action_id: str, value: Any, name: str, expected: Any
) -> None:
    """A choice arrives under Slack's own name, and in the state unless it is a menu."""
    clicks: list[Json] = []

    @app.action(action_id)
    def chosen(ack: Ack, body: Json) -> None:
        ack()
        clicks.append(body)

    card = app.client.chat_postMessage(
        channel="C00GENERAL", text="x", blocks=[{"type": "actions", "block_id": "b", "elements": _elements()}]
    )
    with connected(workspace, app):
        assert ana.does("action", channel="general", ts=card["ts"], action_id=action_id, value=value)["ok"]
    got = clicks[0]["actions"][0][name]
    if isinstance(got, list):
        got = [option["value"] for option in got]
    assert (got["value"] if isinstance(got, dict) else got) == expected
    state = clicks[0]["state"]["values"]["b"]
    assert (action_id in state) == (action_id != "more")


def test_choices_of_one_person_stay_together(workspace: LocalWorkspace, app: App, ana: Person, bo: Person) -> None:
    """Ana's earlier choice is in the state of her next click and not in Bo's."""
    states: list[Json] = []

    @app.action("static")
    @app.action("users")
    def chosen(ack: Ack, body: Json) -> None:
        ack()
        states.append(body["state"]["values"]["b"])

    card = app.client.chat_postMessage(
        channel="C00GENERAL", text="x", blocks=[{"type": "actions", "block_id": "b", "elements": _elements()}]
    )
    place = {"channel": "general", "ts": card["ts"]}
    with connected(workspace, app):
        ana.does("action", **place, action_id="static", value="P1")
        ana.does("action", **place, action_id="users", value="U02BACKUP")
        bo.does("action", **place, action_id="users", value="U02BACKUP")
    assert states[1]["static"]["selected_option"]["value"] == "P1"
    assert states[2]["static"]["selected_option"] is None


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        ({"action_id": "no_such"}, "action_not_found"),
        ({"ts": "1.000001"}, "message_not_found"),
        ({"user": "stranger"}, "user_not_found"),
        ({"channel": "nowhere"}, "channel_not_found"),
        ({"action_id": "static", "value": "P9"}, "option_not_found"),
    ],
)
def test_a_click_that_hits_nothing(ana: Person, app: App, facts: Json, word: str) -> None:
    """A wrong action, message, person, channel or option gets a clear word."""
    card = app.client.chat_postMessage(
        channel="C00GENERAL", text="x", blocks=[{"type": "actions", "block_id": "b", "elements": _elements()}]
    )
    wrong = {"channel": "general", "ts": card["ts"], "action_id": "static", "value": "P1", **facts}
    assert ana.does("action", **wrong)["error"] == word


def test_a_client_that_is_a_moment_behind(workspace: LocalWorkspace, app: App, bo: Person) -> None:
    """Bo presses a button that the last edit removed, or with the value it had: the app hears of it."""
    values: list[str] = []

    @app.action("gate_approve")
    def approve(ack: Ack, action: Json) -> None:
        ack()
        values.append(action["value"])

    card = app.client.chat_postMessage(channel="C00GENERAL", text="?", blocks=[button("gate_approve", "plan-2")])
    place = {"channel": "general", "ts": card["ts"], "action_id": "gate_approve"}
    with connected(workspace, app):
        bo.does("action", **place, value="plan-1")
        app.client.chat_update(channel="C00GENERAL", ts=card["ts"], text="Approved", blocks=[])
        bo.does("action", **place)
    assert values == ["plan-1", "plan-2"]


def test_a_value_tells_equal_buttons_apart(workspace: LocalWorkspace, app: App, ana: Person) -> None:
    """With three Take buttons, the one with the value is pressed."""
    blocks: list[str] = []

    @app.action("role_take")
    def take(ack: Ack, action: Json) -> None:
        ack()
        blocks.append(action["block_id"])

    card = app.client.chat_postMessage(
        channel="C00GENERAL", text="roles", blocks=[button("role_take", role) for role in ("lead", "comms", "scribe")]
    )
    with connected(workspace, app):
        ana.does("action", channel="general", ts=card["ts"], action_id="role_take", value="comms")
    assert blocks == ["block_comms"]


def test_shortcuts_reach_the_app(workspace: LocalWorkspace, app: App, ana: Person) -> None:
    """A shortcut of a message brings that message, a global one a trigger id that opens a modal."""
    texts: list[str] = []

    @app.shortcut("declare_from_message")
    def from_message(ack: Ack, shortcut: Json) -> None:
        ack()
        texts.append(shortcut["message"]["text"])

    @app.shortcut("declare")
    def from_menu(ack: Ack, shortcut: Json, client: WebClient) -> None:
        ack()
        client.views_open(
            trigger_id=shortcut["trigger_id"],
            view={"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": [{"type": "divider"}]},
        )

    ts = ana.does("message", channel="general", text="checkout is slow")["ts"]
    with connected(workspace, app):
        assert ana.does("shortcut", channel="general", ts=ts, callback_id="declare_from_message")["ok"]
        opened = ana.does("shortcut", callback_id="declare")
    assert texts == ["checkout is slow"]
    assert opened["view"]["title"] == "T"
