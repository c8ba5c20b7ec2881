"""Redis behind Sentinel, with passwords on both: found, entered, and named without them."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError

from bot.settings import Settings
from bot.store.connection import connect, spoken_address
from bot.up.ports import free_port
from bot.up.server import choose_server


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int]]:
    """The ports of a master with a password and of a Sentinel with another one."""
    folder, master, sentinel = tmp_path_factory.mktemp("sentinel"), free_port(), free_port()
    file = folder / "sentinel.conf"
    file.write_text(
        f"port {sentinel}\nbind 127.0.0.1\ndir {folder}\nrequirepass watch\n"
        f"sentinel monitor muster 127.0.0.1 {master} 1\nsentinel auth-pass muster enter\n"
    )
    binary = choose_server().binary
    started = [
        [binary, "--port", str(master), "--bind", "127.0.0.1", "--save", "", "--requirepass", "enter"],
        [binary, str(file), "--sentinel"],
    ]
    processes = [_start(command, folder) for command in started]
    try:
        _answers(Redis(port=master, password="enter"))
        _answers(Redis(port=sentinel, password="watch"))
        yield master, sentinel
    finally:
        for process in processes:
            process.kill()
            process.wait()


def _start(command: list[str], folder: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _answers(redis: Redis) -> None:
    until = time.monotonic() + 10
    while True:
        try:
            redis.ping()
            return
        except RedisError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)


def settings(sentinel: str, url: str = "") -> Settings:
    return Settings.of_environment({"REDIS_SENTINELS": sentinel, "REDIS_MASTER": "muster", "REDIS_URL": url})


def test_the_master_is_entered_with_the_password_of_redis_url(guarded: tuple[int, int]) -> None:
    """The Sentinel with its own."""
    _, sentinel = guarded
    known = settings(f":watch@127.0.0.1:{sentinel}", "redis://:enter@ignored/3")
    redis = connect(known)
    assert redis.ping()
    assert redis.connection_pool.connection_kwargs["db"] == 3
    assert "watch" not in spoken_address(known)
    assert "enter" not in spoken_address(known)
    assert "watch" not in repr(known)


@pytest.mark.parametrize(("entry", "url"), [("", "redis://:enter@h/0"), (":watch@", "")])
def test_without_one_of_them_nothing_is_entered(guarded: tuple[int, int], entry: str, url: str) -> None:
    """And the client says so, instead of waiting."""
    with pytest.raises(RedisError):
        connect(settings(f"{entry}127.0.0.1:{guarded[1]}", url)).ping()
