"""Doing a step of the playbook: its result, that it failed, or that a person skips it (S2, DESIGN 7)."""

from typing import Any, Literal

from pydantic import ValidationError

from bot.incident.blame import Blamed, blamed_in
from bot.incident.changes import marked
from bot.incident.command import Command, Sense, decides
from bot.incident.deciding import Deciding
from bot.incident.fact import AfterAbsence, Fact, Naming, What
from bot.incident.kept_text import kept
from bot.incident.permissions import require
from bot.incident.playbook import FieldKind, Step
from bot.incident.refusals import AlreadySo, FieldsInvalid, NothingOpen, StepWaits, TextMissing
from bot.incident.results import BONES, output_model
from bot.incident.roles import Permission
from bot.incident.schedule import Standing, deciding_gate, standing, waits_for
from bot.incident.shown import require_as_shown
from bot.incident.state import Incident, StepMark, StepState
from bot.incident.topics.decisions import ask
from bot.incident.topics.steps.effects import EFFECTS, again_as_chosen

#: The longest gist, in characters.
GIST_CHARACTERS = 160


class StepDone(Fact):
    """A step's result; `gist` is its first words in one line. The fields are kept apart from the snapshot."""

    about = What.STEPS
    after_absence = AfterAbsence.IF_ROOM

    kind: Literal["step_done"] = "step_done"
    step: str
    title: str
    round: int
    fields: dict[str, Any]
    gist: str = ""
    blamed: tuple[Blamed, ...] = ()

    def apply(self, state: Incident) -> Incident:
        if verdict := self.fields.get("regression_verdict"):
            state = state.but(regression=str(verdict))
        state = marked(state, self.step, StepState.DONE, self, self.gist, round=self.round, blamed=self.blamed)
        mark = state.steps[self.step].but(fishbone=any(self.fields.get(bone) for bone in BONES))
        return state.but(steps={**state.steps, self.step: mark})

    def sentence(self, name: Naming) -> str:
        return f"{name(self.by)} did {self.title}{': ' if self.gist else ''}{self.gist}"

    def line(self, name: Naming) -> tuple[str, str]:
        return f"{self.title} done", self.gist


class StepFailed(Fact):
    """A step cannot be done: the flow stops there (S2)."""

    about = What.STEPS

    kind: Literal["step_failed"] = "step_failed"
    step: str
    title: str
    reason: str

    def apply(self, state: Incident) -> Incident:
        return marked(state, self.step, StepState.FAILED, self, self.reason)

    def sentence(self, name: Naming) -> str:
        return f"{name(self.by)}: {self.title} cannot be done: {self.reason}"

    def line(self, name: Naming) -> tuple[str, str]:
        return f"{self.title} cannot be done", self.reason


class StepSkipped(Fact):
    """The flow goes on without a step (S2)."""

    about = What.STEPS
    after_absence = AfterAbsence.IF_ROOM

    kind: Literal["step_skipped"] = "step_skipped"
    step: str
    title: str
    reason: str

    def apply(self, state: Incident) -> Incident:
        return marked(state, self.step, StepState.SKIPPED, self, self.reason)

    def sentence(self, name: Naming) -> str:
        return f"{name(self.by)} skipped {self.title}: {self.reason}"

    def line(self, name: Naming) -> tuple[str, str]:
        return f"{self.title} skipped", self.reason


class CompleteStep(Command):
    """The result of a step. `seen` is the round that the form was opened on, so that nobody overwrites another."""

    sense = Sense.UNTIL_CLOSED

    step: str
    fields: dict[str, Any]
    seen: int | None = None

    def require_permission(self, deciding: Deciding) -> None:
        """As the step has it."""
        _require_doer(deciding, self.step)


@decides(CompleteStep)
def complete(deciding: Deciding, command: CompleteStep) -> None:
    """Record a step's result and what follows from it; a result that a gate approved stays as it is."""
    step = _step(deciding, command.step)
    _require_its_turn(deciding, step, command.seen)
    fields = checked(step, command.fields)
    before = deciding.state.steps.get(step.name)
    round = before.round + 1 if before else 1
    deciding.tell(
        StepDone(
            at=deciding.now, by=deciding.by, step=step.name, title=step.title, round=round, fields=fields,
            gist=gist(step, fields), blamed=blamed_in(step, fields),
        )
    )  # fmt: skip
    ask(deciding, step, fields, round)
    if step.effect:
        EFFECTS[step.effect](deciding, step, fields)
    again_as_chosen(deciding, step, fields)


class FailStep(Command):
    """A step cannot be done (S2). `seen` is the round that the form was opened on, as in `CompleteStep`."""

    sense = Sense.UNTIL_CLOSED

    step: str
    reason: str
    seen: int | None = None

    def require_permission(self, deciding: Deciding) -> None:
        """As the step has it."""
        _require_doer(deciding, self.step)


