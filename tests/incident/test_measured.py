"""What is computed of an incident: times against targets, error budget, meeting, escalation, criteria."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.incident.organisation import Facts, Hours
from bot.incident.results import FieldValue, Result
from bot.incident.review.actions import Term, actions
from bot.incident.review.budget import budget_use, spent
from bot.incident.review.criteria import QUALITY_GATES, SUCCESS_CRITERIA, Answer, judged
from bot.incident.review.escalations import escalation_log, path_gone
from bot.incident.review.final_report import final_report
from bot.incident.review.inputs import ReviewInputs
from bot.incident.review.meeting import AGENDA, WITHIN, proposed, review_meeting, scaled
from bot.incident.review.response import Verdict, metrics, resolution_sla
from bot.incident.severity import Level, Severity
from bot.incident.state import Gate, GateState
from bot.incident.topics.closing import Close, Reopen
from bot.incident.topics.declaring import Declare
from bot.incident.topics.paging import Engage
from bot.incident.topics.resolving import Resolve
from bot.incident.topics.triage import ProposeTriage, SetSeverity
from tests.incident.flows import SMALL
from tests.incident.orders import played, stories
from tests.incident.rehearsal import ANA, BO, CHIDI, START, VERA, Rehearsal, declared


def review_inputs_of(room: Rehearsal, **results: Mapping[str, FieldValue]) -> ReviewInputs:
    """The incident as it stands now, with results of steps."""
    given = {
        name: Result(step=name, round=1, by=ANA, at=room.now, fields=dict(fields)) for name, fields in results.items()
    }  # fmt: skip
    return ReviewInputs(room.state, room.organisation, room.now, room.playbook, given, tuple(room.events))


def resolved_after(minutes: float, severity: Severity = Severity.P0) -> ReviewInputs:
    """An incident that took so long."""
    room = declared(severity)
    room.passes(seconds=30)
    room.does(Engage(by=ANA)) if severity is not Severity.P3 else None
    room.passes(minutes=minutes - 0.5)
    room.does(Resolve(by=ANA, summary="rolled back"))
    return review_inputs_of(room)


@pytest.mark.parametrize(
    ("severity", "minutes", "words"),
    [
        (Severity.P0, 119, "MET"),
        (Severity.P0, 120, "MET"),
        (Severity.P0, 154, "MISSED by 34 min"),
        (Severity.P1, 239, "MET"),
        (Severity.P1, 270, "MISSED by 30 min"),
        (Severity.P2, 24 * 60 + 90, "MISSED by 1 h 30 min"),
        (Severity.P3, 10_000, "NONE at this severity"),
    ],
)
def test_the_resolution_sla_is_met_or_missed_by_so_much(severity: Severity, minutes: float, words: str) -> None:
    assert resolution_sla(resolved_after(minutes, severity)).words == words


def test_an_sla_that_still_runs_says_how_much_is_left_and_then_how_late_it_is() -> None:
    room = declared(Severity.P0)
    room.passes(minutes=90)
    assert resolution_sla(review_inputs_of(room)).words == "RUNNING, 30 min left"
    room.passes(minutes=60)
    assert resolution_sla(review_inputs_of(room)).words == "MISSED by 30 min"


def test_each_response_time_stands_beside_its_target() -> None:
    room = declared(Severity.P0)
    room.passes(minutes=1)
    room.does(Engage(by=ANA))
    room.passes(minutes=30)
    room.does(ProposeTriage(by=CHIDI, impact=Level.HIGH, urgency=Level.HIGH))
    found = {one.name: (one.took, one.target, one.verdict) for one in metrics(review_inputs_of(room))}
    minute = timedelta(minutes=1)
    assert found == {
        "Detection Time": (0 * minute, "<5 min", Verdict.MET),
        "Acknowledgment": (minute, "immediate", Verdict.MET),
        "Time to Engage": (minute, "15 min", Verdict.MET),
        "Time to Triage": (None, "15 min", Verdict.MISSED),
        "Time to Root Cause": (None, "30 min", Verdict.MISSED),
        "Time to Resolve": (None, "1-2h", Verdict.RUNNING),
    }


def test_a_p3_has_no_targets_and_no_review() -> None:
    case = resolved_after(600, Severity.P3)
    assert {one.verdict for one in metrics(case)} == {Verdict.MET, Verdict.NO_TARGET}
    assert review_meeting(case) is None


@pytest.mark.parametrize(
    ("target", "days", "minutes", "share", "consumed", "availability"),
    [
        (99.9, 30, 43.2, 1.0, 100.0, 99.9),
        (99.95, 30, 10.8, 1.0, 50.0, 99.975),
        (99.95, 30, 21.6, 0.5, 50.0, 99.975),
        (99.0, 7, 0, 1.0, 0.0, 100.0),
        (99.9, 30, 4_320, 1.0, 10_000.0, 90.0),
    ],
)
def test_an_outage_uses_up_so_much_of_the_error_budget(
    target: float, days: int, minutes: float, share: float, consumed: float, availability: float
) -> None:
    use = spent(target, days, timedelta(minutes=minutes), share)
    assert use.consumed == pytest.approx(consumed)
    assert use.availability == pytest.approx(availability)
    assert use.breach == (consumed > 100.0001)


def test_part_of_the_users_count_for_their_share_and_an_outage_for_all() -> None:
    room = declared(Severity.P0)
    room.does(ProposeTriage(by=CHIDI, impact=Level.HIGH, urgency=Level.HIGH, users_percent=40))
    room.passes(minutes=20)
    some = budget_use(review_inputs_of(room))
    room.does(ProposeTriage(by=CHIDI, impact=Level.HIGH, urgency=Level.HIGH, users_percent=40, outage=True))
    everybody = budget_use(review_inputs_of(room))
    assert some and everybody
    assert (some.share, everybody.share) == (0.4, 1.0)
    assert everybody.consumed == pytest.approx(some.consumed / 0.4)
    assert "with 40 % of users affected" in some.basis
    assert budget_use(review_inputs_of(declared(Severity.P0, service=None))) is None


WEEKDAYS = Facts(timezone="Europe/Berlin", working_hours=Hours(start=9, end=17))


@pytest.mark.parametrize(
    ("severity", "resolved", "local"),
    [
        (Severity.P0, datetime(2026, 11, 24, 4, 30, tzinfo=UTC), "Tue 24 16:00"),
        (Severity.P0, datetime(2026, 11, 24, 15, 30, tzinfo=UTC), "Wed 25 15:00"),
        (Severity.P1, datetime(2026, 11, 23, 22, 0, tzinfo=UTC), "Wed 25 16:00"),
        (Severity.P0, datetime(2026, 11, 20, 22, 0, tzinfo=UTC), "Sat 21 16:00"),
        (Severity.P1, datetime(2026, 11, 20, 22, 0, tzinfo=UTC), "Sun 22 16:00"),
        (Severity.P2, datetime(2026, 11, 21, 10, 0, tzinfo=UTC), "Fri 27 16:00"),
    ],
)
def test_the_review_is_in_working_hours_and_in_time(severity: Severity, resolved: datetime, local: str) -> None:
    due = resolved + WITHIN[severity]
    at = proposed(resolved, due, WEEKDAYS)
    assert f"{at.astimezone(WEEKDAYS.zone):%a %d %H:%M}" == local
    assert resolved <= at <= due - timedelta(hours=1)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)), st.sampled_from(list(WITHIN)))
def test_whenever_it_ended_a_review_is_proposed_in_time(resolved: datetime, severity: Severity) -> None:
    moment = resolved.replace(tzinfo=UTC)
    at = proposed(moment, moment + WITHIN[severity], WEEKDAYS)
    assert moment <= at <= moment + WITHIN[severity] - timedelta(hours=1)
    assert 9 <= at.astimezone(WEEKDAYS.zone).hour < 17


def test_the_agenda_of_seventy_minutes_fits_into_sixty_and_keeps_its_order() -> None:
    assert [minutes for _, minutes in scaled(AGENDA, 60)] == [9, 13, 9, 8, 8, 13]
    assert [title for title, _ in scaled(AGENDA, 60)] == [title for title, _ in AGENDA]


@given(st.lists(st.integers(1, 90), min_size=1, max_size=9), st.integers(10, 240))
def test_a_scaled_agenda_always_adds_up(lengths: list[int], minutes: int) -> None:
    made = scaled([(str(place), length) for place, length in enumerate(lengths)], minutes)
    assert sum(length for _, length in made) == minutes


def test_who_has_to_come_to_the_review_and_who_may() -> None:
    case = resolved_after(30)
    meeting = review_meeting(case)
    assert meeting
    required = [(one.role, one.user) for one in meeting.required]
    assert ("incident commander", case.incident.holder(next(iter(case.incident.roles)))) in required
    assert ("component owner", CHIDI) in required
    assert ("reliability engineer", None) in required
    assert "product owner" in [one.role for one in meeting.optional]
    assert "security lead" not in [one.role for one in meeting.optional]
    assert [one.facilitates for one in meeting.required].count(True) == 1


def test_a_meeting_that_people_planned_takes_the_place_of_the_proposal() -> None:
    room = declared(Severity.P0)
    room.does(Resolve(by=ANA, summary="rolled back"))
    planned = {"meeting_date": "2026-11-22", "meeting_time": "from 14:30, in the big room"}
    meeting = review_meeting(review_inputs_of(room, review_meeting=planned))
    assert meeting
    assert (meeting.starts, meeting.planned) == (datetime(2026, 11, 22, 14, 30, tzinfo=UTC), True)
    no_time = review_meeting(review_inputs_of(room, review_meeting={"meeting_date": "2026-11-23"}))
    assert no_time
    assert no_time.starts == datetime(2026, 11, 23, 16, tzinfo=UTC)


def test_every_call_is_in_the_escalation_log_with_its_answer() -> None:
    room = declared(Severity.P0)
    room.passes(minutes=2, seconds=5)
    room.does(Engage(by=BO))
    calls = escalation_log(room.events, room.organisation.name_of)
    assert [(one.who, one.outcome) for one in calls if one.user or one.who.startswith("Tier")] == [
        ("Tier 1: On-call engineer", "called"),
        ("Ana Ortiz (On-call primary)", "unanswered"),
        ("Bo Lindqvist (On-call backup)", "engaged after 5 s"),
    ]


def test_the_path_says_how_far_it_went() -> None:
    room = declared(Severity.P0)
    room.does(Engage(by=ANA))
    room.passes(minutes=35)
    said = [(one.words, one.outcome) for one in path_gone(room.state)]
    assert said[:2] == [("Tier 1: On-call engineer", "escalated"), ("Tier 2: Component Owner", "called")]
    assert ("Management", "notified") in said
    assert ("Executive", "notified") in said


def test_the_criteria_say_why() -> None:
    room = declared(Severity.P0)
    room.does(Engage(by=ANA))
    room.passes(minutes=150)
    room.does(Resolve(by=ANA, summary="rolled back"))
    found = {one.words: one for one in judged(review_inputs_of(room), QUALITY_GATES)}
    sla = found["Incident resolved within SLA (P0 = 1-2h, P1 = 4h, P2 = 24h)"]
    assert (sla.answer, sla.why) == (Answer.NOT_MET, "MISSED by 30 min")
    assert found["Incident Commander assigned (P0/P1)"].answer is Answer.MET
    assert found["Regression registered (if applicable)"].answer is Answer.NOT_REQUIRED
    cause = found["Root cause identified using 5 Whys and fishbone"]
    assert cause.why == "no cause"


def test_a_recurrence_and_an_action_without_owner_do_not_count_as_success() -> None:
    room = declared(Severity.P1)
    room.does(Resolve(by=ANA, summary="restarted"))
    room.does(Reopen(by=ANA, reason="errors are back"))
    room.does(Resolve(by=ANA, summary="fixed"))
    room.passes(hours=49)
    late = review_inputs_of(
        room, review={"went_well": ["paged in time"]},
        actions={"actions_immediate": [["Bound the batch", "", "2026-11-30", ""], ["Alert", "Bo", "2026-11-30", ""]]},
    )  # fmt: skip
    found = {one.words: (one.answer, one.why) for one in judged(late, SUCCESS_CRITERIA)}
    assert found["Postmortem completed within 48 hours"][0] is Answer.NOT_MET
    assert found["All action items assigned with deadlines"] == (Answer.NOT_MET, "2 actions, 1 without owner or date")
    assert found["No recurrence of the same root cause"] == (Answer.NOT_MET, "reopened once")


def test_a_review_that_waits_for_its_gate_is_not_completed() -> None:
    room = declared(Severity.P1)
    room.does(Resolve(by=ANA, summary="restarted"))
    case = review_inputs_of(room, review={"went_well": ["paged in time"]})
    words = "Post-incident review completed within 24-48h (P0/P1)"
    for state, answer in ((GateState.OPEN, Answer.NOT_MET), (GateState.APPROVED, Answer.MET)):
        gate = Gate(state=state, opened_at=room.now, digest="")
        asked = ReviewInputs(
            case.incident.but(gates={"review": gate}), room.organisation, room.now, results=case.results
        )
        assert {one.words: one.answer for one in judged(asked, QUALITY_GATES)}[words] is answer


def test_actions_are_read_whatever_the_order_of_their_columns() -> None:
    case = review_inputs_of(
        declared(Severity.P1, playbook=SMALL), a={"actions_short_term": [["Alert", "Bo", "2026-12-01"]]}
    )
    assert [(one.term, one.action, one.owner, one.due, one.status) for one in actions(case)] == [
        (Term.SHORT, "Alert", "Bo", "2026-12-01", "Open")
    ]


def test_the_newest_field_that_is_filled_in_wins() -> None:
    room = declared(Severity.P1)
    old = Result(step="a", round=1, by=ANA, at=START, fields={"root_cause": "a guess", "hypothesis": "x"})
    later = START + timedelta(minutes=1)
    new = Result(step="b", round=1, by=ANA, at=later, fields={"root_cause": "known", "hypothesis": ""})
    case = ReviewInputs(room.state, room.organisation, room.now, results={"b": new, "a": old})
    assert case.fields == {"root_cause": "known", "hypothesis": "x"}


def test_what_was_no_incident_has_no_sla_and_no_review() -> None:
    room = declared(Severity.P1)
    room.does(Close(by=ANA, reason="a test alert"))
    report = final_report(review_inputs_of(room))
    assert report.overall_status == "CLOSED, not an incident"
    assert report.sla.words == "NONE at this severity"
    assert report.meeting is None


@given(stories)
def test_whatever_happens_to_an_incident_its_figures_can_be_computed(story: object) -> None:
    room = played(story)  # type: ignore[arg-type]
    case = review_inputs_of(room)
    report = final_report(case)
    assert report.sla.words
    assert all(one.took is None or one.took >= timedelta(0) for one in report.metrics)
    assert len(judged(case, QUALITY_GATES)) == 14
    assert all(one.why or one.answer is Answer.NOT_RECORDED for one in judged(case, SUCCESS_CRITERIA))


def test_a_past_incident_is_judged_by_what_can_be_known_of_it() -> None:
    """Its resolution and its review; nobody here acknowledged, triaged or escalated it (D13)."""
    room = Rehearsal()
    over = room.now - timedelta(hours=1)
    began = over - timedelta(minutes=90)
    room.does(Declare(by=VERA, text="Checkout was down", severity=Severity.P0, started=began, resolved=over))
    case = review_inputs_of(room)
    assert resolution_sla(case).words == "MET"
    assert [one.name for one in metrics(case) if one.took is not None] == ["Time to Resolve"]
    why = {one.words: one.why for one in judged(case, QUALITY_GATES) if one.answer is Answer.NOT_REQUIRED}
    assert list(why.values()).count("it was over before it was declared") == 6


def test_where_it_is_known_when_it_began_detection_counts_from_there() -> None:
    room = Rehearsal()
    began = room.now - timedelta(minutes=9)
    room.does(Declare(by=VERA, text="Checkout is down", service="checkout", started=began))
    (found,) = [one for one in metrics(review_inputs_of(room)) if one.name == "Detection Time"]
    assert (found.took, found.verdict) == (timedelta(minutes=9), Verdict.MISSED)
    use = budget_use(review_inputs_of(room))
    assert use
    assert use.outage == timedelta(minutes=9)


def test_severity_changes_move_the_target() -> None:
    room = declared(Severity.P1)
    room.does(Engage(by=ANA))
    room.passes(minutes=150)
    room.does(SetSeverity(by=CHIDI, severity=Severity.P0, reason="all of Europe"))
    assert resolution_sla(review_inputs_of(room)).words == "MISSED by 30 min"
