"""What the core needs to know of the organisation: people, rotations, services, and policies as tables.

Validators say `what is wrong -> what to do`. What one section says of another is checked in
`bot.organisation.consistency`, where each fault has its line.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Annotated, Self, TypeVar
from zoneinfo import ZoneInfo

from pydantic import Field, WithJsonSchema, field_validator, model_validator

from bot.incident.durations import DAY_SECONDS, HOUR_SECONDS, MINUTE_SECONDS, Duration
from bot.incident.integrations import Integrations
from bot.incident.model import Value
from bot.incident.roles import PERMISSIONS, Allowed, Permission, Role
from bot.incident.severity import PRIORITY, Level, Severity

SlackId = str

_Key = TypeVar("_Key", bound=StrEnum)
_Entry = TypeVar("_Entry")

#: What a service, rotation, action or parameter may be called: it is typed in commands and shown in cards.
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$")]

#: The rotation of a service that names none.
DEFAULT_ROTATION = "default"

_PLACEHOLDER = re.compile(r"\{([A-Za-z0-9][A-Za-z0-9._-]*)\}")


class Person(Value):
    """Somebody of the organisation: Slack id, name, title, and the roles they may take."""

    slack: SlackId = Field(
        pattern=r"^[UW][A-Z0-9]{2,20}$",
        description="Slack member id, U or W and capitals and digits (profile, three dots, Copy member ID)",
    )
    name: str = Field(min_length=1, max_length=80, description="the name that cards show")
    title: str = Field(default="", max_length=80, description="what they do in the organisation")
    roles: tuple[Role, ...] = Field(default=(), description="the roles they may take in an incident")


class Rotation(Value):
    """Who is on call: a primary and a backup list, each handed on every `length_days` from `starts` (E8)."""

    primary: tuple[SlackId, ...] = Field(min_length=1, description="Slack ids, in the order of their turns")
    backup: tuple[SlackId, ...] = Field(default=(), description="Slack ids, in the order of their turns")
    length_days: int = Field(default=7, ge=1, le=90, description="days until the next person's turn")
    starts: Annotated[datetime, WithJsonSchema({"type": "string"})] = Field(
        default=datetime(2026, 1, 5, 9),
        description="first hand-over, such as 2026-01-05 09:00, in the organisation's time zone",
    )

    def on_duty(self, at: datetime, zone: tzinfo = UTC) -> tuple[SlackId, SlackId | None]:
        """Primary and backup at that moment; the backup is never the primary.

        Hand-over is at the same time of day in `zone` all year, so also after a change of summer time.
        """
        starts = self.starts.astimezone(zone) if self.starts.tzinfo else self.starts
        since = at.astimezone(zone).replace(tzinfo=None) - starts.replace(tzinfo=None)
        return self.in_turn(since // timedelta(days=self.length_days))

    def next_hand_over(self, at: datetime, zone: tzinfo = UTC) -> datetime:
        """When the next person's turn begins, seen from that moment."""
        starts = (self.starts.astimezone(zone) if self.starts.tzinfo else self.starts).replace(tzinfo=None)
        length = timedelta(days=self.length_days)
        turn = (at.astimezone(zone).replace(tzinfo=None) - starts) // length
        return (starts + (turn + 1) * length).replace(tzinfo=zone).astimezone(UTC)

    def in_turn(self, turn: int) -> tuple[SlackId, SlackId | None]:
        """Primary and backup of a turn; turn 0 begins at `starts`, those before it are negative."""
        primary = self.primary[turn % len(self.primary)]
        others = [person for person in self.backup if person != primary]
        return primary, others[turn % len(others)] if others else None


class Slo(Value):
    """A service level objective: availability target in per cent, over a window in days."""

    availability: float = Field(default=99.9, gt=0, lt=100, description="per cent")
    window_days: int = Field(default=30, ge=1, le=366, description="days")
    latency_ms: int | None = Field(default=None, gt=0, description="milliseconds at the percentile")
    latency_percentile: int = Field(default=95, ge=50, le=100, description="per cent of requests")


