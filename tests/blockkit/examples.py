"""Blocks made of the table: for every rule the last that fits and the first that breaks it."""

import copy
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from tests.blockkit.table import Json, limits_of, objects_in, root, table, type_of, variants

#: A value of the right form where a text has one.
_WELL_FORMED: dict[str, Any] = {"date": "2026-11-21", "time": "02:51", "timestamp": 1_795_229_460}
_ILL_FORMED: dict[str, Any] = {"date": "2026-02-30", "time": "24:00", "timestamp": 17}

#: A value of another type than any that the table knows for it.
_WRONG: dict[str, Any] = {"string": 7, "number": "seven", "boolean": "yes"}

#: Where an object is judged by its own rules first: texts as long as they may be, options that may have links.
_FIRST, _OPTIONS_WITH_LINKS = "SectionBlock", "Overflow"

Build = Callable[[Any], Json]


class Case(NamedTuple):
    """A rule: where it holds, a block that just keeps it (None where there is none) and one that breaks it."""

    name: str
    rule: str
    fits: Json | None
    breaks: Json


def cases() -> Iterator[Case]:
    """Every rule of the table once, each in a whole block."""
    seen: set[str] = set()
    for name in sorted(objects_in(root("KnownBlock")), key=_FIRST.__ne__):
        yield from _of_object(name, lambda value: value, seen)


def views() -> Iterator[Case]:
    """Every rule of modals and home tabs themselves once, each in a whole view."""
    seen = {name for name in table()["objects"] if name not in ("ModalView", "HomeView")}
    for name in ("ModalView", "HomeView"):
        yield from _of_object(name, lambda value: value, seen)


def edges() -> Iterator[tuple[str, Json]]:
    """Every object in every place where one may stand, in a whole block that is sound; the shortest way there."""
    seen: set[str] = set()
    left: list[tuple[str, Build]] = [(name, lambda value: value) for name in objects_in(root("KnownBlock"))]
    for name, _ in left:
        yield name, example(name)
    while left:
        name, build = left.pop(0)
        found = [one for one in _edges(name, build) if one[0] not in seen]
        for edge, inner, block, place in found:
            yield edge, block
            if edge not in seen:
                left.append((inner, place))
            seen.add(edge)


def example(name: str, number: int = 0, shape: int = 0) -> Json:
    """A sound object with nothing in it that may be left out."""
    made: Json = {}
    properties = variants(name)[shape]
    wanted = [property_name for property_name, about in properties.items() if about["required"]]
    for limits in (limits_of(name), *(about.get("limits", {}) for about in properties.values())):
        choice = [one for one in limits.get("one_at_least", ()) if one in properties]
        if choice and not set(choice) & set(wanted):
            wanted.append(choice[0])
    for property_name in wanted:
        made[property_name] = value_of(properties[property_name], number)
    return made


def value_of(about: Json, number: int = 0) -> Any:
    """A sound value of a property; with another number another value, where values have to differ."""
    return _value(about["type"], about.get("limits", {}), number)


def _value(kind: Json, limits: Json, number: int) -> Any:
    if "format" in limits:
        return _WELL_FORMED[limits["format"]]
    if "object" in kind:
        return example(kind["object"], number)
    if "properties" in kind:
        return {name: value_of(about, number) for name, about in kind["properties"].items() if about["required"]}
    if "one_of" in kind:
        return _value(kind["one_of"][0], limits, number)
    if "list" in kind:
        rows = {"min_items": limits.get("row_min_items", 1)} if "list" in kind["list"] else {}
        return [_value(kind["list"], rows, number + place) for place in range(max(limits.get("min_items", 1), 1))]
    if "literals" in kind:
        return kind["literals"][0]
    if "anything" in kind:
        return {}
    return {"string": f"x{number}", "number": limits.get("min", 1), "boolean": True}[kind["is"]]


def _of_object(name: str, build: Build, seen: set[str]) -> Iterator[Case]:
    if name in seen:
        return
    seen.add(name)
    yield Case(name, "unknown", None, build(example(name) | {"nope": 1}))
    for place, shape in enumerate(variants(name)):
        sound = example(name, shape=place)
        label = f"{name}{place or ''}"
        yield from _of_shape(label, shape, sound, build, seen)
        yield from _together(label, name, shape, sound, build)


def _of_shape(label: str, shape: Json, sound: Json, build: Build, seen: set[str]) -> Iterator[Case]:
    for property_name, about in shape.items():
        here = f"{label}.{property_name}"
        if property_name == "type":
            continue
        if about["required"]:
            yield Case(here, "required", build(sound), build(_without(sound, property_name)))

        def put(value: Any, property_name: str = property_name) -> Json:
            return build(_with(sound, property_name, value))

        yield from _of_value(here, about["type"], about.get("limits", {}), put)
        for inner in _inner(about, put):
            yield from _of_inner(here, *inner, seen)


def _of_inner(here: str, kind: Json, put: Build, seen: set[str]) -> Iterator[Case]:
    if "object" in kind:
        yield from _of_object(kind["object"], put, seen)
    elif "properties" in kind:
        yield from _of_shape(f"{here}.", kind["properties"], _value(kind, {}, 0), put, seen)


def _inner(about: Json, put: Build) -> Iterator[tuple[Json, Build]]:
    """Each object that a property holds, and how one is put into the whole block."""
    kind, least = about["type"], about.get("limits", {}).get("min_items", 1)
    if "one_of" in kind:
        for one in sorted(kind["one_of"], key={"object": _OPTIONS_WITH_LINKS}.__ne__):
            yield from _inner({"type": one}, put)
    elif "list" in kind:
        yield from _inner({"type": kind["list"]}, lambda value: put([value] * least))
    elif "object" in kind or "properties" in kind:
        yield kind, put


