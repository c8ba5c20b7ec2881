"""A form without a window: its fields as text, and what was given for them as the values that Slack would send."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bot.errors import MusterError
from bot.slack.plain import Names, as_text
from bot.slack.view import Block

_MANY = ("checkboxes", "multi_static_select")


class NoSuchField(MusterError):
    """The form has no field "{field}". It has: {known}."""


class NoSuchChoice(MusterError):
    """{field} cannot be "{value}". Choose: {known}."""


class FieldsMissing(MusterError):
    """Left out, and needed: {fields}."""


def told(view: Mapping[str, Any], names: Names) -> str:
    """The form as text: what it says, and its fields with their choices and what stands in them."""
    title = str((view.get("title") or {}).get("text", ""))
    lines = [f"== {title} =="]
    for block in view.get("blocks", ()):
        lines += _field(block) if block.get("type") == "input" else [as_text([block], names)]
    return "\n".join(line for line in lines if line)


def asked(view: Mapping[str, Any], prompt: Callable[[str], str]) -> dict[str, str]:
    """Ask for each field; an empty answer leaves what stands in it."""
    found = {}
    for block in _inputs(view):
        if given := prompt(f"{block['block_id']}: ").strip():
            found[str(block["block_id"])] = given
    return found


def filled(
    view: Mapping[str, Any], given: Mapping[str, str], person: Callable[[str], str]
) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Values and ticks by block, as a submitted form has them. `person` gives the id of somebody named.

    Raises NoSuchField, NoSuchChoice, FieldsMissing.
    """
    blocks = {str(block["block_id"]): block for block in _inputs(view)}
    for field in given:
        if field not in blocks:
            raise NoSuchField(field=field, known=", ".join(blocks))
    values, ticked = {}, {}
    for name, block in blocks.items():
        values[name], ticked[name] = _value(name, block["element"], given.get(name), person)
    missing = [name for name, block in blocks.items() if not (block.get("optional") or values[name] or ticked[name])]
    if missing:
        raise FieldsMissing(fields=", ".join(missing))
    return values, ticked


def _value(name: str, element: Block, given: str | None, person: Callable[[str], str]) -> tuple[str, tuple[str, ...]]:
    kind = element["type"]
    if kind in _MANY:
        if given is None:
            return "", tuple(str(one["value"]) for one in element.get("initial_options") or ())
        return "", tuple(_choice(name, element, one) for one in given.split(",") if one.strip())
    if given is None:
        initial = element.get("initial_option") or {}
        found = element.get("initial_value") or initial.get("value") or element.get("initial_user")
        return str(found or element.get("initial_date") or ""), ()
    if "options" in element:
        return _choice(name, element, given), ()
    return (person(given) if kind == "users_select" else given), ()


def _choice(name: str, element: Block, given: str) -> str:
    wanted = given.strip().lower()
    for option in element["options"]:
        if wanted in (str(option["value"]).lower(), str(option["text"]["text"]).lower()):
            return str(option["value"])
    known = ", ".join(str(one["value"]) for one in element["options"])
    raise NoSuchChoice(field=name, value=given.strip(), known=known)


def _field(block: Block) -> Iterator[str]:
    element, name = block["element"], str(block["block_id"])
    needed = "" if block.get("optional") else " (needed)"
    yield f"  {name}{needed}: {block['label']['text']}"
    for option in element.get("options", ()):
        hint = (option.get("description") or {}).get("text", "")
        yield f"      {option['value']}  {option['text']['text']}{f' · {hint}' if hint else ''}"
    now, ticks = _value(name, element, None, str)
    if standing := now or ", ".join(ticks):
        yield f"      now: {standing}"


def _inputs(view: Mapping[str, Any]) -> list[Block]:
    return [block for block in view.get("blocks", ()) if block.get("type") == "input"]
