"""The table says what Slack's types and their comments say, and nothing in the comments went unread."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.blockkit.reference import READ, READ_BEGINNINGS
from tests.blockkit.table import Json, objects_in, root, table, type_of, variants

#: As a person reads them in the comments of the package: `Object.property`, limit, number.
SPOT_CHECKS = [
    ("SectionBlock.text", "max_length", 3_000),
    ("SectionBlock.fields", "max_items", 10),
    ("SectionBlock.fields", "item_max_length", 2_000),
    ("HeaderBlock.text", "max_length", 150),
    ("ActionsBlock.elements", "max_items", 25),
    ("ContextBlock.elements", "max_items", 10),
    ("ContextActionsBlock.elements", "max_items", 5),
    ("InputBlock.label", "max_length", 2_000),
    ("MarkdownBlock.text", "max_length", 12_000),
    ("TableBlock.rows", "max_items", 100),
    ("TableBlock.rows", "row_max_items", 20),
    ("CardBlock.body", "max_length", 200),
    ("CarouselBlock.elements", "max_items", 10),
    ("ContainerBlock.child_blocks", "max_items", 10),
    ("VideoBlock.author_name", "max_length", 49),
    ("Button.text", "max_length", 75),
    ("Button.value", "max_length", 2_000),
    ("Button.action_id", "max_length", 255),
    ("DividerBlock.block_id", "max_length", 255),
    ("StaticSelect.options", "max_items", 100),
    ("StaticSelect.placeholder", "max_length", 150),
    ("Checkboxes.options", "max_items", 10),
    ("RadioButtons.options", "max_items", 10),
    ("Overflow.options", "max_items", 5),
    ("FileInput.max_files", "max", 10),
    ("PlainTextInput.min_length", "max", 3_000),
    ("ConfirmationDialog.title", "max_length", 100),
    ("ConfirmationDialog.text", "max_length", 300),
    ("PlainTextOption.text", "max_length", 75),
    ("PlainTextOption.value", "max_length", 150),
    ("ModalView.blocks", "max_items", 100),
    ("ModalView.title", "max_length", 24),
    ("ModalView.private_metadata", "max_length", 3_000),
    ("ModalView.callback_id", "max_length", 255),
    ("PlainTextElement.text", "max_length", 3_000),
    ("PlainTextElement.text", "min_length", 1),
]


def test_the_table_is_of_the_types_that_slack_publishes() -> None:
    """Version 3.2 of @slack/types, with every block of its union, each under its own `type`."""
    assert table()["package"] == "@slack/types"
    assert table()["version"].startswith("3.2.")
    names = list(objects_in(root("KnownBlock")))
    assert len(names) == 20
    assert len({type_of(name) for name in names}) == 20


@pytest.mark.parametrize(("at", "limit", "number"), SPOT_CHECKS, ids=str)
def test_a_limit_is_read_as_it_is_written(at: str, limit: str, number: int) -> None:
    """The numbers that anybody finds in the comments."""
    name, _, property_name = at.partition(".")
    for shape in variants(name):
        assert shape[property_name]["limits"][limit] == number


def test_every_sentence_that_speaks_of_a_limit_was_read() -> None:
    """It is a rule of the table, or `reference` says what becomes of it; a new one asks to be read."""
    beginnings = tuple(READ_BEGINNINGS)
    unread = [words for words in sentences(table()) if words not in READ and not words.startswith(beginnings)]
    assert unread == []


def test_nothing_is_said_of_sentences_that_are_gone() -> None:
    """What `reference` says of a comment is said of one that is still written."""
    written = set(sentences(table()))
    assert [words for words in READ if words not in written] == []
    assert [words for words in READ_BEGINNINGS if not any(one.startswith(words) for one in written)] == []


def sentences(value: Any) -> Iterator[str]:
    """Sentences of the comments that fitted no pattern of the generator."""
    if isinstance(value, dict):
        found: Json = value
        yield from found.get("unread", ())
        for one in found.values():
            yield from sentences(one)
    elif isinstance(value, list):
        for one in value:
            yield from sentences(one)
