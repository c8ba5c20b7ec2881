"""The eight questions: what the answers make of severity, cadence and escalation (D11)."""

from datetime import timedelta

import pytest

from bot.incident.concerns import Concern
from bot.incident.questions import Answers, Experience, SlaStatus, as_guidance, reading_of, severity_of
from bot.incident.refusals import AlreadySo, NotAllowed, TextMissing
from bot.incident.severity import Level, Severity
from bot.incident.topics.declaring import Declare
from bot.incident.topics.gates.deciding import DecideGate
from bot.incident.topics.guidance import AnswerQuestions
from bot.incident.topics.triage import ProposeTriage, SetSeverity
from tests.incident.rehearsal import ANA, BO, FARID, INES, VERA, Rehearsal, declared, paged

LEVELS = [
    (None, None), (0, Severity.P2), (9, Severity.P2), (10, Severity.P1), (50, Severity.P1), (51, Severity.P0),
    (100, Severity.P0),
]  # fmt: skip


@pytest.mark.parametrize(("percent", "level"), LEVELS)
def test_the_share_of_users_sets_the_first_severity(percent: int | None, level: Severity | None) -> None:
    """P0 above half, P1 from a tenth to a half, P2 below (A:89, T3)."""
    found = severity_of(Answers(users_percent=percent))
    assert (found[0] if found else None) is level


@pytest.mark.parametrize("what", [Concern.SECURITY, Concern.DATA_LOSS])
def test_security_and_data_loss_are_p0_by_definition(what: Concern) -> None:
    """Whatever the share (T3)."""
    found = severity_of(Answers(users_percent=1, sensitive=(what,)))
    assert found == (Severity.P0, f"{what}: P0 by definition")


def test_answers_read_as_guidance() -> None:
    """Every question that can change the course does; words about the impact count for performance only."""
    answers = Answers(
        impact="slow security page", sensitive=(Concern.DATA_LOSS,), business=(Concern.REVENUE, Concern.SAFETY),
        experience=Experience.NEW, sla=SlaStatus.NEAR,
    )  # fmt: skip
    assert set(reading_of(answers).concerns) == {
        Concern.DATA_LOSS, Concern.REVENUE, Concern.SAFETY, Concern.NEW_TEAM, Concern.TIGHT_SLA, Concern.PERFORMANCE,
    }  # fmt: skip
    assert reading_of(Answers(experience=Experience.EXPERIENCED, sla=SlaStatus.SAFE)).concerns == ()
    assert "at stake: revenue, safety" in as_guidance(answers)
    assert as_guidance(Answers(not_sensitive=True)) == "neither security nor data loss"


def test_asked_at_declare_they_set_everything_at_once() -> None:
    """60 % of users: P0, provisional, with its clocks, its people and its cadence."""
    room = Rehearsal()
    room.does(Declare(by=VERA, text="Checkout is down", answers=Answers(users_percent=60)))
    assert (room.state.severity, room.state.severity_final) == (Severity.P0, False)
    assert "the questions: 60 % of users" in room.state.severity_basis
    assert room.timers["page:U01ONCALL:1"] == room.at(2)


@pytest.mark.parametrize(
    ("given", "percent", "after"),
    [
        (None, 5, Severity.P2), (None, 60, Severity.P0), (Severity.P2, 60, Severity.P0),
        (Severity.P1, 5, Severity.P1), (Severity.P0, 20, Severity.P0),
    ],
)  # fmt: skip
def test_what_the_reporter_gave_is_only_made_worse(given: Severity | None, percent: int, after: Severity) -> None:
    """A first severity that somebody gave is not talked down by a share; after the declare, none counts as P1."""
    for at_declare in (True, False):
        room, answers = Rehearsal(), Answers(users_percent=percent)
        room.does(Declare(by=VERA, text="x", severity=given, answers=answers if at_declare else None))
        if not at_declare:
            room.does(AnswerQuestions(by=VERA, answers=answers))
        lowered = given is None and after > Severity.P1
        assert room.state.severity is (after if at_declare or not lowered else None), at_declare


