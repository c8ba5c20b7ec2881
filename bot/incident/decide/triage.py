"""Severity: triage proposals, the rules that set a level, and a person's override (T1-T5, T7)."""

import hashlib
from datetime import datetime, timedelta

from bot.incident.commands import ProposeTriage, SetSeverity
from bot.incident.decide.escalation import call_tier, inform
from bot.incident.decide.flow import open_gate
from bot.incident.decide.informing import tell_at_once
from bot.incident.decide.roles import assign_leads
from bot.incident.decide.words import kept
from bot.incident.events import (
    GateWithdrawn,
    SeveritySet,
    StatusChanged,
    TriageProposed,
)
from bot.incident.organisation import Policies
from bot.incident.refusals import AlreadySo, TextMissing
from bot.incident.roles import Deed, Role
from bot.incident.schedule import settled
from bot.incident.severity import Severity
from bot.incident.stakes import DataImpact
from bot.incident.state import GateState, Proposal, Status
from bot.incident.story import Story
from bot.incident.timers import MANAGEMENT, clock_severity, deadlines, update_every
from bot.incident.who import require


def propose(story: Story, command: ProposeTriage) -> None:
    """Record the assessment. P0-P2 wait at the triage gate; P3 too, where worse was decided before (T7)."""
    require(story.state, Deed.TRIAGE, story.by, story.organisation, story.now)
    for text in (command.summary, command.actions, command.affected):
        kept(text)
    proposal = assess(command, story.organisation.policies)
    gate = story.state.gates.get("triage")
    shown = story.state.proposal
    if gate and gate.state is GateState.OPEN and shown and shown.digest == proposal.digest:
        raise AlreadySo(what="That is what the triage gate shows already.")
    story.tell(TriageProposed(at=story.now, by=story.by, proposal=proposal))
    if why := for_executives(proposal):
        inform(story, Role.EXECUTIVE_SPONSOR, why)
    worse_by_decision = story.state.severity_final and story.state.severity is not Severity.P3
    if proposal.severity is Severity.P3 and not worse_by_decision:
        if gate and gate.state is GateState.OPEN:
            story.tell(GateWithdrawn(at=story.now, by=story.by, gate="triage", reason="P3 needs no gate"))
        settle_severity(story, proposal.severity, proposal.rule)
        return
    spec = story.playbook.gate_specs["triage"]
    if all(settled(story.playbook, story.state, name) for name in spec.after):
        open_gate(story, spec)


def assess(command: ProposeTriage, policies: Policies) -> Proposal:
    """The severity of an assessment, with the rule that set it: by definition, else the matrix (T3, 10.1)."""
    definition = [
        words
        for held, words in (
            (command.outage, "a complete outage"),
            (command.data_loss or command.stakes.data is DataImpact.DATA_LOSS, "data loss"),
            (command.security, "a security breach"),
        )
        if held
    ]
    if definition:
        severity, rule = Severity.P0, f"{' and '.join(definition)}: P0 by definition"
    else:
        severity = policies.priority[command.impact][command.urgency]
        rule = f"impact {command.impact} x urgency {command.urgency}"
    proposal = Proposal(severity=severity, rule=rule, **command.model_dump())
    return proposal.but(digest=digest_of(proposal))


def for_executives(proposal: Proposal) -> str:
    """Why executives hear of it at once, whatever the clocks say (E5); empty when they need not."""
    stakes = proposal.stakes
    reasons = {
        "security": proposal.security,
        "data loss": proposal.data_loss or stakes.data is DataImpact.DATA_LOSS,
        "revenue, compliance, safety or reputation at stake": stakes.for_executives,
    }
    return " and ".join(words for words, so in reasons.items() if so)


def digest_of(proposal: Proposal) -> str:
    """A short name for exactly this plan; a button that carries another one is stale (DESIGN 8)."""
    plain = proposal.but(digest="").model_dump_json(exclude_defaults=True)
    return hashlib.sha256(plain.encode()).hexdigest()[:12]


