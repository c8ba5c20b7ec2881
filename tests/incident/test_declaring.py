"""Declaring an incident: its id, its title, its channel, and what is refused (N1, D1, D5, D8, D14)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.incident.decide import decide
from bot.incident.deciding import DecisionContext
from bot.incident.evolve import evolve_register
from bot.incident.organisation import Facts
from bot.incident.refusals import (
    AlreadyOpen,
    BadId,
    EndedLately,
    IdTaken,
    Refused,
    TextMissing,
    TextTooLong,
    UnknownService,
)
from bot.incident.severity import Severity
from bot.incident.state import MUSTER, Detection, Register, Status
from bot.incident.times import Anchor, Times
from bot.incident.topics.channel import ChannelOpened, RecordChannel
from bot.incident.topics.closing import Close
from bot.incident.topics.declaring import Declare, read_id, title_of
from bot.incident.topics.resolving import Resolve
from tests.incident.rehearsal import ANA, ORGANISATION, START, VERA, Rehearsal, declared


def declare_after(register: Register, **given: object) -> Rehearsal:
    """Declare in an organisation that has declared before."""
    room = Rehearsal(register=register)
    room.does(Declare.model_validate({"by": VERA, "text": "Checkout is down", **given}))
    return room


def test_the_first_incident_is_101() -> None:
    """The number never meets the artifact tags INC-1 to INC-6 (N1)."""
    room = declared()
    assert (room.state.id, room.state.number) == ("INC-101", "101")
    assert room.register.next_number == 102


@pytest.mark.parametrize(
    ("given", "id"),
    [
        ("pay-1", "INC-PAY-1"), ("INC-pay-1", "INC-PAY-1"), ("inc-7", "INC-7"), (" #INC-8 ", "INC-8"),
        ("A", "INC-A"), ("x" * 20, f"INC-{'X' * 20}"), ("INC-" + "x" * 20, f"INC-{'X' * 20}"),
    ],
)  # fmt: skip
def test_a_given_id_is_kept(given: str, id: str) -> None:
    """Letters, digits and hyphens, at most 20, with or without INC- (N1)."""
    assert declare_after(Register(), id=given).state.id == id


@pytest.mark.parametrize(
    "given",
    ["", " ", "-", "a-", "-a", "INC-", "x" * 21, "a b", "a_b", "ä", "a/b", "a\nb", "1.2", "<@U1>", "a:b", "٣"],
)
def test_a_bad_id_is_given_back(given: str) -> None:
    """What could be no channel name, key or address is refused, and nothing is declared."""
    with pytest.raises(BadId, match="letters, digits and hyphens"):
        declare_after(Register(), id=given)


@given(st.text(max_size=30))
def test_an_id_that_is_taken_is_safe_everywhere(text: str) -> None:
    """Whatever a person types, an accepted id is short and plain, and reads back as itself."""
    try:
        id = read_id(text)
    except BadId:
        return
    assert 1 <= len(id) <= 20
    assert id.isascii() and id.replace("-", "").isalnum() and id == id.upper()
    assert read_id(f"INC-{id}") == id


def test_an_id_that_exists_is_refused() -> None:
    """The one who gave it hears so; a second incident does not replace the first, nor when that is over."""
    room = declared()
    for _ in ("open", "over"):
        with pytest.raises(IdTaken, match="INC-101 exists already"):
            room.does(Declare(by=VERA, text="again", id="101"))
        if not room.state.over:
            room.does(Resolve(by=ANA, summary="rolled back"))


def test_the_record_has_every_field_at_once() -> None:
    """Reporter, detection, time, status, clocks as P1 before triage, and who commands (D8, T3)."""
    room = Rehearsal()
    room.does(
        Declare(by=VERA, text="Payments fail", service="checkout", detection=Detection.USER_REPORT, guidance="x")
    )
    state = room.state
    assert (state.reporter, state.detection, state.detected_at) == (VERA, Detection.USER_REPORT, START)
    assert (state.status, state.severity, state.severity_final) == (Status.DETECTED, None, False)
    assert state.severity_basis == "not triaged yet, the clocks run as P1"
    assert (state.service, state.guidance, state.playbook) == ("checkout", "x", "itil")
    assert state.responders[VERA] == "reported it"


def test_a_severity_given_at_declare_is_provisional() -> None:
    """It counts until triage, and says so (section 12)."""
    state = declared(Severity.P2).state
    assert (state.severity, state.severity_final) == (Severity.P2, False)
    assert "provisional" in state.severity_basis


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Checkout is down", "Checkout is down"),
        ("  Checkout \t is   down  \n\nsince the deploy", "Checkout is down"),
        ("word " * 30, "word " * 17 + "word…"),
        ("x" * 200, "x" * 90 + "…"),
        ("a" * 80 + ", and then " + "b" * 80, "a" * 80 + ", and…"),
    ],
)
def test_the_first_line_is_the_title(text: str, title: str) -> None:
    """Long reports are cut at a word for the title; the whole stays in the description."""
    assert title_of(text.strip()) == title


@given(st.text(min_size=1))
def test_every_report_has_a_title_of_one_short_line(text: str) -> None:
    """Whatever somebody pastes, the title is one line that fits a header."""
    room = Rehearsal()
    try:
        room.does(Declare(by=VERA, text=text))
    except TextMissing:
        assert not text.strip()
        return
    assert 0 < len(room.state.title) <= 91
    assert len(room.state.title.splitlines()) == 1
    assert room.state.description == text.strip()


@pytest.mark.parametrize("text", ["", " ", "\n\t "])
def test_a_declare_without_words_is_given_back(text: str) -> None:
    """Nothing is declared when nothing is said."""
    with pytest.raises(TextMissing, match="what is wrong"):
        Rehearsal().does(Declare(by=VERA, text=text))


def test_a_report_that_is_too_long_is_given_back_whole() -> None:
    """Ten thousand characters are kept; more is refused and not cut."""
    assert len(declare_after(Register(), text="x" * 10_000).state.description) == 10_000
    with pytest.raises(TextTooLong, match="10001 characters"):
        declare_after(Register(), text="x" * 10_001)
    with pytest.raises(TextTooLong):
        declare_after(Register(), guidance="x" * 2_501)


@pytest.mark.parametrize(
    ("zone", "at", "name"),
    [
        ("UTC", datetime(2026, 11, 21, 23, 30, tzinfo=UTC), "incident-2026-11-21-101"),
        ("Europe/Berlin", datetime(2026, 11, 21, 23, 30, tzinfo=UTC), "incident-2026-11-22-101"),
        ("America/Los_Angeles", datetime(2026, 11, 21, 3, 30, tzinfo=UTC), "incident-2026-11-20-101"),
    ],
)
def test_the_channel_bears_the_organisations_date(zone: str, at: datetime, name: str) -> None:
    """Declared late at night, the date in the name is the one on the organisation's wall (D5)."""
    room = Rehearsal(ORGANISATION.but(organisation=Facts(timezone=zone)))
    room.now = at
    room.does(Declare(by=VERA, text="Checkout is down"))
    assert room.state.channel_name == name


