"""A table of small real programs, kept running."""

import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.up import supervisor
from bot.up.program import Program, Turn
from bot.up.supervisor import Supervisor
from tests.up.living import alive, gone_within

#: Says that it is ready by making a file, and then stays.
STAYS = "import pathlib, sys, time; pathlib.Path(sys.argv[1]).touch(); time.sleep(600)"

#: Takes no notice of SIGTERM.
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + STAYS

FAILS = "import sys; print('cannot read the stars'); sys.exit(3)"


class Story:
    """Runs a supervisor; what happens next is decided by the lines that it says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lines: list[str] = []
        self.recorded: list[list[tuple[str, int]]] = []
        self.on: list[tuple[str, Callable[[re.Match[str]], None]]] = []

    def program(self, name: str, code: str = STAYS, turn: Turn = Turn.WORK, needs: tuple[str, ...] = ()) -> Program:
        mark = self.folder / f"{name}.ready"
        return Program(
            name, (sys.executable, "-c", code, str(mark)), lambda pid: mark.exists(), turn,
            environment=dict(os.environ), needs=needs,
        )  # fmt: skip

    def when(self, pattern: str, deed: Callable[[re.Match[str]], None]) -> None:
        """Do something when a line matches that matched nothing before; each pattern serves once."""
        self.on.append((pattern, deed))

    def run(self, *programs: Program) -> None:
        Supervisor(
            programs, self._hear, all_ready="all ready",
            log=lambda name: self.folder / f"{name}.log", record=self.recorded.append,
        ).run()  # fmt: skip

    def _hear(self, line: str) -> None:
        self.lines.append(line)
        for number, (pattern, deed) in enumerate(self.on):
            if match := re.match(pattern, line):
                del self.on[number]
                deed(match)
                return

    def heard(self, pattern: str) -> list[str]:
        return [line for line in self.lines if re.match(pattern, line)]


def ask_to_stop(_: object) -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def kill(match: re.Match[str]) -> None:
    os.kill(int(match[1]), signal.SIGKILL)


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    def out_of_time(*_: object) -> None:
        raise TimeoutError("the supervisor did not come to an end")

    before = signal.signal(signal.SIGALRM, out_of_time)
    signal.alarm(60)
    yield Story(tmp_path)
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def test_each_start_is_told_with_its_pid_and_readiness_only_when_all_are_ready(story: Story) -> None:
    story.when("all ready", ask_to_stop)
    story.run(story.program("one"), story.program("two"))
    assert [line.split(" pid ")[0] for line in story.lines[:3]] == ["started one", "started two", "all ready"]
    assert (story.folder / "one.ready").exists()
    assert (story.folder / "two.ready").exists()


def test_a_program_is_started_only_when_what_it_needs_is_ready(story: Story) -> None:
    def not_before(_: object) -> None:
        assert (story.folder / "store.ready").exists()

    story.when("started reader", not_before)
    story.when("all ready", ask_to_stop)
    story.run(story.program("reader", needs=("store",)), story.program("store"))
    assert story.heard("started")[0].startswith("started store")


def test_a_start_that_takes_long_says_once_what_it_waits_for(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Slack that does not answer keeps the bot from being ready, and nobody looks at a screen that says nothing."""
    monkeypatch.setattr(supervisor, "SLOW_START_SECONDS", 0.2)
    story.when("Not ready yet", ask_to_stop)
    story.run(story.program("slow", "import time; time.sleep(600)"))
    assert story.heard("Not ready") == [
        f"Not ready yet: slow; it goes on by itself. Look into {story.folder}/slow.log."
    ]


def test_what_is_killed_is_started_again_and_the_list_of_processes_says_so(story: Story) -> None:
    def then_kill(_: object) -> None:
        os.kill(dict(story.recorded[-1])["one"], signal.SIGKILL)
        story.when("started one", ask_to_stop)

    story.when("all ready", then_kill)
    story.run(story.program("one"), story.program("two"))
    first, second = story.heard("started one")
    assert first != second
    assert story.heard(r"one \(pid \d+\) was ended by SIGKILL; started again in 0.2 s")
    assert story.heard("all ready") == ["all ready"]
    pids = [dict(running).get("one") for running in story.recorded]
    assert len({pid for pid in pids if pid}) == 2
    assert story.recorded[-1] == []


