"""The escalation log: who was called, when, why, and what came of it (E9); and the path that was gone (P9)."""

from collections.abc import Iterable
from datetime import datetime

from bot.incident.durations import rounded_duration
from bot.incident.fact import Fact, Naming
from bot.incident.model import Value
from bot.incident.organisation import SlackId
from bot.incident.roles import Role
from bot.incident.state import Incident, PageAnswer
from bot.incident.timers import MANAGEMENT_TIER
from bot.incident.topics.escalation import ChainExhausted, ManagementInformed, PathCalled, TierCalled
from bot.incident.topics.paging import PageAnswered, Paged

#: What stands on the path for each tier, in the sources' words (A:1581).
RUNGS = {1: "Tier 1: On-call engineer", 2: "Tier 2: Component Owner", 3: "Tier 3: Architecture team"}


#: What came of calling a role that nobody holds; who was called instead has a line of their own.
NOBODY = "nobody holds the role"


class Call(Value):
    """One line of the log. `who` is a person, or words for a whole tier."""

    at: datetime
    who: str
    user: SlackId | None
    why: str
    outcome: str


def escalation_log(events: Iterable[Fact], name: Naming) -> tuple[Call, ...]:
    """Every call of the incident's facts, in order, each with its answer."""
    facts = list(events)
    answers = {event.page: event for event in facts if isinstance(event, PageAnswered)}
    made = (_call(event, answers, name) for event in facts)
    return tuple(call for call in made if call)


def _call(event: Fact, answers: dict[str, PageAnswered], name: Naming) -> Call | None:
    match event:
        case TierCalled():
            who = RUNGS.get(event.tier, "Management")
            return Call(at=event.at, who=who, user=None, why=event.reason, outcome="called")
        case Paged():
            label = f"{name(event.user)} ({event.label})"
            outcome = _outcome(event, answers.get(event.page))
            return Call(at=event.at, who=label, user=event.user, why=event.reason, outcome=outcome)
        case ManagementInformed():
            outcome = NOBODY if event.nobody else "informed"
            return Call(at=event.at, who=_spoken(event.role), user=None, why=event.reason, outcome=outcome)
        case PathCalled():
            outcome = NOBODY if event.nobody else "called"
            return Call(at=event.at, who=event.says, user=None, why="the playbook's path", outcome=outcome)
        case ChainExhausted():
            who = RUNGS.get(event.tier, "Management")
            return Call(at=event.at, who=who, user=None, why="nobody answered", outcome="nobody is left to call")
    return None


def _outcome(page: Paged, answer: PageAnswered | None) -> str:
    if answer is None:
        return "open"
    if answer.answer in (PageAnswer.UNANSWERED, PageAnswer.WITHDRAWN):
        return answer.answer.value
    return f"{answer.answer} after {rounded_duration(answer.at - page.at)}"


class Rung(Value):
    """One rung of the path that was gone, with what came of it."""

    words: str
    outcome: str


def path_gone(incident: Incident) -> tuple[Rung, ...]:
    """The tiers that were called, and who was informed, lowest first; nothing that was not reached."""
    called = sorted(number for number in incident.tiers if number < MANAGEMENT_TIER)
    rungs = [Rung(words=RUNGS[number], outcome=_passed(incident, number, called)) for number in called]
    rungs += [
        Rung(words=step.says, outcome="called")
        for number, step in enumerate(incident.path) if number in incident.path_called
    ]  # fmt: skip
    if MANAGEMENT_TIER in incident.tiers or Role.ENGINEERING_MANAGER in incident.informed:
        rungs.append(Rung(words="Management", outcome="notified"))
    if Role.EXECUTIVE_SPONSOR in incident.informed:
        rungs.append(Rung(words="Executive", outcome="notified"))
    return tuple(rungs)


def _passed(incident: Incident, number: int, called: list[int]) -> str:
    """What came of a tier: it was gone past, it ended the incident, or it works on it, or nobody of it came."""
    engaged = [one for one in called if incident.tiers[one].engaged]
    if number not in engaged:
        return "called, nobody engaged" if incident.over or number != called[-1] else "called"
    if number != engaged[-1] or (number != called[-1] and not incident.resolved):
        return "escalated"
    return "resolved" if incident.resolved else "engaged"


def _spoken(role: Role) -> str:
    return role.spoken[0].upper() + role.spoken[1:]
