"""The review meeting as a calendar file (iCalendar, RFC 5545), to be opened in any calendar."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from bot.record.harmless import plain_block, plain_line

#: The longest line of the format, in octets.
LONGEST_LINE = 75

#: An address for people whose mail address nobody told us; calendars show the name beside it.
NO_ADDRESS = "invalid:nomail"


def calendar(record: dict[str, Any]) -> str:
    """One event with its agenda. The record must have a meeting with a date."""
    lines = [folded for line in _lines(record) for folded in _folded(line)]
    return "".join(f"{line}\r\n" for line in lines)


def _lines(record: dict[str, Any]) -> Iterator[str]:
    incident, meeting = record["incident"], record["meeting"]
    title = _text(plain_line(f"Post-incident review of {incident['id']}: {incident['title']}"))
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Muster//Incident record//EN", "METHOD:PUBLISH")
    yield "BEGIN:VEVENT"
    yield f"UID:review-{incident['id']}-{_moment(incident['detected'])}@muster"
    yield f"DTSTAMP:{_moment(record['now'])}"
    yield f"DTSTART:{_moment(meeting['starts'])}"
    yield f"DTEND:{_moment(meeting['ends'])}"
    yield f"SUMMARY:{title}"
    yield f"LOCATION:{_text(plain_line(incident['channel']))}"
    yield f"DESCRIPTION:{_text(_description(meeting))}"
    yield f"ORGANIZER;CN={_parameter(record['organisation']['name'])}:{NO_ADDRESS}"
    for kind, participation in (("required", "REQ-PARTICIPANT"), ("optional", "OPT-PARTICIPANT")):
        for one in meeting[kind]:
            named = f"{one['name']} ({one['role']})" if one["name"] else one["role"]
            yield f"ATTENDEE;ROLE={participation};CN={_parameter(named)}:{NO_ADDRESS}"
    yield from ("BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT15M", f"DESCRIPTION:{title}", "END:VALARM")
    yield from ("END:VEVENT", "END:VCALENDAR")


def _description(meeting: dict[str, Any]) -> str:
    points = [
        f"{number}. {one['title']} ({one['minutes']} min)" for number, one in enumerate(meeting["agenda"], 1)
    ]  # fmt: skip
    return plain_block("\n".join(["Blameless: systems, not people.", "", *points]))


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    """A text value: what the format uses itself is escaped."""
    for character in "\\;,":
        text = text.replace(character, f"\\{character}")
    return text.replace("\n", "\\n")


def _parameter(value: object) -> str:
    """A parameter in quotes, which can hold no quote of its own."""
    return '"' + plain_line(value).replace('"', "'") + '"'


def _folded(line: str) -> Iterator[str]:
    """A long line in pieces, each but the first begun with a space; no character is cut in two."""
    piece, size = "", 0
    for character in line:
        width = len(character.encode())
        if size + width > LONGEST_LINE:
            yield piece
            piece, size = " ", 1
        piece += character
        size += width
    yield piece
