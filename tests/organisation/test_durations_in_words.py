"""Lengths of time in muster.yaml are written as people say them."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from bot.incident.durations import DAY_SECONDS, LONGEST_SECONDS, Duration, read_duration, spoken_duration

SECONDS = TypeAdapter(Duration)


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("15 min", 900),
        ("15min", 900),
        ("2 h", 7200),
        ("2 hours", 7200),
        ("1 day", 86400),
        ("3 days", 3 * DAY_SECONDS),
        ("1 week", 7 * DAY_SECONDS),
        ("1 h 30 min", 5400),
        ("1h30m", 5400),
        ("1 hour, 30 minutes", 5400),
        ("90 s", 90),
        ("45 Seconds", 45),
        (" 900 ", 900),
        (900, 900),
    ],
)
def test_the_usual_ways_of_writing_a_time_are_understood(words: str, seconds: int) -> None:
    """Whoever writes the file need not look up a notation."""
    assert SECONDS.validate_python(words) == seconds


@pytest.mark.parametrize(
    "nonsense",
    [
        "soon",
        "",
        "min",
        "15 parsec",
        "1.5 h",
        "-5 min",
        "15 min later",
        "half an hour",
        "1 h 30",
        True,
        0,
        1.5,
        None,
        [],
        "0 min",
        "9999 days",
        "999999999 weeks",
        "9" * 400,
    ],
)
def test_what_is_no_length_of_time_is_refused(nonsense: object) -> None:
    """A typing error becomes an error and never a deadline."""
    with pytest.raises(ValidationError):
        SECONDS.validate_python(nonsense)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (900, "15 min"),
        (7200, "2 h"),
        (86400, "1 day"),
        (2 * DAY_SECONDS, "2 days"),
        (5400, "1 h 30 min"),
        (1, "1 s"),
        (90061, "1 day 1 h 1 min 1 s"),
        (0, "0 s"),
    ],
)
def test_seconds_are_said_in_words(seconds: int, words: str) -> None:
    """`muster check` shows what it understood as a person would say it."""
    assert spoken_duration(seconds) == words


@given(st.integers(1, LONGEST_SECONDS))
@settings(deadline=None)
def test_what_check_prints_can_be_pasted_into_the_file(seconds: int) -> None:
    """Every length of time means the same after it was said and read again."""
    assert read_duration(spoken_duration(seconds)) == seconds


@given(st.text(max_size=40))
@settings(deadline=None)
def test_no_text_makes_the_reader_fail_otherwise_than_by_refusing(text: str) -> None:
    """Whatever is typed is either a whole number of seconds in range, or refused."""
    with suppress(ValidationError):
        assert 1 <= SECONDS.validate_python(text) <= LONGEST_SECONDS
