"""Judges one block, element or object by the table: what Slack would refuse in it, each fault with its place."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from tests.blockkit.table import Json, limits_of, type_of, variants


class Fault(NamedTuple):
    """What is wrong, by which rule, and the JSON pointer of the place."""

    rule: str
    at: str
    words: str


_KINDS: dict[str, tuple[type, ...]] = {"string": (str,), "number": (int, float), "boolean": (bool,)}

_FORMATS = {
    "date": re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"),
    "time": re.compile(r"([01]\d|2[0-3]):[0-5]\d"),
    "timestamp": re.compile(r"\d{10}"),
}


def faults(kind: Json, value: Any, at: str = "") -> list[Fault]:
    """What Slack would refuse in a value of that type of the table."""
    return list(dict.fromkeys(_faults(kind, value, at)))


def _faults(kind: Json, value: Any, at: str) -> Iterator[Fault]:
    if "object" in kind:
        yield from _object(kind["object"], value, at)
    elif "properties" in kind:
        yield from _shape(kind["properties"], value, at)
    elif "one_of" in kind:
        yield from _best(_candidates(kind, value), value, at)
    elif "list" in kind:
        yield from _list(kind, value, at)
    elif "literals" in kind:
        if value not in kind["literals"] or isinstance(value, bool):
            yield Fault("choice", at, f"{_short(value)} is none of {kind['literals']}")
    elif "is" in kind:
        given = isinstance(value, _KINDS[kind["is"]]) and not (kind["is"] == "number" and isinstance(value, bool))
        if not given:
            yield Fault("type", at, f"{_short(value)} is no {kind['is']}")


def _list(kind: Json, value: Any, at: str) -> Iterator[Fault]:
    if not isinstance(value, list | tuple):
        yield Fault("type", at, f"{_short(value)} is no list")
        return
    if len(value) < kind.get("min_items", 0):
        yield Fault("min_items", at, "is empty")
    for place, one in enumerate(value):
        yield from _faults(kind["list"], one, f"{at}/{place}")


def _candidates(kind: Json, value: Any) -> list[Json]:
    """The parts of a union that a value may be meant to be: by its `type`, where it has one."""
    parts = [part for one in kind["one_of"] for part in (_candidates(one, value) if "one_of" in one else [one])]
    if isinstance(value, dict) and "type" in value:
        return [part for part in parts if "object" in part and type_of(part["object"]) in ("", value["type"])]
    return parts


def _best(parts: list[Json], value: Any, at: str) -> list[Fault]:
    if not parts:
        return [Fault("kind", at, f"{_short(value.get('type'))} may not stand here")]
    return min((faults(part, value, at) for part in parts), key=_weight)


def _weight(found: list[Fault]) -> int:
    """How far a value is from what it was tried as: another type of object is further than a broken limit."""
    return sum(10 if one.rule == "choice" and one.at.endswith("/type") else 1 for one in found)


def _object(name: str, value: Any, at: str) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield Fault("type", at, f"{_short(value)} is no object")
        return
    yield from min((list(_shape(shape, value, at)) for shape in variants(name)), key=_weight)
    yield from _together(limits_of(name), value, at)


def _shape(shape: Json, value: Any, at: str) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield Fault("type", at, f"{_short(value)} is no object")
        return
    for name, about in shape.items():
        if name not in value:
            if about["required"]:
                yield Fault("required", at, f"{name} is missing")
            continue
        found = faults(about["type"], value[name], f"{at}/{name}")
        yield from found
        limits = about.get("limits", {})
        if not found:
            yield from _limits(limits, value[name], f"{at}/{name}")
        yield from _beside(name, limits, value, at)
    for name, about in shape.items():
        yield from _together(about.get("limits", {}), value, at) if name not in value else ()
    for name in value:
        if name not in shape:
            yield Fault("unknown", f"{at}/{name}", "is no property of this")


def _limits(limits: Json, value: Any, at: str) -> Iterator[Fault]:
    """The limits of one value: of a text, of its characters; of a list, of its items; of a number, of itself."""
    text = value.get("text") if isinstance(value, dict) else value
    if isinstance(text, str):
        yield from _between("length", len(text), limits.get("min_length"), limits.get("max_length"), at)
        if (form := limits.get("format")) and not _well_formed(form, text):
            yield Fault("format", at, f"{_short(text)} is no {form}")
    if isinstance(value, list | tuple):
        yield from _between("items", len(value), limits.get("min_items"), limits.get("max_items"), at)
        for place, one in enumerate(value):
            if "item_max_length" in limits:
                yield from _limits({"max_length": limits["item_max_length"]}, one, f"{at}/{place}")
            if "row_max_items" in limits:
                most = limits["row_max_items"]
                yield from _between("items", len(one), limits.get("row_min_items"), most, f"{at}/{place}")
    if isinstance(value, int | float) and not isinstance(value, bool):
        yield from _between("value", value, limits.get("min"), limits.get("max"), at)
        if limits.get("format") == "timestamp" and not _FORMATS["timestamp"].fullmatch(str(value)):
            yield Fault("format", at, f"{value} is no timestamp")


def _well_formed(form: str, text: str) -> bool:
    if not _FORMATS[form].fullmatch(text):
        return False
    if form == "date":
        try:
            date.fromisoformat(text)
        except ValueError:
            return False
    return True


def _between(what: str, size: float, least: float | None, most: float | None, at: str) -> Iterator[Fault]:
    if least is not None and size < least:
        yield Fault(f"min_{what}", at, f"{size} is less than {least}")
    if most is not None and size > most:
        yield Fault(f"max_{what}", at, f"{size} is more than {most}")


def _together(limits: Json, value: Json, at: str) -> Iterator[Fault]:
    """One of several properties must be there."""
    wanted = limits.get("one_at_least")
    if wanted and not any(value.get(one) is not None for one in wanted):
        yield Fault("one_at_least", at, f"has none of {wanted}")


def _beside(name: str, limits: Json, value: Json, at: str) -> Iterator[Fault]:
    """What a property demands of those beside it."""
    here = f"{at}/{name}"
    both = limits.get("either")
    if both and name == both[0] and all(value.get(one) is not None for one in both):
        yield Fault("either", at, f"has both of {both}")
    if limits.get("one_of_the_options") and _not_offered(value[name], value):
        yield Fault("one_of_the_options", here, "is none of the options")
    needs = limits.get("needs")
    if needs and value[name] is True and value.get(needs) is not True:
        yield Fault("needs", here, f"needs {needs}")
    other = limits.get("at_most")
    if other and other in value and _number(value[name]) > _number(value[other]):
        yield Fault("at_most", here, f"is more than {other}")


def _not_offered(initial: Any, element: Json) -> bool:
    groups = element.get("option_groups") or ()
    offered = [*(element.get("options") or ()), *(one for group in groups for one in group.get("options", ()))]
    wanted = initial if isinstance(initial, list) else [initial]
    return any(one not in offered for one in wanted)


def _number(text: Any) -> float:
    try:
        return float(text)
    except (TypeError, ValueError):
        return 0.0


def _short(value: Any) -> str:
    words = repr(value)
    return words if len(words) <= 80 else f"{words[:79]}…"
