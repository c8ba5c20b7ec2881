"""What happens to gates: they open when their steps are settled, wait for a decision, and go when they are moot."""

from datetime import datetime
from typing import Literal, Self

from bot.incident.blame import Blamed, approved_with
from bot.incident.changes import belonging, merged
from bot.incident.deciding import Deciding
from bot.incident.fact import AfterAbsence, Fact, Naming, What
from bot.incident.organisation import Organisation, SlackId
from bot.incident.permissions import ASKED_AT_FIRST, asked_now, deciders, gate_cover, may
from bot.incident.playbook import GateSpec, Playbook, Step
from bot.incident.roles import Permission
from bot.incident.schedule import gate_deed, gate_digest, gates_over, holds, is_due
from bot.incident.state import MUSTER, Gate, GateState, Incident, Mark, Status
from bot.incident.topics.timers import when_due


class GateFact(Fact):
    """Something that happened to a gate; `title` is what the playbook calls it."""

    about = What.GATES

    gate: str
    title: str = ""

    @property
    def spoken(self) -> str:
        """The gate as people call it."""
        return self.title.lower() or self.gate

    @property
    def heading(self) -> str:
        """The gate at the beginning of a line."""
        words = self.gate.replace("_", " ")
        return self.title or f"{words[0].upper()}{words[1:]}"

    def as_called_in(self, playbook: Playbook) -> Self:
        spec = playbook.gate_specs.get(self.gate)
        return self.but(title=spec.title) if spec else self


class GateOpened(GateFact):
    """A gate waits for one of `asked`."""

    minor = True
    after_absence = AfterAbsence.NEVER

    kind: Literal["gate_opened"] = "gate_opened"
    digest: str
    asked: tuple[SlackId, ...]

    def apply(self, state: Incident) -> Incident:
        before = state.gates.get(self.gate)
        gate = Gate(
            state=GateState.OPEN, opened_at=self.at, digest=self.digest, asked=self.asked,
            round=before.round + 1 if before else 1,
        )  # fmt: skip
        return belonging(state.but(gates={**state.gates, self.gate: gate}), self.asked, "was asked to decide")

    def sentence(self, name: Naming) -> str:
        return f"The {self.spoken} gate waits for a decision"

    def line(self, name: Naming) -> tuple[str, str]:
        return f"{self.heading} gate waits", f"asked: {', '.join(map(name, self.asked)) or 'nobody'}"


class GateReminded(GateFact):
    """The deciders of a gate were reminded; with `backup`, others who may decide were asked."""

    minor = True
    after_absence = AfterAbsence.NEVER

    kind: Literal["gate_reminded"] = "gate_reminded"
    asked: tuple[SlackId, ...]
    backup: bool = False

    def apply(self, state: Incident) -> Incident:
        gate = state.gates[self.gate]
        changed = (
            gate.but(backup_asked=True, backup=self.asked, asked=merged(gate.asked, self.asked))
            if self.backup
            else gate.but(reminded=True)
        )
        return belonging(state.but(gates={**state.gates, self.gate: changed}), self.asked, "was asked to decide")

    def sentence(self, name: Naming) -> str:
        who = ", ".join(name(user) for user in self.asked) or "nobody"
        return f"{'A backup was asked' if self.backup else 'Reminder'} for the {self.spoken} gate: {who}"

    def line(self, name: Naming) -> tuple[str, str]:
        what = "backup asked" if self.backup else "reminder"
        return f"{self.heading} gate: {what}", ", ".join(map(name, self.asked)) or "nobody"


class GateDecided(GateFact):
    """A person decided a gate: `outcome` is the decision in words, `blamed` what it was approved with (P3)."""

    kind: Literal["gate_decided"] = "gate_decided"
    choice: str
    outcome: str
    words: str = ""
    blamed: tuple[Blamed, ...] = ()

    def apply(self, state: Incident) -> Incident:
        where = GateState.APPROVED if self.choice == "approve" else GateState.REVISION
        decision = Mark(by=self.by, at=self.at, words=self.words)
        gate = state.gates[self.gate].but(state=where, decision=decision, outcome=self.outcome)
        return state.but(gates={**state.gates, self.gate: gate})

    def sentence(self, name: Naming) -> str:
        words = f": “{self.words}”" if self.words else ""
        blamed = f", {flagged}" if (flagged := approved_with(self.blamed)) else ""
        return f"{name(self.by)} decided the {self.spoken} gate: {self.outcome}{blamed}{words}"

    def line(self, name: Naming) -> tuple[str, str]:
        notes = (self.words, approved_with(self.blamed))
        return f"{self.heading} gate {self.outcome}", "; ".join(filter(None, notes))


