"""What people type into the forms of the four playbooks is kept as they meant it, and comes back as they typed it."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from bot.incident.playbook import FieldKind, FormField, Step
from bot.incident.results import Result, as_typed, output_model, rows
from tests.incident.rehearsal import ANA, START
from tests.playbooks.playing import SHIPPED, filled, sample

STEPS = [(name, step) for name, playbook in SHIPPED.items() for step in playbook.steps.values() if step.fields]
IDS = [f"{name}.{step.name}" for name, step in STEPS]

#: Kinds whose values a form shows as text; choices, people and dates have elements of their own.
TYPED = (FieldKind.TEXT, FieldKind.LONG, FieldKind.LIST, FieldKind.TABLE, FieldKind.NUMBER, FieldKind.YES_NO)


def kept(step: Step, fields: dict[str, object]) -> dict[str, Any]:
    """The fields as the step's output model keeps them."""
    return output_model(step).model_validate(fields).model_dump()


@pytest.mark.parametrize(("name", "step"), STEPS, ids=IDS)
def test_a_whole_form_is_kept_as_it_was_filled_in(name: str, step: Step) -> None:
    """Every kind of every step; also by way of Redis, which holds JSON."""
    fields = filled(step)
    assert kept(step, fields) == fields
    result = Result(step=step.name, round=1, by=ANA, at=START, fields=kept(step, fields))
    assert Result.model_validate_json(result.model_dump_json()).fields == json.loads(json.dumps(fields))


@pytest.mark.parametrize(("name", "step"), STEPS, ids=IDS)
def test_what_comes_back_into_the_form_can_be_sent_again(name: str, step: Step) -> None:
    """Doing a step again begins with what was there, and changes nothing that nobody touched."""
    fields = kept(step, filled(step))
    typed = {
        field.name: as_typed(field, fields[field.name]) if field.kind in TYPED else fields[field.name]
        for field in step.fields
    }
    assert kept(step, typed) == fields


@pytest.mark.parametrize(("name", "step"), STEPS, ids=IDS)
def test_only_what_is_required_has_to_be_there(name: str, step: Step) -> None:
    """At three in the morning the rest stays empty, and reads as empty."""
    least = {field.name: sample(field) for field in step.fields if field.required}
    assert {key: value for key, value in kept(step, least).items() if value is not None} == least
    for field in step.fields:
        if field.required:
            with pytest.raises(ValidationError):
                kept(step, {key: value for key, value in least.items() if key != field.name})
        elif field.kind not in (FieldKind.TEXT, FieldKind.LONG):
            assert as_typed(field, None) == ""


def test_no_action_is_kept_without_an_owner_and_a_date() -> None:
    """P5, in all four: which row, and what it lacks."""
    tables = [
        (step, field)
        for _, step in STEPS
        for field in step.fields
        if field.name in ("actions_immediate", "actions_short_term", "actions_long_term")
    ]
    assert len(tables) == 12
    for step, field in tables:
        assert field.filled == ("Action", "Owner", "Due date")
        with pytest.raises(ValidationError, match="Row 2 has no Owner and no Due date"):
            kept(step, filled(step, **{field.name: "fix it | Ana | 2026-12-01\nadd an alert"}))
        with pytest.raises(ValidationError, match=r'Row 1: "soon" is no due date. Write one such'):
            kept(step, filled(step, **{field.name: "fix it | Ana | soon"}))


TABLE = FormField(name="rows", title="Rows", kind=FieldKind.TABLE, columns=("Action", "Owner", "Due date"))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("a | b | c", [["a", "b", "c"]]),
        ("| a | b | c |", [["a", "b", "c"]]),
        ("a|b|", [["a", "b", ""]]),
        ("a", [["a", "", ""]]),
        ("| | b", [["", "b", ""]]),
        ("a | b | c |", [["a", "b", "c"]]),
        ("a | b | c | |", [["a", "b", "c"]]),
        ("\n a | b \n\n", [["a", "b", ""]]),
        ("a | | c", [["a", "", "c"]]),
        ("a | b\n|||\n|\n| --- | :-: |\n-1 | b", [["a", "b", ""], ["-1", "b", ""]]),
    ],
)
def test_rows_are_read_as_people_write_them(typed: str, read: list[list[str]]) -> None:
    """With or without the lines of Markdown around them; an empty cell keeps its place."""
    assert rows(typed, 3) == read
    assert rows(as_typed(TABLE, read), 3) == read


def test_what_divides_cells_cannot_come_in_by_a_cell() -> None:
    """An agent's cell may hold anything: shown in the form it is still one cell of one row."""
    shown = as_typed(TABLE, [["a | b", "two\nlines", "c"]])
    assert rows(shown, 3) == [["a / b", "two lines", "c"]]


def test_short_rows_of_an_agent_are_filled_up_and_long_ones_refused() -> None:
    """A table has its columns, whoever filled it in."""
    step = Step(name="table", title="Table", fields=(TABLE,))
    assert kept(step, {"rows": [["a"]]}) == {"rows": [["a", "", ""]]}
    with pytest.raises(ValidationError, match="more than 3 cells"):
        kept(step, {"rows": [["a", "b", "c", "d"]]})
    with pytest.raises(ValidationError):
        kept(step, {"rows": ["no row"]})


def test_a_heading_that_is_a_key_in_its_source_is_read_in_words() -> None:
    """Documents have the key, people have the words; what only looks like one stays."""
    shown = {FormField(name="a", title=title).shown for title in ("SLO_STATUS", "CONFIDENCE", "ROOT_CAUSE (draft)")}
    assert shown == {"SLO status", "Confidence", "Root cause (draft)"}
    assert FormField(name="a", title="Pull Request ([HOTFIX])").shown == "Pull Request ([HOTFIX])"
