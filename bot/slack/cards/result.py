"""What a step left behind, in Slack's words: each field under its heading, hostile text made harmless."""

from bot.incident.playbook import FieldKind, FormField, Step
from bot.incident.results import FieldValue, Result
from bot.slack import parts
from bot.slack.card_context import CardContext
from bot.slack.mrkdwn import escape, quiet, shorten_markup
from bot.slack.view import Block

#: Characters of one field, and of all of them: Slack takes 13,200 in one message.
LONGEST_FIELD_CHARACTERS, LONGEST_RESULT_CHARACTERS = 2_400, 11_500


def fields(context: CardContext, step: Step, found: Result) -> list[Block]:
    """Every field that was filled in; what does not fit is named, and stands in the export."""
    blocks: list[Block] = []
    left = LONGEST_RESULT_CHARACTERS
    for field in step.fields:
        words = told(context, field, found.fields.get(field.name))
        if not words:
            continue
        text = f"*{quiet(field.shown)}*\n{shorten_markup(words, min(LONGEST_FIELD_CHARACTERS, left))}"
        if left < 200 or len(blocks) >= 40:
            blocks.append(parts.context("The rest is in the export: `/incident export`"))
            break
        left -= len(text)
        blocks.append(parts.section(text))
    return blocks


def told(context: CardContext, field: FormField, value: FieldValue) -> str:
    """One value in mrkdwn."""
    if value is None or value in ("", []):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "\n".join(f"• {_entry(field, one)}" for one in value)
    if field.kind is FieldKind.PERSON:
        return context.name(str(value))
    return escape(_chosen(field, str(value)))


def _chosen(field: FormField, value: str) -> str:
    """What stood beside the button or tick, where there was one."""
    return next((one.shown for one in field.options if one.value == value), value)


def _entry(field: FormField, entry: str | list[str]) -> str:
    if isinstance(entry, str):
        return escape(_chosen(field, entry))
    return " · ".join(escape(cell) for cell in entry if cell)
