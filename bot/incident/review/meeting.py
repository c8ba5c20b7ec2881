"""The review meeting: by when, at which hour, who has to come, and how its time is divided (P1)."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from bot.incident.model import Value
from bot.incident.organisation import Facts, SlackId
from bot.incident.results import as_words
from bot.incident.review.inputs import ReviewInputs
from bot.incident.roles import Role
from bot.incident.severity import Severity
from bot.incident.timers import clock_severity

#: How long the meeting takes (A:1222).
MEETING_LENGTH = timedelta(minutes=60)

#: Within how long after resolution it is held (A:1217); P2's may be left out, P3 needs none.
WITHIN: dict[Severity, timedelta] = {
    Severity.P0: timedelta(hours=24),
    Severity.P1: timedelta(hours=48),
    Severity.P2: timedelta(days=7),
}

#: The sources' agenda in minutes (A:1236): seventy, which have to fit into sixty.
AGENDA: tuple[tuple[str, int], ...] = (
    ("Timeline reconstruction", 10),
    ("Root cause analysis", 15),
    ("Contributing factors discussion", 10),
    ("What went well", 10),
    ("What could improve", 10),
    ("Preventive actions brainstorm", 15),
)


class Attendee(Value):
    """Somebody who is asked to come, and as what; `user` is None where nobody is known."""

    role: str
    user: SlackId | None
    facilitates: bool = False


class Meeting(Value):
    """The meeting as people planned it, else as Muster proposes it. Moments are UTC; it is due to end by `due`."""

    starts: datetime | None
    due: datetime | None
    required: tuple[Attendee, ...]
    optional: tuple[Attendee, ...]
    agenda: tuple[tuple[str, int], ...]
    wanted: str
    planned: bool = False

    @property
    def ends(self) -> datetime | None:
        """When it is over."""
        return self.starts + MEETING_LENGTH if self.starts else None


def review_meeting(case: ReviewInputs) -> Meeting | None:
    """The meeting that the incident's severity asks for; None for P3 and for what was no incident."""
    incident = case.incident
    level = clock_severity(incident.severity)
    if level not in WITHIN or incident.not_an_incident:
        return None
    resolved = incident.resolved.at if incident.resolved else None
    due = resolved + WITHIN[level] if resolved else None
    facts = case.organisation.organisation
    planned = _planned(case)
    return Meeting(
        starts=planned or (proposed(resolved, due, facts) if resolved and due else None),
        planned=planned is not None,
        due=due,
        required=_required(case),
        optional=_optional(case),
        agenda=scaled(AGENDA, int(MEETING_LENGTH.total_seconds() // 60)),
        wanted="optional" if level is Severity.P2 else "required",
    )


def _planned(case: ReviewInputs) -> datetime | None:
    """When people said that they meet, in the organisation's time zone; without an hour, the last working hour."""
    try:
        day = date.fromisoformat(as_words(case.fields.get("meeting_date")))
    except ValueError:
        return None
    facts = case.organisation.organisation
    typed = re.search(r"\b([01]?\d|2[0-3])[:.h]([0-5]\d)\b", as_words(case.fields.get("meeting_time")))
    at = time(int(typed[1]), int(typed[2])) if typed else time(facts.working_hours.end - 1)
    return datetime.combine(day, at, facts.zone).astimezone(UTC)


def proposed(resolved: datetime, due: datetime, facts: Facts) -> datetime:
    """The last full hour in working hours that ends by `due`; on a day off where no working day is near enough.

    `resolved` and `due` are UTC. The latest fits best: people who were up at night sleep first.
    """
    hours = facts.working_hours
    zone = facts.zone
    candidates: list[tuple[bool, datetime]] = []
    day = resolved.astimezone(zone).date()
    while day <= due.astimezone(zone).date():
        for hour in range(hours.start, hours.end):
            at = datetime.combine(day, time(hour), zone).astimezone(UTC)
            if resolved <= at and at + MEETING_LENGTH <= due:
                candidates.append((day.isoweekday() in hours.days, at))
        day += timedelta(days=1)
    if not candidates:
        return due - MEETING_LENGTH
    return max(candidates)[1]


def scaled(agenda: Sequence[tuple[str, int]], minutes: int) -> tuple[tuple[str, int], ...]:
    """The agenda in whole minutes that add up to `minutes`; what is rounded away goes to the largest remainders."""
    whole = sum(length for _, length in agenda)
    exact = [length * minutes / whole for _, length in agenda]
    rounded = [int(length) for length in exact]
    by_remainder = sorted(range(len(exact)), key=lambda place: (rounded[place] - exact[place], place))
    for place in by_remainder[: minutes - sum(rounded)]:
        rounded[place] += 1
    return tuple((title, length) for (title, _), length in zip(agenda, rounded, strict=True))


def _required(case: ReviewInputs) -> tuple[Attendee, ...]:
    incident = case.incident
    commander = incident.holder(Role.INCIDENT_COMMANDER)
    on_call = [page.user for page in incident.pages.values() if page.tier == 1] or [
        user for user in case.organisation.on_call(incident.service, incident.detected_at)[:1] if user
    ]
    service = case.organisation.services.get(incident.service or "")
    owners = service.owners if service else ()
    owners = tuple(filter(None, [incident.holder(Role.COMPONENT_OWNER)])) or owners
    found = [Attendee(role="incident commander", user=commander, facilitates=True)]
    found += [Attendee(role="on-call engineer", user=user) for user in dict.fromkeys(on_call)]
    found += [Attendee(role="component owner", user=user) for user in owners]
    found.append(_one(case, Role.RELIABILITY_ENGINEER))
    if incident.severity in (None, Severity.P0, Severity.P1):
        found.append(_one(case, Role.SUPPORT_LEAD))
    return _each_once(found)


def _optional(case: ReviewInputs) -> tuple[Attendee, ...]:
    plan = case.incident.proposal
    roles = [Role.PRODUCT_OWNER, Role.ENGINEERING_MANAGER]
    if plan and (plan.security or plan.data_loss):
        roles.append(Role.SECURITY_LEAD)
    return _each_once([_one(case, role) for role in roles])


def _one(case: ReviewInputs, role: Role) -> Attendee:
    named = case.incident.holder(role) or next(iter(case.organisation.holders(role)), None)
    return Attendee(role=role.spoken, user=named)


def _each_once(found: list[Attendee]) -> tuple[Attendee, ...]:
    """Everybody once, as what they are asked for first; roles that nobody holds stay."""
    seen: set[SlackId] = set()
    kept = []
    for one in found:
        if one.user is None or one.user not in seen:
            kept.append(one)
        seen |= {one.user} if one.user else set()
    return tuple(kept)
