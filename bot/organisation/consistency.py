"""Whether the parts of the file agree with each other: people, rotations, parameters, and figures."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise
from math import inf

from bot.incident.durations import spoken_duration
from bot.incident.organisation import (
    DEFAULT_ROTATION,
    ActionSpec,
    Organisation,
    Policies,
    Response,
    placeholders,
)
from bot.incident.severity import Severity
from bot.organisation.document import Document
from bot.organisation.problem import Path, Problem, quoted, suggestion

#: Programs that read a command out of one argument: a parameter in it could become a command of its own.
_SHELLS = {"sh", "bash", "dash", "zsh", "ksh", "fish", "csh", "tcsh", "pwsh", "powershell", "cmd", "cmd.exe"}

#: Clocks that one person meets one after the other, within a level.
_IN_ORDER = ("acknowledge", "engage", "resolve")


@dataclass(frozen=True)
class Named:
    """What the file names, whether or not the entry is sound: references to it are no faults of their own."""

    people: tuple[str, ...]
    rotations: frozenset[str]
    places: Collection[Path] = ()

    @classmethod
    def by(cls, document: Document) -> "Named":
        """What the document names: Slack ids in the order of the entries, rotations, and places."""
        sections = document.data if isinstance(document.data, dict) else {}
        people, rotations = sections.get("people"), sections.get("rotations")
        entries = people if isinstance(people, list) else []
        return cls(
            people=tuple(str(one.get("slack", "")) if isinstance(one, dict) else "" for one in entries),
            rotations=frozenset(rotations) if isinstance(rotations, dict) else frozenset(),
            places=document.lines,
        )


def contradictions(organisation: Organisation, named: Named) -> Iterator[Problem]:
    """Everything in which one part of the file contradicts another."""
    yield from _people_twice(named.people)
    known = _People(organisation, named)
    for name, rotation in organisation.rotations.items():
        yield from known.strangers(rotation.primary, ("rotations", name, "primary"))
        yield from known.strangers(rotation.backup, ("rotations", name, "backup"))
    for name, service in organisation.services.items():
        yield from known.strangers(service.owners, ("services", name, "owners"))
        yield from _rotation_of(service.rotation, named.rotations, ("services", name, "rotation"))
    for name, action in organisation.actions.items():
        yield from _action(action, ("actions", name))
    yield from _figures(organisation.policies, named.places)


def _people_twice(people: Sequence[str]) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for number, slack in enumerate(people):
        first = seen.setdefault(slack, number)
        if slack and first < number:
            what = f"people[{first}] has the Slack id {quoted(slack)} too"
            yield Problem(("people", number, "slack"), what, "give each person an id of their own, once")


class _People:
    def __init__(self, organisation: Organisation, named: Named) -> None:
        self._known = set(named.people)
        self._names = {person.slack: person.name for person in organisation.people}
        self._words = {
            word.casefold(): slack
            for slack, name in self._names.items()
            for word in (slack, name, name.partition(" ")[0])
        }

    def strangers(self, people: Sequence[str], at: Path) -> Iterator[Problem]:
        for number, slack in enumerate(people):
            if slack not in self._known:
                what = f"{quoted(slack)} is nobody in `people`"
                yield Problem((*at, number), what, self._meant(slack))

    def _meant(self, word: str) -> str:
        """The remedy for an id that nobody has: people are often written by name."""
        close = get_close_matches(word.casefold().lstrip("@")[:80], self._words, n=1, cutoff=0.75)
        if close:
            slack = self._words[close[0]]
            return f"did you mean {slack} ({self._names[slack]})?"
        return "add them to `people`, or write the Slack id of somebody who is there"


def _rotation_of(rotation: str, known: Collection[str], at: Path) -> Iterator[Problem]:
    if rotation not in known and rotation != DEFAULT_ROTATION:
        yield Problem(at, f"there is no rotation {quoted(rotation)}", suggestion(rotation, known, "rotations"))


def _action(action: ActionSpec, at: Path) -> Iterator[Problem]:
    used: set[str] = set()
    for key, words in action.commands.items():
        yield from _command(words, (*at, key))
        for number, word in enumerate(words):
            used.update(placeholders(word))
            for name in placeholders(word):
                if name not in action.parameters:
                    remedy = suggestion(name, action.parameters, "parameters")
                    what = f"{{{name}}} is no parameter of this action"
                    yield Problem((*at, key, number), what, f"define it under `parameters`; {remedy}")
    for name in action.parameters:
        if name not in used:
            what = f"no command uses the parameter {quoted(name)}"
            yield Problem((*at, "parameters", name), what, f"write {{{name}}} where its value belongs, or remove it")


def _command(words: Sequence[str], at: Path) -> Iterator[Problem]:
    if placeholders(words[0]):
        yield Problem((*at, 0), "a parameter stands for the program itself", "name the program")
    program = words[0].rsplit("/", 1)[-1].casefold()
    if program in _SHELLS and any(placeholders(word) for word in words):
        what = f"parameters are handed to a shell ({program})"
        yield Problem(at, what, "name the program itself, with one word for each argument")


def _figures(policies: Policies, places: Collection[Path]) -> Iterator[Problem]:
    """Figures that shrink from the worst level to the mildest, or from one step to the next."""
    for series in _series(policies):
        for (worse, sooner), (milder, later) in pairwise(series):
            if later < sooner:
                what = f"{_figure(milder, later)} is shorter than {_figure(worse, sooner)}"
                at = milder if milder in places else worse
                yield Problem(at, what, "let milder levels and later steps have as much time or more")


Series = list[tuple[Path, float]]


def _series(policies: Policies) -> Iterator[Series]:
    for field in Response.model_fields:
        figures = [(level, getattr(policies.response[level], field)) for level in Severity]
        yield [(("policies", "response", level, field), inf if due is None else due) for level, due in figures]
    for level, response in policies.response.items():
        steps = [(step, getattr(response, step)) for step in _IN_ORDER]
        yield [(("policies", "response", level, step), due) for step, due in steps if due is not None]
    for tier in range(max(map(len, policies.escalation.values()))):
        called = [(level, limits[tier]) for level, limits in policies.escalation.items() if tier < len(limits)]
        yield [(("policies", "escalation", level, tier), due) for level, due in called]
    yield [(("policies", key), getattr(policies, key)) for key in ("gate_reminder", "gate_backup")]


def _figure(at: Path, seconds: float) -> str:
    """A figure in words: `P1 acknowledge (5 min)`."""
    words = f"tier {at[-1] + 1}" if isinstance(at[-1], int) else str(at[-1])
    level = f"{at[-2]} " if len(at) > 2 else ""
    return f"{level}{words} ({'none' if seconds == inf else spoken_duration(int(seconds))})"
