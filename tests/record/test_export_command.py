"""`muster export`: from the storage to a folder, in one line."""

from pathlib import Path

import pytest

from bot.cli import main
from bot.incident.severity import Severity
from bot.incident.topics.declaring import Declare
from bot.settings import Settings
from bot.wiring import wire
from tests.servers import RedisServer


@pytest.fixture
def declared_one(empty_redis: RedisServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An incident in a running Redis, and an empty folder to stand in."""
    monkeypatch.setenv("REDIS_URL", empty_redis.url)
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "MUSTER_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    store = wire(Settings.of_environment({}, redis_url=empty_redis.url)).store
    store.commit(Declare(by="U13VISITOR", text="Checkout is down", severity=Severity.P1, playbook="gated"), key="a")
    return tmp_path


def test_an_incident_is_written_in_its_playbooks_own_format(
    declared_one: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "INC-101"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "7 files in INC-101-inc"
    assert (declared_one / "INC-101-inc/INC-101/[INC-1] Triage Assessment.md").is_file()


@pytest.mark.parametrize("format", ["aiwg", "itil", "inc", "sre", "rapid", "steps"])
def test_any_format_can_be_asked_for_and_goes_where_it_is_wanted(declared_one: Path, format: str) -> None:
    assert main(["export", "101", "--format", format, "--to", "out"]) == 0
    assert list((declared_one / "out").rglob("final-report.md"))


def test_a_second_export_is_refused_until_it_is_forced(
    declared_one: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "INC-101", "--to", "out"]) == 0
    assert main(["export", "INC-101", "--to", "out"]) == 2
    assert "Write over them with" in capsys.readouterr().err
    assert main(["export", "INC-101", "--to", "out", "--force"]) == 0


@pytest.mark.parametrize("name", ["INC-999", "../../etc/passwd", "INC-"])
def test_an_incident_that_is_not_there_is_told(
    declared_one: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", name]) == 2
    assert "There is no incident" in capsys.readouterr().err
    assert not list(declared_one.iterdir())
