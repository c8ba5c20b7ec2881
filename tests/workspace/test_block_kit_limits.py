"""Blocks that Slack would refuse are refused, and the answer names the place."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.errors import SlackApiError

from bot.workspace.blocks import check_message_blocks, check_view
from bot.workspace.embedded import LocalWorkspace
from bot.workspace.wire import Refusal
from tests.workspace.people import Json, button, modal, slack, text_input


def plain(length: int) -> Json:
    """Plain text of that length."""
    return {"type": "plain_text", "text": "x" * length}


def section(length: int, **more: Any) -> Json:
    """A section with mrkdwn of that length."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": "x" * length}, **more}


def mrkdwn(length: int) -> Json:
    """Text with markup of that length."""
    return {"type": "mrkdwn", "text": "x" * length}


def carousel(count: int) -> Json:
    """That many cards beside each other."""
    return {"type": "carousel", "elements": [{"type": "card", "body": mrkdwn(1)}] * count}


def container(count: int, **more: Any) -> Json:
    """That many blocks under a title."""
    made = {"type": "container", "title": plain(5), "child_blocks": [{"type": "divider"}] * count, **more}
    return {name: value for name, value in made.items() if value is not None}


def plan(status: str) -> Json:
    """A plan with one task in that state."""
    task = {"type": "task_card", "task_id": "1", "title": "Look", "status": status}
    return {"type": "plan", "title": "Diagnosis", "tasks": [task]}


def options(count: int) -> list[Json]:
    """That many options."""
    return [{"text": plain(3), "value": str(number)} for number in range(count)]


def actions(*elements: Json) -> Json:
    """An actions block."""
    return {"type": "actions", "elements": list(elements)}


def press(**more: Any) -> Json:
    """A button."""
    return {"type": "button", "text": plain(5), **more}


LIMITS = [
    ([section(3000)], [section(3001)], "/blocks/0/text/text"),
    ([{"type": "header", "text": plain(150)}], [{"type": "header", "text": plain(151)}], "/blocks/0/text/text"),
    ([{"type": "divider"}] * 50, [{"type": "divider"}] * 51, "/blocks"),
    (
        [{"type": "divider", "block_id": "x" * 255}],
        [{"type": "divider", "block_id": "x" * 256}],
        "/blocks/0/block_id",
    ),
    ([actions(press(text=plain(75)))], [actions(press(text=plain(76)))], "/blocks/0/elements/0/text/text"),
    ([actions(press(value="x" * 2000))], [actions(press(value="x" * 2001))], "/blocks/0/elements/0/value"),
    ([actions(press(action_id="x" * 255))], [actions(press(action_id="x" * 256))], "/blocks/0/elements/0/action_id"),
    ([actions(*[press()] * 25)], [actions(*[press()] * 26)], "/blocks/0/elements"),
    ([actions(press(action_id="a"), press(action_id="b"))], [actions(*[press(action_id="a")] * 2)], "/blocks"),
    (
        [{"type": "context", "elements": [plain(1)] * 10}],
        [{"type": "context", "elements": [plain(1)] * 11}],
        "/blocks/0/elements",
    ),
    (
        [{"type": "section", "fields": [plain(2000)] * 5}],
        [{"type": "section", "fields": [plain(2001)]}],
        "/blocks/0/fields/0/text",
    ),
    (
        [{"type": "section", "fields": [plain(1)] * 10}],
        [{"type": "section", "fields": [plain(1)] * 11}],
        "/blocks/0/fields",
    ),
    ([section(1)], [{"type": "section"}], "/blocks/0"),
    ([section(1)], [{"type": "hologram"}], "/blocks/0/type"),
    ([section(1)], [{"text": plain(1)}], "/blocks/0"),
    ([section(1)], [section(1, colour="red")], "/blocks/0"),
    ([section(1)], [section(0)], "/blocks/0/text/text"),
    ([actions(press())], [actions(press(text={"type": "mrkdwn", "text": "x"}))], "/blocks/0/elements/0/text/type"),
    (
        [actions({"type": "static_select", "options": options(100)})],
        [actions({"type": "static_select", "options": options(101)})],
        "/blocks/0/elements/0/options",
    ),
    (
        [actions({"type": "overflow", "options": options(5)})],
        [actions({"type": "overflow", "options": options(6)})],
        "/blocks/0/elements/0/options",
    ),
    ([{"type": "alert", "text": mrkdwn(200)}], [{"type": "alert", "text": mrkdwn(201)}], "/blocks/0/text/text"),
    ([{"type": "card", "body": mrkdwn(200)}], [{"type": "card", "body": mrkdwn(201)}], "/blocks/0/body/text"),
    ([{"type": "card", "body": mrkdwn(1)}], [{"type": "card", "subtitle": mrkdwn(1)}], "/blocks/0"),
    ([carousel(10)], [carousel(11)], "/blocks/0/elements"),
    ([container(10)], [container(11)], "/blocks/0/child_blocks"),
    ([container(1)], [container(1, title=None)], "/blocks/0"),
    ([container(1)], [container(1, child_blocks=[container(1)])], "/blocks/0/child_blocks/0/type"),
    ([plan("complete")], [plan("finished")], "/blocks/0/tasks/0/status"),
    ([{"type": "markdown", "text": "x" * 12_000}], [{"type": "markdown", "text": "x" * 12_001}], "/blocks/0/text"),
]


