"""The review meeting as a calendar file (iCalendar, RFC 5545), to be opened in any calendar."""

from datetime import UTC, datetime, timedelta
from typing import Any

from icalendar import Alarm, Calendar, Event, vCalAddress, vText

from bot.record.harmless import plain_block, plain_line

#: An address for people whose mail address nobody told us; calendars show the name beside it.
NO_ADDRESS = "invalid:nomail"

#: How long before the meeting a calendar reminds of it.
REMINDER = timedelta(minutes=15)


def calendar(record: dict[str, Any]) -> str:
    """One event with its agenda. The record must have a meeting with a date.

    It is published and invites nobody, so that no attendee stands in it (RFC 5546, 3.2.1): who is expected is told in
    its description. A file that is made later replaces an earlier one.
    """
    incident, meeting = record["incident"], record["meeting"]
    detected, now = _utc(incident["detected"]), _utc(record["now"])
    title = plain_line(f"Post-incident review of {incident['id']}: {incident['title']}")
    event = Event()
    event.add("uid", f"review-{incident['id']}-{detected:%Y%m%dT%H%M%SZ}@muster")
    event.add("dtstamp", now)
    event.add("sequence", max(0, int((now - detected).total_seconds() // 60)))
    event.add("dtstart", _utc(meeting["starts"]))
    event.add("dtend", _utc(meeting["ends"]))
    event.add("status", "CONFIRMED")
    event.add("class", "PRIVATE" if incident["private"] else "PUBLIC")
    event.add("summary", title)
    event.add("location", plain_line(incident["channel"]))
    event.add("description", _description(meeting))
    organizer = vCalAddress(NO_ADDRESS)
    organizer.params["CN"] = vText(plain_line(record["organisation"]["name"]).replace('"', "'"))
    event.add("organizer", organizer)
    event.add_component(_reminder(title))
    whole = Calendar()
    whole.add("version", "2.0")
    whole.add("prodid", "-//Muster//Incident record//EN")
    whole.add("method", "PUBLISH")
    whole.add_component(event)
    text: str = whole.to_ical(sorted=False).decode()
    return text


def _reminder(title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -REMINDER)
    alarm.add("description", title)
    return alarm


def _description(meeting: dict[str, Any]) -> str:
    points = [
        f"{number}. {one['title']} ({one['minutes']} min)" for number, one in enumerate(meeting["agenda"], 1)
    ]  # fmt: skip
    people = [f"{words}: {', '.join(map(_named, meeting[kind]))}" for kind, words in EXPECTED if meeting[kind]]
    return plain_block("\n".join(["Blameless: systems, not people.", "", *points, "", *people]))


#: Who is expected, as the record has it, and in words.
EXPECTED = (("required", "Expected"), ("optional", "Welcome"))


def _named(one: dict[str, Any]) -> str:
    return f"{one['name']} ({one['role']})" if one["name"] else str(one["role"])


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
