"""What was stored stays readable: the recorded schema, newer ones, and the way up from older ones (DESIGN 2)."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bot.incident.events import FACTS
from bot.incident.evolve import evolve
from bot.incident.state import SCHEMA, Incident
from bot.store import schema
from bot.store.schema import FromTheFuture, read_events, read_incident, write_events, write_incident
from tests.incident.rehearsal import ORGANISATION
from tests.store.recording import RECORDINGS, additions, everything_happens, fixture


def recorded(number: int) -> dict[str, str]:
    """What that schema wrote."""
    return stored(fixture(number))


def stored(file: Path) -> dict[str, str]:
    """What lies in a recording."""
    found: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return found


ALL = [file for number in range(1, SCHEMA + 1) for file in (fixture(number), *additions(number))]


@pytest.mark.parametrize("file", ALL, ids=lambda file: file.stem)
def test_what_every_schema_wrote_is_readable(file: Path) -> None:
    """An incident that ran through the upgrade goes on; its facts still tell it, and still have words."""
    incident, events = read_incident(stored(file)["incident"]), read_events(stored(file)["events"])
    state: Incident | None = None
    for event in events:
        state = evolve(state, event)
        assert event.sentence(ORGANISATION.name_of)
    assert state
    assert (state.id, state.status, state.severity) == (incident.id, incident.status, incident.severity)
    assert incident.id == "INC-101"


def test_the_recording_has_every_kind_of_fact() -> None:
    """No fact is left out of the promise above."""
    files = [fixture(SCHEMA), *additions(SCHEMA)]
    assert set(files) == set(RECORDINGS)
    assert {type(event) for file in files for event in read_events(stored(file)["events"])} == set(FACTS)


def test_the_present_schema_writes_what_was_recorded() -> None:
    """A change of shape that is not additive needs a new number, a recording, and an upcaster."""
    known = recorded(SCHEMA)
    before, now = json.loads(known["incident"].partition("\n")[2]), everything_happens().state
    after = json.loads(write_incident(now).partition("\n")[2])
    assert before.keys() <= after.keys()
    assert {name: type(value) for name, value in before.items()} == {name: type(after[name]) for name in before}
    assert write_incident(read_incident(known["incident"])).startswith(f"{SCHEMA}\n")


def test_what_a_newer_muster_wrote_is_left_alone() -> None:
    """After a step back to an older version, nothing is misread: the operator hears what to start."""
    for read, what in ((read_incident, "An incident"), (read_events, "An event")):
        future = f"{SCHEMA + 1}\n" + ("{}" if read is read_incident else "[{}]")
        with pytest.raises(FromTheFuture, match=f"{what} was written by a newer Muster.*Start the newer one"):
            read(future)


def test_an_old_snapshot_climbs_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """From schema 1 through 2 to 3, each upcaster once and in order."""
    monkeypatch.setattr(schema, "SCHEMA", 3)
    first_one = recorded(1)["incident"]
    fields = json.loads(first_one.partition("\n")[2])
    fields["headline"] = fields.pop("title")
    climbed: list[int] = []

    def first(raw: dict[str, Any]) -> dict[str, Any]:
        climbed.append(1)
        return {**raw, "name": raw["headline"]}

    def second(raw: dict[str, Any]) -> dict[str, Any]:
        climbed.append(2)
        kept = {name: value for name, value in raw.items() if name not in ("headline", "name")}
        return {**kept, "title": raw["name"]}

    old = f"1\n{json.dumps(fields)}"
    assert read_incident(old, {1: first, 2: second}) == Incident.model_validate_json(first_one.partition("\n")[2])
    assert climbed == [1, 2]


def test_old_events_climb_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each event of an old entry is brought up to date."""
    monkeypatch.setattr(schema, "SCHEMA", 2)
    events = read_events(f"2\n{recorded(1)['events'].partition(chr(10))[2]}")
    raw = [{**json.loads(one), "kinds": 1} for one in (event.model_dump_json() for event in events)]
    upcasters = {1: lambda one: {name: value for name, value in one.items() if name != "kinds"}}
    assert read_events(f"1\n{json.dumps(raw)}", upcasters) == events


def test_a_field_that_nobody_knows_is_not_swallowed() -> None:
    """A snapshot that does not fit its schema is an error, never half an incident."""
    fields = json.loads(recorded(SCHEMA)["incident"].partition("\n")[2])
    with pytest.raises(ValidationError):
        read_incident(f"{SCHEMA}\n{json.dumps({**fields, 'mood': 'good'})}")


def test_stored_events_are_the_events() -> None:
    """To the last microsecond and character."""
    events = tuple(everything_happens().events)
    assert read_events(write_events(events)) == events
