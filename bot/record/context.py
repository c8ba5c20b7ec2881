"""The record: everything that drafts and documents may say of an incident, by the names that templates use.

Texts are as people wrote them, moments are real dates (UTC), lengths are `timedelta`s, and what nobody recorded is
None: the filters of `bot.record.printing` make all of it fit for the page.

    incident    id, number, title, description, reporter, detected, declared, began, detection_method, severity,
                severity_word, severity_spoken, severity_basis, sev, gated_word, status, gated_status, category,
                impact, urgency, rule, users, affected, outage, data_loss, security, data_impact, summary, actions,
                service, service_title, guidance, channel, channel_name, commander, commander_assigned,
                technical_lead, communications_lead, on_call, duration, resolved_at, resolved_by, resolution,
                closed_at, closing_reason, next_update, update_every, cause, strategy, dashboards (title, url),
                runbooks, repository, ticket, playbook, playbook_title, reopened, over, private, not_an_incident,
                concerns, preference, rollback_first, evidence_first, comprehensive, observed, changes, sla_status
    f           the fields of all results by canonical name, the newest that is filled in
    steps       by name: title, state, by, at, words, fields, recorded
    phases      title, deliverables (words), steps
    decisions   that were given, by step: answer, by, at
    posted      words that went out: step, to, title, message, by, at
    timeline    at, event, actor, notes, phase, what, minor
    updates     number, at, by, text            notes       at, by, text
    roles       role, name, at                  responders  name, part
    clocks      name, due, met, missed          escalation  at, who, why, outcome
    path        words, outcome                  metrics     name, took, target, verdict
    sla         verdict, words, due, by         budget      target, consumed, availability, breach, left, basis
    meeting     starts, ends, due, planned, wanted, required and optional (role, name, facilitates),
                agenda (title, minutes)
    actions     immediate, short_term, long_term, all: action, owner, due, status, priority
    regression  verdict, confidence, detected, register (None, or the register's entry)
    gates       A's quality gates, criteria     O's success criteria: words, answer, why, met
    report      overall_status, user_impact, mitigation, root_cause
    organisation name, timezone                 now, missing
"""

from typing import Any

from bot.incident.durations import spoken_duration
from bot.incident.impact_facets import ImpactFacets
from bot.incident.roles import Role
from bot.incident.severity import NAMES, spoken
from bot.incident.state import Incident, Proposal, Status
from bot.incident.timeline import timeline_of
from bot.incident.timers import update_every
from bot.incident.topics.notes import NoteAdded
from bot.incident.topics.updates import UpdatePosted
from bot.record.figures import figures
from bot.record.flow import flow
from bot.record.guided import guided, users_of
from bot.record.record_inputs import RecordInputs
from bot.record.speaking import Speaker

Record = dict[str, Any]

#: T's words for where an incident stands (D8).
GATED_STATUS = {Status.MITIGATING: "Mitigated", Status.RESOLVED: "Resolved", Status.CLOSED: "Resolved"}

#: What stands where nothing is recorded: it may still come, or it never will.
STILL_OPEN, OVER = "TBD", "Not recorded"


def record(inputs: RecordInputs) -> Record:
    """The record of the incident as it stands."""
    speaker = Speaker(inputs.organisation, inputs.times)
    return {
        "incident": {
            **_identity(inputs, speaker), **_assessment(inputs, speaker), **_course(inputs, speaker),
            **guided(inputs.incident, speaker),
        },
        **flow(inputs, speaker),
        **figures(inputs, speaker),
        "timeline": _timeline(inputs, speaker),
        "updates": _updates(inputs, speaker),
        "notes": [
            {"at": speaker.at(one.at), "by": speaker.name(one.by), "text": speaker.words(one.text)}
            for one in inputs.events
            if isinstance(one, NoteAdded)
        ],
        **_people(inputs, speaker),
        "organisation": {
            "name": inputs.organisation.organisation.name, "timezone": inputs.organisation.organisation.timezone,
        },
        "now": speaker.at(inputs.now),
        "missing": OVER if inputs.incident.over else STILL_OPEN,
    }  # fmt: skip


#: What can be told from the facts of the timeline alone; all else the snapshot and the results know.
FROM_FACTS = ("timeline", "notes", "escalation")


def drafting(inputs: RecordInputs) -> Record:
    """The record as far as drafts may use it: a form is opened without its incident's whole timeline being read."""
    return {name: value for name, value in record(inputs).items() if name not in FROM_FACTS}


def _identity(inputs: RecordInputs, speaker: Speaker) -> Record:
    incident = inputs.incident
    service = inputs.organisation.services.get(incident.service or "")
    return {
        "id": incident.id,
        "number": incident.number,
        "title": speaker.words(incident.title),
        "description": speaker.words(incident.description),
        "reporter": speaker.name(incident.reporter),
        "detected": speaker.at(incident.detected_at),
        "declared": speaker.at(inputs.case.declared_at),
        "began": speaker.at(incident.intake.began) if incident.intake.began else None,
        "detection_method": incident.detection.value,
        "service": incident.service,
        "service_title": (service.title if service else "") or incident.service,
        "guidance": speaker.words(incident.guidance) or None,
        "channel": f"#{incident.channel.name if incident.channel else incident.channel_name}",
        "channel_name": incident.channel.name if incident.channel else incident.channel_name,
        "dashboards": list(service.dashboards.items()) if service else [],
        "runbooks": service.runbooks if service else None,
        "repository": service.repository if service else None,
        "ticket": speaker.words(_ticket(incident) or "") or None,
        "private": incident.private,
        "playbook": inputs.playbook.name,
        "playbook_title": inputs.playbook.title,
    }