def test_what_fails_on_start_is_named_with_its_last_words_and_the_rest_goes_on(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.up.tries.FIRST_WAIT_SECONDS", 0.001)
    story.when("broken does not start", ask_to_stop)
    story.run(story.program("broken", FAILS), story.program("sound"))
    assert len(story.heard("started broken")) == 5
    assert len(story.heard("started sound")) == 1
    last_words = story.heard("broken does not start")[0]
    assert "ended with status 3 5 times in a row" in last_words
    assert "cannot read the stars" in last_words
    assert "all ready" not in story.lines


def test_a_program_that_is_not_there_is_named_and_the_rest_goes_on(story: Story) -> None:
    missing = Program("missing", (str(story.folder / "nothing"),), lambda pid: True, Turn.WORK)
    story.when("started sound", ask_to_stop)
    story.run(missing, story.program("sound"))
    assert story.heard("missing cannot be started: .*No such file")


def test_stopping_goes_from_what_takes_in_work_to_the_store_and_leaves_nothing(story: Story) -> None:
    ends = story.folder / "ends"
    notes = (
        "import pathlib, signal, sys, time\n"
        "def end(*_):\n"
        f"    open({str(ends)!r}, 'a').write(pathlib.Path(sys.argv[1]).stem + ' ')\n"
        "    sys.exit()\n"
        "signal.signal(signal.SIGTERM, end)\n"
    ) + STAYS
    order = {"store": Turn.STORE, "worker": Turn.WORK, "page": Turn.SURROUNDINGS, "bot": Turn.INTAKE}
    story.when("all ready", ask_to_stop)
    story.run(*(story.program(name, notes, turn) for name, turn in order.items()))
    assert ends.read_text() == "bot worker page store "
    assert not any(alive(pid) for running in story.recorded for _, pid in running)


def test_what_does_not_stop_is_killed(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.up.supervisor.GRACE_SECONDS", 0.2)
    story.when("all ready", ask_to_stop)
    story.run(story.program("stubborn", STUBBORN))
    assert story.heard(r"stubborn \(pid \d+\) does not stop; it is killed")
    assert not any(alive(pid) for running in story.recorded for _, pid in running)


def test_asked_twice_it_stops_at_once_but_lets_the_store_finish(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.up.supervisor.GRACE_SECONDS", 400.0)
    done = story.folder / "written"
    slow = (
        "import pathlib, signal, sys, time\n"
        "def end(*_):\n"
        "    time.sleep(0.3)\n"
        f"    pathlib.Path({str(done)!r}).touch()\n"
        "    sys.exit()\n"
        "signal.signal(signal.SIGTERM, end)\n"
    ) + STAYS
    story.when("all ready", ask_to_stop)
    story.when("Stopping", ask_to_stop)
    story.run(story.program("store", slow, Turn.STORE), story.program("stubborn", STUBBORN))
    assert story.heard(r"stubborn .* it is killed")
    assert done.exists()


def test_asked_to_stop_during_the_start_it_starts_nothing_more(story: Story) -> None:
    story.when("started one", ask_to_stop)
    story.run(story.program("one"), story.program("two"))
    assert not story.heard("started two")
    assert not any(alive(pid) for running in story.recorded for _, pid in running)


def test_what_a_program_forked_and_left_behind_is_ended_too(story: Story) -> None:
    orphan = story.folder / "orphan"
    forks = (
        "import os, sys, time\n"
        "if os.fork() == 0:\n"
        "    os.setpgrp()\n"
        f"    open({str(orphan)!r}, 'w').write(str(os.getpid()))\n"
        "    time.sleep(600)\n"
        f"while not os.path.exists({str(orphan)!r}) or not open({str(orphan)!r}).read(): time.sleep(0.01)\n"
    ) + STAYS
    story.when("all ready", ask_to_stop)
    story.run(story.program("forker", forks))
    pid = int(orphan.read_text())
    assert gone_within(10, [pid])
