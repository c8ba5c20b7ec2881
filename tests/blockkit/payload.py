"""Judges a whole payload: a message with its blocks and its fallback text, or a view."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.blockkit import reference
from tests.blockkit.judge import Fault, faults
from tests.blockkit.table import Json, root

Blocks = list[Json] | tuple[Json, ...]


def message_faults(text: str, blocks: Blocks, metadata: Json | None = None) -> list[Fault]:
    """What Slack would refuse in a message, or cut off; a message always has a fallback text."""
    found = [*_text(text), *_blocks(blocks, "/blocks"), *_sizes(blocks)]
    if len(blocks) > reference.MESSAGE_BLOCKS:
        found.append(Fault("max_items", "/blocks", f"{len(blocks)} blocks"))
    if metadata is not None:
        found += faults(root("MessageMetadata"), metadata, "/metadata")
        if len(json.dumps(metadata)) > reference.METADATA:
            found.append(Fault("metadata", "/metadata", "is too large"))
    return found


def view_faults(view: Json) -> list[Fault]:
    """What Slack would refuse in a modal or a home tab."""
    kind = root("HomeView") if view.get("type") == "home" else root("ModalView")
    found = [*faults(kind, view, "/view"), *_whole(view.get("blocks") or (), "/view/blocks")]
    inputs = [block for block in view.get("blocks") or () if isinstance(block, dict) and block.get("type") == "input"]
    if inputs and view.get("type") == "modal" and "submit" not in view:
        found.append(Fault("with_input", "/view", "submit is missing"))
    focused = [one for block in view.get("blocks") or () for one in elements(block) if one.get("focus_on_load")]
    if len(focused) > 1:
        found.append(Fault("once", "/view/blocks", f"{len(focused)} elements have the focus"))
    if len(json.dumps(view)) > reference.VIEW:
        found.append(Fault("size", "/view", "is too large"))
    return found


def elements(block: Any) -> list[Json]:
    """The elements that a block holds itself, in reading order."""
    if not isinstance(block, dict):
        return []
    single = [block.get("accessory"), block.get("element")]
    listed = [block.get(name) for name in ("elements", "actions", "child_blocks")]
    found = [*single, *(one for several in listed if isinstance(several, list | tuple) for one in several)]
    return [one for one in found if isinstance(one, dict)]


def texts(value: Any) -> Iterator[str]:
    """Every text that a payload shows, at any depth."""
    if isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield value["text"]
        value = list(value.values())
    if isinstance(value, list | tuple):
        for one in value:
            yield from texts(one)


def _text(text: str) -> Iterator[Fault]:
    if not text.strip():
        yield Fault("fallback", "/text", "a message without a text is read aloud as nothing")
    if len(text) > reference.MESSAGE_TEXT_ADVISED:
        yield Fault("max_length", "/text", f"{len(text)} characters")


def _blocks(blocks: Blocks, at: str) -> Iterator[Fault]:
    for place, block in enumerate(blocks):
        yield from faults(root("KnownBlock"), block, f"{at}/{place}")
    yield from _whole(blocks, at)


def _sizes(blocks: Blocks) -> Iterator[Fault]:
    """Characters of all blocks of a message together."""
    if sum(len(text) for text in texts(blocks)) > reference.BLOCKS_TEXT:
        yield Fault("blocks_text", "/blocks", "hold too much text together")


def _whole(blocks: Blocks, at: str) -> Iterator[Fault]:
    """What holds between the blocks of a payload."""
    found = [block for block in blocks if isinstance(block, dict)]
    yield from _twice("block_id", [str(block["block_id"]) for block in found if "block_id" in block], at)
    markdown = sum(len(str(block.get("text", ""))) for block in found if block.get("type") == "markdown")
    if markdown > reference.MARKDOWN_TEXT:
        yield Fault("markdown_text", at, f"{markdown} characters of Markdown")
    tables = sum(len(text) for block in found if "table" in str(block.get("type")) for text in texts(block))
    if tables > reference.TABLE_TEXT:
        yield Fault("table_text", at, f"{tables} characters in tables")
    for place, block in enumerate(found):
        yield from _within(block, f"{at}/{place}")


def _within(block: Json, at: str) -> Iterator[Fault]:
    """What holds between the elements of a block."""
    inside = elements(block)
    yield from _twice("action_id", [str(one["action_id"]) for one in inside if "action_id" in one], at)
    if sum(one.get("style") == "primary" for one in inside) > 1:
        yield Fault("once_primary", at, "has more than one primary button")
    for one in inside:
        options = list(_options(one))
        yield from _twice("value", [str(option["value"]) for option in options if "value" in option], at)
        if one.get("type") != "overflow" and any("url" in option for option in options):
            yield Fault("only_in", at, "only the options of an overflow menu have a url")
    if block.get("type") == "container":
        for child in inside:
            yield from _within(child, f"{at}/child_blocks")


def _options(element: Json) -> Iterator[Json]:
    groups = [group for group in element.get("option_groups") or () if isinstance(group, dict)]
    for listed in (element.get("options"), *(group.get("options") for group in groups)):
        yield from (one for one in listed or () if isinstance(one, dict))


def _twice(what: str, names: list[str], at: str) -> Iterator[Fault]:
    for name, count in Counter(names).items():
        if count > 1:
            yield Fault(f"unique_{what}", at, f"{what} {name[:60]!r} is there {count} times")
