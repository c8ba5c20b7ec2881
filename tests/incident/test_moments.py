"""Times as people type them, by their own clocks (D13)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.incident.times import Anchor, Times
from bot.incident.typed_times import read_moment, shown_moment

BERLIN = ZoneInfo("Europe/Berlin")

#: Saturday 2026-11-21, 02:51 UTC: 03:51 in Berlin.
NOW = datetime(2026, 11, 21, 2, 51, 30, tzinfo=UTC)

READ = {
    "03:50": "2026-11-21 02:50",
    "3:50": "2026-11-21 02:50",
    "03:52": "2026-11-20 02:52",
    "23:10": "2026-11-20 22:10",
    "today 03:00": "2026-11-21 02:00",
    "today 23:00": "2026-11-21 22:00",
    "yesterday 14:05": "2026-11-20 13:05",
    "Yesterday at 14:05": "2026-11-20 13:05",
    "  yesterday   9:05 ": "2026-11-20 08:05",
    "2026-11-20 14:05": "2026-11-20 13:05",
    "2026-11-20 9:05": "2026-11-20 08:05",
    "2026-11-20T14:05": "2026-11-20 13:05",
    "2026-11-20T14:05:00Z": "2026-11-20 14:05",
    "2026-11-20 14:05+05:30": "2026-11-20 08:35",
    "2026-07-01 14:05": "2026-07-01 12:05",
    "2026-11-20": "2026-11-19 23:00",
    "20 min ago": "2026-11-21 02:31",
    "1 h 30 min ago": "2026-11-21 01:21",
}


@pytest.mark.parametrize(("text", "utc"), READ.items())
def test_a_time_is_read_by_the_organisations_clocks(text: str, utc: str) -> None:
    """A bare time is the last one that passed; a date has its own summer time."""
    assert f"{read_moment(text, NOW, BERLIN):%Y-%m-%d %H:%M}" == utc


@pytest.mark.parametrize(
    "text",
    ["", "noon", "25:00", "14:60", "14.05", "yesterday", "tomorrow 10:00", "2026-13-01", "2026-11-31 10:00",
     "2026-11-20 x", "9" * 40, "999999999 weeks ago", "x ago",
     "2026-11-20 14:05 or so", "\u0661\u0664:\u0660\u0665x", "14:05\nrm"],
)  # fmt: skip
def test_what_is_no_time_comes_back_with_the_remedy(text: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(ValueError, match="is no time: write one such as 14:05"):
        read_moment(text, NOW, BERLIN)


@given(st.text(max_size=30))
def test_whatever_is_typed_is_a_moment_or_no_time(text: str) -> None:
    """No text makes it fail in another way."""
    try:
        assert read_moment(text, NOW, BERLIN).tzinfo is UTC
    except ValueError as problem:
        assert "is no time" in str(problem)


def test_what_is_shown_reads_back() -> None:
    """A form that was prefilled says the same when it is submitted untouched."""
    moment = datetime(2026, 11, 20, 13, 5, tzinfo=UTC)
    assert read_moment(shown_moment(moment, BERLIN), NOW, BERLIN) == moment


def test_a_moment_of_the_wall_clock_is_product_time_at_the_speed_it_had() -> None:
    """With time 60 times as fast since an hour, a minute ago is an hour ago; what lies before keeps its length."""
    start = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
    slow = Times(anchors=(Anchor(real=start, product=start, speed=1),))
    fast = slow.with_speed(start + 3600, 60)
    real = datetime.fromtimestamp(start + 3660, UTC)
    assert fast.product_of(real) == datetime.fromtimestamp(start + 7200, UTC)
    assert fast.product_of(real - timedelta(hours=1)) == datetime.fromtimestamp(start + 60, UTC)
    assert fast.shown(fast.product_of(real)) == real
