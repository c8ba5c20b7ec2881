"""The roster: every part with the person who plays it, the agents that it stands for, one click to take it (N2)."""

from collections.abc import Iterator
from datetime import datetime

from bot.incident.organisation import Organisation
from bot.incident.roles import Role, titled
from bot.incident.roster import CALLED_FIRST, HEARS_AT_ONCE, agents_of
from bot.incident.severity import Severity, spoken
from bot.incident.state import Incident
from bot.incident.timers import clock_severity
from bot.incident.times import Times
from bot.slack import parts
from bot.slack.card_context import CardContext
from bot.slack.mrkdwn import at, quiet
from bot.slack.view import Block


def roster(context: CardContext, user: str, takeable: tuple[Role, ...]) -> list[Block]:
    """The roster of an incident as one person sees it: who holds what, and what they may take themselves."""
    incident = context.incident
    blocks: list[Block] = [parts.section(f"*Roster of {incident.id}*  {quiet(incident.title)}")]
    for role in Role:
        blocks += _role(context, role, user, role in takeable and not incident.over)
    level = clock_severity(incident.severity)
    provisional = "" if incident.severity else ", as which it counts until triage"
    blocks.append(parts.context(*first_called(level, provisional)))
    return blocks


def _role(context: CardContext, role: Role, user: str, may_take: bool) -> Iterator[Block]:
    incident = context.incident
    held = incident.roles.get(role)
    able = [context.name(one) for one in context.organisation.holders(role)]
    if held:
        who = f"{context.name(held.user)}{'' if held.taken else ' (named)'}"
    elif able:
        who = f"nobody yet · may take it: {', '.join(able[:5])}{' …' if len(able) > 5 else ''}"
    else:
        who = "nobody in the organisation's file"
    value, agents = f"{incident.id} {role.value}", _agents(role)
    text = f"*{titled(role)}*  {who}" + (f"\n{agents}" if agents else "")
    take = parts.button("Take", "role_take", value) if may_take else None
    yield parts.section(text, take)
    if held and held.user == user and not incident.over:
        yield parts.actions(
            f"roster:{role}",
            parts.button("Hand over…", "role_hand_over", value),
            parts.button("Give back", "role_decline", value),
        )


def _agents(role: Role) -> str:
    names = ", ".join(agent.name for agent in agents_of(role))
    return f"_agents: {names}_" if names else ""


def organisation_roster(organisation: Organisation) -> list[Block]:
    """Who may play which part, where no incident is meant."""
    lines = []
    for role in Role:
        people = ", ".join(quiet(organisation.name_of(one)) for one in organisation.holders(role))
        agents = _agents(role)
        lines.append(f"*{titled(role)}*  {people or 'nobody'}" + (f"\n{agents}" if agents else ""))
    half = len(lines) // 2 + 1
    return [
        parts.section("\n".join(lines[:half])),
        parts.section("\n".join(lines[half:])),
        parts.context("In an incident's channel, or with its id, each part has a button to take it."),
    ]


def first_called(severity: Severity, provisional: str = "") -> tuple[str, str]:
    """Who begins at that level, and who hears of it at once (N3, N4)."""
    names = CALLED_FIRST[severity]
    first = "all, led by hierarchical-coordinator" if severity is Severity.P0 else ", ".join(names)
    on_call = {Severity.P2: "on-call, by page and ticket", Severity.P3: "nobody: it is in the backlog"}
    heard = ", ".join(role.spoken for role in HEARS_AT_ONCE[severity])
    told = on_call.get(severity) or f"on-call by page, incident commander, {heard}"
    return f"At {spoken(severity)}{provisional} these begin: {first}", f"Hear at once: {told}"


def on_call(organisation: Organisation, now: datetime, times: Times, service: str | None = None) -> list[str]:
    """Who is on call now, until when, and for which services: a line for each rotation (E8)."""
    wanted = {service: organisation.services[service]} if service else organisation.services
    by_rotation: dict[str, list[str]] = {}
    for name, one in wanted.items():
        known = one.rotation if one.rotation in organisation.rotations else ""
        by_rotation.setdefault(known, []).append(one.title or name)
    if not service:
        for name in organisation.rotations:
            by_rotation.setdefault(name, [])
    return [_shift(organisation, name, services, now, times) for name, services in by_rotation.items()]


def _shift(organisation: Organisation, name: str, services: list[str], now: datetime, times: Times) -> str:
    rotation = organisation.rotations.get(name) or next(iter(organisation.rotations.values()), None)
    where = quiet(", ".join(services)) or "no service"
    if rotation is None:
        primary, _ = organisation.on_call(None, now)
        who = quiet(organisation.name_of(primary)) if primary else "nobody"
        return f"*{who}* · for {where}; there is no rotation, so always"
    primary, backup = rotation.on_duty(now, organisation.organisation.zone)
    second = f", backup *{quiet(organisation.name_of(backup))}*" if backup else ", no backup"
    until = at(times.shown(rotation.next_hand_over(now, organisation.organisation.zone)), day=True)
    return f"*{quiet(organisation.name_of(primary))}*{second} until {until} · {where}"


def holders_line(incident: Incident, organisation: Organisation) -> str:
    """The roles that are held, for an answer in one line."""
    return ", ".join(f"{role.spoken} {organisation.name_of(one.user)}" for role, one in incident.roles.items())
