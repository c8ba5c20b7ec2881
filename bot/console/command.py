"""`muster console link` and `muster console revoke`: personal links from a terminal."""

import re

from redis.exceptions import RedisError

from bot.console.entrance import HOST, PORT
from bot.console.links import Links
from bot.errors import MusterError
from bot.incident.organisation import Organisation, Person
from bot.organisation.load import load_organisation
from bot.settings import Settings
from bot.store.connection import SOON_SECONDS, RedisAway, connect
from bot.store.consoles import known_console


class WhoMissing(MusterError):
    """Say whose link: `muster console link @ana`, or `--person U01ONCALL`."""


class NotOurs(MusterError):
    """Nobody called {who} is in the organisation's file. It has: {known}."""


class SeveralOfThem(MusterError):
    """{who} may be several people: {people}. Name one by Slack id."""


def run_link(settings: Settings, who: str | None) -> int:
    """Print a new personal link."""
    person = _person(settings, who)
    try:
        redis = connect(settings, SOON_SECONDS)
        url, token = console_url(redis), Links(redis).give(person.slack)
    except RedisError as away:
        raise RedisAway(settings, away) from away
    print(link(url or f"http://{HOST}:{PORT}", token))
    print(f"This opens the emergency console as {person.name}: give it to nobody else, and keep it where it can be")
    print(f"found when Slack is down. It holds until it is revoked: muster console revoke --person {person.slack}")
    if url is None:
        print("No console has run here yet: start one with `muster console`.")
    return 0


def run_revoke(settings: Settings, who: str | None) -> int:
    """End all links of somebody, and what they opened."""
    person = _whoever(settings, who)
    try:
        count = Links(connect(settings, SOON_SECONDS)).revoke(person.slack)
    except RedisError as away:
        raise RedisAway(settings, away) from away
    ended = "1 link" if count == 1 else f"{count} links"
    print(f"{ended} of {person.name} revoked; whoever was signed in with them is signed out within seconds.")
    return 0


def console_url(redis: object) -> str | None:
    """The address that people open, of the console that was started last; None when there was none."""
    known = known_console(redis)
    return known.url if known else None


def link(url: str, token: str) -> str:
    """A link as people open it. What is behind # never leaves their browser but to sign them in."""
    return f"{url}/#sign-in={token}"


def find_person(organisation: Organisation, who: str) -> Person:
    """Somebody by Slack id, full name or first name, with or without @. Raises NotOurs, SeveralOfThem."""
    wanted = who.strip().removeprefix("@").lower()
    exact = [
        person
        for person in organisation.people
        if wanted in (person.slack.lower(), person.name.lower(), person.name.lower().replace(" ", "."))
    ]
    found = exact or [person for person in organisation.people if person.name.lower().split(" ")[0] == wanted]
    if not found:
        known = ", ".join(f"@{person.name.split(' ')[0].lower()}" for person in organisation.people[:20])
        raise NotOurs(who=who, known=known or "nobody")
    if len(found) > 1:
        raise SeveralOfThem(who=who, people=", ".join(f"{one.name} ({one.slack})" for one in found))
    return found[0]


def _person(settings: Settings, who: str | None) -> Person:
    if not who:
        raise WhoMissing()
    return find_person(load_organisation(settings.config), who)


def _whoever(settings: Settings, who: str | None) -> Person:
    """The same, or by their Slack id somebody who has left the file meanwhile."""
    try:
        return _person(settings, who)
    except NotOurs:
        if who and re.fullmatch(r"[UW][A-Z0-9]{2,20}", who):
            return Person(slack=who, name=who)
        raise
