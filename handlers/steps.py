"""Steps of the playbook: the buttons that open their forms, and what happens when one is submitted (S2, DESIGN 7)."""

import json
import logging

from bot.incident.playbook import BuiltIn, Effect, FormField, Step
from bot.incident.refusals import FieldsInvalid, NothingOpen, StepWaits
from bot.incident.results import FieldValue
from bot.incident.schedule import Standing, standing, waits_for
from bot.incident.state import StepState
from bot.incident.topics.gates.deciding import DecideGate
from bot.incident.topics.gates.opening import decides_alone
from bot.incident.topics.steps.doing import CompleteStep, FailStep, SkipStep
from bot.record.context import Record, drafting
from bot.record.record_inputs import RecordInputs
from bot.record.rendering import TemplateFault, draft
from bot.slack.card_context import CardContext
from bot.wiring import Muster
from handlers import step_forms
from handlers.context import card_context_of, require, visible
from handlers.request import Ask, Form, Reply
from handlers.step_forms import Known

log = logging.getLogger(__name__)


def open_step(muster: Muster, stage: CardContext, name: str, ask: Ask) -> Reply:
    """The form of a step, for those who may do it when its turn has come. Raises Refused."""
    step = _step(stage, name)
    now = muster.timekeeper.now()
    require(muster, stage.incident, CompleteStep, ask.user, step=name)
    done = standing(stage.playbook, stage.incident, step) is Standing.DONE
    if not done and (waits := waits_for(stage.playbook, stage.incident, step)):
        raise StepWaits(step=step.title, waits=" and ".join(waits))
    alone = decides_alone(stage.playbook, stage.incident, step, ask.user, stage.organisation, now)
    return Reply(view=step_forms.step_form(stage, step, known(muster, stage, step), ask.channel, alone=alone))


def known(muster: Muster, stage: CardContext, step: Step) -> Known:
    """What a form begins with: what was filled in before, else what earlier steps and the record know."""
    if (found := stage.results.get(step.name)) and not _measured_anew(stage, step):
        return Known(values=found.fields, basis="Prefilled with what was filled in before")
    on_record = drafting(_material(muster, stage)) if any(field.draft for field in step.fields) else {}
    computed = {field.name: _computed(stage, field, on_record) for field in step.fields}
    filled: dict[str, FieldValue] = {name: value for name, value in computed.items() if value not in (None, "", [])}
    return Known(values=filled, basis="Prefilled with what the record knows; change what is wrong" if filled else "")


def _material(muster: Muster, stage: CardContext) -> RecordInputs:
    """What is at hand already: the facts are left in the timeline, as no draft looks at them."""
    now = muster.timekeeper.now()
    return RecordInputs(stage.incident, stage.organisation, now, stage.playbook, stage.results, times=stage.times)


def _measured_anew(stage: CardContext, step: Step) -> bool:
    """Whether it says if it is over, and something else was done since: what was seen before is no answer (M8)."""
    mark = stage.incident.steps.get(step.name)
    return step.effect is Effect.VALIDATION and mark is not None and mark.state is StepState.TO_DO


def _computed(stage: CardContext, field: FormField, on_record: Record) -> FieldValue:
    """What an earlier step says, else a text computed from the record; a person edits it."""
    if field.source:
        name, _, wanted = field.source.partition(".")
        earlier = stage.results.get(name)
        if earlier and (value := earlier.fields.get(wanted)):
            return value
    if not field.draft:
        return None
    try:
        return draft(field.draft, on_record).strip()
    except TemplateFault as fault:
        # The form is worth more than its prefilled text.
        log.error("the draft %s could not be written: %s", field.draft, fault)
        return None


def submit_step(muster: Muster, form: Form) -> Reply:
    """The result of a step; each fault is said under its field."""
    incident = visible(muster, form.carried["incident"], form.ask.user)
    step = _step(card_context_of(muster, incident), form.carried["step"])
    fields = step_forms.read_fields(step, form.values, form.ticked)
    command = CompleteStep(by=form.ask.user, step=step.name, fields=fields, seen=int(form.carried["seen"]))
    try:
        done = muster.store.commit(command, key=form.ask.key, incident=incident.id).incident
    except FieldsInvalid as invalid:
        known_fields = {field.name for field in step.fields}
        return Reply(errors={name: fault for name, fault in invalid.faults.items() if name in known_fields})
    mark = done.steps.get(step.name)
    return step_forms.read_for_blame(incident, step, mark.blamed) if mark and mark.blamed else Reply()


def submit_more(muster: Muster, form: Form) -> Reply:
    """Stop at a step, skip it, or open its form after all."""
    incident = visible(muster, form.carried["incident"], form.ask.user)
    name, permission = form.values.get("step", ""), form.values.get("deed", "")
    if permission == "change":
        return open_step(muster, card_context_of(muster, incident), name, form.ask)
    reason = form.values.get("reason", "")
    # A form that was opened before rounds went along has none.
    seen = json.loads(form.carried.get("seen", "{}")).get(name, 0 if "seen" in form.carried else None)
    command = (
        FailStep(by=form.ask.user, step=name, reason=reason, seen=seen)
        if permission == "fail"
        else SkipStep(by=form.ask.user, step=name, reason=reason)
    )
    muster.store.commit(command, key=form.ask.key, incident=incident.id)
    return Reply()


def submit_choice(muster: Muster, form: Form) -> Reply:
    """Another choice at a gate, with its words."""
    command = DecideGate(
        by=form.ask.user, gate=form.carried["gate"], choice=form.carried["choice"], digest=form.carried["digest"],
        words=form.values.get("words", ""),
    )  # fmt: skip
    muster.store.commit(command, key=form.ask.key, incident=form.carried["incident"])
    return Reply()


#: The sub-command that stands behind a step which the incident does itself.
SUB_COMMAND = {BuiltIn.TRIAGE: "triage", BuiltIn.RESOLVE: "resolve"}


def _step(stage: CardContext, name: str) -> Step:
    step = stage.playbook.steps.get(name)
    if step is None:
        raise NothingOpen(what=f'The playbook {stage.playbook.title} has no step "{name}".')
    return step
