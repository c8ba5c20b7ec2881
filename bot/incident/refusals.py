"""Every way in which the core says no. The docstring is what the person reads: what is wrong, then the remedy."""

from typing import ClassVar

from bot.incident.organisation import SlackId
from bot.incident.roles import Permission, Role


class Refused(Exception):
    """{what}"""

    #: The word by which surfaces and tests know the refusal.
    code: ClassVar[str] = "refused"

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__((self.__doc__ or "").strip().format(**facts))


class TextMissing(Refused):
    """There is no text. Write {what} after the command: `/incident {usage}`."""

    code = "text_missing"


class TextTooLong(Refused):
    """The text has {length} characters; at most {limit} are kept. Shorten it, or put the rest in a file."""

    code = "text_too_long"


class UnknownService(Refused):
    """No service is called "{service}". Known: {known}."""

    code = "unknown_service"


class UnknownPlaybook(Refused):
    """No playbook is called "{playbook}". Known: {known}."""

    code = "unknown_playbook"


class BadId(Refused):
    """ "{id}" cannot be an incident id: letters, digits and hyphens, at most 20, with or without `INC-`."""

    code = "bad_id"


class BadTimes(Refused):
    """The times do not fit: {what}; {remedy}."""

    code = "bad_times"


class SeverityMissing(Refused):
    """A past incident needs its severity, as nobody will triage it any more: add `--severity P0` to P3."""

    code = "severity_missing"


class IdTaken(Refused):
    """{id} exists already. Leave `--id` out to get the next number."""

    code = "id_taken"


class AlreadyOpen(Refused):
    """{incident} is open for {service} already. Join it, or declare all the same."""

    code = "already_open"

    def __init__(self, *, incident: str, service: str, text: str) -> None:
        self.incident = incident
        self.text = text
        super().__init__(incident=incident, service=service)


class EndedLately(Refused):
    """{incident} for {service} ended only lately. Reopen it, or declare a new one."""

    code = "ended_lately"

    def __init__(self, *, incident: str, service: str, text: str) -> None:
        self.incident = incident
        self.text = text
        super().__init__(incident=incident, service=service)


class NotAllowed(Refused):
    """This needs {who}."""

    code = "not_allowed"

    def __init__(self, *, deed: Permission, roles: tuple[Role, ...], people: tuple[SlackId, ...], who: str) -> None:
        self.deed = deed
        self.roles = roles
        self.people = people
        self.who = who
        super().__init__(who=who)


class Invisible(Refused):
    """There is no incident {incident}. `/incident list` shows those that are open."""

    code = "invisible"


class NotForRole(Refused):
    """The organisation's file does not name you for the role of {role}. The commander may give it to you."""

    code = "not_for_role"


class NotPaged(Refused):
    """No page waits for you here. {who}"""

    code = "not_paged"


class AlreadySo(Refused):
    """{what}"""

    code = "already_so"


class NothingOpen(Refused):
    """{what}"""

    code = "nothing_open"


class StalePlan(Refused):
    """The plan changed since this card was shown. Nothing was decided; look at the new card."""

    code = "stale"


class AlreadyDecided(Refused):
    """{who} decided this already: {outcome}."""

    code = "already_decided"

    def __init__(self, *, by: SlackId, who: str, outcome: str) -> None:
        self.by = by
        super().__init__(who=who, outcome=outcome)


class IncidentOver(Refused):
    """{incident} is {status}. To go on with it: `/incident reopen {incident} <why>`."""

    code = "incident_over"


class ReasonNeeded(Refused):
    """{incident} cannot be closed without a reason while this is open: {open}."""

    code = "reason_needed"

    def __init__(self, *, incident: str, items: tuple[str, ...]) -> None:
        self.items = items
        super().__init__(incident=incident, open="; ".join(items))


class StepWaits(Refused):
    """{step} waits for {waits}. Steps are done in order; the commander may skip one with a reason."""

    code = "step_waits"


class FieldsInvalid(Refused):
    """{step} cannot be taken as it is: {listing}"""

    code = "fields_invalid"

    def __init__(self, *, step: str, faults: dict[str, str]) -> None:
        self.faults = faults
        listing = "; ".join(f"{field.replace('_', ' ')}: {fault}" for field, fault in faults.items())
        super().__init__(step=step, listing=listing)


class OwnWords(Refused):
    """The organisation wants public words approved by somebody who did not write them: {who}."""

    code = "own_words"


class NobodyLeft(Refused):
    """Nobody is left to call in tier {tier}. Call a person: `/incident escalate @somebody <why>`."""

    code = "nobody_left"
