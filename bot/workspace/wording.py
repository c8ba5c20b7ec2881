"""Slack's sentence and JSON pointer for what pydantic finds wrong in blocks and views."""

from pydantic_core import ErrorDetails

#: Tags that pydantic puts into the place of an error, and JSON pointers do not have.
_TAGS = frozenset(
    (
        "section",
        "header",
        "divider",
        "context",
        "actions",
        "input",
        "rich_text",
        "markdown",
        "table",
        "alert",
        "card",
        "carousel",
        "container",
        "context_actions",
        "data_table",
        "data_visualization",
        "file",
        "plan",
        "task_card",
        "video",
        "modal",
        "home",
        "workflow_button",
        "icon_button",
        "feedback_buttons",
        "button",
        "overflow",
        "static_select",
        "multi_static_select",
        "external_select",
        "multi_external_select",
        "users_select",
        "multi_users_select",
        "conversations_select",
        "multi_conversations_select",
        "channels_select",
        "multi_channels_select",
        "datepicker",
        "timepicker",
        "datetimepicker",
        "checkboxes",
        "radio_buttons",
        "plain_text_input",
        "email_text_input",
        "url_text_input",
        "number_input",
        "rich_text_input",
        "file_input",
        "image",
        "plain_text",
        "mrkdwn",
    )
)


def in_slack_words(error: ErrorDetails) -> str:
    """Slack's sentence for one error of pydantic, with the JSON pointer of the place."""
    place = [str(part) for part in error["loc"] if part not in _TAGS]
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
        place.append("type")
    elif kind in _WORDS:
        words = _WORDS[kind].format(**{name: value for name, value in facts.items() if name != "error"})
    elif kind == "string_too_long":
        words = f"must be less than {facts['max_length'] + 1} characters"
    elif kind == "string_too_short":
        words = f"must be more than {facts['min_length'] - 1} characters"
    if "at" in facts:
        place.append(facts["at"])
    return f"{words} [json-pointer:/{'/'.join(place)}]"


_WORDS = {
    "too_long": "no more than {max_length} items allowed",
    "too_short": "no fewer than {min_length} items allowed",
    "literal_error": "must be a valid enum value",
    "string_type": "must be a string",
    "list_type": "must be an array",
    "bool_type": "must be a boolean",
    "int_type": "must be an integer",
    "model_type": "must be an object",
    "dict_type": "must be an object",
    "model_attributes_type": "must be an object",
    "string_pattern_mismatch": "must match the pattern {pattern}",
}