def test_answered_again_the_new_answers_count() -> None:
    """What the questions said whoever may decide corrects with them, in both directions; others only upwards."""
    room = declared(None)
    for percent, level in ((60, Severity.P0), (20, Severity.P1), (70, Severity.P0), (3, Severity.P2)):
        room.does(AnswerQuestions(by=ANA, answers=Answers(users_percent=percent)))
        assert room.state.severity is level
    for percent, level in ((15, Severity.P1), (2, Severity.P1), (80, Severity.P0), (9, Severity.P0)):
        room.does(AnswerQuestions(by=VERA, answers=Answers(users_percent=percent)))
        assert room.state.severity is level
    assert not room.state.severity_final


def test_a_decided_severity_stays() -> None:
    """The commander said P2: nine of ten users do not change it, and nobody is called anew."""
    room = declared(None)
    room.does(SetSeverity(by=ANA, severity=Severity.P2, reason="a test system"))
    called = len(paged(room.events))
    room.does(AnswerQuestions(by=VERA, answers=Answers(users_percent=90)))
    assert (room.state.severity, room.state.severity_final) == (Severity.P2, True)
    assert len(paged(room.events)) == called
    assert room.state.intake.answered


def test_triage_still_decides() -> None:
    """The gate overrules what the questions set."""
    room = declared(None)
    room.does(AnswerQuestions(by=VERA, answers=Answers(users_percent=60)))
    room.does(ProposeTriage(by=VERA, impact=Level.MEDIUM, urgency=Level.MEDIUM))
    room.does(DecideGate(by=ANA, gate="triage", choice="approve", digest=""))
    assert (room.state.severity, room.state.severity_final) == (Severity.P2, True)


def test_a_worse_level_calls_its_people() -> None:
    """From the backlog to P1: on-call is paged, leads are named, clocks run."""
    room = declared(Severity.P3)
    assert paged(room.events) == []
    room.does(AnswerQuestions(by=VERA, answers=Answers(users_percent=30)))
    assert paged(room.events) == [ANA]
    assert room.state.roles
    assert room.state.clocks


def test_a_yes_to_security_calls_security_and_the_sponsor() -> None:
    """As guidance would have (E5)."""
    room = declared(None)
    room.does(AnswerQuestions(by=VERA, answers=Answers(sensitive=(Concern.SECURITY,))))
    assert paged(room.events) == [ANA, FARID, INES]


def test_a_mistaken_yes_can_be_taken_back() -> None:
    """Answered again without it, later steps read nothing of security any more."""
    room = declared(None)
    room.does(AnswerQuestions(by=VERA, answers=Answers(sensitive=(Concern.SECURITY,))))
    room.does(AnswerQuestions(by=ANA, answers=Answers(not_sensitive=True, users_percent=20)))
    assert room.state.reading.concerns == ()
    assert room.state.severity is Severity.P1


def test_since_when_is_on_the_record() -> None:
    """Detection stays where it was: every deadline counts from it (section 12)."""
    room = declared(Severity.P1)
    began, before = room.now - timedelta(minutes=25), room.timers
    room.does(AnswerQuestions(by=VERA, answers=Answers(began=began)))
    assert room.state.intake.began == began
    assert room.timers == before


def test_who_answers_and_with_what() -> None:
    """Responders, with at least one answer, and not the same twice."""
    room = declared(None)
    with pytest.raises(NotAllowed):
        room.does(AnswerQuestions(by=BO, answers=Answers(users_percent=3)))
    with pytest.raises(TextMissing):
        room.does(AnswerQuestions(by=VERA, answers=Answers()))
    room.does(AnswerQuestions(by=VERA, answers=Answers(users_percent=3)))
    with pytest.raises(AlreadySo):
        room.does(AnswerQuestions(by=VERA, answers=Answers(users_percent=3)))
