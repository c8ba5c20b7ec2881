"""A playbook as data: phases, steps with their forms, gates with their choices; checked as a whole (DESIGN 9)."""

import re
from difflib import get_close_matches
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from bot.incident import playbook_consistency
from bot.incident.conditions import CONDITIONS
from bot.incident.durations import Duration
from bot.incident.model import Value
from bot.incident.roles import Permission, Role
from bot.incident.severity import Severity

#: What steps, gates, phases and fields may be called: names are parts of card keys and of file names.
PlainName = Annotated[
    str,
    Field(
        pattern=r"^[a-z][a-z0-9_]{0,39}$", description="a small letter, then small letters, digits and _, at most 40"
    ),
]

#: What a title is called where Slack has room for 24 characters only: over a form.
ShortTitle = Annotated[str, Field(max_length=24, description="the title where there is little room: over a form")]

#: How a need names a gate: `gate:cause`. A bare name is a step.
GATE_PREFIX = playbook_consistency.GATE_PREFIX


def _listed(given: object) -> object:
    return (given,) if isinstance(given, str) else given


def _known_condition(name: str) -> str:
    if name not in CONDITIONS:
        close = get_close_matches(name[:60], CONDITIONS, n=1)
        remedy = f"did you mean {close[0]}?" if close else f"use one of {', '.join(CONDITIONS)}"
        raise ValueError(f"there is no condition {name[:60]!r} -> {remedy}")
    return name


ConditionName = Annotated[str, BeforeValidator(lambda name: _known_condition(str(name)))]

#: All of them must hold; a single name may stand without brackets.
Conditions = Annotated[tuple[ConditionName, ...], BeforeValidator(_listed)]


class FieldKind(StrEnum):
    """What a field of a step's form holds."""

    TEXT = "text"
    LONG = "long"
    LIST = "list"
    TABLE = "table"
    CHOICE = "choice"
    CHOICES = "choices"
    NUMBER = "number"
    YES_NO = "yes_no"
    PERSON = "person"
    DATE = "date"


class Option(Value):
    """One choice of a field; `redo` names the steps that are done again when it is chosen (M8)."""

    value: str = Field(min_length=1, max_length=75)
    title: str = Field(default="", max_length=75)
    hint: str = Field(default="", max_length=75)
    redo: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """What a person reads."""
        return self.title or self.value


def _options(given: object) -> object:
    if not isinstance(given, list | tuple):
        return given
    return tuple({"value": one} if isinstance(one, str) else one for one in given)


#: A key in capitals, and what stays in capitals when it becomes words.
_KEY = re.compile(r"^[A-Z]{5,}$|\b[A-Z]+(?:_[A-Z]+)+\b")
_SHORT_FORMS = ("APM", "RUM", "SLA", "SLO")


def _in_words(key: str) -> str:
    words = [word if word in _SHORT_FORMS else word.lower() for word in key.split("_")]
    return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]])


class FormField(Value):
    """One field of a step's form and of its output model, under the source's own heading."""

    name: PlainName
    title: str = Field(min_length=1, max_length=150)
    kind: FieldKind = FieldKind.LONG
    hint: str = Field(default="", max_length=300)
    required: bool = False
    options: Annotated[tuple[Option, ...], BeforeValidator(_options)] = ()
    columns: tuple[str, ...] = Field(default=(), max_length=8)
    filled: tuple[str, ...] = Field(default=(), description="columns that no row of the table may leave empty (P5)")
    source: str = Field(default="", alias="from", description="step.field whose result is copied here")
    draft: str = Field(default="", description="the draft in templates/drafts that fills it in")

    model_config = {"frozen": True, "extra": "forbid", "populate_by_name": True}

    @property
    def shown(self) -> str:
        """The title as people read it: a heading that is a key in its source (`SLO_STATUS`) is `SLO status`."""
        return _KEY.sub(lambda key: _in_words(key[0]), self.title)

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        chosen = self.kind in (FieldKind.CHOICE, FieldKind.CHOICES)
        if chosen != bool(self.options):
            raise ValueError(f"field {self.name}: a choice has options, and nothing else has -> mend kind or options")
        if (self.kind is FieldKind.TABLE) != bool(self.columns):
            raise ValueError(f"field {self.name}: a table has columns, and nothing else has -> mend kind or columns")
        if unknown := next((one for one in self.filled if one not in self.columns), None):
            raise ValueError(f"field {self.name}: filled names {unknown!r} -> name columns of the table")
        return self


class BuiltIn(StrEnum):
    """Steps that the incident itself does: no form of the playbook stands behind them."""

    RECORD = "record"
    ALERT = "alert"
    TRIAGE = "triage"
    RESOLVE = "resolve"
    CLOSE = "close"


class Effect(StrEnum):
    """What follows from a step's result, by name; `bot.incident.topics.steps.effects` has what each does."""

    CAUSE = "cause"
    STRATEGY = "strategy"
    VALIDATION = "validation"
    ESCALATE_2 = "escalate_2"
    ESCALATE_3 = "escalate_3"


class Posting(Value):
    """Words that go out: to whom, under which title. The text is the step's field `message`.

    `answered_by` is the role that decides where the words ask for a decision (K3): the step has the fields
    `action_needed` and `decision` then.
    """

    to: str = Field(min_length=1, max_length=80)
    title: str = Field(min_length=1, max_length=120)
    answered_by: Role | None = None


