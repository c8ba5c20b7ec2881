"""What is unwise in a sound file: nobody to call, nobody who may, turns that are too long."""

import os
from collections.abc import Iterator, Mapping
from math import lcm

from bot.incident.organisation import ActionSpec, Organisation, Policies, Rotation
from bot.incident.playbook_consistency import GATE_PREFIX
from bot.incident.roles import Allowed, Role
from bot.incident.severity import Level
from bot.organisation.problem import Path, Problem

#: Ids in the file that `muster init` writes begin like this; Slack never gives them out.
PLACEHOLDER = "U0REPLACE"

#: The longest turn that people can be asked to take (E8, I:1386).
_WEEK_DAYS = 7

#: Roles that every incident may need somebody for, and what is missing without them.
_NEEDED = {
    Role.INCIDENT_COMMANDER: "nobody leads but the on-call engineer",
    Role.DEPLOYMENT_MANAGER: "nobody may decide on a rollback or a hotfix",
    Role.COMMUNICATIONS_LEAD: "the commander must write every update",
    Role.ENGINEERING_MANAGER: "the architect, the sponsor or the commander hears when it goes on",
    Role.EXECUTIVE_SPONSOR: "the manager, the architect or the commander hears when a P0 goes on",
}


def advice(organisation: Organisation, environ: Mapping[str, str] = os.environ) -> Iterator[Problem]:
    """Everything about the organisation that works, but not well."""
    yield from _people(organisation)
    if not organisation.rotations:
        yield Problem(("rotations",), "there is no rotation, so nobody is paged by turns", "add one: default")
    for name, rotation in organisation.rotations.items():
        yield from _rotation(rotation, ("rotations", name))
    for name, service in organisation.services.items():
        if not service.owners:
            yield Problem(("services", name), "the service has no owner", "name one or more under owners")
    for name, action in organisation.actions.items():
        yield from _approval(organisation, action, ("actions", name))
    yield from _deeds(organisation)
    yield from _matrix(organisation.policies)
    hook = organisation.integrations.ticket
    if hook and not environ.get(hook.secret_env):
        what = f"{hook.secret_env} is not set here: no ticket can be signed"
        yield Problem(("integrations", "ticket", "secret_env"), what, "set it wherever Muster's workers run")


def _people(organisation: Organisation) -> Iterator[Problem]:
    for number, person in enumerate(organisation.people):
        if person.slack.startswith(PLACEHOLDER):
            what = f"{person.slack} is a placeholder, this person cannot be called"
            remedy = "write a Slack member id (profile, three dots, Copy member ID), here and wherever it is used"
            yield Problem(("people", number, "slack"), what, remedy)
    for role, lack in _NEEDED.items():
        if not organisation.holders(role):
            yield Problem(("people",), f"nobody has the role {role}: {lack}", f"give somebody roles: [{role}]")


def _rotation(rotation: Rotation, at: Path) -> Iterator[Problem]:
    if rotation.length_days > _WEEK_DAYS:
        what = f"a turn of {rotation.length_days} days wears people out"
        yield Problem((*at, "length_days"), what, "make it 7 or less")
    turns = range(lcm(len(rotation.primary), max(len(set(rotation.backup)), 1)))
    alone = next((primary for primary, backup in map(rotation.in_turn, turns) if backup is None), None)
    if not rotation.backup:
        yield Problem(at, "the rotation has no backup", "name people under backup, others than the primary")
    elif alone:
        remedy = "add somebody else to the backup"
        yield Problem((*at, "backup"), f"when {alone} is on call there is no other backup", remedy)


def _approval(organisation: Organisation, action: ActionSpec, at: Path) -> Iterator[Problem]:
    able = len(_holders(organisation, action.approve))
    needed = 2 if action.second else 1
    if able < needed:
        roles = " or ".join(action.approve)
        what = f"{needed} must approve, and {able or 'nobody'} of `people` may ({roles})"
        yield Problem((*at, "approve"), what, "give more people one of the roles, or name other roles")


def _deeds(organisation: Organisation) -> Iterator[Problem]:
    """Deeds that nobody may do; those that decide gates are named with their gates (`bot.playbooks.check`)."""
    for deed, allowed in organisation.policies.permissions.items():
        if deed.value.startswith(GATE_PREFIX) or can_be_done(organisation, allowed):
            continue
        roles = ", ".join(allowed.roles) or "no roles are named"
        remedy = "give somebody one of the roles, or let others do it under policies.permissions"
        yield Problem(("policies", "permissions", deed), f"nobody may do: {deed} ({roles})", remedy)


def can_be_done(organisation: Organisation, allowed: Allowed) -> bool:
    """Whether there is anybody who may do what is allowed so."""
    return allowed.anybody or allowed.responders or bool(_holders(organisation, allowed.roles))


def _holders(organisation: Organisation, roles: tuple[Role, ...]) -> set[str]:
    """Who may take one of the roles; for the commander's, those on call stand in (10.9)."""
    people = set(organisation.holders(*roles))
    if Role.INCIDENT_COMMANDER in roles:
        people.update(organisation.holders(Role.ON_CALL_ENGINEER))
        for rotation in organisation.rotations.values():
            people.update(rotation.primary, rotation.backup)
    return people


def _matrix(policies: Policies) -> Iterator[Problem]:
    """Cells whose level is milder than that of less impact or less urgency."""
    levels = list(Level)
    for impact in levels:
        for urgency in levels:
            for lower in ((impact, _next(urgency)), (_next(impact), urgency)):
                mine, theirs = policies.priority[impact][urgency], policies.priority[lower[0]][lower[1]]
                if mine > theirs:
                    milder = f"{' x '.join(lower)} ({theirs})"
                    what = f"{impact} x {urgency} makes {mine}, which is milder than {milder}"
                    at: Path = ("policies", "priority", impact, urgency)
                    yield Problem(at, what, "let more impact and more urgency never make it milder")


def _next(level: Level) -> Level:
    levels = list(Level)
    return levels[min(levels.index(level) + 1, len(levels) - 1)]
