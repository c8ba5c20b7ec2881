"""What the playbook's steps left behind, for the record: results, words that went out, phases, actions."""

from collections.abc import Iterator
from typing import Any

from bot.incident.closing_checklist import is_delivered
from bot.incident.conditions import REGRESSIONS
from bot.incident.playbook import FieldKind, Phase, Step
from bot.incident.results import FieldValue, Result
from bot.incident.review.actions import Term, actions
from bot.incident.schedule import holds, standing
from bot.record.record_inputs import RecordInputs
from bot.record.rendering import Fields
from bot.record.speaking import Speaker

Flow = dict[str, Any]


class Steps:
    """Steps by name for templates; one that the playbook does not have reads as a step without a result."""

    def __init__(self, found: dict[str, Flow]) -> None:
        self._found = found

    def __getitem__(self, name: str) -> Flow:
        return self._found.get(name, {**NO_STEP, "name": name})

    def __contains__(self, name: str) -> bool:
        return name in self._found


NO_STEP: Flow = {
    "title": "", "state": "not part of the playbook", "by": None, "at": None, "words": None, "fields": Fields({}),
    "recorded": False,
}  # fmt: skip


def flow(inputs: RecordInputs, speaker: Speaker) -> Flow:
    """Everything that the steps left behind."""
    persons = _persons(inputs)
    steps = {name: _step(inputs, speaker, step) for name, step in inputs.playbook.steps.items()}
    merged = {
        name: speaker.value(value, person=name in persons) for name, value in inputs.case.fields.items()
    }  # fmt: skip
    return {
        "f": Fields(merged),
        "steps": Steps(steps),
        "phases": [_phase(inputs, phase, steps) for phase in inputs.playbook.phases],
        "posted": sorted(_posted(inputs, speaker), key=lambda one: one["at"]),
        "decisions": Fields(_decisions(inputs, speaker)),
        "actions": _actions(inputs, speaker),
        "regression": _regression(inputs),
    }


def _persons(inputs: RecordInputs) -> set[str]:
    """The fields that hold somebody's Slack id."""
    fields = (field for step in inputs.playbook.steps.values() for field in step.fields)
    return {field.name for field in fields if field.kind is FieldKind.PERSON}


def _step(inputs: RecordInputs, speaker: Speaker, step: Step) -> Flow:
    result, mark = inputs.results.get(step.name), inputs.incident.steps.get(step.name)
    return {
        "name": step.name,
        "title": step.title,
        "built_in": step.built_in.value if step.built_in else None,
        "state": standing(inputs.playbook, inputs.incident, step).value,
        "by": speaker.name(mark.by) if mark else None,
        "at": speaker.at(mark.at) if mark else None,
        "words": speaker.words(mark.words) if mark else None,
        "round": result.round if result else 0,
        "recorded": result is not None,
        "fields": Fields(_values(speaker, step, result)),
        "shown": list(_shown(speaker, step, result)),
    }


def _values(speaker: Speaker, step: Step, result: Result | None) -> dict[str, object]:
    kinds = {field.name: field.kind for field in step.fields}
    given = result.fields if result else {}
    return {
        name: speaker.value(value, person=kinds.get(name) is FieldKind.PERSON) for name, value in given.items()
    }  # fmt: skip


def _shown(speaker: Speaker, step: Step, result: Result | None) -> Iterator[Flow]:
    """Each field under its title, in the order of the form, with options in the words that were chosen from."""
    for field in step.fields:
        value: FieldValue = result.fields.get(field.name) if result else None
        words = {option.value: option.shown for option in field.options}
        if isinstance(value, list) and words:
            value = [words.get(str(one), str(one)) for one in value]
        elif isinstance(value, str) and words:
            value = words.get(value, value)
        yield {
            "title": field.title, "kind": field.kind.value, "columns": list(field.columns),
            "value": speaker.value(value, person=field.kind is FieldKind.PERSON),
        }  # fmt: skip


def _phase(inputs: RecordInputs, phase: Phase, steps: dict[str, Flow]) -> Flow:
    incident, playbook = inputs.incident, inputs.playbook
    return {
        "name": phase.name,
        "title": phase.title,
        "deliverables": [
            {
                "words": one.words, "done": is_delivered(playbook, incident, one.done),
                "wanted": holds(incident, one.when),
            }
            for one in phase.deliverables
        ],
        "steps": [steps[step.name] for step in phase.steps],
    }  # fmt: skip


def _posted(inputs: RecordInputs, speaker: Speaker) -> Iterator[Flow]:
    for name, step in inputs.playbook.steps.items():
        result = inputs.results.get(name)
        message = result.fields.get("message") if result else None
        if step.posts and result and isinstance(message, str) and message:
            yield {
                "step": name, "to": step.posts.to, "title": step.posts.title, "message": speaker.words(message),
                "by": speaker.name(result.by), "at": speaker.at(result.at),
            }  # fmt: skip


def _decisions(inputs: RecordInputs, speaker: Speaker) -> dict[str, object]:
    """The decisions that were given, by the step whose words asked for them (K3)."""
    found = inputs.incident.decisions.items()
    return {
        name: {
            "answer": speaker.words(one.given.words), "by": speaker.name(one.given.by),
            "at": speaker.at(one.given.at),
        }
        for name, one in found
        if one.given
    }  # fmt: skip


def _actions(inputs: RecordInputs, speaker: Speaker) -> Flow:
    found = [
        {
            "term": one.term, "action": speaker.words(one.action), "owner": speaker.words(one.owner) or None,
            "due": one.due or None, "status": one.status, "priority": one.priority or None,
        }
        for one in actions(inputs.case)
    ]  # fmt: skip
    return {
        "all": found,
        "immediate": [one for one in found if one["term"] is Term.IMMEDIATE],
        "short_term": [one for one in found if one["term"] is Term.SHORT],
        "long_term": [one for one in found if one["term"] is Term.LONG],
    }


def _regression(inputs: RecordInputs) -> Flow:
    """What was found out about a regression; `id` names its entry in the register, for CONFIRMED and LIKELY (R8)."""
    fields = inputs.case.fields
    verdict = fields.get("regression_verdict")
    registered = verdict in REGRESSIONS
    day = inputs.times.shown(inputs.incident.detected_at)
    return {
        "verdict": verdict,
        "confidence": fields.get("regression_confidence"),
        "detected": registered if verdict else None,
        "id": f"REG-{day:%Y-%m-%d}-{inputs.incident.number}" if registered else None,
        "status": _register_status(inputs),
        "triaged": inputs.case.given("regression_verdict") is not None,
    }


def _register_status(inputs: RecordInputs) -> str:
    """OPEN, MITIGATED at resolution, ANALYZED after the review's deep dive, CLOSED (R8)."""
    if inputs.incident.closed:
        return "CLOSED"
    if inputs.case.given("test_gap") and inputs.case.given("regression_patterns"):
        return "ANALYZED"
    return "MITIGATED" if inputs.incident.resolved else "OPEN"