class Step(Value):
    """Something to be done in order, by a person in a form or by an agent; its result is an artifact."""

    name: PlainName
    title: str = Field(min_length=1, max_length=60)
    short: ShortTitle = ""
    asks: str = Field(default="", max_length=200)
    agent: str = Field(default="", max_length=60)
    needs: tuple[str, ...] = ()
    when: Conditions = ("always",)
    built_in: BuiltIn | None = None
    effect: Effect | None = None
    deed: Permission = Permission.STEP
    posts: Posting | None = None
    blameless: bool = Field(default=False, description="whether its words are read for blame (P3)")
    fields: tuple[FormField, ...] = Field(default=(), max_length=30)

    @model_validator(mode="after")
    def _has_something_to_do(self) -> Self:
        if (self.built_in is None) != bool(self.fields):
            raise ValueError(f"step {self.name} needs fields, or a built_in, and not both -> give it one of the two")
        names = [field.name for field in self.fields]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise ValueError(f"step {self.name} has the field {twice} twice -> name each once")
        if self.posts and "message" not in names:
            raise ValueError(f"step {self.name} posts words and has no field `message` -> add one")
        if self.posts and self.posts.answered_by and not {"action_needed", "decision"} <= set(names):
            raise ValueError(
                f"step {self.name} may ask for a decision and lacks fields -> add `action_needed` and `decision`"
            )
        return self


class Deliverable(Value):
    """What a phase has to leave behind (S8), done with a step, a gate or nothing but the incident's own facts.

    Where `when` does not hold it is not required: P2 may have a review and need not.
    """

    words: str = Field(min_length=1, max_length=150)
    done: str
    when: Conditions = ("always",)


class Phase(Value):
    """A part of the flow with a card of its own."""

    name: PlainName
    title: str = Field(min_length=1, max_length=60)
    short: ShortTitle = ""
    deliverables: tuple[Deliverable, ...] = ()
    steps: tuple[Step, ...] = Field(min_length=1, max_length=20)


class Choice(Value):
    """A way to decide a gate beside approving it: with words or without, and what is done again then."""

    name: PlainName
    title: str = Field(min_length=1, max_length=40)
    words: bool = True
    redo: tuple[str, ...] = ()


REVISE = Choice(name="revise", title="Revise…")


class GateSpec(Value):
    """A point at which the flow waits until somebody who may has decided."""

    name: PlainName
    title: str = Field(min_length=1, max_length=60)
    asks: str = Field(default="", max_length=140)
    answer: str = Field(
        default="", max_length=40, description="the words of the button that approves; {strategy} is the one chosen"
    )
    after: tuple[str, ...] = Field(min_length=1)
    when: Conditions = ("always",)
    approve: Permission
    approve_when: dict[ConditionName, Permission] = {}
    by_author: bool = False
    shows: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    built_in: Literal["triage"] | None = None
    choices: tuple[Choice, ...] = Field(default=(REVISE,), max_length=2)

    @field_validator("approve")
    @classmethod
    def _is_for_gates(cls, deed: Permission) -> Permission:
        if not deed.value.startswith(GATE_PREFIX):
            raise ValueError(f"{deed.value!r} decides no gate -> use a deed that begins with gate:")
        return deed


class PathStep(Value):
    """One step of an escalation path that replaces tiers and management: counted from detection (E6)."""

    after: Duration
    role: Role
    says: str = Field(default="", max_length=60)
    only: tuple[Severity, ...] = ()
    answer: bool = Field(default=False, description="whether an answer is waited for")


class Playbook(Value):
    """A whole flow."""

    name: PlainName
    title: str = Field(min_length=1, max_length=60)
    summary: str = Field(default="", max_length=300)
    export: PlainName = "steps"
    escalation: tuple[PathStep, ...] = ()
    phases: tuple[Phase, ...] = Field(min_length=1, max_length=12)
    gates: tuple[GateSpec, ...] = ()

    @cached_property
    def steps(self) -> dict[str, Step]:
        """Every step by name, in the order of the file."""
        return {step.name: step for phase in self.phases for step in phase.steps}

    @cached_property
    def gate_specs(self) -> dict[str, GateSpec]:
        """Every gate by name."""
        return {gate.name: gate for gate in self.gates}

    @cached_property
    def phase_of(self) -> dict[str, Phase]:
        """The phase of each step."""
        return {step.name: phase for phase in self.phases for step in phase.steps}

    @cached_property
    def triage_step(self) -> str:
        """The step that is done by the triage form."""
        return next(step.name for step in self.steps.values() if step.built_in is BuiltIn.TRIAGE)

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if found := playbook_consistency.faults(self):
            raise playbook_consistency.Incoherent(found)
        return self


#: What incidents follow that pinned no playbook: triage with its gate, and nothing else.
PLAIN = Playbook(
    name="plain", title="Plain", summary="Triage, and whatever people do.",
    phases=(
        Phase(name="triage", title="Triage", steps=(Step(name="triage", title="Triage", built_in=BuiltIn.TRIAGE),)),
    ),
    gates=(
        GateSpec(name="triage", title="Triage", after=("triage",), approve=Permission.GATE_TRIAGE, built_in="triage"),
    ),
)  # fmt: skip
