"""Roles: taken, handed over and given back by a press, given by a line or a form (T6, N2)."""

import difflib
import re

from bot.incident.roles import SHORT_ROLE_NAMES, Role, read_role
from bot.incident.state import Incident
from bot.incident.topics.roles import AssignRole, DeclineRole, TakeRole, candidates
from bot.slack.mrkdwn import escape
from bot.wiring import Muster
from handlers import forms
from handlers.context import deciding_for, meant, require, visible
from handlers.declare_text import NotUnderstood
from handlers.request import Ask, Form, Reply
from handlers.slash_people import person

#: Words between a role and a person that mean nothing: "assign the role of commander to @ana".
_FILLERS = re.compile(r"(?<![\w-])(?:to|as|is|for|the|role|of|with|a|an)(?![\w-])|->|[:,=]", re.IGNORECASE)
_ME = re.compile(r"(?<![\w@.-])(?:me|myself|i)(?![\w.-])", re.IGNORECASE)


def take(muster: Muster, ask: Ask) -> Reply:
    """Take the role that the button names; without one, choose."""
    id, _, named = ask.text.partition(" ")
    role = read_role(named) if named else None
    if role:
        muster.store.commit(TakeRole(by=ask.user, role=role), key=ask.key, incident=id)
        return Reply(text=f"You are {role.spoken} of {id} now.")
    incident = visible(muster, id, ask.user)
    require(muster, incident, TakeRole, ask.user, role=None)
    return Reply(view=forms.take_role(incident, ask.channel, takeable(muster, incident, ask.user)))


def takeable(muster: Muster, incident: Incident, user: str) -> tuple[Role, ...]:
    """The roles that the file names somebody for and that they do not hold yet."""
    deciding = deciding_for(muster, incident, user)
    return tuple(role for role in Role if user in candidates(deciding, role) and incident.holder(role) != user)


def decline(muster: Muster, ask: Ask) -> Reply:
    """Give a role back."""
    id, _, role = ask.text.partition(" ")
    done = muster.store.commit(DeclineRole(by=ask.user, role=Role(role)), key=ask.key, incident=id).incident
    following = done.holder(Role(role))
    name = escape(muster.organisation.name_of(following)) if following else ""
    after = f"{name} is named instead" if name else "nobody holds it now"
    return Reply(text=f"You gave back the role of {Role(role).spoken} of {id}; {after}.")


def hand_over(muster: Muster, ask: Ask) -> Reply:
    """Choose who takes a role over from the one who holds it now."""
    id, _, role = ask.text.partition(" ")
    return _handing_over(muster, visible(muster, id, ask.user), Role(role), ask)


def assign(muster: Muster, ask: Ask) -> Reply:
    """Give a role to somebody, however it is put; what is left out, the form asks for."""
    target = meant(muster, ask, "assign {id} commander @somebody")
    user, rest = _whom(muster, ask, target.rest)
    words = " ".join(_FILLERS.sub(" ", rest).split())
    role = known_role(words) if words else None
    if user and role:
        return _assigned(muster, ask, target.incident, role, user)
    if role and target.incident.holder(role) == ask.user:
        return _handing_over(muster, target.incident, role, ask)
    require(muster, target.incident, AssignRole, ask.user, role=role)
    return Reply(view=forms.assign(target.incident, ask.channel, role, user))


def submit(muster: Muster, form: Form) -> Reply:
    """The form's person gets the role that it was opened for, or that was chosen in it."""
    role = Role(form.carried.get("role") or form.values["role"])
    command = AssignRole(by=form.ask.user, role=role, user=form.values["user"])
    muster.store.commit(command, key=form.ask.key, incident=form.carried["incident"])
    return Reply()


def known_role(words: str) -> Role:
    """The role of that name. Raises NotUnderstood, with the nearest one."""
    role = read_role(words)
    if role is None:
        known = [*SHORT_ROLE_NAMES, *(one.value for one in Role)]
        near = difflib.get_close_matches(words.lower().replace(" ", "_"), known, n=1, cutoff=0.6)
        meant = read_role(near[0]) if near else None
        hint = f" Did you mean {meant.spoken}?" if meant else ""
        roles = ", ".join(one.spoken for one in Role)
        raise NotUnderstood(f'There is no role "{words[:80]}".{hint} Roles: {roles}.')
    return role


def _handing_over(muster: Muster, incident: Incident, role: Role, ask: Ask) -> Reply:
    require(muster, incident, AssignRole, ask.user, role=role)
    holder = incident.holder(role)
    name = muster.organisation.name_of(holder) if holder else ""
    return Reply(view=forms.hand_over(incident, ask.channel, role, name))


def _whom(muster: Muster, ask: Ask, words: str) -> tuple[str | None, str]:
    """The person in the words, and the words around: by mention, by name with @, or oneself."""
    if found := person(muster, words):
        return found
    if match := _ME.search(words):
        return ask.user, f"{words[: match.start()]} {words[match.end() :]}"
    return None, words


def _assigned(muster: Muster, ask: Ask, incident: Incident, role: Role, user: str) -> Reply:
    muster.store.commit(AssignRole(by=ask.user, role=role, user=user), key=ask.key, incident=incident.id)
    name = escape(muster.organisation.name_of(user))
    if user == ask.user:
        return Reply(text=f"You are {role.spoken} of {incident.id} now.")
    return Reply(text=f"{name} is {role.spoken} of {incident.id} now, and is told.")
