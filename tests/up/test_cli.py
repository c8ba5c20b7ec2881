"""The `muster` command: quick, quiet about Python, clear about what is wrong."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import SUBCOMMANDS, main

ROOT = Path(__file__).parents[2]


def test_help_lists_every_command_but_the_inner_one(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    text = capsys.readouterr().out
    assert ended.value.code == 0
    assert "workspace" not in text
    assert all(f" {one.name} " in text for one in SUBCOMMANDS if one.help)


def test_what_a_person_can_put_right_is_one_line_without_a_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", "eighty")
    assert main(["agenda"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("error: PORT cannot be used: ")
    assert "Traceback" not in said.err


def test_ctrl_c_ends_a_command_without_a_word(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def pressed() -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("bot.manifest.manifest_text", pressed)
    assert main(["manifest"]) == 130
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["up", "--port", "0"], "'0' is no whole number between 1 and 65535"),
        (["up", "--port", "x"], "'x' is no whole number between 1 and 65535"),
        (["worker", "--count", "0"], "'0' is no whole number between 1 and 1000"),
    ],
)
def test_a_number_that_cannot_be_is_refused_with_the_usage(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert "usage: muster" in said
    assert words in said


@pytest.mark.parametrize(
    "arguments",
    [["agenda"], ["bot"], ["incident", "--as", "ana", "list"], ["export", "INC-101"], ["console", "link", "@ana"]],
)
def test_without_redis_every_command_says_where_it_looked_and_what_to_do(
    arguments: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://:secret@127.0.0.1:1/0")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert said.startswith("error: Muster cannot reach its storage: Redis at 127.0.0.1:1 does not answer: ")
    assert "Start it, or say where it is: REDIS_URL, or --data DIR" in said
    assert "secret" not in said


def test_who_reads_the_first_lines_only_sees_no_traceback() -> None:
    """`muster playbook list | head -1`."""
    head = "import sys; from bot.cli import main; sys.exit(main(['manifest']))"
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run([sys.executable, "-c", head], stdout=write, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    os.close(write)
    assert (done.returncode, done.stderr) == (141, "")


def test_a_folder_in_which_nothing_is_up_is_said_to_be_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["agenda", "--data", str(tmp_path)]) == 2
    assert f"No `muster up` runs with the data folder {tmp_path}" in capsys.readouterr().err


def test_help_does_not_wait_for_what_it_does_not_need() -> None:
    code = (
        "import sys; from bot.cli import parser; parser()\n"
        "print([name for name in ('pydantic', 'redis', 'slack_bolt', 'anthropic', 'rq') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT, env=dict(os.environ)
    )
    assert done.stdout.strip() == "[]"
