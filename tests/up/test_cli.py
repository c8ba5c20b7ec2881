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


@pytest.mark.parametrize("arguments", [["up", "--port", "0"], ["up", "--port", "x"], ["worker", "--count", "0"]])
def test_a_number_that_cannot_be_is_refused_with_the_usage(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage: muster" in capsys.readouterr().err


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