@pytest.mark.parametrize(("fits", "breaks", "pointer"), LIMITS)
def test_the_last_that_fits_and_the_first_that_does_not(fits: list[Json], breaks: list[Json], pointer: str) -> None:
    """Each limit is exact, and the pointer leads to the place."""
    assert len(check_message_blocks(fits)) == len(fits)
    with pytest.raises(Refusal) as refusal:
        check_message_blocks(breaks)
    assert refusal.value.word == "invalid_blocks"
    assert refusal.value.more["response_metadata"]["messages"][0].endswith(f"[json-pointer:{pointer}]")


VIEWS = [
    ({}, {"title": plain(25)}, "/view/title/text"),
    ({"submit": plain(24)}, {"submit": plain(25)}, "/view/submit/text"),
    ({"private_metadata": "x" * 3000}, {"private_metadata": "x" * 3001}, "/view/private_metadata"),
    ({"callback_id": "x" * 255}, {"callback_id": "x" * 256}, "/view/callback_id"),
    ({"blocks": [{"type": "divider"}] * 100}, {"blocks": [{"type": "divider"}] * 101}, "/view/blocks"),
    ({}, {"submit": None}, "/view"),
    ({}, {"type": "home"}, "/view/title"),
]


@pytest.mark.parametrize(("fits", "breaks", "pointer"), VIEWS)
def test_limits_of_a_modal(fits: Json, breaks: Json, pointer: str) -> None:
    """Views are refused as invalid_arguments."""
    view = modal(text_input("title"))
    check_view(view | fits, "modal")
    with pytest.raises(Refusal) as refusal:
        check_view(view | breaks, "modal")
    assert refusal.value.word == "invalid_arguments"
    place = pointer if pointer != "/view/title" else "/view"
    assert refusal.value.more["response_metadata"]["messages"][0].endswith(f"[json-pointer:{place}]")


def test_all_the_text_of_a_message_has_a_limit() -> None:
    """Five full sections are too long together, although each one fits."""
    check_message_blocks([section(3000)] * 4)
    with pytest.raises(Refusal) as refusal:
        check_message_blocks([section(3000)] * 5)
    assert refusal.value.word == "msg_blocks_too_long"


def test_the_sdk_sees_where_it_went_wrong(workspace: LocalWorkspace) -> None:
    """The error of the real client names each wrong place, in both of Slack's fields."""
    with pytest.raises(SlackApiError) as error:
        slack(workspace).chat_postMessage(channel="C00GENERAL", text="x", blocks=[section(3001), button("x" * 256)])
    answer = error.value.response
    assert answer["error"] == "invalid_blocks"
    assert answer["errors"] == [
        "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
        "must be less than 256 characters [json-pointer:/blocks/1/elements/0/action_id]",
    ]
    assert answer["response_metadata"]["messages"] == [f"[ERROR] {problem}" for problem in answer["errors"]]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "text", "elements", "element", "accessory", "fields", "block_id", "options"]),
            inner,
        )
    ),
    max_leaves=12,
)


@given(st.lists(st.dictionaries(st.sampled_from(["type", "text", "elements", "label", "element"]), JSON), max_size=4))
def test_whatever_is_sent_is_accepted_or_refused(blocks: list[Json]) -> None:
    """Nothing that JSON can hold makes the check itself fall over."""
    try:
        check_message_blocks(blocks)
    except Refusal as refusal:
        assert refusal.word in ("invalid_blocks", "msg_blocks_too_long")
