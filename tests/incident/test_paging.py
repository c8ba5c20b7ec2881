"""Who is called when, and what follows from an answer and from silence (N4, E7, T6)."""

from datetime import timedelta

import pytest

from bot.incident.organisation import Organisation, Person, Rotation, Service
from bot.incident.refusals import AlreadySo, NotPaged
from bot.incident.roles import Role
from bot.incident.severity import Severity
from bot.incident.state import ClockName, PageAnswer, Status
from bot.incident.topics.closing import Reopen
from bot.incident.topics.escalation import ChainExhausted, DeclinePage, Escalate
from bot.incident.topics.paging import Acknowledge, Acknowledged, Engage, PageAnswered, Paged
from bot.incident.topics.resolving import Resolve
from bot.incident.topics.roles import TakeRole
from bot.incident.topics.triage import SetSeverity
from tests.incident.rehearsal import (
    ANA,
    BO,
    CHIDI,
    DANA,
    FARID,
    INES,
    SAM,
    VERA,
    declared,
    paged,
)


@pytest.mark.parametrize("severity", [Severity.P0, Severity.P1, Severity.P2, None])
def test_a_declare_pages_on_call_and_nobody_else(severity: Severity | None) -> None:
    """Ana, primary on call, is paged at once; until triage as for P1 (N4)."""
    room = declared(severity)
    assert paged(room.events) == [ANA]
    assert room.page(ANA).label == "On-call primary"


def test_p3_goes_to_the_backlog() -> None:
    """Nobody is paged or named, and nothing is owed (D12, N4)."""
    room = declared(Severity.P3)
    assert paged(room.events) == []
    assert room.state.roles == {}
    assert room.timers == {}
    assert room.passes(days=30) == []


def test_silence_walks_the_contact_chain() -> None:
    """Nobody acknowledges a P0: every two minutes the next, primary, backup, manager, architect, sponsor (E7)."""
    room = declared(Severity.P0)
    pages = [event for event in [*room.events, *room.passes(minutes=20)] if isinstance(event, Paged)]
    assert [(event.user, (event.at - room.state.detected_at) / timedelta(minutes=1)) for event in pages] == [
        (ANA, 0), (BO, 2), (SAM, 4), (DANA, 6), (INES, 8)
    ]  # fmt: skip
    labels = ["On-call primary", "On-call backup", "Engineering manager", "Architect, for cover", "Executive sponsor"]
    assert [event.label for event in pages] == labels


def test_each_page_says_who_is_next() -> None:
    """Ana reads that Bo is paged if she does not answer; the last one reads that nobody is."""
    room = declared(Severity.P0)
    assert room.page(ANA).next_label == "Bo Lindqvist (on-call backup)"
    room.passes(minutes=9)
    assert room.page(INES).next_label == ""


def test_the_end_of_the_chain_is_on_the_record() -> None:
    """When everybody stayed silent, the record says so, once (E9)."""
    room = declared(Severity.P1)
    told = room.passes(hours=1)
    assert [event.at for event in told if isinstance(event, ChainExhausted)] == [room.at(25)]
    assert {page.answer for page in room.state.pages.values()} == {PageAnswer.UNANSWERED}


@pytest.mark.parametrize(("severity", "minutes"), [(Severity.P0, 2), (Severity.P1, 5), (None, 5), (Severity.P2, 30)])
def test_each_level_has_its_time_to_answer(severity: Severity | None, minutes: int) -> None:
    """Bo is called after exactly the time that the level gives Ana (10.3)."""
    room = declared(severity)
    assert BO not in paged(room.passes(minutes=minutes, seconds=-1))
    assert BO in paged(room.passes(seconds=1))


def test_a_late_wake_up_pages_one_person_and_not_the_whole_chain() -> None:
    """After a night asleep Bo is paged anew with his own time to answer, and the others only if he is silent."""
    room = declared(Severity.P2)
    assert paged(room.sleeps(hours=9)) == [BO]
    assert room.page(BO).deadline == room.now + timedelta(minutes=30)
    assert paged(room.passes(minutes=29)) == []
    assert paged(room.passes(minutes=1)) == [SAM]