def set_severity(story: Story, command: SetSeverity) -> None:
    """A person overrides the severity, with a reason, on the record (T3)."""
    require(story.state, Deed.SEVERITY, story.by, story.organisation, story.now)
    reason = kept(command.reason)
    if not reason:
        raise TextMissing(what="the level and why", usage=f"severity {command.severity} payments lost")
    if story.state.severity is command.severity and story.state.severity_final:
        raise AlreadySo(what=f"{story.state.id} is {command.severity} already.")
    gate = story.state.gates.get("triage")
    if gate and gate.state in (GateState.OPEN, GateState.REVISION):
        why = f"severity set by {story.name(story.by)}"
        story.tell(GateWithdrawn(at=story.now, by=story.by, gate="triage", reason=why))
    settle_severity(story, command.severity, f"set by {story.name(story.by)}: {reason}")


def settle_severity(story: Story, severity: Severity, basis: str) -> None:
    """The severity is decided: clocks re-arm from detection, P0 and P1 get their leads, status TRIAGED.

    What was in the backlog until now calls on-call, as a declare at that level would have (N4).
    """
    story.tell(severity_fact(story, severity, basis, final=True))
    if story.state.status is Status.DETECTED:
        story.tell(StatusChanged(at=story.now, by=story.by, status=Status.TRIAGED))
    _call_for(story, severity)


def provisional_severity(story: Story, severity: Severity, basis: str) -> None:
    """A first severity that triage may still change: clocks re-arm, and the people of that level are called (T3)."""
    story.tell(severity_fact(story, severity, basis, final=False))
    _call_for(story, severity)


def _call_for(story: Story, severity: Severity) -> None:
    if severity in (Severity.P0, Severity.P1):
        assign_leads(story)
    if severity is not Severity.P3 and 1 not in story.state.tiers:
        call_tier(story, 1, f"severity is {severity} now")
    tell_at_once(story, severity)


def severity_fact(story: Story, severity: Severity | None, basis: str, *, final: bool) -> SeveritySet:
    """The severity with every deadline that follows from it, all counted from detection (T5)."""
    policies, detected = story.organisation.policies, story.state.detected_at
    return SeveritySet(
        at=story.now, by=story.by, severity=severity, basis=basis, final=final,
        deadlines=deadlines(severity, detected, policies), next_update=next_update(story, severity),
        pages=_page_deadlines(story, severity),
    )  # fmt: skip


def _page_deadlines(story: Story, severity: Severity | None) -> dict[str, datetime | None]:
    """Pages that wait get the new level's time to answer from now, if that is sooner; at P3 nobody follows."""
    seconds = story.organisation.policies.response[clock_severity(severity)].acknowledge
    chains = [page for page in story.state.open_pages() if page.deadline or page.tier != MANAGEMENT]
    if seconds is None:
        return {page.key: None for page in chains}
    soon = story.now + timedelta(seconds=seconds)
    return {page.key: min(page.deadline or soon, soon) for page in chains}


def next_update(story: Story, severity: Severity | None) -> datetime | None:
    """When the next status update is due: the last one, or detection, plus the cadence.

    Being late loosens nothing (K1): an update that is overdue by the new cadence is due at once, unless its being
    late is shown already, or no cadence ran until now.
    """
    seconds = update_every(story.state, story.organisation.policies, severity)
    if seconds is None:
        return None
    every = timedelta(seconds=seconds)
    last = story.state.updates[-1].at if story.state.updates else story.state.detected_at
    due = last + every
    if due > story.now:
        return due
    if story.state.next_update is None:
        return story.now + every
    return due + every * ((story.now - due) // every + 1) if story.state.update_late else due


def communications(story: Story) -> tuple[str, ...]:
    """Who is reminded of an update: the communications lead, else the commander, else on-call for them (K1, 10.9)."""
    holders = [story.state.holder(Role.COMMUNICATIONS_LEAD), story.state.holder(Role.INCIDENT_COMMANDER)]
    on_call = story.organisation.on_call(story.state.service, story.now)
    return tuple(one for one in (*holders, *on_call) if one)[:1]
