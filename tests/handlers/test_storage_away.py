"""Redis hangs or is gone: everybody hears so in time, with their words and whom to call, and it works again after."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.handlers.harness import Harness, Person, open_harness
from tests.servers import running_redis

CALL = "Until it is back: call Ana Ortiz, Bo Lindqvist, Sam Rivera by hand."


def test_a_command_while_the_storage_hangs(harness: Harness, vera: Person) -> None:
    """Slack does not time out: Vera reads what was not done, has her words back, and knows whom to call."""
    with harness.redis.away():
        said = vera.types("declare checkout is <down> & out")
    assert said.error is None
    assert said.words.startswith("Not declared: Muster cannot reach its storage. Nothing was done; try again")
    assert "Nothing is lost, your text is below. " + CALL in said.words
    assert "/incident declare checkout is <down> & out" in said.words
    assert "INC-101 is declared" in vera.types("declare checkout is <down> & out").words


def test_a_button_and_a_form_while_the_storage_hangs(harness: Harness, vera: Person, ana: Person) -> None:
    """A button says so to the person; a form keeps its text and says so under the field; both work after."""
    form = vera.types("declare")
    ana.types("declare P1 checkout is down")
    harness.settle()
    page = ana.sees("page:U01ONCALL:1")
    with harness.redis.away():
        pressed = ana.presses("I'm on it", page)
        filled = vera.fills(form, title="search is down")
    assert pressed.error is None
    assert pressed.words.startswith("Not engaged: Muster cannot reach its storage.")
    assert CALL in pressed.words
    assert "your text" not in pressed.words
    assert filled.error is None
    assert filled.errors["title"].startswith("Muster cannot reach its storage.")
    assert CALL in filled.errors["title"]
    assert ana.presses("I'm on it", page).words == ""
    assert vera.fills(form, title="search is down").errors == {}


def test_help_and_the_empty_form_need_no_storage(harness: Harness, vera: Person) -> None:
    """What can be said without it is said; the form opens, and holds what is typed into it."""
    with harness.redis.away():
        assert "/incident declare" in vera.types("help").words
        form = vera.types("declare")
    assert vera.fills(form, title="checkout is down").errors == {}


@pytest.fixture
def mortal_town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Harness]:
    """A harness on a Redis of its own, which keeps its data on disk."""
    with running_redis(tmp_path, durable=True) as redis, open_harness(redis, monkeypatch) as opened:
        yield opened


def test_after_redis_was_killed_everything_goes_on(mortal_town: Harness) -> None:
    """Reading, writing and buttons all answer while it is gone, and go on with the same incident after."""
    ana, redis = mortal_town.person("ana"), mortal_town.redis
    ana.types("declare P1 checkout is down")
    mortal_town.settle()
    room, page = ana.room(), ana.sees("page:U01ONCALL:1")
    redis.kill()
    for line, done in (
        ("list", "listed"), ("status", "shown"), ("timeline", "shown"), ("note hello", "noted"),
        ("ack", "acknowledged"), ("severity P0 x", "changed"),
        ("triage", "opened"), ("update x", "posted"), ("escalate x", "escalated"),
        ("assign comms @vera", "assigned"), ("resolve x", "resolved"), ("close x", "closed"), ("pause", "paused"),
        ("join", "joined"), ("reopen x", "reopened"), ("resume", "resumed"), ("declare y", "declared"),
    ):  # fmt: skip
        said = ana.types(line, room)
        assert said.words.startswith(f"Not {done}: Muster cannot reach its storage."), line
        assert CALL in said.words, line
    for label in page.buttons:
        assert "Muster cannot reach its storage" in ana.presses(label, page).words, label
    redis.start()
    assert ana.types("list").text == "1 open: INC-101"
    pressed = ana.presses("I'm on it", page)
    assert (pressed.error, pressed.words) == (None, "")
    mortal_town.settle()
    assert "· INVESTIGATING" in ana.sees("status").words
