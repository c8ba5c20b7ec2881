"""A step's output model, made of its fields: what a form or an agent gives is checked here, and kept as a result."""

import re
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, create_model

from bot.incident.model import Value
from bot.incident.organisation import SlackId
from bot.incident.playbook import FieldKind, FormField, Step

#: The longest text of one field, in characters (what a field of a Slack form holds).
LONGEST_FIELD_CHARACTERS = 3_000

#: The most entries or rows of a list or a table.
MOST_ROWS = 60

#: The fields of a fishbone (C5), in the sources' order: two bones above the spine, two below.
BONES = ("people", "process", "technology", "environment")

FieldValue = str | int | bool | list[str] | list[list[str]] | None


class Result(Value):
    """What a step left behind: the values of its fields by name, who gave them and when (UTC)."""

    step: str
    round: int
    by: SlackId
    at: datetime
    fields: dict[str, FieldValue]


@cache
def output_model(step: Step) -> type[BaseModel]:
    """The pydantic model of a step's result; what is not required may be missing or empty."""
    made: dict[str, Any] = {}
    for field in step.fields:
        kind = TYPES[field.kind](field)
        made[field.name] = (kind, ...) if field.required else (kind | None, None)
    return create_model(f"Result of {step.name}", __config__=ConfigDict(extra="forbid"), **made)


def lines(text: str) -> list[str]:
    """The entries of a list as a person types it: one a line, with or without a bullet before it."""
    bare = (re.sub(r"^\s*(?:[-*•]|\d+[.)])\s+", "", line).strip() for line in text.splitlines())
    return [line for line in bare if line]


def rows(text: str, columns: int) -> list[list[str]]:
    """The rows of a table as a person types it: one a line, cells divided by `|`; missing cells are empty.

    A `|` before the first and after the last cell, as in Markdown, is no cell of its own; its line of dashes under
    the headings is no row, nor is one without a word.
    """
    typed = [line.strip().removeprefix("|") for line in text.splitlines() if line.strip()]
    made = [[cell.strip() for cell in line.split("|")] for line in typed]
    return [_as_wide(row, columns) for row in made if any(cell.strip("-:") for cell in row)]


def _as_wide(row: list[Any], columns: int) -> list[Any]:
    while len(row) > columns and not row[-1]:
        row = row[:-1]
    return [*row, *[""] * (columns - len(row))]


def as_typed(field: FormField, value: FieldValue) -> str:
    """A value as a person would type it into the form: what `lines` and `rows` read."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "\n".join(_row_as_typed(row) if isinstance(row, list) else row for row in value)
    return str(value)


def as_words(value: FieldValue) -> str:
    """A value in words, for a line of a card or a report."""
    if isinstance(value, list):
        return ", ".join(" | ".join(one) if isinstance(one, list) else one for one in value)
    if isinstance(value, bool):
        return "YES" if value else "NO"
    return "" if value is None else str(value)


def _row_as_typed(row: list[str]) -> str:
    """A row on one line; cells of an agent may hold what divides cells and rows."""
    cells = [" ".join(cell.replace("|", "/").split()) for cell in row]
    line = " | ".join(cells).strip()
    return f"| {line}" if cells and not cells[0] else line


Text = Annotated[str, Field(max_length=LONGEST_FIELD_CHARACTERS)]


def _required_text(field: FormField) -> Any:
    return Annotated[str, Field(min_length=1 if field.required else 0, max_length=LONGEST_FIELD_CHARACTERS)]


def _list(field: FormField) -> Any:
    least = 1 if field.required else 0
    entries = Annotated[list[Text], Field(min_length=least, max_length=MOST_ROWS)]
    return Annotated[entries, BeforeValidator(lambda given: lines(given) if isinstance(given, str) else given)]


def _table(field: FormField) -> Any:
    width = len(field.columns)

    def read(given: object) -> object:
        made = rows(given, width) if isinstance(given, str) else given
        if not isinstance(made, list) or not all(isinstance(row, list) for row in made):
            return made
        wide = [_as_wide(row, width) for row in made]
        if any(len(row) > width for row in wide):
            raise ValueError(f"A row has more than {width} cells ({' | '.join(field.columns)})")
        _require_filled(field, wide)
        return wide

    least = 1 if field.required else 0
    table = Annotated[list[list[Text]], Field(min_length=least, max_length=MOST_ROWS)]
    return Annotated[table, BeforeValidator(read)]


_DIGIT = re.compile(r"\d")


def _require_filled(field: FormField, made: list[list[Any]]) -> None:
    for number, row in enumerate(made, 1):
        lacking = [column for column in field.filled if not row[field.columns.index(column)]]
        if lacking:
            missing = " and no ".join(lacking)
            raise ValueError(f"Row {number} has no {missing}. Write it as: {' | '.join(field.columns)}")
        for column in field.filled:
            # "Soon" is a date that nobody can be reminded of (P5).
            if column.lower().endswith("date") and not _DIGIT.search(cell := row[field.columns.index(column)]):
                raise ValueError(f'Row {number}: "{cell[:40]}" is no {column.lower()}. Write one such as 2026-12-01.')


def _among(field: FormField) -> Any:
    allowed = tuple(option.value for option in field.options)

    def check(given: object) -> object:
        if given not in allowed:
            raise ValueError(f"choose one of {', '.join(allowed)}")
        return given

    return Annotated[str, BeforeValidator(check)]


def _yes_no(given: object) -> object:
    return {"yes": True, "no": False}.get(given.lower(), given) if isinstance(given, str) else given


def _date(given: object) -> object:
    if isinstance(given, str):
        date.fromisoformat(given)
    return given


TYPES: dict[FieldKind, Any] = {
    FieldKind.TEXT: _required_text,
    FieldKind.LONG: _required_text,
    FieldKind.LIST: _list,
    FieldKind.TABLE: _table,
    FieldKind.CHOICE: _among,
    FieldKind.CHOICES: lambda field: list[_among(field)],  # type: ignore[misc]
    FieldKind.NUMBER: lambda field: int,
    FieldKind.YES_NO: lambda field: Annotated[bool, BeforeValidator(_yes_no)],
    FieldKind.PERSON: lambda field: Annotated[str, Field(pattern=r"^[UW][A-Z0-9]{2,20}$")],
    FieldKind.DATE: lambda field: Annotated[str, BeforeValidator(_date)],
}
