"""Decisions that words to management and executives ask for: they answer with a button (K3)."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from bot.incident.changes import belonging
from bot.incident.command import Command, decides
from bot.incident.deciding import Deciding
from bot.incident.fact import Fact, Naming, What
from bot.incident.organisation import SlackId
from bot.incident.permissions import answerers, require_answerer
from bot.incident.playbook import Step
from bot.incident.refusals import AlreadyDecided, FieldsInvalid, NothingOpen, StalePlan
from bot.incident.roles import Role
from bot.incident.schedule import gates_over
from bot.incident.shown import require_as_shown
from bot.incident.state import Decision, GateState, Incident, Mark, StepMark

#: What the field `action_needed` says when a decision is wanted, to the letter of the sources.
DECISION_REQUIRED = "DECISION REQUIRED"

#: The answers where the author gave none; how many there may be, and how long: each is a button.
USUAL_OPTIONS, MOST_OPTIONS, LONGEST_OPTION_CHARACTERS = ("Yes", "No"), 4, 60

#: The longest question and the longest word on by when, in characters; the forms hold as much.
LONGEST_QUESTION_CHARACTERS = 300

#: How many people the words mention.
MENTIONED_PEOPLE = 2


class DecisionAsked(Fact):
    """Words of a step ask somebody else for a decision (K3)."""

    about = What.GATES

    kind: Literal["decision_asked"] = "decision_asked"
    step: str
    title: str
    round: int
    question: str
    options: tuple[str, ...]
    until: str
    role: Role
    asked: tuple[SlackId, ...]

    def apply(self, state: Incident) -> Incident:
        asked = Decision(
            round=self.round, question=self.question, options=self.options, until=self.until, role=self.role,
            asked=self.asked,
        )  # fmt: skip
        state = state.but(decisions={**state.decisions, self.step: asked})
        return belonging(state, self.asked, "was asked to decide")

    def sentence(self, name: Naming) -> str:
        return f"{name(self.by)} asks the {self.role.spoken} for a decision: {self.question}"

    def line(self, name: Naming) -> tuple[str, str]:
        return f"Decision wanted from the {self.role.spoken}", f"{self.question} ({' / '.join(self.options)})"


class DecisionGiven(Fact):
    """The decision that words asked for (K3)."""

    about = What.GATES

    kind: Literal["decision_given"] = "decision_given"
    step: str
    title: str
    question: str
    answer: str

    def apply(self, state: Incident) -> Incident:
        given = Mark(by=self.by, at=self.at, words=self.answer)
        return state.but(decisions={**state.decisions, self.step: state.decisions[self.step].but(given=given)})

    def sentence(self, name: Naming) -> str:
        return f"{name(self.by)} decided “{self.answer}”: {self.question}"

    def line(self, name: Naming) -> tuple[str, str]:
        return f"Decided: {self.answer}", self.question


def ask(deciding: Deciding, step: Step, fields: Mapping[str, object], round: int) -> None:
    """Put the question that words ask on the record. Raises FieldsInvalid where it cannot be answered."""
    role = step.posts.answered_by if step.posts else None
    if role is None or fields.get("action_needed") != DECISION_REQUIRED:
        return
    question = _line(fields.get("decision"))
    given = fields.get("decision_options")
    options = tuple(str(one) for one in given) if isinstance(given, list) and given else USUAL_OPTIONS
    if faults := _faults(question, options):
        raise FieldsInvalid(step=step.title, faults=faults)
    asked = answerers(deciding.state, role, deciding.organisation, deciding.now)[:MENTIONED_PEOPLE]
    deciding.tell(
        DecisionAsked(
            at=deciding.now, by=deciding.by, step=step.name, title=step.title, round=round, question=question,
            options=options, until=_line(fields.get("decide_by")), role=role, asked=asked,
        )
    )  # fmt: skip


def _line(value: object) -> str:
    return " ".join(str(value or "").split())[:LONGEST_QUESTION_CHARACTERS]


def _faults(question: str, options: tuple[str, ...]) -> dict[str, str]:
    faults = {}
    if not question:
        faults["decision"] = "Say which decision you want."
    if not 2 <= len(set(options)) <= MOST_OPTIONS or len(set(options)) < len(options):
        faults["decision_options"] = f"Two to {MOST_OPTIONS} different answers, one a line; or none for Yes and No."
    elif any(len(one) > LONGEST_OPTION_CHARACTERS for one in options):
        faults["decision_options"] = (
            f"Each answer stands on a button: at most {LONGEST_OPTION_CHARACTERS} characters."
        )
    return faults


class GiveDecision(Command):
    """The answer that somebody chose, of those that the words of a step offered in that round (K3)."""

    step: str
    round: int
    choice: int = Field(ge=0)

    def require_permission(self, deciding: Deciding) -> None:
        """Whoever is asked: who holds the role, else whom the file names for it."""
        decision, _, _ = _asked_in(deciding, self.step)
        require_answerer(deciding.state, decision.role, deciding.by, deciding.organisation, deciding.now)


@decides(GiveDecision)
def give(deciding: Deciding, command: GiveDecision) -> None:
    """The first answer holds; a later one hears who answered, and one to older words is refused."""
    decision, mark, step = _asked_in(deciding, command.step)
    require_as_shown(command.round, mark.round)
    require_as_shown(command.round, decision.round)
    if command.choice >= len(decision.options):
        raise StalePlan()
    if decision.given:
        by = decision.given.by
        raise AlreadyDecided(by=by, who=deciding.name(by), outcome=decision.given.words)
    gates = [deciding.state.gates.get(spec.name) for spec in gates_over(deciding.playbook, step.name)]
    if not all(gate and gate.state is GateState.APPROVED for gate in gates):
        raise NothingOpen(what="The words that ask for this decision are not approved yet.")
    deciding.tell(
        DecisionGiven(
            at=deciding.now, by=deciding.by, step=step.name, title=step.title, question=decision.question,
            answer=decision.options[command.choice],
        )
    )  # fmt: skip


def _asked_in(deciding: Deciding, name: str) -> tuple[Decision, StepMark, Step]:
    """The decision that a step's words ask for. Raises NothingOpen where there is none."""
    decision, mark = deciding.state.decisions.get(name), deciding.state.steps.get(name)
    step = deciding.playbook.steps.get(name)
    if decision is None or mark is None or step is None:
        raise NothingOpen(what="No decision is asked for there.")
    return decision, mark, step
