"""What schema 1 wrote, recorded: `python -m tests.store.recording` writes what is not recorded yet.

A fixture that was recorded is never written again: it is what lies in the Redis of somebody who upgrades. Kinds of
facts that came later without a new schema have a recording of their own, `schema-N-NAME.json`.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from bot.incident.concerns import Concern
from bot.incident.intake import Evidence, Origin, Reply
from bot.incident.playbook import PLAIN, FormField, Phase, Posting, Step
from bot.incident.questions import Answers, Experience, SlaStatus
from bot.incident.roles import Permission, Role
from bot.incident.severity import Level, Severity
from bot.incident.state import SCHEMA, Category
from bot.incident.topics.channel import RecordChannel
from bot.incident.topics.closing import Close, Reopen
from bot.incident.topics.decisions import GiveDecision
from bot.incident.topics.declaring import Declare
from bot.incident.topics.escalation import DeclinePage, Escalate
from bot.incident.topics.evidence import AddEvidence
from bot.incident.topics.gates.deciding import DecideGate
from bot.incident.topics.guidance import AnswerQuestions, GiveGuidance
from bot.incident.topics.notes import AddNote
from bot.incident.topics.paging import Engage
from bot.incident.topics.pausing import Pause, Resume
from bot.incident.topics.people import AskFor, Join
from bot.incident.topics.resolving import Resolve
from bot.incident.topics.roles import AssignRole, DeclineRole, TakeRole
from bot.incident.topics.steps.doing import CompleteStep, FailStep, SkipStep
from bot.incident.topics.tickets import RecordTicket, RefuseTicket
from bot.incident.topics.triage import ProposeTriage, SetSeverity
from bot.incident.topics.updates import PostUpdate
from bot.incident.topics.work import SettleWork
from bot.store.schema import write_events, write_incident
from tests.incident.flows import SMALL
from tests.incident.rehearsal import ANA, BO, CHIDI, ELIF, FARID, GRACE, HUGO, SAM, VERA, Rehearsal, declared

FIXTURES = Path(__file__).parent / "fixtures"


def fixture(schema: int) -> Path:
    """Where the recording of a schema lies."""
    return FIXTURES / f"schema-{schema}.json"


def additions(schema: int) -> list[Path]:
    """Recordings of what was added to a schema later."""
    return sorted(FIXTURES.glob(f"schema-{schema}-*.json"))


def everything_happens() -> Rehearsal:
    """One incident in which every kind of fact occurs."""
    room = declared(None, playbook=SMALL)
    room.does(RecordChannel(channel="C0101", name="incident-2026-11-21-101"))
    room.passes(hours=2, minutes=30)
    room.does(Join(by=HUGO))
    room.does(AskFor(by=GRACE, user=SAM, what="decide the severity of INC-101"))
    triage = ProposeTriage(
        by=VERA, impact=Level.HIGH, urgency=Level.MEDIUM, users_percent=12, summary="a tenth of payments",
        actions="restart", category=Category.AVAILABILITY, affected="payments",
    )  # fmt: skip
    room.does(triage)
    room.does(_gate("revise", "more than a tenth"))
    room.does(triage.but(users_percent=40, data_loss=True))
    room.passes(minutes=12)
    room.does(_gate("approve", "agreed"))
    room.does(FailStep(by=SAM, step="five_whys", reason="nobody knows the code"))
    room.does(CompleteStep(by=SAM, step="five_whys", fields={"root_cause": "a leak"}))
    room.does(SkipStep(by=SAM, step="fishbone", reason="one cause is enough"))
    room.does(_gate("approve", "", "cause"))
    room.does(CompleteStep(by=SAM, step="strategy", fields={"strategy": "scaling"}))
    room.does(_gate("approve", "", "strategy"))
    room.does(CompleteStep(by=SAM, step="validation", fields={"resolution_status": "NOT RESOLVED"}))
    room.does(Escalate(by=SAM, reason="a token leaked", user=FARID))
    room.does(DeclinePage(by=FARID))
    room.does(TakeRole(by=BO, role=Role.ON_CALL_ENGINEER))
    room.does(triage.but(summary="again"))
    room.does(AssignRole(by=SAM, role=Role.PRODUCT_OWNER, user=HUGO))
    room.does(DeclineRole(by=HUGO, role=Role.PRODUCT_OWNER))
    room.does(Pause(by=SAM, words="vendor"))
    room.does(AddNote(by=HUGO, text="é <!channel> 火事"))
    room.does(Resume(by=SAM))
    room.does(PostUpdate(by=ELIF, text="Half of the payments work."))
    room.does(Resolve(by=SAM, summary="rolled back to v41"))
    room.does(Close(by=SAM, reason="done"))
    room.does(Reopen(by=VERA, reason="errors are back"))
    room.does(SetSeverity(by=SAM, severity=Severity.P2, reason="few are hit"))
    room.does(Engage(by=ANA))
    room.does(triage.but(by=CHIDI, summary="third"))
    return room


def _gate(choice: str, words: str, gate: str = "triage") -> DecideGate:
    return DecideGate(by=SAM, gate=gate, choice=choice, digest="", words=words)


def everything_comes_with_it() -> Rehearsal:
    """One incident that brings along all that can come with a declare, and more later."""
    room = Rehearsal()
    origin = Origin(channel="C00GENERAL", ts="1763693460.000100", author=GRACE, text="customers cannot pay")
    room.does(Declare(
        by=VERA, text="Checkout is down", severity=Severity.P1, service="checkout", guidance="revenue & compliance",
        origin=origin, started=room.now - timedelta(minutes=9),
    ))  # fmt: skip
    reply = Reply(author=HUGO, at=room.now, text="same here <!channel>")
    evidence = Evidence(
        number=0, author=GRACE, channel="C00GENERAL", ts=origin.ts, text=origin.text, replies=(reply,), left_out=2,
        permalink="https://example.com/p1",
    )  # fmt: skip
    room.does(AddEvidence(evidence=evidence))
    room.does(GiveGuidance(by=VERA, text="tight SLA, security is suspected"))
    answers = Answers(
        impact="payments time out", users_percent=60, began=room.now, changes="deploy of v42",
        sensitive=(Concern.SECURITY,), business=(Concern.REVENUE,), experience=Experience.NEW, sla=SlaStatus.NEAR,
    )  # fmt: skip
    room.does(AnswerQuestions(by=VERA, answers=answers))
    room.does(RecordTicket(key="OPS-12", url="https://tracker.example.com/OPS-12"))
    return room


def a_decision_is_asked_for() -> Rehearsal:
    """One whose words to management ask for a decision, which is given."""
    posting = Posting(to="Management", title="Words", answered_by=Role.ENGINEERING_MANAGER)
    asks = Step(
        name="words", title="Words", posts=posting, deed=Permission.UPDATE,
        fields=tuple(FormField(name=name, title=name) for name in ("message", "action_needed", "decision")),
    )  # fmt: skip
    phases = (*PLAIN.phases, Phase(name="w", title="W", steps=(asks,)))
    room = declared(Severity.P1, playbook=PLAIN.but(phases=phases))
    fields = {"message": "it is down", "action_needed": "DECISION REQUIRED", "decision": "Switch it off?"}
    room.does(CompleteStep(by=ELIF, step="words", fields=fields))
    room.does(GiveDecision(by=SAM, step="words", round=1, choice=0))
    return room


def refused_a_ticket() -> Rehearsal:
    """One whose tracker said no."""
    room = declared(Severity.P2)
    room.does(GiveGuidance(by=VERA, text="the SLA window is tight"))
    room.does(RefuseTicket(reason="HTTP 403"))
    return room


def background_work_is_settled() -> Rehearsal:
    """One whose picture was uploaded, and another one not."""
    room = declared(Severity.P2)
    says = "upload the picture of the fishbone"
    room.does(SettleWork(work="fishbone:INC-101:cause-1", says=says))
    room.does(SettleWork(work="fishbone:INC-101:cause-2", says=says, given_up="Slack says channel_not_found"))
    return room


#: What each recording of the present schema holds.
RECORDINGS: dict[Path, Callable[[], Rehearsal]] = {
    fixture(SCHEMA): everything_happens,
    FIXTURES / f"schema-{SCHEMA}-intake.json": everything_comes_with_it,
    FIXTURES / f"schema-{SCHEMA}-no-ticket.json": refused_a_ticket,
    FIXTURES / f"schema-{SCHEMA}-decision.json": a_decision_is_asked_for,
    FIXTURES / f"schema-{SCHEMA}-work.json": background_work_is_settled,
}


def main() -> None:
    """Write the fixtures of the present schema that were not recorded before."""
    for target, story in RECORDINGS.items():
        if not target.exists():
            room = story()
            stored = {"incident": write_incident(room.state), "events": write_events(tuple(room.events))}
            target.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
