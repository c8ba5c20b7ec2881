"""What was recorded at c52d81b is read, decided and shown as then; `python -m tests.recordings` says the same."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from tests.recordings import files
from tests.recordings.__main__ import main
from tests.recordings.accepted import ACCEPTED, Accepted
from tests.recordings.compare import Difference, Replay, replayed, unaccepted
from tests.recordings.product import ORDERS

NAMES = files.names(files.STREAMS)

found = cache(replayed)


@pytest.mark.parametrize("name", NAMES)
def test_an_incident_of_then_is_read_decided_and_shown_as_then(name: str) -> None:
    left = unaccepted(found(name), ACCEPTED)
    assert not left, "\n".join(f"{one.where}: {' / '.join(one.lines[:3])}" for one in left[:20])


def test_what_is_accepted_differs_somewhere() -> None:
    """An entry that outlived its difference would hide the next one there."""
    every = [one for name in NAMES for one in found(name)]
    assert not [entry.where for entry in ACCEPTED if not any(one.meant_by(entry) for one in every)]


def _steps() -> list[Any]:
    return [step for name in NAMES for step in files.read(files.STREAMS, name)["steps"]]


def test_every_kind_of_order_and_of_fact_was_recorded() -> None:
    """All that there were at c52d81b. Kinds that came later need no recording: nothing of them was stored then."""
    facts = {one["kind"] for step in _steps() if "facts" in step for one in _told(step["facts"])}
    orders = {step["order"]["kind"] for step in _steps() if "order" in step}
    assert (len(facts), len(orders)) == (45, 31)
    assert orders <= set(ORDERS)


def _told(facts: str) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = json.loads(facts.partition("\n")[2])
    return told


@pytest.mark.parametrize("part", ["facts", "refused", "words", "snapshot", "shows"])
def test_whatever_changes_is_seen(part: str) -> None:
    """Each recorded part is compared: with another one in its place, the replay tells of it."""
    recording = files.read(files.STREAMS, "plain-refusals")
    step = next(step for step in reversed(recording["steps"]) if part in step)
    changed: dict[str, Callable[[], Any]] = {
        "facts": lambda: step["facts"].replace("all is said", "nothing is said"),
        "refused": lambda: [step["refused"][0], "No."],
        "words": lambda: [*step["words"], "and more"],
        "snapshot": lambda: step["snapshot"].replace("Checkout is down", "Checkout is up"),
        "shows": lambda: {**step["shows"], "cards/status": {"text": "All is well"}},
    }
    step[part] = changed[part]()
    seen = {one.where.split("/")[1] for one in Replay("plain-refusals", recording).differences()}
    assert seen >= {
        "facts": {"facts", "words", "replayed"}, "refused": {"refusals"}, "words": {"words"},
        "snapshot": {"replayed"}, "shows": {"replayed"},
    }[part]  # fmt: skip


def test_a_difference_is_meant_only_where_and_as_it_was_accepted() -> None:
    differs = Difference("itil-past/replayed/end/cards/alert", ("- Open", "+ Closed"))
    assert differs.meant_by(Accepted("*/cards/alert", "the alert says what became of it"))
    assert differs.meant_by(Accepted("itil-*", "the same", text="Open|Closed"))
    assert not differs.meant_by(Accepted("*/cards/alert", "only what went is meant", text="^- "))
    assert not differs.meant_by(Accepted("*/cards/status", "another card"))


def test_the_command_says_same_and_ends_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plain-refusals"]) == 0
    assert capsys.readouterr().out.startswith("plain-refusals: same")
