"""`muster console` as a process: beside `muster up`, killed, started again, replaced, and refused."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli import main
from bot.up.ports import free_port
from tests.console.consoles import Browser, Guest
from tests.up.running import ROOT, RunningUp
from tests.workspace.people import Json, until

#: Variables of the machine that would change what a command does.
_OURS = ("SLACK_", "REDIS_", "MUSTER_")


class Terminal:
    """A `muster` command in a terminal."""

    def __init__(self, *arguments: str) -> None:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot.cli", *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, env={**inherited, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        self.lines: list[str] = []
        threading.Thread(target=self._read, daemon=True).start()

    def until(self, words: str) -> None:
        """Wait for a line with these words."""
        until(lambda: any(words in line for line in self.lines) or self.process.poll() is not None, 40)
        assert any(words in line for line in self.lines), self.lines

    def ends(self) -> tuple[int, str]:
        """Exit status and everything printed."""
        return self.process.wait(40), "\n".join(self.lines)

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(line.rstrip())


@pytest.fixture
def up(tmp_path: Path) -> Iterator[RunningUp]:
    with RunningUp(tmp_path / "data", free_port()) as running:
        yield running.until_up()


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def started() -> Iterator[list[Terminal]]:
    """What a test starts; nothing of it is left."""
    terminals: list[Terminal] = []
    yield terminals
    for terminal in terminals:
        terminal.process.kill()
        terminal.process.wait()


def run(*arguments: str) -> tuple[int, str]:
    """Exit status of a command, and everything it printed."""
    return Terminal(*arguments).ends()


def open_console(up: RunningUp, port: int, started: list[Terminal]) -> Terminal:
    console = Terminal("console", "--port", str(port), "--data", str(up.data))
    started.append(console)
    console.until("Emergency console: ")
    return console


def signed_in(up: RunningUp, port: int, name: str) -> Guest:
    """Somebody who opens the link that the terminal prints."""
    status, printed = run("console", "link", f"@{name}", "--data", str(up.data))
    assert status == 0, printed
    found = re.search(r"(http://127\.0\.0\.1:\d+)/#sign-in=(\S+)", printed)
    assert found, printed
    assert found[1] == f"http://127.0.0.1:{port}"
    browser = Browser(found[1])
    assert browser.sign_in(found[2]) == 200
    return Guest(browser, name)


def test_killed_and_started_again_it_shows_everything_and_everybody_is_still_signed_in(
    up: RunningUp, port: int, started: list[Terminal]
) -> None:
    console = open_console(up, port, started)
    ana = signed_in(up, port, "ana")
    up.post("/local/faults", down=True)
    ana.types("declare checkout is down --severity P1 --service checkout")
    until(lambda: "page:U01ONCALL:1" in ana.cards() and "status" in ana.cards())
    before = set(ana.cards())
    console.process.send_signal(signal.SIGKILL)
    console.process.wait()
    open_console(up, port, started)
    until(lambda: before <= set(ana.cards()))
    ana.presses("I'm on it", ana.sees("page:U01ONCALL:1"))
    until(lambda: "Ana Ortiz (on-call) works on it" in ana.sees("status").words)
    assert len(ana.cards()) == len(set(ana.cards())), "nothing is there twice"


def test_a_second_console_takes_over_and_the_first_says_so_and_ends(
    up: RunningUp, port: int, started: list[Terminal]
) -> None:
    first = open_console(up, port, started)
    hugo = signed_in(up, port, "hugo")
    hugo.types("declare checkout is down --severity P1 --service checkout")
    until(lambda: "status" in hugo.cards())
    other = free_port()
    open_console(up, other, started)
    status, printed = first.ends()
    assert status == 2
    assert "Another `muster console` was started" in printed
    hugo.browser.url = f"http://127.0.0.1:{other}"
    until(lambda: "status" in hugo.cards())


def test_a_console_that_hangs_holds_nothing_up_and_shows_everything_when_it_goes_on(
    up: RunningUp, port: int, started: list[Terminal]
) -> None:
    console = open_console(up, port, started)
    ana = signed_in(up, port, "ana")
    console.process.send_signal(signal.SIGSTOP)
    text = "declare P1 mail is late"
    answer = up.post("/local/command", user="hugo", channel="general", command="/incident", text=text)
    assert answer["ok"], answer
    until(lambda: any(one["name"].startswith("incident-") for one in in_slack(up)["channels"]), 30)
    console.process.send_signal(signal.SIGCONT)
    until(lambda: "status" in ana.cards(), 30)


def in_slack(up: RunningUp) -> Json:
    """Everything that Slack shows."""
    with urllib.request.urlopen(f"{up.page}/local/state") as answer:
        found: Json = json.load(answer)
    return found


def test_a_revoked_link_opens_nothing_any_more(up: RunningUp, port: int, started: list[Terminal]) -> None:
    open_console(up, port, started)
    ana = signed_in(up, port, "ana")
    status, printed = run("console", "revoke", "--person", "U01ONCALL", "--data", str(up.data))
    assert (status, printed.splitlines()[0].split(";")[0]) == (0, "1 link of Ana Ortiz revoked")
    until(lambda: ana.browser.get("/local/state")[0] == 401)


def test_the_doctor_knows_of_the_console(up: RunningUp, port: int, started: list[Terminal]) -> None:
    assert "no emergency console was ever started" in run("doctor", "--data", str(up.data))[1]
    console = open_console(up, port, started)
    assert f"the emergency console runs at http://127.0.0.1:{port} since" in run("doctor", "--data", str(up.data))[1]
    console.process.send_signal(signal.SIGTERM)
    assert console.ends()[0] == 0
    assert "the emergency console does not run" in run("doctor", "--data", str(up.data))[1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--host", "0.0.0.0"], "--host 0.0.0.0 lets other machines in"),
        (["--host", "0.0.0.0", "--certificate", "a.pem"], "--certificate and --key belong together"),
        (["--certificate", "a.pem", "--key", "b.pem"], "a.pem and b.pem cannot be used as certificate and key"),
        (["--behind-proxy", "nobody.invalid", "--url", "https://a.b"], 'No machine is called "nobody.invalid"'),
        (["--behind-proxy", "127.0.0.1"], "Give --url https://"),
        (["--behind-proxy", "127.0.0.1", "--url", "http://a.b"], "it has to begin with https://"),
        (["--url", "https://a.b"], "https needs --certificate and --key, or --behind-proxy"),
        (["link"], "Say whose link"),
        (["link", "@nobody"], "Nobody called @nobody"),
    ],
)
def test_what_would_not_be_safe_is_refused_with_what_to_do(
    arguments: list[str], words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    assert main(["console", *arguments]) == 2
    assert words in capsys.readouterr().err


def test_without_redis_it_says_so(
    port: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    assert main(["console", "--port", str(port)]) == 2
    assert "cannot reach its storage" in capsys.readouterr().err