def test_an_acknowledgement_ends_the_calling() -> None:
    """Ana has seen it: nobody else is paged, the clock stops, and the incident is not yet worked on."""
    room = declared(Severity.P0)
    room.passes(minutes=1)
    room.does(Acknowledge(by=ANA))
    assert room.state.acknowledged
    assert room.state.clocks[ClockName.ACKNOWLEDGE].met == room.at(1)
    assert not room.state.clocks[ClockName.ACKNOWLEDGE].missed
    assert room.state.clocks[ClockName.ENGAGE].met is None
    assert room.state.status is Status.DETECTED
    assert paged(room.passes(minutes=20)) == []


def test_an_answer_at_the_last_moment_is_in_time() -> None:
    """The deadline itself is still in time; a second later is late."""
    at_the_moment, late = declared(Severity.P0), declared(Severity.P0)
    at_the_moment.now += timedelta(minutes=2)
    at_the_moment.does(Acknowledge(by=ANA))
    late.now += timedelta(minutes=2, seconds=1)
    late.does(Acknowledge(by=ANA))
    assert not at_the_moment.state.clocks[ClockName.ACKNOWLEDGE].missed
    assert late.state.clocks[ClockName.ACKNOWLEDGE].missed


def test_working_on_it_acknowledges_too() -> None:
    """Ana presses only "I'm on it": acknowledged, engaged, INVESTIGATING (D8, section 12)."""
    room = declared(Severity.P0)
    room.passes(minutes=1)
    room.does(Engage(by=ANA))
    assert room.state.clocks[ClockName.ACKNOWLEDGE].met == room.state.clocks[ClockName.ENGAGE].met == room.at(1)
    assert room.state.status is Status.INVESTIGATING


def test_who_was_paged_later_answers_for_all() -> None:
    """Bo takes it after Ana was silent: Ana's page stays unanswered, and Sam is not called."""
    room = declared(Severity.P0)
    room.passes(minutes=3)
    room.does(Engage(by=BO))
    assert room.page(ANA).answer is PageAnswer.UNANSWERED
    assert paged(room.passes(minutes=10)) == []


def test_a_late_answer_releases_who_was_called_instead() -> None:
    """Ana answers after Bo was paged: Bo's page is withdrawn."""
    room = declared(Severity.P0)
    room.passes(minutes=3)
    room.does(Acknowledge(by=ANA))
    assert room.page(BO).answer is PageAnswer.WITHDRAWN
    assert paged(room.passes(minutes=10)) == []


def test_taking_the_role_of_on_call_answers_the_page() -> None:
    """Bo takes the on-call role by himself: he works on it, so Ana's page is withdrawn and nobody else is called."""
    room = declared(Severity.P0)
    room.does(TakeRole(by=BO, role=Role.ON_CALL_ENGINEER))
    assert room.state.status is Status.INVESTIGATING
    assert room.page(ANA).answer is PageAnswer.WITHDRAWN
    assert paged(room.passes(minutes=10)) == []


def test_declining_calls_the_next_at_once() -> None:
    """Ana can't: Bo is paged now and not in two minutes."""
    room = declared(Severity.P0)
    assert paged(room.does(DeclinePage(by=ANA))) == [BO]
    assert room.page(ANA).answer is PageAnswer.DECLINED


def test_declining_twice_calls_one_person() -> None:
    """A second click, or a click on a page that ran out, calls nobody else and says so."""
    room = declared(Severity.P0)
    room.does(DeclinePage(by=ANA))
    with pytest.raises(AlreadySo):
        room.does(DeclinePage(by=ANA))
    room.passes(minutes=2)
    with pytest.raises(AlreadySo):
        room.does(DeclinePage(by=BO))
    assert paged(room.events) == [ANA, BO, SAM]


def test_declining_what_somebody_else_took_calls_nobody() -> None:
    """Bo is on it; Ana's late "I can't" pages nobody."""
    room = declared(Severity.P0)
    room.passes(minutes=2)
    room.does(Engage(by=BO))
    with pytest.raises(AlreadySo):
        room.does(DeclinePage(by=ANA))
    assert paged(room.events) == [ANA, BO]