class Service(Value):
    """Something that can break: its owners, where its code and signals are, its rotation."""

    title: str = Field(default="", max_length=80, description="its name in words, for cards")
    owners: tuple[SlackId, ...] = Field(default=(), description="Slack ids of who knows its code")
    rotation: Name = Field(default=DEFAULT_ROTATION, description="whose on-call answers for it")
    repository: str | None = Field(default=None, description="clone URL or path of its git repository")
    tests: dict[Name, tuple[str, ...]] = Field(default={}, description="test commands by name, as word lists")
    metrics: dict[Name, str] = Field(default={}, description="queries by name")
    logs: dict[Name, str] = Field(default={}, description="queries by name")
    dashboards: dict[str, str] = Field(default={}, description="links (http or https) by name")
    runbooks: str | None = Field(default=None, description="link or folder of its runbooks")
    slo: Slo = Field(default=Slo(), description="service level objective")

    @field_validator("dashboards")
    @classmethod
    def _links(cls, dashboards: dict[str, str]) -> dict[str, str]:
        for name, link in dashboards.items():
            if not re.fullmatch(r"https?://[^\s<>|]+", link):
                raise ValueError(f"dashboard {name[:40]!r} is no link -> write it as https://...")
        return dashboards


class Parameter(Value):
    """One typed parameter of an action: a pattern it must match in full, or a list of choices."""

    pattern: str | None = Field(default=None, description="regular expression; the whole value must match")
    choices: tuple[str, ...] = Field(default=(), description="the values that are allowed")

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str | None) -> str | None:
        try:
            re.compile(pattern or "")
        except re.error as problem:
            raise ValueError(f"this is no regular expression ({problem}) -> correct the pattern") from problem
        return pattern

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if (self.pattern is None) == (not self.choices):
            raise ValueError("a parameter has either a pattern or choices -> give it one of the two")
        return self


class ActionSpec(Value):
    """A change to production to be proposed and approved (M3); `argv` is run exactly, never by a shell."""

    argv: tuple[str, ...] = Field(
        min_length=1, description="program and arguments, one word each; {name} stands for a parameter"
    )
    parameters: dict[Name, Parameter] = Field(default={}, description="the typed parameters by name")
    approve: tuple[Role, ...] = Field(
        default=(Role.INCIDENT_COMMANDER,), min_length=1, description="roles, one of which must approve"
    )
    second: bool = Field(default=False, description="whether a second person must approve as well")
    dry_run: tuple[str, ...] = Field(default=(), description="a command that only shows what would happen")
    limit: Duration = Field(default=10 * MINUTE_SECONDS, ge=1, le=2 * HOUR_SECONDS, description="how long it may run")
    verify: tuple[str, ...] = Field(default=(), description="a command that exits 0 when it worked")
    undo: tuple[str, ...] = Field(default=(), description="the command that takes it back")

    @property
    def commands(self) -> dict[str, tuple[str, ...]]:
        """The word lists that may run, by the key that holds them; empty ones are left out."""
        lists = {"argv": self.argv, "dry_run": self.dry_run, "verify": self.verify, "undo": self.undo}
        return {key: words for key, words in lists.items() if words}


def placeholders(word: str) -> tuple[str, ...]:
    """The parameters that a word of a command stands open for: `deploy/{service}` has `service`."""
    return tuple(_PLACEHOLDER.findall(word))


class Response(Value):
    """The response clocks of one level, in seconds from detection; None where the level has none (10.3)."""

    acknowledge: Duration | None = Field(default=None, description="a page is answered")
    engage: Duration | None = Field(default=None, description="somebody works on it")
    resolve: Duration | None = Field(default=None, description="it is over for the users")
    update_every: Duration | None = Field(default=None, description="status updates for those who wait")
    triage: Duration | None = Field(default=15 * MINUTE_SECONDS, description="impact and urgency are decided")
    cause: Duration | None = Field(default=None, description="the root cause is known")
    management: Duration | None = Field(default=None, description="management is called if it is unresolved")
    sponsor: Duration | None = Field(default=None, description="the executive sponsor is paged")


