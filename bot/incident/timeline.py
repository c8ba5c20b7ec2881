"""The timeline as people read it: each fact as what happened, who did it and notes, in groups that can be chosen."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from bot.incident.fact import Fact, Naming, What
from bot.incident.model import Value
from bot.incident.state import MUSTER, Status
from bot.incident.topics.declaring import Declared
from bot.incident.topics.gates.opening import GateFact


class Entry(Value):
    """One line of the timeline. `people` are the ids of everybody whom it is about, the actor first.

    `told` is all of it in one sentence. `minor`: it says how the flow was worked, and not what happened; a review
    leaves it out.
    """

    at: datetime
    kind: str
    what: What
    event: str
    actor: str
    notes: str
    people: tuple[str, ...]
    phase: Status
    told: str
    minor: bool = False


class Wanted(Value):
    """Which lines of the timeline somebody asked for. `since` is a real moment (UTC); nothing means all."""

    who: tuple[str, ...] = ()
    what: tuple[What, ...] = ()
    since: datetime | None = None

    def has(self, entry: Entry, at: datetime) -> bool:
        """Whether a line is one of them; `at` is its real moment."""
        if self.who and not set(self.who) & set(entry.people):
            return False
        if self.what and entry.what not in self.what:
            return False
        return self.since is None or at >= self.since


#: Gates whose titles nobody gave are called by their names.
NO_TITLES: Mapping[str, str] = {}


def timeline_of(facts: Iterable[Fact], name: Naming, gates: Mapping[str, str] = NO_TITLES) -> tuple[Entry, ...]:
    """The facts in words, the oldest first. `name` turns Slack ids into names, `gates` has the playbook's titles."""
    phase = Status.DETECTED
    made: list[Entry] = []
    for event in facts:
        phase = event.phase(phase)
        if isinstance(event, Declared) and event.detected_at < event.at:
            made.append(_detected(event, name, phase))
        words, notes = _words(event, name, gates)
        made.append(
            Entry(
                at=event.at, kind=event.kind, what=event.about, event=words, actor=name(event.by), notes=notes,
                people=people_of(event), phase=phase, told=_told(event, name, gates),
                minor=event.is_minor(),
            )
        )  # fmt: skip
    return tuple(_in_order(made))


def _in_order(made: list[Entry]) -> Iterator[Entry]:
    """A past incident was told afterwards: what happened then stands before its declare, which was after it (D13)."""
    newest, phase = -1, Status.DETECTED
    for number, entry in sorted(enumerate(made), key=lambda one: one[1].at):
        if number > newest:
            newest, phase = number, entry.phase
        yield entry.but(phase=phase)


def people_of(event: Fact) -> tuple[str, ...]:
    """Everybody whom a fact is about, the one who did it first; Muster is nobody."""
    found = [event.by, getattr(event, "user", "")]
    for name in ("asked", "people"):
        found += list(getattr(event, name, ()) or ())
    return tuple(dict.fromkeys(one for one in found if one and one != MUSTER))


def _detected(event: Declared, name: Naming, phase: Status) -> Entry:
    return Entry(
        at=event.detected_at, kind="detected", what=What.COURSE, event="Incident detected", actor=name(event.by),
        notes=event.detection.value, people=(), phase=phase, told=f"Detected ({event.detection.value})",
    )  # fmt: skip


def _words(event: Fact, name: Naming, gates: Mapping[str, str]) -> tuple[str, str]:
    """What happened in a few words, and the rest as notes; a gate goes by its title."""
    if isinstance(event, GateFact):
        event = event.but(title=gates.get(event.gate, ""))
    return event.line(name)


def _told(event: Fact, name: Naming, gates: Mapping[str, str]) -> str:
    """The fact as a sentence, in which a gate goes by its title."""
    sentence = event.sentence(name)
    if isinstance(event, GateFact) and gates.get(event.gate, event.gate).lower() != event.gate:
        return sentence.replace(f"he {event.gate} gate", f"he {gates[event.gate]} gate", 1)
    return sentence
