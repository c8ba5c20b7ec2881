"""What a person puts into a Block Kit element: a client's plain value in Slack's shape, checked."""

import re
from collections.abc import Iterator
from typing import Any

from bot.workspace.wire import Json, Refusal

#: Element type -> the key of its state entry, and the key of what it shows at the start.
STATE = {
    "plain_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", "initial_files"),
}
_PATTERNS = {
    "datepicker": (r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "Please enter a valid date."),
    "timepicker": (r"([01]\d|2[0-3]):[0-5]\d", "Please enter a valid time."),
    "email_text_input": (r"[^@\s]+@[^@\s]+\.[^@\s]+", "Please enter a valid email."),
    "url_text_input": (r"https?://\S+", "Please enter a valid URL."),
    "number_input": (r"-?\d+(\.\d+)?", "Please enter a number."),
}
REQUIRED = "Please complete this required field."


def elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Every interactive element with its block, in reading order."""
    for block in blocks:
        found = [*block.get("elements", ()), *block.get("actions", ()), block.get("element"), block.get("accessory")]
        for element in found:
            if isinstance(element, dict) and "action_id" in element:
                yield block, element
        inner = block["elements"] if block["type"] == "carousel" else block.get("child_blocks", [])
        yield from elements(inner)


def initial_values(blocks: list[Json]) -> Json:
    """`state.values` as the blocks show them before anybody touched them."""
    values: Json = {}
    for block, element in elements(blocks):
        if element["type"] in STATE:
            entry = _entry(element, None, untouched=True)
            values.setdefault(block["block_id"], {})[element["action_id"]] = entry
    return values


def carried_values(blocks: list[Json], before: Json) -> Json:
    """`state.values` of new blocks, keeping what was typed where block_id, action_id and type stayed."""
    values = initial_values(blocks)
    for block_id, actions in values.items():
        for action_id, entry in actions.items():
            old = before.get(block_id, {}).get(action_id)
            if old and old["type"] == entry["type"]:
                actions[action_id] = old
    return values


def chosen(element: Json, value: Any) -> Json:
    """The state entry after a person chose `value`: text, option value, list of them, id, ISO date or time.

    Raises:
        Refusal: option_not_found when the element does not offer it, invalid_value for a wrong shape.
    """
    return _entry(element, value, untouched=False)


def _entry(element: Json, value: Any, *, untouched: bool) -> Json:
    key, initial = STATE[element["type"]]
    plural = key in ("files", "selected_options") or element["type"].startswith("multi_")
    if untouched:
        shown = element.get(initial, [] if plural else None)
        return {"type": element["type"], key: shown}
    if key in ("selected_option", "selected_options"):
        return {"type": element["type"], key: _options(element, value, plural=plural)}
    if plural:
        return {"type": element["type"], key: _strings(value)}
    return {"type": element["type"], key: _single(element, value)}


def _single(element: Json, value: Any) -> Any:
    if value is None or value == "":
        return None
    if element["type"] == "datetimepicker":
        if not str(value).isdigit():
            raise Refusal("invalid_value")
        return int(value)
    if element["type"] == "rich_text_input":
        line = {"type": "rich_text_section", "elements": [{"type": "text", "text": str(value)}]}
        return value if isinstance(value, dict) else {"type": "rich_text", "elements": [line]}
    if not isinstance(value, str | int | float):
        raise Refusal("invalid_value")
    return str(value)


def _strings(value: Any) -> list[str]:
    listed = value if isinstance(value, list) else [] if value is None else [value]
    if not all(isinstance(item, str) for item in listed):
        raise Refusal("invalid_value")
    return listed


def _options(element: Json, value: Any, *, plural: bool) -> Any:
    offered = offers(element)
    found = []
    for wanted in _strings(value):
        if wanted not in offered:
            raise Refusal("option_not_found")
        found.append(offered[wanted])
    return found if plural else found[0] if found else None


def offers(element: Json) -> dict[str, Json]:
    """The options of a select, overflow, radio or checkbox element by their value."""
    grouped = [option for group in element.get("option_groups") or [] for option in group["options"]]
    return {option.get("value", ""): option for option in [*(element.get("options") or []), *grouped]}


def complaint(block: Json, entry: Json | None) -> str | None:
    """What Slack's client says under an input block before it sends anything; None when all is well."""
    element = block["element"]
    key, _ = STATE[element["type"]]
    value = entry.get(key) if entry else None
    if value is None or value == "" or value == []:
        return None if block.get("optional") else REQUIRED
    pattern, words = _PATTERNS.get(element["type"], (None, ""))
    if pattern and not re.fullmatch(pattern, str(value)):
        return words
    if element["type"] == "number_input":
        return _number_complaint(element, str(value))
    most = element.get("max_files") or element.get("max_selected_items")
    if isinstance(value, list) and most and len(value) > most:
        return f"Please choose {most} at most."
    if element["type"] == "plain_text_input":
        return _length_complaint(element, str(value))
    return None


def _length_complaint(element: Json, value: str) -> str | None:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if len(value) < least:
        return f"Must be at least {least} characters."
    return f"Must be {most} characters or less." if len(value) > most else None


def _number_complaint(element: Json, value: str) -> str | None:
    if not element.get("is_decimal_allowed") and "." in value:
        return "Please enter a whole number."
    least, most = element.get("min_value"), element.get("max_value")
    if least is not None and float(value) < float(least):
        return f"Must be {least} or more."
    if most is not None and float(value) > float(most):
        return f"Must be {most} or less."
    return None