#: Catalogue 10.3 and the management line of 10.4 (E5). P3: a date by working hours, no timers.
RESPONSE: dict[Severity, Response] = {
    Severity.P0: Response(
        acknowledge=2 * MINUTE_SECONDS,
        engage=15 * MINUTE_SECONDS,
        resolve=2 * HOUR_SECONDS,
        update_every=15 * MINUTE_SECONDS,
        cause=30 * MINUTE_SECONDS,
        management=30 * MINUTE_SECONDS,
        sponsor=30 * MINUTE_SECONDS,
    ),
    Severity.P1: Response(
        acknowledge=5 * MINUTE_SECONDS,
        engage=30 * MINUTE_SECONDS,
        resolve=4 * HOUR_SECONDS,
        update_every=30 * MINUTE_SECONDS,
        cause=HOUR_SECONDS,
        management=2 * HOUR_SECONDS,
    ),
    Severity.P2: Response(
        acknowledge=30 * MINUTE_SECONDS, engage=4 * HOUR_SECONDS, resolve=DAY_SECONDS, update_every=DAY_SECONDS
    ),
    Severity.P3: Response(triage=None),
}

#: Seconds after a tier is engaged until the next is called: tier 1, 2, and 3 to management (10.4).
ESCALATION: dict[Severity, tuple[Duration, ...]] = {
    Severity.P0: (15 * MINUTE_SECONDS, 30 * MINUTE_SECONDS, HOUR_SECONDS),
    Severity.P1: (30 * MINUTE_SECONDS, HOUR_SECONDS, 2 * HOUR_SECONDS),
    Severity.P2: (2 * HOUR_SECONDS, 8 * HOUR_SECONDS),
    Severity.P3: (),
}

Tiers = Annotated[tuple[Duration, ...], Field(max_length=3)]


class Policies(Value):
    """The organisation's tables; the defaults are the catalogue's. An incident pins them at declare.

    A level, a figure or a permission that the file leaves out keeps its default; only the matrix is all or nothing.
    """

    priority: dict[Level, dict[Level, Severity]] = Field(
        default={impact: {urgency: PRIORITY[impact, urgency] for urgency in Level} for impact in Level},
        description="impact, then urgency, then the level that they make",
    )
    response: dict[Severity, Response] = Field(
        default=RESPONSE, description="response clocks by level, counted from detection; null for none"
    )
    escalation: dict[Severity, Tiers] = Field(
        default=ESCALATION, description="how long tier 1, 2 and 3 have before the next is called, by level"
    )
    permissions: dict[Permission, Allowed] = Field(default=PERMISSIONS, description="who may do what")
    gate_reminder: Duration = Field(
        default=5 * MINUTE_SECONDS, ge=MINUTE_SECONDS, description="how long until deciders are reminded"
    )
    gate_backup: Duration = Field(
        default=10 * MINUTE_SECONDS, ge=MINUTE_SECONDS, description="how long until their backup is asked"
    )
    second_for_words: bool = Field(
        default=False, description="whether public words need the approval of somebody who did not write them"
    )
    playbook: Name = Field(default="itil", description="the playbook of an incident that names none")

    @field_validator("priority")
    @classmethod
    def _no_holes(cls, given: dict[Level, dict[Level, Severity]]) -> dict[Level, dict[Level, Severity]]:
        pairs = [(impact, urgency) for impact in Level for urgency in Level]
        holes = [f"{impact} x {urgency}" for impact, urgency in pairs if urgency not in given.get(impact, {})]
        if holes:
            raise ValueError(f"no level for impact x urgency {', '.join(holes)} -> fill in all nine, or none")
        return {impact: {urgency: given[impact][urgency] for urgency in Level} for impact in Level}

    @field_validator("response", mode="before")
    @classmethod
    def _default_figures(cls, given: object) -> object:
        if not isinstance(given, Mapping):
            return given
        figures = {
            level: {**RESPONSE[level].model_dump(), **figures} if isinstance(figures, Mapping) else figures
            for level, figures in given.items()
            if level in RESPONSE
        }
        return _completed(RESPONSE, {**given, **figures})

    @field_validator("escalation", mode="before")
    @classmethod
    def _default_tiers(cls, given: object) -> object:
        return _completed(ESCALATION, given)

    @field_validator("permissions", mode="before")
    @classmethod
    def _default_permissions(cls, given: object) -> object:
        return _completed(PERMISSIONS, given)


def _completed(defaults: Mapping[_Key, _Entry], given: object) -> object:
    """The table with defaults for what was left out, in the order of the defaults."""
    if not isinstance(given, Mapping):
        return given
    return {**{str(key): given.get(key, default) for key, default in defaults.items()}, **given}


