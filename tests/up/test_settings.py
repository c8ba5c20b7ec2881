"""Settings: read once, typed, and refused with the variable's name."""

from pathlib import Path

import pytest

from bot.errors import MusterError
from bot.settings import LOCAL_SIGNING_SECRET, VARIABLES, Delivery, Settings
from bot.up.command import run_workers
from bot.up.program import Program
from bot.up.supervisor import Supervisor
from handlers.serve import serve_bot


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder in which nothing lies."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_several_workers_of_a_data_folder_go_where_one_would(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """To its Redis and its workspace; otherwise they would hold what is owed and ask the real Slack."""
    (tmp_path / "redis.url").write_text("redis://127.0.0.1:7777/0")
    (tmp_path / "slack.url").write_text("http://127.0.0.1:8888/api/")
    started: list[Program] = []
    monkeypatch.setattr(Supervisor, "__init__", lambda self, programs, say, all_ready: started.extend(programs))
    monkeypatch.setattr(Supervisor, "run", lambda self: None)
    run_workers({}, Settings.read({}, tmp_path), None, 2)
    assert [one.name for one in started] == ["worker-urgent-1", "worker-urgent-2", "worker-long-1", "worker-long-2"]
    for one in started:
        theirs = Settings.of_environment(one.environment)
        assert (theirs.redis_url, theirs.slack_api_url, theirs.slack_bot_token) == (
            "redis://127.0.0.1:7777/0", "http://127.0.0.1:8888/api/", "xoxb-local",
        )  # fmt: skip


def test_with_an_empty_environment_the_defaults_hold() -> None:
    settings = Settings.read({})
    assert (settings.redis_url, settings.port, settings.speed) == ("redis://127.0.0.1:6379/0", 3000, None)
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.config is None


def test_every_variable_lands_in_its_field() -> None:
    given = {
        "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "SLACK_SIGNING_SECRET": "s",
        "SLACK_API_URL": "http://127.0.0.1:1/api/", "PORT": "8080", "REDIS_URL": "rediss://host/2",
        "REDIS_SENTINELS": "a:1,b:2", "REDIS_MASTER": "m", "ANTHROPIC_API_KEY": "k",
        "ANTHROPIC_BASE_URL": "http://127.0.0.1:2", "MUSTER_CONFIG": "o.yaml", "MUSTER_SPEED": "60",
        "MUSTER_WEBHOOK_SECRET": "w",
    }  # fmt: skip
    assert given.keys() == VARIABLES.keys()
    settings = Settings.of_environment(given)
    seen = {name: getattr(settings, field) for name, field in VARIABLES.items()}
    assert seen == {
        **given, "PORT": 8080, "REDIS_SENTINELS": ("a:1", "b:2"), "MUSTER_CONFIG": Path("o.yaml"),
        "MUSTER_SPEED": 60.0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("variable", "value", "hint"),
    [
        ("PORT", "http", "integer"),
        ("PORT", "70000", "65535"),
        ("MUSTER_SPEED", "0", "greater than 0"),
        ("MUSTER_SPEED", "inf", "finite"),
        ("SLACK_BOT_TOKEN", "xapp-swapped", "begins with xoxb-"),
        ("SLACK_APP_TOKEN", "xoxb-swapped", "begins with xapp-"),
        ("SLACK_API_URL", "slack.com/api", "http"),
        ("REDIS_URL", "localhost:6379", "redis://"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_by_its_variable(variable: str, value: str, hint: str) -> None:
    with pytest.raises(MusterError, match=f"^{variable} cannot be used: ") as refused:
        Settings.of_environment({variable: value})
    assert hint in str(refused.value)
    assert "swapped" not in str(refused.value)


def test_sentinels_without_a_master_are_refused_and_the_other_way_round() -> None:
    with pytest.raises(MusterError, match="REDIS_SENTINELS is set but REDIS_MASTER is not"):
        Settings.of_environment({"REDIS_SENTINELS": "a:1"})
    with pytest.raises(MusterError, match="REDIS_MASTER is set but REDIS_SENTINELS is not"):
        Settings.of_environment({"REDIS_MASTER": "m"})
    with pytest.raises(MusterError, match='"a" is not host:port'):
        Settings.of_environment({"REDIS_SENTINELS": "a", "REDIS_MASTER": "m"})


def test_an_empty_variable_counts_as_unset() -> None:
    assert Settings.of_environment({"SLACK_BOT_TOKEN": "", "REDIS_URL": " "}) == Settings.of_environment({})


def test_secrets_do_not_show_in_a_log_line() -> None:
    settings = Settings.of_environment(
        {"SLACK_BOT_TOKEN": "xoxb-hush", "REDIS_URL": "redis://:hush@h/0", "ANTHROPIC_API_KEY": "hush"}
    )
    assert "hush" not in repr(settings)
    assert "hush" not in str(settings)


def test_time_may_run_faster_only_without_a_real_slack() -> None:
    tokens = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
    with pytest.raises(MusterError, match="60 times as fast only in the local workspace"):
        Settings.of_environment(tokens, speed=60.0)
    assert Settings.of_environment({}, speed=60.0).speed == 60
    local = {**tokens, "SLACK_API_URL": "http://127.0.0.1:8765/api"}
    assert Settings.of_environment(local, speed=60.0).slack_api_url == "http://127.0.0.1:8765/api/"


def test_the_file_in_the_working_folder_is_the_organisations_unless_another_is_named(elsewhere: Path) -> None:
    (elsewhere / "muster.yaml").touch()
    assert Settings.read({}).config == Path("muster.yaml")
    assert Settings.read({"MUSTER_CONFIG": "other.yaml"}).config == Path("other.yaml")


def test_what_is_up_in_the_working_folder_is_found_without_a_word(elsewhere: Path) -> None:
    (elsewhere / ".muster").mkdir()
    (elsewhere / ".muster" / "redis.url").write_text("redis://127.0.0.1:7000/0\n")
    assert Settings.read({}).redis_url == "redis://127.0.0.1:7000/0"
    assert Settings.read({"REDIS_URL": "redis://mine/0"}).redis_url == "redis://mine/0"
    assert Settings.of_environment({}).redis_url == "redis://127.0.0.1:6379/0"


HTTP = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}
LOCAL = {**HTTP, "SLACK_SIGNING_SECRET": LOCAL_SIGNING_SECRET}


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}, Delivery.SOCKET),
        ({**HTTP, "SLACK_APP_TOKEN": "xapp-1"}, Delivery.SOCKET),
        (HTTP, Delivery.HTTP),
        ({**LOCAL, "SLACK_API_URL": "http://127.0.0.1:1/"}, Delivery.HTTP),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "Set SLACK_APP_TOKEN .* or SLACK_SIGNING_SECRET"),
        ({**HTTP, "SLACK_SIGNING_SECRET": "  "}, "Set SLACK_APP_TOKEN .* or SLACK_SIGNING_SECRET"),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": ""}, "Set SLACK_APP_TOKEN .* or SLACK_SIGNING_SECRET"),
        (LOCAL, "which everybody knows"),
        ({"SLACK_APP_TOKEN": "xapp-1"}, "SLACK_BOT_TOKEN is not set"),
        ({"SLACK_SIGNING_SECRET": "s"}, "SLACK_BOT_TOKEN is not set"),
        ({}, "SLACK_BOT_TOKEN is not set"),
    ],
)
def test_the_bot_is_reached_safely_or_does_not_start(
    environment: dict[str, str], expected: Delivery | str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Unsigned requests would be anybody's; the refusal names what to set, before Redis is asked for."""
    settings = Settings.of_environment({**environment, "REDIS_URL": "redis://127.0.0.1:1/0"})
    if isinstance(expected, Delivery):
        assert settings.delivery() is expected
        return
    with pytest.raises(MusterError, match=f"(?s){expected}"):
        serve_bot(settings)


@pytest.mark.parametrize("entry", ["a", "a:", "a:x", ":26379", "user@:26379", "a:26379/0", "hush:hush@a"])
def test_a_sentinel_that_is_no_address_is_refused_without_its_password(entry: str) -> None:
    with pytest.raises(MusterError, match=r"REDIS_SENTINELS cannot be used: .*host:port") as refused:
        Settings.of_environment({"REDIS_SENTINELS": f"b:1,{entry}", "REDIS_MASTER": "m"})
    assert "hush" not in str(refused.value)