class GateWithdrawn(GateFact):
    """A gate is no longer needed."""

    minor = True
    after_absence = AfterAbsence.NEVER

    kind: Literal["gate_withdrawn"] = "gate_withdrawn"
    reason: str

    def apply(self, state: Incident) -> Incident:
        gate = state.gates[self.gate].but(
            state=GateState.WITHDRAWN, decision=Mark(by=self.by, at=self.at), outcome=self.reason
        )
        return state.but(gates={**state.gates, self.gate: gate})

    def sentence(self, name: Naming) -> str:
        return f"The {self.spoken} gate is not needed any more: {self.reason}"

    def line(self, name: Naming) -> tuple[str, str]:
        return f"{self.heading} gate not needed", self.reason


def advance(deciding: Deciding) -> None:
    """Open what is due and withdraw what is moot; a paused or closed incident keeps still (S2, S3)."""
    if deciding.state.status is Status.CLOSED:
        return
    for spec in deciding.playbook.gates:
        _withdraw_if_moot(deciding, spec)
        if not deciding.state.paused and is_due(deciding.playbook, deciding.state, spec):
            open_gate(deciding, spec)


def open_gate(deciding: Deciding, spec: GateSpec) -> None:
    """Ask those who may decide; words whose author may decide are decided with the writing (K2)."""
    permission = gate_deed(deciding.state, spec)
    asked = deciders(deciding.state, permission, deciding.organisation, deciding.now)[:ASKED_AT_FIRST]
    digest = gate_digest(deciding.state, spec)
    deciding.tell(GateOpened(at=deciding.now, by=deciding.by, gate=spec.name, digest=digest, asked=asked))
    if (
        spec.by_author
        and author(deciding, spec) == deciding.by
        and _may_alone(deciding.state, permission, deciding.by, deciding.organisation, deciding.now)
    ):
        deciding.tell(
            GateDecided(at=deciding.now, by=deciding.by, gate=spec.name, choice="approve", outcome="approved")
        )


def decides_alone(
    playbook: Playbook, state: Incident, step: Step, person: SlackId, organisation: Organisation, now: datetime
) -> bool:
    """Whether what the person writes in a step is decided with the writing."""
    specs = [spec for spec in gates_over(playbook, step.name) if holds(state, spec.when)]
    return all(
        spec.by_author and _may_alone(state, gate_deed(state, spec), person, organisation, now) for spec in specs
    )


def _may_alone(
    state: Incident, permission: Permission, person: SlackId, organisation: Organisation, now: datetime
) -> bool:
    allowed = may(state, permission, person, organisation, now)
    return allowed and person != MUSTER and not needs_second(organisation, permission)


def author(deciding: Deciding, spec: GateSpec) -> str | None:
    """Who last did what the gate decides on."""
    marks = [deciding.state.steps[name] for name in spec.after if name in deciding.state.steps]
    return max(marks, key=lambda mark: mark.at).by if marks else None


def needs_second(organisation: Organisation, permission: Permission) -> bool:
    """Whether the organisation wants public words approved by somebody who did not write them (10.9)."""
    return permission is Permission.GATE_WORDS and organisation.policies.second_for_words


def _withdraw_if_moot(deciding: Deciding, spec: GateSpec) -> None:
    gate = deciding.state.gates.get(spec.name)
    if gate and gate.state in (GateState.OPEN, GateState.REVISION) and not holds(deciding.state, spec.when):
        why = "the incident is over" if deciding.state.over else "it is not required any more"
        deciding.tell(GateWithdrawn(at=deciding.now, by=deciding.by, gate=spec.name, reason=why))


@when_due("gate")
def _remind_deciders(deciding: Deciding, rest: str, due: datetime) -> None:
    name, _, what = rest.partition(":")
    backup = what == "backup"
    gate = deciding.state.gates[name]
    permission = gate_deed(deciding.state, deciding.playbook.gate_specs[name])
    asked = asked_now(deciding.state, gate, permission, deciding.organisation, deciding.now)
    if backup:
        cover = gate_cover(deciding.state, deciding.organisation, deciding.now)
        asked = tuple(one for one in cover if one not in asked)[:1]
    deciding.tell(GateReminded(at=deciding.now, by=MUSTER, gate=name, asked=asked, backup=backup))
