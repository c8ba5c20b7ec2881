"""Block Kit as a table: the types that Slack publishes, with what only the reference pages say."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from tests.blockkit.reference import RULES, TYPES

Json = dict[str, Any]

PUBLISHED = Path(__file__).with_name("published.json")

#: Objects that have an id of their own kind, to which one rule of the reference applies as well.
_LIKE = {"action_id": "Button.action_id", "block_id": "ActionsBlock.block_id"}


@cache
def table() -> Json:
    """`objects` by name, each with its `variants`: properties with `required`, `type` and `limits`."""
    read: Json = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    for rule in RULES:
        _apply(read["objects"], rule.at, rule.limits)
    for at, kind in TYPES.items():
        name, _, property_name = at.partition(".")
        for shape in read["objects"][name]["variants"]:
            about = shape.pop(property_name)
            if kind is not None:
                shape[property_name] = about | {"type": kind}
    return read


def variants(name: str) -> list[Json]:
    """The shapes in which an object comes; most have one."""
    found: list[Json] = table()["objects"][name]["variants"]
    return found


def limits_of(name: str) -> Json:
    """What holds of an object as a whole."""
    found: Json = table()["objects"][name].get("limits", {})
    return found


def root(name: str) -> Json:
    """The type by which a whole payload is judged: KnownBlock, ModalView, HomeView, MessageMetadata."""
    found: Json = table()["roots"][name]
    return found


def objects_in(kind: Json) -> Iterator[str]:
    """The objects that a type names, in its order, without what those hold themselves."""
    if "object" in kind:
        yield kind["object"]
    for one in kind.get("one_of", ()):
        yield from objects_in(one)
    if "list" in kind:
        yield from objects_in(kind["list"])


def type_of(name: str) -> str:
    """What stands under `type` in an object; empty when it has no such property."""
    literal: list[str] = variants(name)[0].get("type", {}).get("type", {}).get("literals", [""])
    return literal[0]


def named(type_name: str) -> str:
    """The name of the block that has this `type`."""
    return next(name for name in objects_in(root("KnownBlock")) if type_of(name) == type_name)


def _apply(objects: Json, at: str, limits: Json) -> None:
    places = [place for name in (at, *_same(objects, at)) for place in _places(objects, name)]
    assert places, f"the reference names {at}, and the types do not"
    for place in places:
        if "required" in limits:
            place["required"] = limits["required"]
        place["limits"] = place.get("limits", {}) | {key: one for key, one in limits.items() if key != "required"}


def _same(objects: Json, at: str) -> Iterator[str]:
    """The same property of every other object, for ids."""
    for property_name, like in _LIKE.items():
        if at == like:
            yield from (f"{name}.{property_name}" for name in objects if f"{name}.{property_name}" != at)


def _places(objects: Json, at: str) -> list[Json]:
    name, _, property_name = at.partition(".")
    if not property_name:
        return [objects[name]]
    return [shape[property_name] for shape in objects[name]["variants"] if property_name in shape]
