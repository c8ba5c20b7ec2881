"""Slack's sentence and JSON pointer for what pydantic finds wrong in blocks and views."""

from collections.abc import Iterator
from typing import Any

from pydantic_core import ErrorDetails


def in_slack_words(error: ErrorDetails, given: Any) -> str:
    """Slack's sentence for one error of pydantic in what was given, with the JSON pointer of the place."""
    place = list(error["loc"])
    facts = error.get("ctx", {})
    kind = error["type"]
    words = error["msg"]
    if kind == "missing":
        words = f"missing required field: {place.pop()}"
    elif kind == "extra_forbidden":
        words = f"invalid additional property: {place.pop()}"
    elif kind == "union_tag_not_found":
        words = "missing required field: type"
    elif kind == "union_tag_invalid":
        words = f"unsupported type: {facts['tag']}"
        facts = {"at": "type"}
    elif kind in _WORDS:
        words = _WORDS[kind].format(**{name: value for name, value in facts.items() if name != "error"})
    elif kind == "string_too_long":
        words = f"must be less than {facts['max_length'] + 1} characters"
    elif kind == "string_too_short":
        words = f"must be more than {facts['min_length'] - 1} characters"
    named = [facts["at"]] if "at" in facts else []
    return f"{words} [json-pointer:/{'/'.join(map(str, [*_pointer(place, given), *named]))}]"


def _pointer(place: list[str | int], given: Any) -> Iterator[str | int]:
    """The place without the types that pydantic puts into it: what is no part of the value is none of a pointer."""
    for part in place:
        parts: Any = dict(enumerate(given)) if isinstance(given, list) else given
        if isinstance(parts, dict) and part in parts:
            given = parts[part]
            yield part


_WORDS = {
    "too_long": "no more than {max_length} items allowed",
    "too_short": "no fewer than {min_length} items allowed",
    "literal_error": "must be a valid enum value",
    "string_type": "must be a string",
    "list_type": "must be an array",
    "bool_type": "must be a boolean",
    "int_type": "must be an integer",
    "dict_type": "must be an object",
    "model_attributes_type": "must be an object",
    "model_type": "must be an object",
    "greater_than_equal": "must be no less than {ge}",
    "less_than_equal": "must be no more than {le}",
    "string_pattern_mismatch": "must match the pattern {pattern}",
}