def test_the_channel_of_a_given_id_is_lower_case() -> None:
    """Slack takes no capitals in a channel's name."""
    assert declare_after(Register(), id="INC-Pay-7").state.channel_name == "incident-2026-11-21-pay-7"


def test_the_channels_date_is_real_also_when_time_runs_fast() -> None:
    """At 60 times the speed, product time is days ahead of the wall; the channel bears the wall's date."""
    times = Times(anchors=(Anchor(real=START.timestamp(), product=START.timestamp(), speed=60),))
    later = START + timedelta(days=3)
    told = decide(None, Declare(by=VERA, text="x"), later, DecisionContext(organisation=ORGANISATION, times=times))
    assert getattr(told[0], "channel_name", "") == "incident-2026-11-21-101"


def test_the_channel_is_recorded_once() -> None:
    """Two workers that both opened it: the first report counts."""
    room = declared()
    room.does(RecordChannel(channel="C1", name="incident-2026-11-21-101"))
    assert room.does(RecordChannel(channel="C2", name="other")) == ()
    assert [event.channel for event in room.events if isinstance(event, ChannelOpened)] == ["C1"]
    assert room.events[-1].by == MUSTER


def test_an_unknown_service_is_named_with_those_that_are_known() -> None:
    """A typing error is answered with the list."""
    with pytest.raises(UnknownService, match=r'"chekout".*checkout, payments, search, website'):
        declare_after(Register(), service="chekout")


def test_a_second_incident_of_a_service_is_offered_to_join_first() -> None:
    """One is open for checkout: the reporter hears which, and may declare all the same (D14)."""
    room = Rehearsal(register=declared().register, already_open="INC-101")
    order = Declare(by=VERA, text="Checkout is down", service="checkout")
    with pytest.raises(AlreadyOpen, match="INC-101 is open for checkout already"):
        room.does(order)
    room.does(order.but(despite_open=True))
    assert room.state.id == "INC-102"


def test_an_incident_that_ended_lately_is_offered_to_be_reopened() -> None:
    """For a day after its end: reopen it, or declare a new one; after that nobody is asked (D14)."""
    room = declared()
    room.does(Resolve(by=ANA, summary="rolled back"))
    again = Rehearsal(register=room.register)
    order = Declare(by=VERA, text="Checkout is down", service="checkout")
    again.now = START + timedelta(hours=23)
    with pytest.raises(EndedLately, match="INC-101"):
        again.does(order)
    again.now = START + timedelta(days=1)
    assert again.does(order)


def test_a_private_incident_is_not_offered() -> None:
    """After its end nobody hears of it by declaring for its service (DESIGN 12)."""
    room = declared(private=True)
    room.does(Close(by=ANA, reason="false alarm"))
    assert declare_after(room.register, service="checkout").state.id == "INC-102"


def test_the_register_forgets_when_channels_were_asked_for() -> None:
    """It counts a minute back for the place in the queue, and does not grow for ever."""
    register = Register()
    for number in range(200):
        room = Rehearsal(register=register)
        room.now = START + timedelta(seconds=10 * number)
        room.does(Declare(by=VERA, text="again"))
        room.does(Close(by=ANA, reason="false alarm"))
        register = room.register
    assert len(register.channels_asked) <= 6
    assert register.next_number == 301


def test_the_register_lists_what_was_left_open_and_not_for_ever() -> None:
    """Resolved incidents that nobody closes are listed, the last two hundred of them; closed ones are not."""
    register = Register()
    for number in range(205):
        room = Rehearsal(register=register)
        room.does(Declare(by=VERA, text="again"))
        room.does(Resolve(by=MUSTER, summary="it went away"))
        if number == 204:
            room.does(Close(by=MUSTER, reason="done"))
        register = room.register
    assert len(register.unclosed) == 199
    assert (register.unclosed[0], register.unclosed[-1]) == ("INC-106", "INC-304")


def test_the_register_follows_only_what_concerns_it() -> None:
    """A note on one incident changes nothing for the others."""
    room = declared()
    channel = RecordChannel(channel="C1", name="x")
    for event in room.does(channel):
        assert evolve_register(room.register, event, room.state) == room.register


def test_an_order_for_nothing_is_no_incident() -> None:
    """A declare that is refused leaves no trace."""
    room = Rehearsal()
    with pytest.raises(Refused):
        room.does(Declare(by=VERA, text=""))
    assert room.events == []
    assert room.register == Register()
