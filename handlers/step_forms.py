"""The form of a playbook's step: one input for each field of its output model, prefilled with what is known."""

import json
from collections.abc import Mapping

from bot.incident.blame import Blamed
from bot.incident.model import Value
from bot.incident.playbook import FieldKind, FormField, Phase, Step
from bot.incident.results import FieldValue, as_typed
from bot.incident.schedule import Standing, standing
from bot.incident.state import Incident, StepMark, StepState
from bot.slack import parts
from bot.slack.card_context import CardContext
from bot.slack.cards.gate import place
from bot.slack.mrkdwn import escape, quiet
from bot.slack.view import Block
from handlers.request import Reply

#: Slack shows up to ten radio buttons or ticks in a form; more become a menu.
MOST_BUTTONS = 10


class Known(Value):
    """What a form begins with: the values by field, and where they come from in words."""

    values: dict[str, FieldValue] = {}
    basis: str = ""


def step_form(stage: CardContext, step: Step, known: Known, channel: str, *, alone: bool = True) -> dict[str, object]:
    """The form of a step. `seen` goes with it, so that nobody overwrites what somebody else filled in.

    `alone`: who writes these words sends them; else somebody has to approve them, and the button says so.
    """
    incident, mark = stage.incident, stage.incident.steps.get(step.name)
    title = over(step)
    head = f"*{incident.id}* {quiet(incident.title)}"
    if title != step.title:
        head = f"*{quiet(step.title)}*\n{head}"
    if step.asks:
        head += f"\n{escape(step.asks)}"
    blocks: list[Block] = [parts.section(head), *_why_again(stage, mark)]
    blocks += [field_input(field, known.values.get(field.name)) for field in step.fields]
    if known.basis:
        blocks.append(parts.context(escape(known.basis)))
    if step.posts:
        blocks.append(parts.context(f"Goes out to: {escape(step.posts.to)}, once it is approved"))
    carried = {
        "incident": incident.id, "step": step.name, "seen": str(mark.round if mark else 0), "channel": channel,
    }  # fmt: skip
    submit = "Done" if not step.posts else "Approve and post" if alone else "Ask for approval"
    return parts.modal("step", title, submit, blocks, metadata=json.dumps(carried))


def over(what: Step | Phase) -> str:
    """What stands over the form of a step or a phase, in whole words: as much of its title as Slack has room for.

    Where it is not the whole title, that is the form's first line.
    """
    parts_of = what.title.split(" · ")
    ends = (" · ".join(parts_of[place:]) for place in range(1, len(parts_of)))
    return parts.fitting(what.title, what.short, *ends, "One step" if isinstance(what, Step) else "One phase")


def _why_again(stage: CardContext, mark: StepMark | None) -> list[Block]:
    if mark is None or mark.state.value == "done" or not mark.words:
        return []
    what = {StepState.TO_DO: "To be done again", StepState.FAILED: "Could not be done"}.get(mark.state, "Skipped")
    return [parts.section(f"*{what}*, {stage.name(mark.by)}: {stage.quoted(mark.words)}")]


def field_input(field: FormField, value: FieldValue) -> Block:
    """The input for a field, with what is known in it."""
    typed = as_typed(field, value)
    match field.kind:
        case FieldKind.CHOICE:
            options = tuple(parts.option(one.shown, one.value, one.hint) for one in field.options)
            return _select(field, options, typed)
        case FieldKind.CHOICES:
            return _choices(field, value)
        case FieldKind.YES_NO:
            return _select(field, (parts.option("Yes", "yes"), parts.option("No", "no")), typed)
        case FieldKind.PERSON:
            return parts.person_select(field.name, field.shown, optional=not field.required, initial=typed)
        case FieldKind.DATE:
            return parts.date_picker(field.name, field.shown, optional=not field.required, initial=typed)
    many = field.kind in (FieldKind.LONG, FieldKind.LIST, FieldKind.TABLE)
    return parts.text_input(
        field.name, field.shown, initial=typed, optional=not field.required, multiline=many, hint=_hint(field),
        longest=3_000 if many else 300,
    )  # fmt: skip


