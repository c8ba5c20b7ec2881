"""How guidance, answers, evidence, the ticket, and who was told change an incident."""

from collections.abc import Callable
from typing import Any

from bot.incident.intake import (
    KEPT_EVIDENCE,
    KEPT_GUIDANCE,
    Answered,
    Given,
    Ticket,
    Told,
)
from bot.incident.intake_events import (
    CadenceShortened,
    EvidenceAdded,
    GuidanceRead,
    PeopleTold,
    QuestionsAnswered,
    TicketMade,
    TicketRefused,
)
from bot.incident.state import Incident


def _guidance_read(state: Incident, event: GuidanceRead) -> Incident:
    given = Given(
        number=event.number, text=event.text, by=event.by, at=event.at, reading=event.reading,
        at_declare=event.at_declare,
    )  # fmt: skip
    return _with(
        state, written=state.intake.written.joined(event.reading), guidance_count=event.number,
        given=(*state.intake.given, given)[-KEPT_GUIDANCE:],
    )  # fmt: skip


def _questions_answered(state: Incident, event: QuestionsAnswered) -> Incident:
    answered = Answered(answers=event.answers, by=event.by, at=event.at, severity_words=event.words)
    began = event.answers.began or state.intake.began
    return _with(state, answered=answered, began=began)


def _cadence_shortened(state: Incident, event: CadenceShortened) -> Incident:
    return state.but(next_update=event.next_update)


def _people_told(state: Incident, event: PeopleTold) -> Incident:
    told = {user: Told(role=role, at=event.at) for user, role in event.people.items()}
    if state.private:
        # Who is told of a private incident must be able to see it; else being told makes nobody a responder (10.9).
        state = state.but(responders={**dict.fromkeys(event.people, "was told"), **state.responders})
    return _with(state, told={**state.intake.told, **told})


def _evidence_added(state: Incident, event: EvidenceAdded) -> Incident:
    kept = (*state.intake.evidence, event.evidence)[-KEPT_EVIDENCE:]
    return _with(state, evidence=kept, evidence_count=event.evidence.number)


def _ticket_made(state: Incident, event: TicketMade) -> Incident:
    return _with(state, ticket=Ticket(key=event.key, url=event.url))


def _ticket_refused(state: Incident, event: TicketRefused) -> Incident:
    return _with(state, ticket=Ticket(refused=event.reason))


def _with(state: Incident, **changes: object) -> Incident:
    return state.but(intake=state.intake.but(**changes))


INTAKE_CHANGES: dict[type[Any], Callable[[Incident, Any], Incident]] = {
    GuidanceRead: _guidance_read,
    QuestionsAnswered: _questions_answered,
    CadenceShortened: _cadence_shortened,
    PeopleTold: _people_told,
    EvidenceAdded: _evidence_added,
    TicketMade: _ticket_made,
    TicketRefused: _ticket_refused,
}
