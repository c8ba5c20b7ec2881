"""Who is in the workspace at the start: the cast of people, the bot, and two channels."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.workspace.wire import APP_ID, BOT_ID, BOT_USER, TEAM_ID, Json


class Spoken(Protocol):
    """A role as the organisation's file has it."""

    @property
    def spoken(self) -> str:
        """In words, such as incident commander."""
        ...


class Named(Protocol):
    """What the workspace reads of a person in the organisation's file."""

    @property
    def slack(self) -> str:
        """Slack user id."""
        ...

    @property
    def name(self) -> str:
        """Real name, such as Ana Ortiz."""
        ...

    @property
    def title(self) -> str:
        """Title in the profile."""
        ...

    @property
    def roles(self) -> Sequence[Spoken]:
        """Roles that they may take."""
        ...


@dataclass(frozen=True, slots=True)
class Person:
    """Slack id, real name and title of somebody in the workspace."""

    slack: str
    name: str
    title: str
    roles: tuple[Spoken, ...] = ()


CAST = (
    Person("U01ONCALL", "Ana Ortiz", "On-call engineer"),
    Person("U02BACKUP", "Bo Lindqvist", "Backup on-call"),
    Person("U03OWNER", "Chidi Okafor", "Component owner"),
    Person("U04ARCH", "Dana Petrova", "Software architect"),
    Person("U05DEPLOY", "Kim Tanaka", "Deployment manager"),
    Person("U06COMMS", "Elif Yilmaz", "Communications lead"),
    Person("U07SECURITY", "Farid Haddad", "Security lead"),
    Person("U08SUPPORT", "Grace Mensah", "Support lead"),
    Person("U09PRODUCT", "Hugo Martin", "Product owner"),
    Person("U10MANAGER", "Sam Rivera", "Engineering manager"),
    Person("U11SPONSOR", "Ines Costa", "Executive sponsor"),
    Person("U12COUNSEL", "Jun Park", "General counsel"),
    Person("U13VISITOR", "Vera Novak", "Visitor"),
)


def users(people: Iterable[Named], *, visitor: bool = True) -> dict[str, Json]:
    """Slack's user objects by id: the bot, the people of the organisation, and one visitor without a role.

    Args:
        people: of the organisation's file; nobody means the built-in cast.
        visitor: whether the visitor is among them.
    """
    listed: dict[str, Named] = {person.slack: person for person in people} or {p.slack: p for p in CAST}
    if visitor:
        listed.setdefault(CAST[-1].slack, CAST[-1])
    found = {BOT_USER: _user(BOT_USER, "muster", "Muster", "Incident command", is_bot=True)}
    handles = {"muster"}
    for person in listed.values():
        handle = _handle(person.name, handles)
        handles.add(handle)
        found[person.slack] = _user(person.slack, handle, person.name, person.title, is_bot=False)
    return found


def roles(people: Iterable[Named]) -> dict[str, list[str]]:
    """The roles that each person may take in an incident, in words, by user id."""
    return {person.slack: [role.spoken for role in person.roles] for person in people}


def _handle(name: str, taken: set[str]) -> str:
    first = "".join(letter for letter in name.split()[0].lower() if letter.isalnum()) or "person"
    number = 1
    handle = first
    while handle in taken:
        number += 1
        handle = f"{first}{number}"
    return handle


def _user(user: str, handle: str, real_name: str, title: str, *, is_bot: bool) -> Json:
    profile: Json = {
        "title": title,
        "real_name": real_name,
        "real_name_normalized": real_name,
        "display_name": handle,
        "display_name_normalized": handle,
        "first_name": real_name.split()[0],
        "team": TEAM_ID,
        "status_text": "",
        "status_emoji": "",
    }
    if is_bot:
        profile |= {"bot_id": BOT_ID, "api_app_id": APP_ID}
    else:
        profile["email"] = f"{handle}@example.com"
    return {
        "id": user,
        "team_id": TEAM_ID,
        "name": handle,
        "real_name": real_name,
        "deleted": False,
        "profile": profile,
        "tz": "Etc/UTC",
        "tz_label": "Coordinated Universal Time",
        "tz_offset": 0,
        "is_bot": is_bot,
        "is_app_user": False,
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "updated": 0,
    }
