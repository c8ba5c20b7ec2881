"""`muster doctor`: what is wrong with the set-up, each with its remedy, and a status that scripts can use."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.doctor import run_doctor
from bot.doctor.finding import Finding, Verdict
from bot.doctor.redis import judge_eviction, judge_persistence, judge_processes, judge_server, judge_skew
from bot.doctor.slack import judge_refusal, judge_scopes
from bot.manifest import manifest_scopes
from bot.settings import Settings
from bot.store.alive import report_alive
from bot.up.ports import free_port
from tests.up.own_redis import OwnRedis

SOUND = {"redis_version": "7.0.15", "redis_mode": "standalone", "role": "master"}


def verdicts(findings: Iterator[Finding]) -> list[tuple[str, str]]:
    return [(one.verdict.value, one.what) for one in findings]


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ({}, ["ok"]),
        ({"redis_version": "6.0.16"}, ["fail"]),
        ({"redis_version": "6.2.0"}, ["ok"]),
        ({"redis_version": "10.0.0"}, ["ok"]),
        ({"redis_mode": "cluster"}, ["ok", "fail"]),
        ({"role": "slave"}, ["ok", "fail"]),
    ],
)
def test_a_redis_that_cannot_hold_incidents_is_refused(about: Mapping[str, str], expected: list[str]) -> None:
    found = list(judge_server({**SOUND, **about}, "here:6379"))
    assert [one.verdict for one in found] == expected
    assert all(one.remedy for one in found if one.verdict is not Verdict.OK)


@pytest.mark.parametrize(
    ("policy", "limit", "expected"),
    [
        ("noeviction", 100, "ok"),
        ("noeviction", 0, "ok"),
        ("allkeys-lru", 100, "fail"),
        ("volatile-ttl", 1, "fail"),
        ("allkeys-lru", 0, "warn"),
    ],
)
def test_a_redis_that_throws_away_when_full_is_refused(policy: str, limit: int, expected: str) -> None:
    found = judge_eviction({"maxmemory_policy": policy, "maxmemory": limit})
    assert found.verdict == expected
    assert (expected == "ok") == ("CONFIG SET maxmemory-policy noeviction" not in found.remedy)


@pytest.mark.parametrize(
    ("about", "rules", "expected"),
    [
        ({"aof_enabled": 1}, {"appendfsync": "everysec"}, ["ok"]),
        ({"aof_enabled": 1}, {}, ["ok"]),
        ({"aof_enabled": 1}, {"appendfsync": "no"}, ["warn"]),
        ({"aof_enabled": 0}, {"appendfsync": "everysec"}, ["fail"]),
        ({"aof_enabled": 1, "aof_last_write_status": "err"}, {}, ["fail"]),
        ({"aof_enabled": 1, "connected_slaves": 1}, {"min-replicas-to-write": "0"}, ["ok", "warn"]),
        ({"aof_enabled": 1, "connected_slaves": 1}, {"min-replicas-to-write": "1"}, ["ok"]),
    ],
)
def test_a_redis_that_forgets_in_a_crash_is_told(
    about: Mapping[str, Any], rules: Mapping[str, str], expected: list[str]
) -> None:
    assert [one.verdict for one in judge_persistence(about, rules)] == expected


@pytest.mark.parametrize(("seconds", "expected"), [(0.0, "ok"), (-4.9, "ok"), (6.0, "warn"), (-600.0, "warn")])
def test_clocks_that_differ_are_told_and_by_how_much(seconds: float, expected: str) -> None:
    found = judge_skew("Redis", seconds)
    assert found.verdict == expected
    assert expected == "ok" or f"{abs(seconds):.0f} s {'ahead of' if seconds > 0 else 'behind'}" in found.what


def test_the_kind_of_process_that_is_missing_is_named_with_its_command() -> None:
    found = verdicts(judge_processes({"bot": 1, "worker-urgent": 2, "worker-long": 1}))
    assert found == [
        ("ok", "1 bot alive"), ("ok", "2 urgent workers alive"), ("ok", "1 long worker alive"),
        ("fail", "no clock is alive"),
    ]  # fmt: skip
    assert verdicts(judge_processes({})) == [("warn", "no process of Muster runs on this Redis")]


def test_scopes_that_the_installed_app_lacks_are_named() -> None:
    all_of_them = ",".join(sorted(manifest_scopes()))
    assert judge_scopes({"x-oauth-scopes": all_of_them + ",extra"}).verdict == "ok"
    lacking = judge_scopes({"x-oauth-scopes": all_of_them.replace("pins:write", "pins:read")})
    assert (lacking.verdict, lacking.what) == ("fail", "the bot lacks scopes: pins:write")
    assert judge_scopes({}).verdict == "warn"


def test_a_token_that_slack_does_not_take_is_named_by_its_variable() -> None:
    assert str(judge_refusal("SLACK_APP_TOKEN", "token_revoked")).startswith(
        "fail  Slack does not take SLACK_APP_TOKEN (token_revoked)  -> "
    )


@pytest.fixture
def own(tmp_path: Path) -> Iterator[OwnRedis]:
    with OwnRedis(tmp_path) as running:
        yield running


def test_a_sound_set_up_ends_with_status_0(own: OwnRedis, capsys: pytest.CaptureFixture[str]) -> None:
    for process in ("bot", "worker-urgent", "worker-long", "clock"):
        report_alive(own.client, process)
    assert run_doctor(Settings(redis_url=own.address.url)) == 0
    said = capsys.readouterr().out
    assert "fail" not in said
    assert "1 clock alive" in said
    assert "warn  no SLACK_BOT_TOKEN" in said


def test_what_is_wrong_with_a_running_redis_is_found_and_ends_with_status_1(
    own: OwnRedis, capsys: pytest.CaptureFixture[str]
) -> None:
    own.client.config_set("appendonly", "no")
    own.client.config_set("maxmemory", "100mb")
    own.client.config_set("maxmemory-policy", "allkeys-lru")
    assert run_doctor(Settings(redis_url=own.address.url)) == 1
    failed = [line for line in capsys.readouterr().out.splitlines() if line.startswith("fail")]
    assert len(failed) == 2
    assert all(" -> " in line for line in failed)


def test_a_redis_that_is_away_is_one_line_and_the_rest_is_still_looked_at(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    broken = tmp_path / "muster.yaml"
    broken.write_text("people: [")
    settings = Settings(redis_url=f"redis://:hush@127.0.0.1:{free_port()}/0", config=broken)
    assert run_doctor(settings) == 1
    said = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in said] == ["fail", "fail", "warn"]
    assert "muster.yaml" in said[0]
    assert "does not answer" in said[1]
    assert "hush" not in "".join(said)
