"""Plays recordings again and tells what is no longer as it was recorded."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from fnmatch import fnmatchcase
from traceback import extract_tb

from tests.recordings import files
from tests.recordings.accepted import Accepted
from tests.recordings.product import (
    Inputs,
    Json,
    NotDone,
    Room,
    plain_json,
    rewritten_facts,
    rewritten_register,
    rewritten_snapshot,
    spoken_facts,
)


@dataclass(frozen=True)
class Difference:
    """A part of a recording that is not as it was: `where` is `recording/part`, `lines` are what went and came."""

    where: str
    lines: tuple[str, ...]

    def meant_by(self, accepted: Accepted) -> bool:
        """Whether that accepts it."""
        if not fnmatchcase(self.where, accepted.where):
            return False
        return not accepted.text or all(re.search(accepted.text, line) for line in self.lines)


class Replay:
    """One recording played again: `differences` are what is no longer as it was."""

    def __init__(self, name: str, recording: Json) -> None:
        self.name = name
        self._recording = recording
        pinned = {part: files.read(files.INPUTS, recording[part]) for part in ("policies", "playbook")}
        self._inputs = Inputs(files.INPUTS / f"{recording['organisation']}.yaml", **pinned)

    def differences(self) -> Iterator[Difference]:
        """First what follows from the stored facts, then what is decided anew where that is not the same."""
        found = list(self._replayed())
        yield from found
        if any(one.where.startswith(f"{self.name}/facts/") for one in found):
            yield from self._decided()

    def _room(self) -> Room:
        return Room(self._inputs, already_open=self._recording["already_open"])

    def _replayed(self) -> Iterator[Difference]:
        """Each order is decided on the recorded past; then the recorded facts are followed, as an upgrade does."""
        room = self._room()
        for number, step in enumerate(self._recording["steps"], 1):
            if "point" in step:
                yield from self._shown("replayed", room, step)
                continue
            yield from self._decided_the_same(room, step, f"{number:03d}-{step['order']['kind']}")
            if "facts" in step:
                room.follows(step["facts"])
        yield from self._part("register", rewritten_register(self._recording["register"]), room.register())
        yield from self._part(
            "stored/register", self._recording["register"], rewritten_register(self._recording["register"])
        )

    def _decided_the_same(self, room: Room, step: Json, name: str) -> Iterator[Difference]:
        at, order = step["at"], step["order"]
        if "facts" in step:
            known = rewritten_facts(step["facts"])
            yield from self._part(f"stored/facts/{name}", step["facts"], known)
            yield from self._part(
                f"words/{name}", step["words"], spoken_facts(step["facts"], self._inputs.organisation)
            )
            yield from self._part(f"facts/{name}", known, _decided(room, order, at))
        else:
            code, words = step["refused"]
            yield from self._part(f"refusals/{name}", f"{code}: {words}", _decided(room, order, at))

    def _decided(self) -> Iterator[Difference]:
        """The same orders, and what was decided anew is followed: what people would see of it."""
        room = self._room()
        for step in self._recording["steps"]:
            if "point" in step:
                yield from self._shown("decided", room, step)
            elif "facts" in step:
                try:
                    room.follows(room.decides(step["order"], step["at"]))
                except NotDone:
                    # Said among the differences of the facts already.
                    continue

    def _shown(self, how: str, room: Room, point: Json) -> Iterator[Difference]:
        """The snapshot and every part that people see, at one moment."""
        name = point["point"]
        stored = rewritten_snapshot(point["snapshot"])
        yield from self._part(f"{how}/{name}/snapshot", stored, room.snapshot())
        if how == "replayed":
            yield from self._part(f"stored/{name}/snapshot", point["snapshot"], stored)
        before, now = point["shows"], plain_json(dict(room.shows(point["at"], point["trees"])))
        for part in sorted({*before, *now}):
            yield from self._part(f"{how}/{name}/{part}", before.get(part, ABSENT), now.get(part, ABSENT))

    def _part(self, part: str, before: object, now: object) -> Iterator[Difference]:
        if before != now and (lines := tuple(_changed(_lines(before), _lines(now)))):
            yield Difference(f"{self.name}/{part}", lines)


#: What stands for a part that is not there.
ABSENT = "(there is none)"


def _decided(room: Room, order: Json, at: str) -> str:
    try:
        return room.decides(order, at)
    except NotDone as said:
        return str(said)


def _lines(content: object) -> list[str]:
    """A part in lines to compare: text as it is, what is stored and JSON with a line for each value."""
    if isinstance(content, list) and all(isinstance(one, str) for one in content):
        return content
    if isinstance(content, str):
        head, _, body = content.partition("\n")
        if not (head.isdigit() and body[:1] in ("{", "[")):
            return content.split("\n")
        return [f"schema {head}", *_lines(json.loads(body))]
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).split("\n")


def _changed(before: list[str], now: list[str]) -> Iterator[str]:
    """The lines that went (`- `) and that came (`+ `)."""
    for line in list(unified_diff(before, now, lineterm="", n=0))[2:]:
        if not line.startswith("@@"):
            yield f"{line[0]} {line[1:]}"


def replayed(name: str) -> list[Difference]:
    """Every difference of a recording; what the product cannot even read, decide or show is the last of them."""
    found: list[Difference] = []
    try:
        found.extend(Replay(name, files.read(files.STREAMS, name)).differences())
    except Exception as problem:
        place = extract_tb(problem.__traceback__)[-1]
        told = [f"{type(problem).__name__} at {place.filename}:{place.lineno}", *str(problem).split("\n")]
        found.append(Difference(f"{name}/fell over", tuple(f"+ {line.strip()}" for line in told)))
    return found


def unaccepted(found: Sequence[Difference], accepted: Sequence[Accepted]) -> list[Difference]:
    """Those that nobody meant."""
    return [one for one in found if not any(one.meant_by(entry) for entry in accepted)]
