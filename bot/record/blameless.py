"""Names become roles: what a review says is about the part that somebody played, not about the person (P3)."""

import re
from collections.abc import Iterable

from bot.incident.fact import Fact
from bot.incident.organisation import Organisation, SlackId
from bot.incident.state import Incident
from bot.incident.timeline import people_of
from bot.incident.topics.paging import asked_by_name
from bot.record import harmless

#: First names that are words as well: they are taken for a name only together with the surname.
WORDS_TOO = frozenset({
    "Angel", "April", "Art", "August", "Bill", "Chance", "Chase", "Christian", "Dale", "Dawn", "Dean", "Drew",
    "Earl", "Faith", "Frank", "Gene", "Glen", "Grace", "Grant", "Hope", "Iris", "Ivy", "Jack", "Joy", "June",
    "Lane", "Mark", "Max", "May", "Melody", "Miles", "Olive", "Page", "Pat", "Penny", "Pierce", "Ray", "Reed",
    "Rich", "Rob", "Robin", "Rose", "Ruby", "Sandy", "Skip", "Sky", "Sue", "Summer", "Sunny", "Tab", "Van",
    "Violet", "Wade", "Ward", "Will", "Wren",
})  # fmt: skip

#: What somebody is called whose part nobody wrote down.
SOMEBODY = "colleague"


def involved(incident: Incident, events: Iterable[Fact]) -> tuple[SlackId, ...]:
    """Everybody who had to do with the incident."""
    people = [held.user for held in incident.roles.values()] + [page.user for page in incident.pages.values()]
    people += [*incident.responders, incident.reporter]
    people += [one for event in events for one in people_of(event)]
    return tuple(dict.fromkeys(people))


def part_of(person: SlackId, incident: Incident, organisation: Organisation) -> str:
    """The part that somebody played in this incident; else what they are in the organisation."""
    held = [role.spoken for role, held in incident.roles.items() if held.user == person]
    if held:
        return held[0]
    known = organisation.person(person)
    if known and known.roles:
        return known.roles[0].spoken
    labels = [page.label for page in incident.pages.values() if page.user == person and not asked_by_name(page)]
    if labels:
        return _lower(labels[-1])
    if person == incident.reporter:
        return "reporter"
    return SOMEBODY


class Roles:
    """Puts roles in the place of names, in any text: full names, surnames, first names, mentions and ids."""

    def __init__(self, incident: Incident, organisation: Organisation, events: Iterable[Fact]) -> None:
        self._parts: dict[str, str] = {}
        there = involved(incident, events)
        everybody = dict.fromkeys((*there, *(person.slack for person in organisation.people)))
        for person in everybody:
            part = part_of(person, incident, organisation)
            for name in self._names(person, organisation, near=person in there):
                self._parts.setdefault(name, part)
                self._parts.setdefault(str(harmless.line(name)), part)
        words = sorted(self._parts, key=len, reverse=True)
        # The longest first; a mention loses its @ with the name.
        self._pattern = re.compile(rf"(?<!\w)@?(?:{'|'.join(map(re.escape, words))})(?!\w)") if words else None

    @staticmethod
    def _names(person: SlackId, organisation: Organisation, *, near: bool) -> list[str]:
        names, known = [person], organisation.person(person)
        if known is None:
            return names
        names.append(known.name)
        first, *more = known.name.split()
        if near and more:
            names.append(more[-1])
            names += [first, f"@{first.lower()}"] if first not in WORDS_TOO else []
        return names

    def __call__(self, text: str) -> str:
        """The text without names."""
        if self._pattern is None:
            return text
        return self._pattern.sub(lambda found: self._parts.get(found[0]) or self._parts[found[0].lstrip("@")], text)


def _lower(label: str) -> str:
    """A page's label inside a sentence: `On-call primary` is `on-call primary`, `CISO` stays."""
    return label if label.isupper() else label[:1].lower() + label[1:]