@decides(FailStep)
def fail(deciding: Deciding, command: FailStep) -> None:
    """It cannot be done: the flow stops here and asks what to do (S2)."""
    step = _step(deciding, command.step)
    reason = kept(command.reason)
    if not reason:
        raise TextMissing(what="why it cannot be done", usage="note the dashboard is down")
    _require_its_turn(deciding, step, command.seen)
    deciding.tell(StepFailed(at=deciding.now, by=deciding.by, step=step.name, title=step.title, reason=reason))


class SkipStep(Command):
    """Go on without a step (S2)."""

    sense = Sense.UNTIL_CLOSED
    permission = Permission.SKIP

    step: str
    reason: str

    def require_permission(self, deciding: Deciding) -> None:
        """A step that is not there, or is done by the incident itself, is skipped by nobody."""
        _step(deciding, self.step)
        super().require_permission(deciding)


@decides(SkipStep)
def skip(deciding: Deciding, command: SkipStep) -> None:
    """Go on without it, with the reason on the record (S2)."""
    step = _step(deciding, command.step)
    reason = kept(command.reason)
    if not reason:
        raise TextMissing(what="why it is skipped", usage="note done in the other incident")
    stands = standing(deciding.playbook, deciding.state, step)
    if stands in (Standing.DONE, Standing.SKIPPED):
        raise AlreadySo(what=f"{step.title} is {stands} already.")
    deciding.tell(StepSkipped(at=deciding.now, by=deciding.by, step=step.name, title=step.title, reason=reason))


def checked(step: Step, fields: dict[str, object]) -> dict[str, object]:
    """The fields as the step's output model takes them. Raises FieldsInvalid with the fault of each field."""
    try:
        return output_model(step).model_validate(fields).model_dump()
    except ValidationError as invalid:
        faults: dict[str, str] = {}
        for one in invalid.errors():
            name = str(one["loc"][0]) if one["loc"] else ""
            faults.setdefault(name, _fault(one["type"], one["msg"]))
        raise FieldsInvalid(step=step.title, faults=faults) from invalid


def gist(step: Step, fields: dict[str, object]) -> str:
    """What says most of what was written down, in one line, for lists and the timeline: what had to be filled in."""
    for field in sorted(step.fields, key=lambda one: (not one.required, one.kind is FieldKind.CHOICES)):
        value = fields.get(field.name)
        if isinstance(value, list):
            first = value[0] if value else ""
            value = " · ".join(cell for cell in first if cell) if isinstance(first, list) else first
        if isinstance(value, str) and value.strip():
            shown = next((one.shown for one in field.options if one.value == value), value)
            words = " ".join(shown.split())
            return words if len(words) <= GIST_CHARACTERS else f"{words[: GIST_CHARACTERS - 1]}…"
    return ""


_FAULTS = {
    "missing": "Fill this in.",
    "string_too_short": "Fill this in.",
    "too_short": "Fill this in.",
    "string_too_long": "This is too long: at most 3,000 characters. Put the rest in a note or a file.",
    "too_long": "At most 60 entries. Put the rest in a file.",
    "string_type": "Fill this in.",
    "int_parsing": "Write a whole number.",
    "int_type": "Write a whole number.",
}


def _fault(kind: str, message: str) -> str:
    return _FAULTS.get(kind) or message.removeprefix("Value error, ")[:200]


def _step(deciding: Deciding, name: str) -> Step:
    step = deciding.playbook.steps.get(name)
    if step is None:
        raise NothingOpen(what=f'The playbook {deciding.playbook.title} has no step "{name}".')
    if step.built_in:
        raise NothingOpen(what=f"{step.title} is done by the incident itself, and not with this form.")
    return step


def _require_doer(deciding: Deciding, name: str) -> None:
    require(deciding.state, _step(deciding, name).deed, deciding.by, deciding.organisation, deciding.now)


def _require_its_turn(deciding: Deciding, step: Step, seen: int | None) -> None:
    """In order, not over what a gate approved, and not over what somebody else filled in meanwhile (DESIGN 5)."""
    mark = deciding.state.steps.get(step.name)
    done = mark is not None and mark.state is StepState.DONE
    if mark and done:
        _require_result_as_shown(deciding, step, mark, seen)
    if not done and (waits := waits_for(deciding.playbook, deciding.state, step)):
        raise StepWaits(step=step.title, waits=" and ".join(waits))
    decided = deciding_gate(deciding.playbook, deciding.state, step.name)
    if decided and done:
        raise AlreadySo(what=f"The {decided.title} gate approved {step.title}; it stays as it was approved.")


def _require_result_as_shown(deciding: Deciding, step: Step, mark: StepMark, seen: int | None) -> None:
    """Raises AlreadySo for a form that showed an earlier result, StalePlan for an order that names none."""
    if seen is not None and seen != mark.round:
        raise AlreadySo(
            what=f"{deciding.name(mark.by)} filled in {step.title} meanwhile. "
            "Copy your text, and open the form again."
        )
    require_as_shown(seen, mark.round)