def _hint(field: FormField) -> str:
    """The field's own hint, and how its kind is typed where it does not say so."""
    columns = " | ".join(field.columns)
    said = "a line" in field.hint
    told = {
        FieldKind.LIST: "" if said else "One a line.",
        FieldKind.TABLE: f"{'' if said else 'One row a line. '}Columns: {columns}",
        FieldKind.NUMBER: "A whole number.",
    }.get(field.kind, "")
    return f"{field.hint.rstrip('.')}. {told}" if field.hint and told else field.hint or told


def _select(field: FormField, options: tuple[Block, ...], typed: str) -> Block:
    return parts.select(
        field.name, field.shown, options, initial=typed, optional=not field.required, hint=field.hint,
        radio=len(options) <= MOST_BUTTONS,
    )  # fmt: skip


def _choices(field: FormField, value: FieldValue) -> Block:
    options = tuple(parts.option(one.shown, one.value, one.hint) for one in field.options)
    ticked = tuple(str(one) for one in value) if isinstance(value, list) else ()
    return parts.checkboxes(field.name, field.shown, options, ticked, hint=field.hint)


def read_for_blame(incident: Incident, step: Step, blamed: tuple[Blamed, ...]) -> Reply:
    """What whoever filled in a review hears: where it may be read as blame, and what to write instead (P3)."""
    many = f"{len(blamed)} place{'' if len(blamed) == 1 else 's'}"
    head = f"{step.title} of {incident.id} is on the record; {many} may be read as blame"
    lines = [f"• {place(one)}" for one in blamed]
    after = "Left as it is, whoever approves it sees the same; it can be approved all the same."
    change = parts.button("Change it…", f"step_open_{step.name}", f"{incident.id} {step.name}", style="primary")
    return Reply(text=escape(head), blocks=(
        parts.section(f"*{quiet(head)}*"), *(parts.section(text) for text in parts.joined(lines)),
        parts.context(after), parts.actions("blamed", change),
    ))  # fmt: skip


#: What a person may do with a step besides filling it in.
DEEDS = {
    "change": "Fill it in, or change what is there",
    "fail": "It cannot be done: stop here",
    "skip": "Skip it (commander or technical lead)",
}


def more_form(stage: CardContext, phase: Phase, channel: str) -> dict[str, object]:
    """All steps of a phase, and what may be done with each (S2). The round of each goes along as `seen`."""
    steps = [step for step in phase.steps if step.built_in is None]
    options = tuple(
        parts.option(step.title, step.name, standing(stage.playbook, stage.incident, step).value) for step in steps
    )
    first = next((step.name for step in steps if _stands(stage, step) in (Standing.READY, Standing.FAILED)), None)
    title = over(phase)
    blocks = [
        *([parts.section(f"*{quiet(phase.title)}*")] if title != phase.title else []),
        parts.select("step", "Which step?", options, initial=first or steps[0].name),
        parts.select(
            "deed", "What about it?", tuple(parts.option(words, name) for name, words in DEEDS.items()),
            initial="change", radio=True,
        ),
        parts.text_input(
            "reason", "Why? (to stop or to skip)", optional=True, multiline=True, longest=3_000,
            hint="It stands on the record, and on the card.",
        ),
    ]  # fmt: skip
    rounds = {name: mark.round for step in steps if (mark := stage.incident.steps.get(name := step.name))}
    carried = {"incident": stage.incident.id, "channel": channel, "seen": json.dumps(rounds)}
    return parts.modal("step_more", title, "Go on", blocks, metadata=json.dumps(carried))


def _stands(stage: CardContext, step: Step) -> Standing:
    return standing(stage.playbook, stage.incident, step)


def read_fields(step: Step, values: Mapping[str, str], ticked: Mapping[str, tuple[str, ...]]) -> dict[str, object]:
    """What was filled in, as the output model takes it; an empty field is none."""
    fields: dict[str, object] = {}
    for field in step.fields:
        if field.kind is FieldKind.CHOICES:
            fields[field.name] = list(ticked.get(field.name, ()))
        elif text := values.get(field.name, "").strip():
            fields[field.name] = _number(text) if field.kind is FieldKind.NUMBER else text
    return fields


def _number(text: str) -> object:
    bare = text.removesuffix("%").strip()
    return int(bare) if bare.lstrip("-").isdecimal() else text
