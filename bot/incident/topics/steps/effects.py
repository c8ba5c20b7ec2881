"""What follows from a step's result, by the name that the playbook gives; the table at the end lists all."""

from collections.abc import Callable
from typing import Literal

from bot.incident.changes import marked, met
from bot.incident.deciding import Deciding
from bot.incident.fact import Fact, Naming, What
from bot.incident.permissions import may
from bot.incident.playbook import Effect, Option, Step
from bot.incident.refusals import FieldsInvalid
from bot.incident.roles import Permission
from bot.incident.schedule import between
from bot.incident.state import ORDER, ClockName, Incident, Status, StepState
from bot.incident.topics.escalation import call_tier
from bot.incident.topics.progress import StatusChanged
from bot.incident.topics.resolving import Resolved

#: How much of a cause the status card keeps, in characters; the result has it whole.
KEPT_CAUSE_CHARACTERS = 300

Fields = dict[str, object]


class StepsReopened(Fact):
    """Steps are to be done again: sent back at a gate, or the mitigation did not suffice (M8)."""

    about = What.STEPS
    minor = True

    kind: Literal["steps_reopened"] = "steps_reopened"
    steps: tuple[str, ...]
    reason: str

    def apply(self, state: Incident) -> Incident:
        for name in self.steps:
            state = marked(state, name, StepState.TO_DO, self, self.reason)
        return state

    def sentence(self, name: Naming) -> str:
        return f"To be done again: {', '.join(self.steps)} ({self.reason})"

    def line(self, name: Naming) -> tuple[str, str]:
        return "To be done again", f"{', '.join(self.steps)}: {self.reason}"


class CauseFound(Fact):
    """The cause as far as it is known (C5, C9)."""

    about = What.STEPS
    minor = True

    kind: Literal["cause_found"] = "cause_found"
    cause: str

    def apply(self, state: Incident) -> Incident:
        found = state.but(cause=self.cause, cause_at=state.cause_at or self.at)
        return met(found, ClockName.CAUSE, self)

    def sentence(self, name: Naming) -> str:
        return f"Cause: {self.cause}"

    def line(self, name: Naming) -> tuple[str, str]:
        return "Root cause identified", self.cause


class StrategyChosen(Fact):
    """How the impact is to be ended (M1)."""

    about = What.STEPS

    kind: Literal["strategy_chosen"] = "strategy_chosen"
    strategy: str

    def apply(self, state: Incident) -> Incident:
        return state.but(strategy=self.strategy)

    def sentence(self, name: Naming) -> str:
        return f"{name(self.by)} chose to mitigate by {self.strategy.replace('_', ' ')}"

    def line(self, name: Naming) -> tuple[str, str]:
        return "Mitigation chosen", self.strategy.replace("_", " ")


def cause(deciding: Deciding, step: Step, fields: Fields) -> None:
    """The cause is known: its clock is met, and the status card says it (C9)."""
    words = next((str(fields[name]) for name in ("root_cause", "hypothesis") if fields.get(name)), "")
    if words:
        line = " ".join(words.split())
        deciding.tell(CauseFound(at=deciding.now, by=deciding.by, cause=line[:KEPT_CAUSE_CHARACTERS]))


def strategy(deciding: Deciding, step: Step, fields: Fields) -> None:
    """A strategy is chosen: the incident is MITIGATING (D8)."""
    chosen = str(fields.get("strategy") or "")
    if not chosen:
        return
    deciding.tell(StrategyChosen(at=deciding.now, by=deciding.by, strategy=chosen))
    if ORDER[deciding.state.status] < ORDER[Status.MITIGATING]:
        deciding.tell(StatusChanged(at=deciding.now, by=deciding.by, status=Status.MITIGATING))


def validation(deciding: Deciding, step: Step, fields: Fields) -> None:
    """RESOLVED ends it where the person may say so; anything less asks for the next strategy (D8, M8, M9).

    Where the playbook says what is done again then, that comes instead: a deploy that failed leaves the relief alone.
    """
    if deciding.state.over:
        return
    if fields.get("resolution_status") == "RESOLVED":
        if may(deciding.state, Permission.RESOLVE, deciding.by, deciding.organisation, deciding.now):
            words = str(fields.get("summary") or "") or f"validated: {deciding.state.strategy or 'the fix'} worked"
            deciding.tell(Resolved(at=deciding.now, by=deciding.by, summary=words))
        return
    if not any(one.redo for one in chosen(step, fields)):
        again_from_strategy(deciding, step.name, f"{step.title}: {fields.get('resolution_status') or 'not resolved'}")


def again_from_strategy(deciding: Deciding, last: str, reason: str) -> None:
    """What was done from the choice of a strategy on is to be done again (M8)."""
    playbook = deciding.playbook
    first = next((one.name for one in playbook.steps.values() if one.effect is Effect.STRATEGY), None)
    names = between(playbook, first, last) if first else (last,)
    reopen_steps(deciding, names, reason)


def chosen(step: Step, fields: Fields) -> tuple[Option, ...]:
    """The options that were chosen in a form."""
    return tuple(one for field in step.fields for one in field.options if one.value == fields.get(field.name))


def again_as_chosen(deciding: Deciding, step: Step, fields: Fields) -> None:
    """What the chosen options have done again, unless it is over (M8)."""
    for option in chosen(step, fields):
        if option.redo and not deciding.state.over:
            reopen_steps(deciding, option.redo, f"{step.title}: {option.shown}")


def reopen_steps(deciding: Deciding, names: tuple[str, ...], reason: str) -> None:
    """Steps that were done, failed or skipped are to be done again."""
    touched = tuple(
        name
        for name in names
        if name in deciding.state.steps and deciding.state.steps[name].state is not StepState.TO_DO
    )
    if touched:
        deciding.tell(StepsReopened(at=deciding.now, by=deciding.by, steps=touched, reason=reason[:300]))


def _escalate(tier: int) -> Callable[[Deciding, Step, Fields], None]:
    def effect(deciding: Deciding, step: Step, fields: Fields) -> None:
        """The hand-over to the next tier, with its reason (E1)."""
        if not fields.get("escalate") or deciding.state.over or tier in deciding.state.tiers:
            return
        reason = " ".join(str(fields.get("reason") or "").split())
        if not reason:
            raise FieldsInvalid(step=step.title, faults={"reason": "Say why it is handed on."})
        call_tier(deciding, tier, reason)

    return effect


EFFECTS: dict[Effect, Callable[[Deciding, Step, Fields], None]] = {
    Effect.CAUSE: cause,
    Effect.STRATEGY: strategy,
    Effect.VALIDATION: validation,
    Effect.ESCALATE_2: _escalate(2),
    Effect.ESCALATE_3: _escalate(3),
}