def _of_value(here: str, kind: Json, limits: Json, put: Build) -> Iterator[Case]:
    """Wrong types, then the limits, of one property."""
    sound = _value(kind, limits, 0)
    if "literals" in kind:
        for literal in kind["literals"]:
            yield Case(f"{here}={literal}", "choice", put(literal), put("nope"))
    elif "is" in kind:
        yield Case(here, "type", put(sound), put(_WRONG[kind["is"]]))
    elif "list" in kind:
        yield Case(here, "type", None, put({"not": "a list"}))
    elif "object" in kind or "properties" in kind:
        yield Case(here, "type", None, put("no object"))
    yield from _of_another_kind(here, kind, put)
    if "format" in limits:
        yield Case(here, "format", put(sound), put(_ILL_FORMED[limits["format"]]))
    yield from _sized(here, kind, limits, sound, put)


def _of_another_kind(here: str, kind: Json, put: Build) -> Iterator[Case]:
    """An object that may not stand where only some may."""
    if "list" in kind:
        yield from _of_another_kind(here, kind["list"], lambda value: put([value]))
    elif any(type_of(name) for name in objects_in(kind)) and {"anything": True} not in kind.get("one_of", ()):
        yield Case(here, "kind" if "one_of" in kind else "choice", None, put({"type": "nope"}))


def _sized(here: str, kind: Json, limits: Json, sound: Any, put: Build) -> Iterator[Case]:
    if most := limits.get("max_length"):
        yield Case(here, "max_length", put(_text(sound, most)), put(_text(sound, most + 1)))
    if limits.get("min_length"):
        yield Case(here, "min_length", put(_text(sound, 1)), put(_text(sound, 0)))
    if most := limits.get("item_max_length"):
        yield Case(here, "max_length", put([_text(sound[0], most)]), put([_text(sound[0], most + 1)]))
    for rule, add in (("min_items", -1), ("max_items", 1)):
        if (size := limits.get(rule)) is not None:
            yield Case(here, rule, put(_items(kind, limits, size)), put(_items(kind, limits, size + add)))
    if most := limits.get("row_max_items"):
        rows = limits.get("min_items", 1)
        fits, breaks = (_value(kind["list"]["list"], {}, 0) for _ in range(2))
        yield Case(here, "max_items", put([[fits] * most] * rows), put([[breaks] * (most + 1)] * rows))
    for rule, add in (("min", -1), ("max", 1)):
        if (size := limits.get(rule)) is not None:
            yield Case(here, f"{rule}_value", put(size), put(size + add))


def _together(label: str, name: str, shape: Json, sound: Json, build: Build) -> Iterator[Case]:
    """What holds between properties."""
    for about in (limits_of(name), *(about.get("limits", {}) for about in shape.values())):
        if wanted := about.get("one_at_least"):
            yield Case(label, "one_at_least", build(sound), build(_without(sound, *wanted)))
        if both := about.get("either"):
            other = {one: value_of(shape[one]) for one in both}
            yield Case(label, "either", build(sound), build(sound | other))
    for property_name, about in shape.items():
        limits = about.get("limits", {})
        if limits.get("one_of_the_options"):
            offered = {"options": value_of(shape["options"])}
            first, other = offered["options"][0], example("PlainTextOption", 9)
            several = property_name.endswith("s")
            fits = sound | offered | {property_name: [first] if several else first}
            breaks = sound | offered | {property_name: [other] if several else other}
            yield Case(f"{label}.{property_name}", "one_of_the_options", build(fits), build(breaks))
        if needed := limits.get("needs"):
            alone = _without(sound, needed) | {property_name: True}
            yield Case(f"{label}.{property_name}", "needs", build(alone | {needed: True}), build(alone))
        if other_name := limits.get("at_most"):
            pair = sound | {property_name: "2", other_name: "2"}
            yield Case(f"{label}.{property_name}", "at_most", build(pair), build(pair | {other_name: "1.5"}))


def _edges(name: str, build: Build) -> Iterator[tuple[str, str, Json, Build]]:
    """The objects that one object holds: the place, the object's name, a sound one in the whole block, and how."""
    for number, shape in enumerate(variants(name)):
        sound = example(name, shape=number)
        for property_name, about in shape.items():

            def put(value: Any, property_name: str = property_name, sound: Json = sound) -> Json:
                return build(_with(sound, property_name, value))

            for kind, place in _inner(about, put):
                inner = kind.get("object", "")
                for one in range(len(variants(inner)) if inner else 0):
                    yield f"{name}.{property_name}={inner}", inner, place(example(inner, shape=one)), place


def _items(kind: Json, limits: Json, size: int) -> list[Any]:
    rows = {"min_items": limits.get("row_min_items", 1)} if "list" in kind["list"] else {}
    return [_value(kind["list"], rows, place) for place in range(size)]


def _text(sound: Any, length: int) -> Any:
    if isinstance(sound, dict):
        return sound | {"text": "x" * length}
    return "x" * length


def _with(sound: Json, property_name: str, value: Any) -> Json:
    """The object with that property, and with what has to stand beside it."""
    made = copy.deepcopy(sound)
    if property_name in ("options", "option_groups"):
        made = _without(made, "options", "option_groups")
    if property_name.startswith("initial_option") and "options" in made:
        made["options"] = value if isinstance(value, list) else [value]
    if property_name == "default_collapsed":
        made["is_collapsible"] = True
    return made | {property_name: value}


def _without(sound: Json, *names: str) -> Json:
    return {name: value for name, value in sound.items() if name not in names}
