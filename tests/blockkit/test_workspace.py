"""The local workspace is as strict as Slack's published types and limits, so that what works there works in Slack."""

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from bot.workspace.block_types import AnyBlock
from bot.workspace.blocks import Home, Modal, check_message_blocks, check_view
from bot.workspace.wire import Refusal
from tests.blockkit.examples import cases, edges, views
from tests.blockkit.table import Json, named, root, table, type_of, variants
from tests.blockkit.test_judge import MESSAGES, modal, section, text, text_input

#: Blocks that Slack publishes elsewhere than in version 3.2 of its types, with the page.
ELSEWHERE = {"data_visualization": "https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block"}

#: Rules that are advice: Slack takes what breaks them, and Muster keeps them all the same.
ADVICE = ("once_primary",)


def taken(block: Any) -> bool:
    """Whether the workspace shows that block in a message."""
    try:
        check_message_blocks([block])
    except Refusal:
        return False
    return True


def view_taken(view: Json) -> bool:
    """Whether the workspace shows that view."""
    try:
        check_view(view, "modal", "home")
    except Refusal:
        return False
    return True


def test_it_takes_every_block_in_every_place() -> None:
    """Whatever the types let stand somewhere may stand there in the workspace, too."""
    assert [edge for edge, block in edges() if not taken(block)] == []


def test_it_takes_and_refuses_what_slack_does() -> None:
    """The table's rules one by one: the last block that keeps it is taken, the first that breaks it is not."""
    found = list(cases())
    assert [case.name for case in found if case.fits is not None and not taken(case.fits)] == []
    assert [f"{case.name}: {case.rule}" for case in found if taken(case.breaks)] == []


def test_it_takes_and_refuses_the_views_that_slack_does() -> None:
    """The rules of modals and home tabs."""
    found = list(views())
    assert [case.name for case in found if case.fits is not None and not view_taken(case.fits)] == []
    assert [f"{case.name}: {case.rule}" for case in found if view_taken(case.breaks)] == []


@pytest.mark.parametrize(("fits", "breaks", "rule"), MESSAGES, ids=[rule for _, _, rule in MESSAGES])
def test_it_looks_at_a_message_as_a_whole(fits: list[Json], breaks: list[Json], rule: str) -> None:
    """Ids, sizes and counts of all blocks together."""
    assert len(check_message_blocks(fits)) == len(fits)
    if rule not in ADVICE:
        with pytest.raises(Refusal):
            check_message_blocks(breaks)


def test_it_looks_at_a_view_as_a_whole() -> None:
    """A form with a field needs a button, and one field has the focus at most."""
    submit = text(4, "plain_text")
    assert view_taken(modal(text_input(focus_on_load=True), text_input(), submit=submit))
    assert not view_taken(modal(text_input()))
    assert not view_taken(modal(*[text_input(focus_on_load=True)] * 2, submit=submit))
    assert not view_taken(modal(*[section(block_id="a")] * 2))


def test_it_knows_no_property_that_slack_does_not() -> None:
    """Every property of every block of the workspace is one of the table's."""
    known = {type_of(name): name for name in table()["objects"]}
    models: list[type[BaseModel]] = [*_models(AnyBlock), Modal, Home]
    for model in models:
        kind = get_args(model.model_fields["type"].annotation)[0]
        if kind in ELSEWHERE:
            continue
        name = known[kind] if kind in ("modal", "home") else named(kind)
        published = {property_name for shape in variants(name) for property_name in shape}
        assert set(model.model_fields) == published, kind


def test_it_knows_every_block() -> None:
    """The workspace's blocks are those of the types, and what Slack published elsewhere."""
    here = {get_args(model.model_fields["type"].annotation)[0] for model in _models(AnyBlock)}
    published = {type_of(one["object"]) for one in root("KnownBlock")["one_of"]}
    assert here == published | set(ELSEWHERE)


def _models(union: Any) -> Iterator[type[BaseModel]]:
    """The models of a union, however it is nested."""
    for part in get_args(union):
        if isinstance(part, type) and issubclass(part, BaseModel):
            yield part
        elif get_args(part):
            yield from _models(part)
