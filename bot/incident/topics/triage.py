"""Severity: triage proposals, the rules that set a level, and a person's override (T1-T5, T7)."""

import hashlib
from datetime import datetime, timedelta
from typing import Literal

from pydantic import Field

from bot.incident.command import Command, decides
from bot.incident.deciding import Deciding
from bot.incident.fact import AfterAbsence, Fact, Naming, What
from bot.incident.impact_facets import DataImpact, ImpactFacets
from bot.incident.kept_text import kept
from bot.incident.organisation import Policies
from bot.incident.permissions import may
from bot.incident.refusals import AlreadySo, TextMissing
from bot.incident.roles import Permission, Role
from bot.incident.schedule import gate_deed, settled
from bot.incident.severity import PROVISIONAL, Level, Severity, spoken
from bot.incident.state import (
    KEPT_RAISES,
    KEPT_REASON_CHARACTERS,
    MUSTER,
    Category,
    Clock,
    ClockName,
    GateState,
    Incident,
    Proposal,
    Raise,
    Status,
)
from bot.incident.timers import MANAGEMENT_TIER, clock_severity, deadlines
from bot.incident.topics.escalation import call_tier, inform
from bot.incident.topics.gates.opening import GateWithdrawn, open_gate
from bot.incident.topics.informing import tell_at_once
from bot.incident.topics.progress import StatusChanged
from bot.incident.topics.roles import assign_leads
from bot.incident.topics.updates import next_update


class TriageProposed(Fact):
    """Somebody's assessment of impact and urgency."""

    about = What.SEVERITY
    after_absence = AfterAbsence.IF_ROOM

    kind: Literal["triage_proposed"] = "triage_proposed"
    proposal: Proposal

    def apply(self, state: Incident) -> Incident:
        return state.but(proposal=self.proposal, impact=self.proposal.summary or state.impact)

    def sentence(self, name: Naming) -> str:
        plan = self.proposal
        words = f": {plan.summary}" if plan.summary else ""
        return f"{name(self.by)} assessed {spoken(plan.severity)} ({plan.rule}){words}"

    def line(self, name: Naming) -> tuple[str, str]:
        plan = self.proposal
        basis = f"Impact: {plan.impact}, Urgency: {plan.urgency} ({plan.rule})"
        return f"Triage: {spoken(plan.severity)} proposed", f"{basis}: {plan.summary}" if plan.summary else basis


class SeveritySet(Fact):
    """The severity, and the deadlines that follow from it, all counted from detection (T5).

    `pages` has the deadline that each open page has from now on.
    """

    about = What.SEVERITY

    kind: Literal["severity_set"] = "severity_set"
    severity: Severity | None
    basis: str
    final: bool
    deadlines: dict[ClockName, datetime]
    next_update: datetime | None
    pages: dict[str, datetime | None] = {}

    def apply(self, state: Incident) -> Incident:
        clocks: dict[ClockName, Clock] = {}
        for name, due in self.deadlines.items():
            before = state.clocks.get(name)
            done = self._done_at(state, name)
            # What was done is judged by the deadline that held when it was done.
            judged = before.due if before else due
            clocks[name] = before if before and before.met else Clock(due=due, missed=due <= self.at)
            if done and not clocks[name].met:
                clocks[name] = Clock(due=judged, met=done, missed=done > judged)
        worse = bool(state.severity_basis and self.severity and self.severity < (state.severity or PROVISIONAL))
        pages = {key: page.but(deadline=self.pages.get(key, page.deadline)) for key, page in state.pages.items()}
        return state.but(
            severity=self.severity, severity_basis=self.basis, severity_final=self.final,
            raises=self._raised(state) if worse else state.raises, clocks=clocks, next_update=self.next_update,
            update_late=state.update_late if self.next_update else 0, pages=pages,
            triaged=state.triaged or (self.at if self.final else None),
        )  # fmt: skip

    def _done_at(self, state: Incident, name: ClockName) -> datetime | None:
        """When what a clock waits for was done, also while the level had no such clock."""
        match name:
            case ClockName.ACKNOWLEDGE:
                return state.acknowledged.at if state.acknowledged else None
            case ClockName.ENGAGE:
                return min((tier.engaged.at for tier in state.tiers.values() if tier.engaged), default=None)
            case ClockName.TRIAGE:
                return state.triaged or (self.at if self.final else None)
            case ClockName.CAUSE:
                return state.cause_at
        return None

    def _raised(self, state: Incident) -> tuple[Raise, ...]:
        number = state.raises[-1].number + 1 if state.raises else 1
        level = self.severity or PROVISIONAL
        return (*state.raises, Raise(number=number, severity=level, basis=self.basis[:KEPT_REASON_CHARACTERS]))[
            -KEPT_RAISES:
        ]

    def sentence(self, name: Naming) -> str:
        return f"{spoken(self.severity)} ({self.basis})"

    def line(self, name: Naming) -> tuple[str, str]:
        return spoken(self.severity), self.basis


class ProposeTriage(Command):
    """Impact and urgency as somebody sees them (T1).

    It opens the triage gate, and changes neither level nor clocks before somebody decides there (T7). A P3 needs no
    gate where nothing is lowered by it, or whoever proposes it may decide: then it is settled with the form.
    """

    permission = Permission.TRIAGE

    impact: Level
    urgency: Level
    users_percent: int | None = Field(default=None, ge=0, le=100)
    outage: bool = False
    data_loss: bool = False
    security: bool = False
    summary: str = ""
    actions: str = ""
    category: Category | None = None
    affected: str = ""
    stakes: ImpactFacets = ImpactFacets()