def test_while_the_next_one_is_being_paged_silence_calls_nobody_else() -> None:
    """Vera had Bo called too: when Ana stays silent, Bo still has his time before Sam is called."""
    room = declared(Severity.P1)
    room.passes(minutes=3)
    assert paged(room.does(Escalate(by=VERA, reason="no answer"))) == [CHIDI]
    assert paged(room.does(Escalate(by=VERA, reason="Bo knows it", tier=1))) == [BO]
    assert paged(room.passes(minutes=2)) == []
    assert SAM in paged(room.passes(minutes=3))


def test_one_page_is_one_answer() -> None:
    """A double click on "Acknowledge" is told so and changes nothing."""
    room = declared(Severity.P0)
    room.does(Acknowledge(by=ANA))
    before = room.state
    with pytest.raises(AlreadySo):
        room.does(Acknowledge(by=ANA))
    assert room.state == before
    room.does(Engage(by=ANA))
    with pytest.raises(AlreadySo):
        room.does(Engage(by=ANA))


def test_only_the_paged_person_answers_a_page() -> None:
    """Vera cannot acknowledge for Ana, and hears who is paged; Bo cannot press Ana's button."""
    room = declared(Severity.P0)
    with pytest.raises(NotPaged, match="Ana Ortiz"):
        room.does(Acknowledge(by=VERA))
    with pytest.raises(NotPaged, match="Ana Ortiz"):
        room.does(Acknowledge(by=BO, page=room.page(ANA).key))
    assert room.state.acknowledged is None


def test_a_person_asked_for_by_name_is_paged_alone() -> None:
    """Vera asks for Farid: he is paged with his time to answer; if he is silent, nobody is called in his place."""
    room = declared(Severity.P0)
    room.does(Engage(by=ANA))
    assert paged(room.does(Escalate(by=VERA, reason="a token leaked", user=FARID))) == [FARID]
    assert room.page(FARID).next_label == ""
    told = room.passes(minutes=2)
    assert [event.answer for event in told if isinstance(event, PageAnswered)] == [PageAnswer.UNANSWERED]
    assert paged(told) == []


def test_asking_twice_for_the_same_person_pages_once() -> None:
    """While Farid is being paged, a second call for him is refused."""
    room = declared(Severity.P0)
    room.does(Escalate(by=VERA, reason="a token leaked", user=FARID))
    with pytest.raises(AlreadySo, match="Farid Haddad"):
        room.does(Escalate(by=ANA, reason="please", user=FARID))


def test_who_was_asked_for_by_name_may_still_be_silent_when_on_call_answers() -> None:
    """Ana's answer does not withdraw the page of Farid, who was wanted for himself."""
    room = declared(Severity.P0)
    room.does(Escalate(by=VERA, reason="a token leaked", user=FARID))
    room.does(Acknowledge(by=ANA))
    assert room.page(FARID).answer is PageAnswer.OPEN


@pytest.mark.parametrize("severity", [Severity.P0, Severity.P1, Severity.P2])
def test_what_leaves_the_backlog_calls_on_call(severity: Severity) -> None:
    """A P3 that turns out to be worse pages Ana then, as a declare would have (N4)."""
    room = declared(Severity.P3)
    room.passes(hours=3)
    assert paged(room.does(SetSeverity(by=ANA, severity=severity, reason="it grew"))) == [ANA]
    assert paged(room.passes(minutes=30)), "and the chain runs"


def test_a_worse_level_shortens_the_time_of_a_page_that_waits() -> None:
    """Ana has half an hour for a P2; made P0, she has two minutes from then on, then Bo is called."""
    room = declared(Severity.P2)
    room.passes(minutes=5)
    room.does(SetSeverity(by=BO, severity=Severity.P0, reason="everybody is hit"))
    assert room.page(ANA).deadline == room.at(7)
    assert BO in paged(room.passes(minutes=2))


def test_a_better_level_takes_no_time_from_a_page() -> None:
    """Made P2 from P0, Ana's two minutes stay: what she was told holds."""
    room = declared(Severity.P0)
    room.does(SetSeverity(by=ANA, severity=Severity.P2, reason="few are hit"))
    assert room.page(ANA).deadline == room.at(2)


