"""The actions that came out of a review, whatever columns the playbook's table has (P5)."""

from collections.abc import Iterator
from enum import StrEnum

from bot.incident.model import Value
from bot.incident.results import FieldValue
from bot.incident.review.inputs import ReviewInputs


class Term(StrEnum):
    """By when an action is to be done, by the name of the field that holds it."""

    IMMEDIATE = "actions_immediate"
    SHORT = "actions_short_term"
    LONG = "actions_long_term"


class Action(Value):
    """One action. What its row leaves out is empty; an action that says nothing of its status is Open."""

    term: Term
    action: str
    owner: str = ""
    due: str = ""
    status: str = "Open"
    priority: str = ""

    @property
    def complete(self) -> bool:
        """Whether it says who does it and by when: none is without both (P5)."""
        return bool(self.owner and self.due)


#: What a column is about, by how its title begins.
_COLUMNS = {
    "action": "action", "what": "action", "task": "action", "owner": "owner", "who": "owner", "due": "due",
    "by when": "due", "deadline": "due", "status": "status", "priority": "priority",
}  # fmt: skip

#: Columns of a table whose playbook is not known (any more): the sources' own (A:1364).
USUAL = ("Action", "Owner", "Due date", "Status")


def actions(case: ReviewInputs) -> tuple[Action, ...]:
    """Every action on record, immediate ones first."""
    return tuple(action for term in Term for action in _of(case, term))


def _of(case: ReviewInputs, term: Term) -> Iterator[Action]:
    columns = _titles(case, term)
    for row in _rows(case.fields.get(term.value)):
        made: dict[str, str] = {}
        for title, cell in zip(columns, row, strict=False):
            about = next((to for word, to in _COLUMNS.items() if title.lower().startswith(word)), None)
            if about and cell.strip():
                made[about] = cell.strip()
        if "action" in made:
            yield Action(term=term, **made)


def _titles(case: ReviewInputs, term: Term) -> tuple[str, ...]:
    for step in case.playbook.steps.values():
        for one in step.fields:
            if one.name == term.value and one.columns:
                return one.columns
    return USUAL


def _rows(value: FieldValue) -> list[list[str]]:
    if isinstance(value, str):
        return [[one] for one in value.splitlines() if one.strip()]
    if isinstance(value, list):
        return [[one] if isinstance(one, str) else list(one) for one in value]
    return []
