"""What the page's gallery shows is what an app can send: every block that Slack has published is taken."""

import json
from typing import Any

import pytest
from slack_bolt import Ack, App

from bot.workspace.block_types import AnyBlock
from bot.workspace.blocks import check_message_blocks, check_view
from bot.workspace.embedded import LocalWorkspace
from bot.workspace.pages import DIST
from bot.workspace.wire import Refusal
from tests.workspace.people import Json, Person, connected, modal, slack

EXAMPLES: Json = json.loads((DIST.parent / "gallery" / "examples.json").read_text("utf-8"))
UNKNOWN = EXAMPLES["blocks"].pop("not known here")


def test_every_example_would_be_taken_by_slack() -> None:
    """Blocks in messages, and the form with every field; only the block that nobody knows is refused."""
    for name, blocks in EXAMPLES["blocks"].items():
        assert len(check_message_blocks(blocks)) == len(blocks), name
    check_view(modal(*EXAMPLES["form"]), "modal")
    with pytest.raises(Refusal):
        check_message_blocks(UNKNOWN)


def test_every_kind_of_block_has_an_example() -> None:
    """None is forgotten when one is added; input blocks stand in the form."""
    union: Any = AnyBlock
    known = {one.model_fields["type"].annotation.__args__[0] for one in union.__origin__.__args__}
    shown = {block["type"] for blocks in EXAMPLES["blocks"].values() for block in blocks}
    assert known - shown == {"input"}


def test_a_button_inside_a_card_reaches_the_app(workspace: LocalWorkspace, app: App, ana: Person) -> None:
    """By the card's own block id, also in a carousel and in a container."""
    pressed: list[tuple[str, str]] = []

    @app.action("choose")
    def choose(ack: Ack, action: Json) -> None:
        pressed.append((action["block_id"], action["value"]))
        ack()

    def button(value: str) -> Json:
        text = {"type": "plain_text", "text": "Choose"}
        return {"type": "button", "action_id": "choose", "text": text, "value": value}

    def card(name: str) -> Json:
        return {"type": "card", "block_id": name, "actions": [button(name)]}

    title = {"type": "plain_text", "text": "More"}
    inner = {"type": "actions", "block_id": "inner", "elements": [button("inner")]}
    blocks = [
        card("alone"),
        {"type": "carousel", "elements": [card("first"), card("second")]},
        {"type": "container", "title": title, "child_blocks": [inner]},
    ]
    ts = slack(workspace).chat_postMessage(channel="C00GENERAL", text="x", blocks=blocks)["ts"]
    with connected(workspace, app):
        for name in ("alone", "second", "inner"):
            ana.does("action", channel="general", ts=ts, action_id="choose", block_id=name, value=name)
    assert pressed == [("alone", "alone"), ("second", "second"), ("inner", "inner")]


def test_an_opinion_on_an_answer_reaches_the_app(workspace: LocalWorkspace, app: App, ana: Person) -> None:
    """The value of the button that was pressed; one that is not there is refused."""
    heard: list[str] = []

    @app.action("opinion")
    def opinion(ack: Ack, action: Json) -> None:
        heard.append(action["value"])
        ack()

    def side(value: str) -> Json:
        return {"text": {"type": "plain_text", "text": value}, "value": value}

    sides = {"positive_button": side("good"), "negative_button": side("bad")}
    feedback = {"type": "feedback_buttons", "action_id": "opinion", **sides}
    blocks = [{"type": "context_actions", "elements": [feedback]}]
    ts = slack(workspace).chat_postMessage(channel="C00GENERAL", text="x", blocks=blocks)["ts"]
    with connected(workspace, app):
        ana.does("action", channel="general", ts=ts, action_id="opinion", value="bad")
    assert heard == ["bad"]
