"""The data folder belongs to one `muster up`, and to nothing that an earlier one left."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import NothingUp, Settings
from bot.up.errors import FolderBusy, FolderHeld, FolderUnusable
from bot.up.folder import DataFolder

#: Looks like one of ours on the list of processes, and holds the folder until it is ended.
LEFT = "import sys, time; print('here', flush=True); time.sleep(600)"


def test_a_second_one_is_told_who_uses_the_folder(tmp_path: Path) -> None:
    first, second = DataFolder(tmp_path), DataFolder(tmp_path)
    first.claim()
    with pytest.raises(FolderBusy, match=rf"pid {os.getpid()}\)") as refused:
        second.claim()
    second.close()
    assert "--data" in str(refused.value)
    first.close()


def test_a_folder_that_was_let_go_can_be_taken_again(tmp_path: Path) -> None:
    for _ in range(2):
        folder = DataFolder(tmp_path)
        folder.claim()
        folder.close()


def test_being_refused_takes_nothing_from_the_one_that_runs(tmp_path: Path) -> None:
    first, second = DataFolder(tmp_path), DataFolder(tmp_path)
    first.claim()
    first.tell_addresses("redis://:word@127.0.0.1:7000/0", None)
    with pytest.raises(FolderBusy):
        second.claim()
    second.close()
    assert Settings.read({}, tmp_path).redis_url == "redis://:word@127.0.0.1:7000/0"
    first.close()


def test_a_folder_that_cannot_be_made_is_named_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FolderUnusable, match="Not a directory"):
        DataFolder(tmp_path / "file" / "below").claim()


def test_other_commands_find_redis_and_workspace_by_the_folder_while_it_is_up(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    folder.claim()
    folder.tell_addresses("redis://127.0.0.1:7000/0", "http://127.0.0.1:8765/api/")
    settings = Settings.read({"REDIS_URL": "redis://elsewhere/0"}, tmp_path)
    assert settings.redis_url == "redis://127.0.0.1:7000/0"
    assert (settings.slack_api_url, settings.slack_bot_token) == ("http://127.0.0.1:8765/api/", "xoxb-local")
    folder.close()
    with pytest.raises(NothingUp):
        Settings.read({}, tmp_path)


def test_nobody_else_can_read_the_password_of_our_redis(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "new")
    folder.claim()
    folder.tell_addresses("redis://:secret@127.0.0.1:7000/0", None)
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0
    assert (tmp_path / "new" / "redis.url").stat().st_mode & 0o077 == 0
    folder.close()


def _left_running(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """A process that an earlier `up` started and that outlived it."""
    earlier = DataFolder(folder)
    earlier.claim()
    process = subprocess.Popen(
        [sys.executable, "-c", LEFT, *arguments], stdout=subprocess.PIPE, pass_fds=(earlier.held,)
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"here\n"
    process.stdout.close()
    earlier.record([("redis", process.pid)])
    earlier.close()
    return process


def test_what_an_earlier_one_left_running_is_ended_before_anything_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.up.folder.PATIENCE_SECONDS", 0.3)
    left = _left_running(tmp_path, "redis-server")
    folder = DataFolder(tmp_path)
    folder.claim()
    assert left.wait(timeout=10) != 0
    folder.close()


def test_a_process_that_only_has_the_pid_of_one_of_ours_is_left_alone_and_named_as_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.up.folder.PATIENCE_SECONDS", 0.1)
    stranger = _left_running(tmp_path)
    folder = DataFolder(tmp_path)
    with pytest.raises(FolderHeld, match="not on its list"):
        folder.claim()
    folder.close()
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_the_list_of_processes_is_json_of_names_and_pids(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    folder.claim()
    folder.record([("bot", 11), ("clock", 12)])
    listed = json.loads((tmp_path / "processes.json").read_text())
    assert listed == [{"name": "bot", "pid": 11}, {"name": "clock", "pid": 12}]
    folder.close()
