"""Who is on call at a moment, and when the next person takes over (E8)."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.incident.organisation import Facts, Organisation, Person, Rotation, Service
from bot.incident.roles import Role

BERLIN = ZoneInfo("Europe/Berlin")
SECOND = timedelta(seconds=1)

people = st.sampled_from(["U01ANA", "U02BO", "U03CY", "U04DEE"])
rotations = st.builds(
    Rotation,
    primary=st.lists(people, min_size=1, max_size=5).map(tuple),
    backup=st.lists(people, max_size=5).map(tuple),
    length_days=st.integers(1, 90),
    starts=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),
)
moments = st.datetimes(datetime(2015, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))


@given(rotations, moments)
@settings(deadline=None)
def test_the_backup_is_somebody_else_than_the_primary(rotation: Rotation, at: datetime) -> None:
    """When the primary does not answer, the page never goes to the same phone again."""
    primary, backup = rotation.on_duty(at)
    assert primary in rotation.primary
    assert backup is None or backup in rotation.backup
    assert backup != primary


@given(rotations, moments)
@settings(deadline=None)
def test_there_is_a_backup_whenever_the_list_has_somebody_else(rotation: Rotation, at: datetime) -> None:
    """Nobody is left out of the list of backups without need."""
    primary, backup = rotation.on_duty(at)
    assert (backup is None) == (set(rotation.backup) <= {primary})


@given(rotations, st.integers(-200, 200))
@settings(deadline=None)
def test_duty_changes_at_the_second_of_hand_over_and_at_no_other(rotation: Rotation, turn: int) -> None:
    """The person of a turn is on call from its first second to its last, before and after `starts` alike."""
    begins = rotation.starts.replace(tzinfo=UTC) + turn * timedelta(days=rotation.length_days)
    ends = begins + timedelta(days=rotation.length_days)
    mine, next_one = rotation.in_turn(turn), rotation.in_turn(turn + 1)
    assert rotation.on_duty(begins) == mine
    assert rotation.on_duty(ends - timedelta(microseconds=1)) == mine
    assert rotation.on_duty(ends) == next_one


@given(rotations, st.integers(-200, 200))
@settings(deadline=None)
def test_turns_go_round_the_list_in_its_order(rotation: Rotation, turn: int) -> None:
    """Everybody has a turn as often as they stand in the list."""
    round_ = [rotation.in_turn(turn + number)[0] for number in range(len(rotation.primary))]
    assert sorted(round_) == sorted(rotation.primary)


def test_hand_over_stays_at_nine_when_summer_time_begins() -> None:
    """People in Berlin hand over at nine by their own clock, in winter and in summer."""
    rotation = Rotation(primary=("U01ANA", "U02BO"), length_days=7, starts=datetime(2026, 3, 23, 9))
    winter = datetime(2026, 3, 23, 9, tzinfo=BERLIN)
    summer = datetime(2026, 3, 30, 9, tzinfo=BERLIN)
    assert rotation.on_duty(winter, BERLIN)[0] == "U01ANA"
    assert rotation.on_duty(summer.astimezone(UTC) - SECOND, BERLIN)[0] == "U01ANA"
    assert rotation.on_duty(summer.astimezone(UTC), BERLIN)[0] == "U02BO"
    assert summer - winter == timedelta(days=7)
    assert summer.astimezone(UTC) - winter.astimezone(UTC) == timedelta(days=7, hours=-1)


def test_a_start_with_its_own_offset_is_the_same_moment_everywhere() -> None:
    """A start written with +01:00 is that moment, whatever the organisation's time zone is."""
    starts = datetime.fromisoformat("2026-01-05T09:00+01:00")
    rotation = Rotation(primary=("U01ANA", "U02BO"), length_days=1, starts=starts)
    assert rotation.on_duty(starts, ZoneInfo("Asia/Tokyo"))[0] == "U01ANA"
    assert rotation.on_duty(starts - SECOND, ZoneInfo("Asia/Tokyo"))[0] == "U02BO"


@pytest.fixture
def organisation() -> Organisation:
    """Two rotations, services with and without one."""
    return Organisation(
        organisation=Facts(timezone="Europe/Berlin"),
        people=(
            Person(slack="U01ANA", name="Ana", roles=(Role.ON_CALL_ENGINEER,)),
            Person(slack="U02BO", name="Bo"),
        ),
        rotations={
            "data": Rotation(primary=("U02BO",)),
            "default": Rotation(primary=("U01ANA", "U02BO"), starts=datetime(2026, 1, 5, 9), length_days=1),
        },
        services={"checkout": Service(), "warehouse": Service(rotation="data")},
    )


def test_a_service_is_answered_by_its_rotation_or_by_the_default_one(organisation: Organisation) -> None:
    """The person paged is the one who knows the service, if the file says so."""
    at = datetime(2026, 1, 5, 8, 30, tzinfo=UTC)
    assert organisation.on_call("warehouse", at) == ("U02BO", None)
    assert organisation.on_call("checkout", at) == ("U01ANA", None)
    assert organisation.on_call(None, at) == ("U01ANA", None)


def test_the_organisation_hands_over_by_its_own_clock(organisation: Organisation) -> None:
    """Nine in Berlin is eight in UTC: a page at 07:59:59 still goes to yesterday's person."""
    hand_over = datetime(2026, 1, 6, 8, tzinfo=UTC)
    assert organisation.on_call(None, hand_over - SECOND)[0] == "U01ANA"
    assert organisation.on_call(None, hand_over)[0] == "U02BO"


def test_without_rotations_the_on_call_engineers_answer(organisation: Organisation) -> None:
    """A file that only names people can still page somebody."""
    alone = organisation.but(rotations={})
    assert alone.on_call("checkout", datetime(2026, 1, 5, tzinfo=UTC)) == ("U01ANA", None)


@given(rotations, moments, st.sampled_from([UTC, BERLIN]))
@settings(deadline=None)
def test_the_next_hand_over_is_when_the_turn_ends(
    rotation: Rotation, at: datetime, zone: timezone | ZoneInfo
) -> None:
    """Until then nothing changes; it comes within one turn, an hour more or less where summer time changes."""
    over = rotation.next_hand_over(at, zone)
    assert at - timedelta(hours=1) <= over <= at + timedelta(days=rotation.length_days, hours=1)
    if over > at:
        assert rotation.on_duty(over - SECOND, zone) == rotation.on_duty(at, zone)


def test_a_hand_over_is_said_by_the_organisations_clocks() -> None:
    """Monday at nine in Berlin, in summer and in winter."""
    rotation = Rotation(primary=("U01ANA", "U02BO"), starts=datetime(2026, 1, 5, 9))
    assert rotation.next_hand_over(datetime(2026, 1, 7, tzinfo=UTC), BERLIN) == datetime(2026, 1, 12, 8, tzinfo=UTC)
    assert rotation.next_hand_over(datetime(2026, 7, 1, tzinfo=UTC), BERLIN) == datetime(2026, 7, 6, 7, tzinfo=UTC)
