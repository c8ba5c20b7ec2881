"""What guidance and the eight questions add to the record: concerns, preferences, what was observed (D10, D11)."""

from typing import Any

from bot.incident.questions import Answers
from bot.incident.state import Incident
from bot.record.speaking import Speaker


def guided(incident: Incident, speaker: Speaker) -> dict[str, Any]:
    """The names that templates get. `preference` is what to prefer in the mitigation, in words."""
    reading, answered = incident.reading, incident.intake.answered
    answers = answered.answers if answered else Answers()
    return {
        "concerns": [one.value for one in reading.concerns],
        "preference": reading.mitigation or None,
        "rollback_first": reading.rollback_first,
        "evidence_first": reading.evidence_first,
        "comprehensive": reading.comprehensive,
        "observed": speaker.words(answers.impact) or None,
        "changes": speaker.words(answers.changes) or None,
        "sla_status": answers.sla.value if answers.sla else None,
    }


def users_of(incident: Incident) -> int | None:
    """The share of users affected in per cent: by triage, else by the questions."""
    plan, answered = incident.proposal, incident.intake.answered
    if plan and plan.users_percent is not None:
        return plan.users_percent
    return answered.answers.users_percent if answered else None