class Hours(Value):
    """Working hours of a week, in the organisation's time zone: P3's dates count in them."""

    days: tuple[int, ...] = Field(default=(1, 2, 3, 4, 5), min_length=1, description="1 is Monday, 7 is Sunday")
    start: int = Field(default=9, ge=0, le=23, description="full hour, 0 to 23")
    end: int = Field(default=17, ge=1, le=24, description="full hour, 1 to 24")

    @field_validator("days")
    @classmethod
    def _days_of_a_week(cls, days: tuple[int, ...]) -> tuple[int, ...]:
        if not set(days) <= set(range(1, 8)) or len(set(days)) < len(days):
            raise ValueError(f"{list(days)[:8]} are no days of a week -> write each once, 1 for Monday to 7")
        return days

    @model_validator(mode="after")
    def _begin_before_they_end(self) -> Self:
        if self.start >= self.end:
            raise ValueError(f"work starts at {self.start} and ends at {self.end} -> let it end later")
        return self


class Facts(Value):
    """The organisation itself: name, IANA time zone, working hours, announcements channel."""

    name: str = Field(default="Example organisation", min_length=1, max_length=80, description="its name")
    timezone: str = Field(default="UTC", description="IANA time zone, such as Europe/Berlin")
    working_hours: Hours = Field(default=Hours(), description="P3's due dates count in them")
    announcements: str = Field(
        default="incidents", description="the Slack channel that hears of every incident, without #"
    )

    @property
    def zone(self) -> ZoneInfo:
        """The time zone, for dates and hand-overs."""
        return ZoneInfo(self.timezone)

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError) as problem:
            raise ValueError(
                f"{zone[:40]!r} is no time zone -> write an IANA name such as Europe/Berlin or UTC"
            ) from problem
        return zone

    @field_validator("announcements")
    @classmethod
    def _channel_name(cls, channel: str) -> str:
        bare = channel.removeprefix("#")
        lower = bare == bare.lower() or re.fullmatch(r"C[A-Z0-9]{8,}", bare)
        if not lower or not re.fullmatch(r"[\w-]{1,80}", bare):
            raise ValueError(
                f"{channel[:40]!r} is no channel -> write its name in lower case: letters, digits, hyphens"
            )
        return bare


class Organisation(Value):
    """The whole of `muster.yaml`."""

    organisation: Facts = Field(default=Facts(), description="name, time zone, hours, announcements")
    people: tuple[Person, ...] = Field(default=(), description="everybody whom Muster may call")
    rotations: dict[Name, Rotation] = Field(
        default={}, description="on-call rotations by name; services that name none use `default`"
    )
    services: dict[Name, Service] = Field(default={}, description="what can break, by name")
    actions: dict[Name, ActionSpec] = Field(
        default={}, description="changes to production that may be proposed and approved, by name"
    )
    policies: Policies = Field(default=Policies(), description="how incidents are run: figures and who may")
    playbooks: tuple[str, ...] = Field(
        default=(), max_length=20, description="files of playbooks of your own, relative to this file"
    )
    models: dict[Name, str] = Field(default={}, description="the model that each agent uses")
    integrations: Integrations = Field(
        default=Integrations(), description="other systems and their settings; secrets belong in the environment"
    )

    def person(self, slack: SlackId) -> Person | None:
        """The person with that Slack id, or None for a stranger."""
        return next((person for person in self.people if person.slack == slack), None)

    def name_of(self, slack: SlackId) -> str:
        """The name to show for a Slack id; the id itself for somebody whom the file does not name."""
        if slack == "muster":
            return "Muster"
        person = self.person(slack)
        return person.name if person else slack

    def holders(self, *roles: Role) -> tuple[SlackId, ...]:
        """People whom the file names for any of these roles, in the order of the roles, then of the file."""
        found = [person.slack for role in roles for person in self.people if role in person.roles]
        return tuple(dict.fromkeys(found))

    def on_call(self, service: str | None, at: datetime) -> tuple[SlackId | None, SlackId | None]:
        """Primary and backup on call for a service (or the default rotation) at that moment (E8)."""
        name = self.services[service].rotation if service in self.services else DEFAULT_ROTATION
        rotation = self.rotations.get(name) or next(iter(self.rotations.values()), None)
        if rotation is None:
            people = [*self.holders(Role.ON_CALL_ENGINEER), None, None]
            return people[0], people[1]
        return rotation.on_duty(at, self.organisation.zone)
