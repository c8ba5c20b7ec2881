"""The review as a calendar file, read back by a library that knows the format (RFC 5545, 5546)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from bot.record.calendar import calendar
from bot.record.context import record
from tests.record.cases import rich


def event(text: str) -> Any:
    """The one event of a file."""
    whole: Any = Calendar.from_ical(text)
    (found,) = whole.walk("VEVENT")
    assert (str(whole["METHOD"]), str(whole["VERSION"])) == ("PUBLISH", "2.0")
    return found


def test_the_review_is_an_event_of_an_hour_with_its_people() -> None:
    found = event(calendar(record(rich())))
    assert found.decoded("dtstart") == datetime(2026, 11, 23, 16, tzinfo=UTC)
    assert found.decoded("dtend") == datetime(2026, 11, 23, 17, tzinfo=UTC)
    assert str(found["SUMMARY"]) == "Post-incident review of INC-101: Checkout is down"
    assert "1. Timeline reconstruction (9 min)" in str(found["DESCRIPTION"])
    assert "Expected: Ana Ortiz (incident commander)" in str(found["DESCRIPTION"])
    (reminder,) = found.walk("VALARM")
    assert reminder.decoded("trigger") == timedelta(minutes=-15)


@pytest.mark.parametrize("word", ["ATTENDEE", "REQUEST-STATUS", "PARTSTAT", "RSVP"])
def test_what_is_published_invites_nobody(word: str) -> None:
    """RFC 5546, 3.2.1: those belong to invitations; a calendar would answer them, or refuse the file."""
    text = calendar(record(rich()))
    event(text)
    assert word not in text


def test_what_a_published_event_must_say_it_says_once() -> None:
    """RFC 5546, 3.2.1: DTSTAMP, DTSTART, ORGANIZER, SUMMARY, UID; SEQUENCE so that a later file replaces this one."""
    made = record(rich())
    first = event(calendar(made))
    later = event(calendar({**made, "now": made["now"] + timedelta(days=1)}))
    for name in ("DTSTAMP", "DTSTART", "ORGANIZER", "SUMMARY", "UID", "SEQUENCE", "STATUS", "CLASS"):
        assert not isinstance(first[name], list), name
    assert first["UID"] == later["UID"]
    assert int(later["SEQUENCE"]) > int(first["SEQUENCE"])


def test_the_review_of_a_private_incident_is_private() -> None:
    made = record(rich())
    hidden = {**made, "incident": {**made["incident"], "private": True}}
    assert (str(event(calendar(made))["CLASS"]), str(event(calendar(hidden))["CLASS"])) == ("PUBLIC", "PRIVATE")


@given(st.text(max_size=300))
def test_no_title_breaks_the_calendar_file(title: str) -> None:
    made = record(rich())
    text = calendar({**made, "incident": {**made["incident"], "title": title}})
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    event(text)
    assert text.count("BEGIN:VEVENT") == 1
