"""Evidence: messages that are carried along (D3)."""

from typing import Literal

from bot.incident.changes import taken_in
from bot.incident.command import Command, Sense, decides
from bot.incident.deciding import Deciding
from bot.incident.fact import Fact, Naming, What
from bot.incident.intake import KEPT_EVIDENCE, Evidence
from bot.incident.state import Incident


class EvidenceAdded(Fact):
    """A message was carried along as evidence (D3)."""

    about = What.NOTES

    kind: Literal["evidence_added"] = "evidence_added"
    evidence: Evidence

    def apply(self, state: Incident) -> Incident:
        kept = (*state.intake.evidence, self.evidence)[-KEPT_EVIDENCE:]
        return taken_in(state, evidence=kept, evidence_count=self.evidence.number)

    def sentence(self, name: Naming) -> str:
        one = self.evidence
        return f"Evidence {one.number}: message by {name(one.author)}, {one.permalink or 'no link'}: {one.text}"


class AddEvidence(Command):
    """Carry a message along as evidence; its number is given when it is added (D3)."""

    sense = Sense.ALWAYS

    evidence: Evidence


@decides(AddEvidence)
def add_evidence(deciding: Deciding, command: AddEvidence) -> None:
    """A message as evidence; the same message is evidence once (D3)."""
    known = [(one.channel, one.ts) for one in deciding.state.intake.evidence]
    if (command.evidence.channel, command.evidence.ts) in known:
        return
    evidence = command.evidence.but(number=deciding.state.intake.evidence_count + 1)
    deciding.tell(EvidenceAdded(at=deciding.now, by=deciding.by, evidence=evidence))