def _ticket(incident: Incident) -> str | None:
    """The ticket's key with its link, or why the tracker made none."""
    ticket = incident.intake.ticket
    if ticket is None:
        return None
    return " ".join(part for part in (ticket.key, ticket.url) if part) or f"none: {ticket.refused}"


def _assessment(inputs: RecordInputs, speaker: Speaker) -> Record:
    incident, plan = inputs.incident, inputs.incident.proposal
    names = NAMES[incident.severity] if incident.severity else None
    share = users_of(incident)
    users = f"{share} %" if share is not None else None
    return {
        "severity": incident.severity.value if incident.severity else "TBD",
        "severity_word": names.word if names else "TBD",
        "severity_spoken": spoken(incident.severity),
        "sev": names.sev if names else "SEV-TBD",
        "gated_word": names.gated if names else "TBD",
        "category": plan.category.value if plan and plan.category else None,
        "impact": plan.impact.value if plan else None,
        "urgency": plan.urgency.value if plan else None,
        "rule": plan.rule if plan else None,
        "users": users,
        "affected": (speaker.words(plan.affected) if plan else "") or incident.service,
        "outage": plan.outage if plan else None,
        "data_loss": plan.data_loss if plan else None,
        "security": plan.security if plan else None,
        "data_impact": _data(plan),
        **_stakes(plan.stakes if plan else ImpactFacets(), speaker),
        "summary": (speaker.words(plan.summary) if plan else "") or None,
        "actions": (speaker.words(plan.actions) if plan else "") or None,
        "severity_basis": speaker.words(incident.severity_basis) or None,
    }


def _data(plan: Proposal | None) -> str | None:
    if plan is None:
        return None
    return plan.stakes.data.value if plan.stakes.data else "Data loss" if plan.data_loss else "None"


def _stakes(stakes: ImpactFacets, speaker: Speaker) -> Record:
    """What is at stake, as far as the triage said it (T2); what it left out is None."""
    return {
        "effect": stakes.effect.value if stakes.effect else None,
        "time_sensitivity": stakes.time_sensitivity.value if stakes.time_sensitivity else None,
        "trend": stakes.trend.value if stakes.trend else None,
        "revenue": speaker.words(stakes.revenue) or None,
        "compliance": stakes.compliance,
        "user_safety": stakes.user_safety,
        "reputation": stakes.reputation.value if stakes.reputation else None,
        "availability": speaker.words(stakes.availability) or None,
        "time_to_breach": speaker.words(stakes.time_to_breach) or None,
    }


def _course(inputs: RecordInputs, speaker: Speaker) -> Record:
    incident = inputs.incident
    commander = incident.roles.get(Role.INCIDENT_COMMANDER)
    on_call, _ = inputs.organisation.on_call(incident.service, incident.detected_at)
    every = update_every(incident, inputs.case.policies, incident.severity)
    return {
        "status": incident.status.value,
        "gated_status": GATED_STATUS.get(incident.status, "Ongoing"),
        "over": incident.over,
        "commander": speaker.name(commander.user) if commander else None,
        "commander_assigned": speaker.at(commander.at) if commander else None,
        "technical_lead": speaker.name(incident.holder(Role.TECHNICAL_LEAD)),
        "communications_lead": speaker.name(incident.holder(Role.COMMUNICATIONS_LEAD)),
        "on_call": speaker.name(incident.holder(Role.ON_CALL_ENGINEER) or on_call),
        "duration": inputs.case.duration,
        "resolved_at": speaker.at(incident.resolved.at) if incident.resolved else None,
        "resolved_by": speaker.name(incident.resolved.by) if incident.resolved else None,
        "resolution": speaker.words(incident.resolved.words) if incident.resolved else None,
        "closed_at": speaker.at(incident.closed.at) if incident.closed else None,
        "closing_reason": (speaker.words(incident.closed.words) if incident.closed else "") or None,
        "next_update": speaker.at(incident.next_update),
        "update_every": spoken_duration(every) if every is not None else None,
        "cause": speaker.words(incident.cause) or None,
        "strategy": incident.strategy or None,
        "reopened": incident.reopened,
        "not_an_incident": incident.not_an_incident,
    }


def _timeline(inputs: RecordInputs, speaker: Speaker) -> list[Record]:
    titles = {name: spec.title for name, spec in inputs.playbook.gate_specs.items()}
    return [
        {
            "at": speaker.at(one.at), "event": speaker.words(one.event), "actor": one.actor,
            "notes": speaker.words(one.notes), "phase": one.phase.value, "what": one.what.value,
            "minor": one.minor,
        }
        for one in timeline_of(inputs.events, inputs.organisation.name_of, titles)
    ]  # fmt: skip


def _updates(inputs: RecordInputs, speaker: Speaker) -> list[Record]:
    """All updates; the snapshot has the last ones, for drafts, which need no facts."""
    told = [one for one in inputs.events if isinstance(one, UpdatePosted)] or inputs.incident.updates
    return [
        {"number": one.number, "at": speaker.at(one.at), "by": speaker.name(one.by), "text": speaker.words(one.text)}
        for one in told
    ]


def _people(inputs: RecordInputs, speaker: Speaker) -> Record:
    incident = inputs.incident
    return {
        "roles": [
            {"role": role.spoken, "name": speaker.name(held.user), "at": speaker.at(held.at)}
            for role, held in incident.roles.items()
        ],
        "responders": [
            {"name": speaker.name(person), "part": _part(incident, person, how)}
            for person, how in incident.responders.items()
        ],
    }


def _part(incident: Incident, person: str, how: str) -> str:
    held = [role.spoken for role, one in incident.roles.items() if one.user == person]
    return ", ".join(held) or how
