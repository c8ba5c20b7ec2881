"""`muster up` as the person at the terminal meets it: real processes from beginning to end."""

import os
import signal
import socket
from pathlib import Path

import pytest
from redis import Redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from bot.up.ports import free_port
from tests.up.living import alive, gone_within
from tests.up.running import RunningUp

EVERYTHING = {"redis", "workspace", "bot", "worker-urgent-1", "worker-urgent-2", "worker-long-1", "clock"}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data folder"


def pids(up: RunningUp) -> list[int]:
    return [pid for _, pid in up.started()]


def test_one_command_starts_everything_says_so_and_ctrl_c_leaves_nothing(data: Path) -> None:
    with RunningUp(data, free_port()) as up:
        up.until_up()
        assert {name for name, _ in up.started()} == EVERYTHING
        assert up.processes() == dict(up.started())
        answer = up.post("/local/command", user="ana", channel="general", command="/incident", text="list")
        assert answer["ok"], answer
        assert up.stop(signal.SIGINT) == 0
        assert not any(alive(pid) for pid in pids(up))
        assert up.processes() == {}


def test_whatever_is_killed_is_started_again_and_works(data: Path) -> None:
    with RunningUp(data, free_port()) as up:
        up.until_up()
        for name in ("bot", "worker-urgent-1", "clock", "workspace", "redis"):
            killed = up.processes()[name]
            os.kill(killed, signal.SIGKILL)
            again = up.until(rf"started {name} pid (\d+)")
            assert up.processes()[name] == int(again[1]) != killed
        assert all(alive(pid) for pid in up.processes().values())
        redis = Redis.from_url((data / "redis.url").read_text().strip(), retry=Retry(ConstantBackoff(0.05), 200))
        assert redis.ping()
        redis.close()


def test_started_again_it_goes_on_with_what_redis_kept(data: Path) -> None:
    for round in (1, 2):
        with RunningUp(data, free_port(), *(("--demo",) if round == 1 else ())) as up:
            up.until_up()
            assert ("demonstration" in up.processes()) == (round == 1)
            redis = Redis.from_url((data / "redis.url").read_text().strip(), decode_responses=True)
            assert redis.incr("kept") == round
            redis.close()
            up.stop(signal.SIGTERM)


def test_killed_itself_it_takes_everything_along_and_the_next_one_starts_in_the_same_folder(data: Path) -> None:
    with RunningUp(data, free_port()) as up:
        up.until_up()
        redis = Redis.from_url((data / "redis.url").read_text().strip(), decode_responses=True)
        redis.set("kept", "yes")
        redis.close()
        up.stop(signal.SIGKILL)
        with RunningUp(data, int(up.page.rsplit(":", 1)[1])) as next_one:
            next_one.until_up()
            assert gone_within(10, pids(up))
            redis = Redis.from_url((data / "redis.url").read_text().strip(), decode_responses=True)
            assert redis.get("kept") == "yes"
            redis.close()


def test_ctrl_c_pressed_twice_during_the_start_leaves_nothing(data: Path) -> None:
    with RunningUp(data, free_port()) as up:
        up.until("started bot")
        assert up.stop(signal.SIGINT, signal.SIGINT) == 0
        assert not any(alive(pid) for pid in pids(up))
        assert not any("Muster is up" in line for line in up.lines)


def test_a_second_one_in_the_same_folder_is_told_which_is_first(data: Path) -> None:
    with RunningUp(data, free_port()) as first:
        first.until("started redis")
        with RunningUp(data, free_port()) as second:
            second.until(rf"error: The data folder .* in use by another `muster up` \(pid {first.process.pid}\)")
            assert second.process.wait(timeout=30) == 2


def test_a_page_port_that_is_taken_is_named_before_anything_starts(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with RunningUp(data, port) as up:
            up.until(f"error: Port {port} of 127.0.0.1 is in use")
            assert up.process.wait(timeout=30) == 2
            assert up.started() == []


def test_a_given_redis_is_used_and_none_is_started(data: Path) -> None:
    with RunningUp(data.with_name("lender"), free_port()) as lender:
        lender.until("started clock")
        url = (data.with_name("lender") / "redis.url").read_text().strip()
        with RunningUp(data, free_port(), REDIS_URL=url.removesuffix("0") + "5") as up:
            up.until(r"Redis: \S+ at 127.0.0.1:\d+ \(REDIS_URL\); none is started")
            up.until_up()
            assert {name for name, _ in up.started()} == EVERYTHING - {"redis"}
            up.stop(signal.SIGINT)
        assert alive(dict(lender.started())["redis"])


@pytest.mark.parametrize(
    ("environ", "arguments", "says"),
    [
        ({"REDIS_URL": "redis://127.0.0.1:1/0"}, [], "error: Redis at 127.0.0.1:1 does not answer"),
        (
            {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"},
            ["--speed", "60"],
            "error: Time runs 60 times as fast only in the local workspace",
        ),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, [], "error: SLACK_BOT_TOKEN is set, but neither SLACK_APP_TOKEN nor"),
        ({"SLACK_APP_TOKEN": "xapp-1"}, [], "error: SLACK_APP_TOKEN is set but SLACK_BOT_TOKEN is not"),
        ({"MUSTER_CONFIG": "nothing.yaml"}, [], "error: nothing.yaml cannot be read"),
    ],
)
def test_what_is_missing_or_in_the_way_is_named_before_anything_starts(
    data: Path, environ: dict[str, str], arguments: list[str], says: str
) -> None:
    with RunningUp(data, free_port(), *arguments, **environ) as up:
        up.until(says)
        assert up.process.wait(timeout=30) == 2
        assert up.started() == []


def test_with_slack_tokens_no_workspace_is_started_and_a_wrong_token_is_named(data: Path) -> None:
    with RunningUp(data.with_name("slack"), free_port()) as slack:
        slack.until_up()
        api, port = f"{slack.page}/api/", free_port()
        wrong = {"SLACK_API_URL": api, "SLACK_BOT_TOKEN": "xoxb-wrong", "SLACK_APP_TOKEN": "xapp-local"}
        with RunningUp(data, port, **wrong) as refused:
            refused.until(r"error: Slack does not take the token in SLACK_BOT_TOKEN \(invalid_auth\)")
            assert refused.started() == []
        right = {**wrong, "SLACK_BOT_TOKEN": "xoxb-local"}
        with RunningUp(data, port, **right) as up:
            up.until_up()
            assert {name for name, _ in up.started()} == EVERYTHING - {"workspace"}
            up.stop(signal.SIGINT)