@decides(ProposeTriage)
def propose(deciding: Deciding, command: ProposeTriage) -> None:
    """Record the assessment. It waits at the gate, save a P3 that weakens nothing or is decided with it (T7)."""
    for text in (command.summary, command.actions, command.affected):
        kept(text)
    proposal = assess(command, deciding.organisation.policies)
    gate = deciding.state.gates.get("triage")
    shown = deciding.state.proposal
    if gate and gate.state is GateState.OPEN and shown and shown.digest == proposal.digest:
        raise AlreadySo(what="That is what the triage gate shows already.")
    deciding.tell(TriageProposed(at=deciding.now, by=deciding.by, proposal=proposal))
    if why := for_executives(proposal):
        inform(deciding, Role.EXECUTIVE_SPONSOR, why)
    waits = gate is not None and gate.state is GateState.OPEN
    lowers = weakens(deciding.state, Severity.P3) or waits
    if proposal.severity is Severity.P3 and (not lowers or _decides_alone(deciding)):
        if gate and gate.state is GateState.OPEN:
            deciding.tell(GateWithdrawn(at=deciding.now, by=deciding.by, gate="triage", reason="P3 needs no gate"))
        settle_severity(deciding, proposal.severity, proposal.rule)
        return
    spec = deciding.playbook.gate_specs["triage"]
    if all(settled(deciding.playbook, deciding.state, name) for name in spec.after):
        open_gate(deciding, spec)


def weakens(state: Incident, severity: Severity) -> bool:
    """Whether a level is lower than the one that holds: as declared, as decided, or P1 while none is known (T3)."""
    return severity > (state.severity or PROVISIONAL)


def may_decide_triage(deciding: Deciding) -> bool:
    """Whether whoever acts may decide the triage by themselves; Muster proposes, and people decide (T7)."""
    permission = gate_deed(deciding.state, deciding.playbook.gate_specs["triage"])
    return deciding.by != MUSTER and may(deciding.state, permission, deciding.by, deciding.organisation, deciding.now)


def _decides_alone(deciding: Deciding) -> bool:
    """What was decided at a gate before is changed at a gate."""
    return not deciding.state.severity_final and may_decide_triage(deciding)


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


class SetSeverity(Command):
    """Override the severity, with a reason (T3)."""

    permission = Permission.SEVERITY

    severity: Severity
    reason: str


@decides(SetSeverity)
def set_severity(deciding: Deciding, command: SetSeverity) -> None:
    """A person overrides the severity, with a reason, on the record (T3)."""
    reason = kept(command.reason)
    if not reason:
        raise TextMissing(what="the level and why", usage=f"severity {command.severity} payments lost")
    if deciding.state.severity is command.severity and deciding.state.severity_final:
        raise AlreadySo(what=f"{deciding.state.id} is {command.severity} already.")
    gate = deciding.state.gates.get("triage")
    if gate and gate.state in (GateState.OPEN, GateState.REVISION):
        why = f"severity set by {deciding.name(deciding.by)}"
        deciding.tell(GateWithdrawn(at=deciding.now, by=deciding.by, gate="triage", reason=why))
    settle_severity(deciding, command.severity, f"set by {deciding.name(deciding.by)}: {reason}")


def settle_severity(deciding: Deciding, severity: Severity, basis: str) -> None:
    """The severity is decided: clocks re-arm from detection, P0 and P1 get their leads, status TRIAGED.

    What was in the backlog until now calls on-call, as a declare at that level would have (N4).
    """
    deciding.tell(severity_fact(deciding, severity, basis, final=True))
    if deciding.state.status is Status.DETECTED:
        deciding.tell(StatusChanged(at=deciding.now, by=deciding.by, status=Status.TRIAGED))
    _call_for(deciding, severity)


def provisional_severity(deciding: Deciding, severity: Severity, basis: str) -> None:
    """A first severity that triage may still change: clocks re-arm, and the people of that level are called (T3)."""
    fact, promised = severity_fact(deciding, severity, basis, final=False), deciding.state.next_update
    if promised and fact.next_update and not may_decide_triage(deciding):
        # Answers that take back what made updates come more often put off none that was promised.
        fact = fact.but(next_update=min(promised, fact.next_update))
    deciding.tell(fact)
    _call_for(deciding, severity)


def _call_for(deciding: Deciding, severity: Severity) -> None:
    if severity in (Severity.P0, Severity.P1):
        assign_leads(deciding)
    if severity is not Severity.P3 and 1 not in deciding.state.tiers:
        call_tier(deciding, 1, f"severity is {severity} now")
    tell_at_once(deciding, severity)


def severity_fact(deciding: Deciding, severity: Severity | None, basis: str, *, final: bool) -> SeveritySet:
    """The severity with every deadline that follows from it, all counted from detection (T5)."""
    policies, detected = deciding.organisation.policies, deciding.state.detected_at
    return SeveritySet(
        at=deciding.now, by=deciding.by, severity=severity, basis=basis, final=final,
        deadlines=deadlines(severity, detected, policies), next_update=next_update(deciding, severity),
        pages=_page_deadlines(deciding, severity),
    )  # fmt: skip


def _page_deadlines(deciding: Deciding, severity: Severity | None) -> dict[str, datetime | None]:
    """Pages that wait get the new level's time to answer from now, if that is sooner; at P3 nobody follows."""
    seconds = deciding.organisation.policies.response[clock_severity(severity)].acknowledge
    chains = [page for page in deciding.state.open_pages() if page.deadline or page.tier != MANAGEMENT_TIER]
    if seconds is None:
        return {page.key: None for page in chains}
    soon = deciding.now + timedelta(seconds=seconds)
    return {page.key: min(page.deadline or soon, soon) for page in chains}
