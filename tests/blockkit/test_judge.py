"""The judge takes what the table allows and refuses each thing that it forbids, by its rule."""

from typing import Any

import pytest

from tests.blockkit.examples import Case, cases, edges, example, views
from tests.blockkit.payload import message_faults, view_faults
from tests.blockkit.table import Json, named

CASES, VIEWS = list(cases()), list(views())


def text(length: int, kind: str = "mrkdwn") -> Json:
    """A text of that length."""
    return {"type": kind, "text": "x" * length}


def section(length: int = 1, **more: Any) -> Json:
    """A section with a text of that length."""
    return {"type": "section", "text": text(length), **more}


def button(**more: Any) -> Json:
    """A button."""
    return {"type": "button", "text": text(2, "plain_text"), **more}


def actions(*elements: Json, **more: Any) -> Json:
    """A row of elements."""
    return {"type": "actions", "elements": list(elements), **more}


def modal(*blocks: Json, **more: Any) -> Json:
    """A form."""
    return {"type": "modal", "title": text(5, "plain_text"), "blocks": list(blocks), **more}


def text_input(**more: Any) -> Json:
    """A field of a form."""
    return {
        "type": "input", "label": text(5, "plain_text"), "element": {"type": "plain_text_input", **more},
    }  # fmt: skip


def test_every_block_in_every_place_is_taken() -> None:
    """Each object that the types let stand somewhere may stand there."""
    found = list(edges())
    assert len(found) > 200
    assert [(edge, wrong) for edge, block in found if (wrong := message_faults("x", [block]))] == []


def test_each_rule_is_kept_by_one_block_and_broken_by_another() -> None:
    """Every rule of every block, element and object: the last that fits, the first that does not."""
    assert len(CASES) > 800
    assert {case.rule for case in CASES} >= {
        "required", "unknown", "type", "kind", "choice", "format", "min_length", "max_length", "min_items",
        "max_items", "min_value", "max_value", "one_at_least", "either", "one_of_the_options", "needs", "at_most",
    }  # fmt: skip
    for case in CASES:
        assert case.fits is None or message_faults("x", [case.fits]) == [], _named(case)
        assert case.rule in _rules(message_faults("x", [case.breaks])), _named(case)


def test_each_rule_of_a_view_is_kept_and_broken() -> None:
    """Title, blocks, submit, close, ids and metadata, of modals and home tabs."""
    assert len(VIEWS) > 30
    for case in VIEWS:
        assert case.fits is None or view_faults(case.fits) == [], _named(case)
        assert case.rule in _rules(view_faults(case.breaks)), _named(case)


MESSAGES = [
    ([section()] * 50, [section()] * 51, "max_items"),
    ([section(3_000)] * 4, [section(3_000)] * 4 + [section(1_201)], "blocks_text"),
    ([section(block_id="a"), section(block_id="b")], [section(block_id="a")] * 2, "unique_block_id"),
    (
        [actions(button(action_id="a")), actions(button(action_id="a"))],
        [actions(button(action_id="a"), button(action_id="a"))],
        "unique_action_id",
    ),
    (
        [actions(button(style="primary"), button(style="danger"))],
        [actions(button(style="primary"), button(style="primary"))],
        "once_primary",
    ),
    (
        [{"type": "markdown", "text": "x" * 6_000}] * 2,
        [{"type": "markdown", "text": "x" * 6_000}, {"type": "markdown", "text": "x" * 6_001}],
        "markdown_text",
    ),
    (
        [{"type": "table", "rows": [[{"type": "raw_text", "text": "x" * 5_000}] * 2]}],
        [{"type": "table", "rows": [[{"type": "raw_text", "text": "x" * 5_001}] * 2]}],
        "table_text",
    ),
    (
        [actions({"type": "overflow", "options": [example("PlainTextOption", n) for n in (1, 2)]})],
        [actions({"type": "overflow", "options": [example("PlainTextOption", n) for n in (1, 1)]})],
        "unique_value",
    ),
    (
        [actions({"type": "overflow", "options": [example("PlainTextOption") | {"url": "https://x.example"}]})],
        [actions({"type": "static_select", "options": [example("PlainTextOption") | {"url": "https://x.example"}]})],
        "only_in",
    ),
]


@pytest.mark.parametrize(("fits", "breaks", "rule"), MESSAGES, ids=[rule for _, _, rule in MESSAGES])
def test_what_holds_between_the_blocks_of_a_message(fits: list[Json], breaks: list[Json], rule: str) -> None:
    """Ids, sizes and counts of the whole."""
    assert message_faults("x", fits) == []
    assert _rules(message_faults("x", breaks)) == {rule}


def test_what_holds_of_a_message_beside_its_blocks() -> None:
    """A text that can be read aloud, and metadata that Slack keeps."""
    assert message_faults("x" * 4_000, [], {"event_type": "card", "event_payload": {"key": "x" * 7_900}}) == []
    assert _rules(message_faults(" \n", [section()])) == {"fallback"}
    assert _rules(message_faults("x" * 4_001, [])) == {"max_length"}
    assert _rules(message_faults("x", [], {"event_type": "x", "event_payload": {"k": "x" * 8_000}})) == {"metadata"}
    assert _rules(message_faults("x", [], {"event_type": "card"})) == {"required"}


def test_what_holds_between_the_blocks_of_a_view() -> None:
    """A form with a field needs a button, one field has the focus at most, and a whole view has a size."""
    submit = text(4, "plain_text")
    assert view_faults(modal(text_input(focus_on_load=True), text_input(), submit=submit)) == []
    assert _rules(view_faults(modal(text_input()))) == {"with_input"}
    assert _rules(view_faults(modal(*[text_input(focus_on_load=True)] * 2, submit=submit))) == {"once"}
    assert view_faults({"type": "home", "blocks": [text_input()]}) == []
    assert _rules(view_faults(modal(*[section(3_000)] * 90))) == {"size"}
    assert _rules(view_faults(modal(*[section(block_id="a")] * 2))) == {"unique_block_id"}


JUNK = [None, 7, "text", [], [None], {"type": None}, {"type": ["section"]}, {"type": "nope"}]


@pytest.mark.parametrize("junk", JUNK)
def test_whatever_it_is_given_the_judge_has_a_verdict(junk: Any) -> None:
    """Nothing that JSON can hold makes the judge itself fall over."""
    assert message_faults("x", [junk])
    for name in ("section", "actions", "input", "rich_text", "table", "context"):
        block = example(named(name))
        for at in block:
            assert message_faults("x", [block | {at: junk}]) or at == "elements"
    assert view_faults(modal(junk))


def _rules(found: list[Any]) -> set[str]:
    return {fault.rule for fault in found}


def _named(case: Case) -> str:
    return f"{case.name}: {case.rule}"