def test_in_the_backlog_no_page_escalates() -> None:
    """Made P3 while Ana is being paged: nobody else is called, ever."""
    room = declared(Severity.P1)
    room.does(SetSeverity(by=ANA, severity=Severity.P3, reason="a test account"))
    assert room.timers == {}
    assert room.passes(days=3) == []


def test_the_last_two_dozen_pages_stay_at_hand() -> None:
    """Cards of older ones are left as they were; one that waits is never dropped."""
    room = declared(Severity.P0)
    counts = []
    for _ in range(30):
        room.does(Escalate(by=VERA, reason="a token leaked", user=FARID))
        room.does(DeclinePage(by=FARID))
        counts.append(len(room.state.pages))
    assert counts == [*range(2, 25), *[24] * 7]
    assert room.page(ANA).answer is PageAnswer.OPEN
    assert room.page(FARID).key == "page:U07SECURITY:30"


def test_who_was_asked_for_by_name_answers_for_nobody_else() -> None:
    """Farid has seen it: Ana's page goes on, and Bo is called if she is silent; his working on it releases both."""
    room = declared(Severity.P0)
    room.does(Escalate(by=VERA, reason="a token leaked", user=FARID))
    room.does(Acknowledge(by=FARID))
    assert room.page(ANA).answer is PageAnswer.OPEN
    assert BO in paged(room.passes(minutes=2))
    room.does(Engage(by=FARID))
    assert room.page(BO).answer is PageAnswer.WITHDRAWN


def test_a_reopened_incident_wants_a_new_acknowledgement() -> None:
    """What Ana saw was the first outage; the second has been seen by nobody until Bo says so."""
    room = declared(Severity.P0)
    room.does(Engage(by=ANA))
    room.does(Resolve(by=ANA, summary="rolled back"))
    room.does(Reopen(by=VERA, reason="errors are back"))
    assert room.state.acknowledged is None
    room.passes(minutes=3)
    room.does(Acknowledge(by=BO))
    assert [event.by for event in room.events if isinstance(event, Acknowledged)] == [ANA, BO]
    assert room.state.clocks[ClockName.ACKNOWLEDGE].met == room.at(0)


def test_acknowledging_is_said_once() -> None:
    """The first acknowledgement is the incident's; later ones are only answers to their own page (S9)."""
    room = declared(Severity.P0)
    room.does(Escalate(by=VERA, reason="a token leaked", user=FARID))
    room.does(Acknowledge(by=FARID))
    room.does(Acknowledge(by=ANA))
    assert [event.by for event in room.events if isinstance(event, Acknowledged)] == [FARID]


def test_the_service_decides_who_is_on_call_and_who_owns_it() -> None:
    """An incident of the warehouse calls the warehouse's people."""
    organisation = Organisation(
        people=(
            Person(slack="U01ANA", name="Ana"), Person(slack="U02BO", name="Bo"),
            Person(slack="U03CY", name="Cy", roles=(Role.TECHNICAL_LEAD,)),
        ),
        rotations={"default": Rotation(primary=("U01ANA",)), "data": Rotation(primary=("U02BO",))},
        services={"warehouse": Service(rotation="data", owners=("U03CY",))},
    )  # fmt: skip
    room = declared(Severity.P0, by="U01ANA", service="warehouse", organisation=organisation)
    assert paged(room.events) == ["U02BO"]
    assert room.state.holder(Role.TECHNICAL_LEAD) == "U03CY"
    assert paged(room.does(Escalate(by="U01ANA", reason="code is suspected"))) == ["U03CY"]


def test_an_organisation_without_people_still_keeps_the_record() -> None:
    """An empty file: nobody can be called, the record says so, and nothing breaks."""
    room = declared(Severity.P0, service=None, organisation=Organisation())
    assert [event.tier for event in room.events if isinstance(event, ChainExhausted)] == [1]
    room.passes(days=2)
    assert paged(room.events) == []


def test_reopening_calls_on_call_anew() -> None:
    """It is back: Ana is paged once more, and the chain starts from its beginning (S3)."""
    room = declared(Severity.P0)
    room.passes(minutes=3)
    room.does(Engage(by=BO))
    room.does(Resolve(by=BO, summary="rolled back"))
    assert paged(room.does(Reopen(by=VERA, reason="errors are back"))) == [ANA]
    assert paged(room.passes(minutes=2)) == [BO]
