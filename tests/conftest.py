"""What holds for the whole run: one Redis, how often a property is tried, and what is left out without a browser."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.chromium import MISSING, chromium
from tests.servers import RedisServer, running_redis

# In CI the same examples each time; elsewhere new ones, so that more is seen as time goes by.
settings.register_profile(
    "muster",
    max_examples=40,
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("muster")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options of the crash harness; only here does pytest know them in time."""
    parser.addoption(
        "--every-point", action="store_true", help="put a fault at every effect, not at every 54th of them"
    )


BROWSER_TESTS = Path(__file__).parent / "browser"

#: Tests of what happens where there is no browser: they need none.
NEEDS_NONE = "test_without_a_browser.py"

#: Files that take longest, the longest first: begun last, each would run alone at the end.
LONGEST = (
    "crash/test_every_point.py",
    "up/test_up.py",
    "browser/test_itil.py",
    "console/test_process.py",
    "crash/test_seeded.py",
    "console/test_away_and_crashes.py",
    "blockkit/test_answers.py",
    "browser/test_for_everybody.py",
    "browser/test_other_flows.py",
    "browser/test_moving.py",
    "handlers/test_flows.py",
    "blockkit/test_messages.py",
)

_left_out = pytest.StashKey[int]()


def pytest_configure(config: pytest.Config) -> None:
    """Where a browser is required its absence ends the run before it starts: CI never leaves its tests out unseen."""
    config.stash[_left_out] = 0
    if os.environ.get("MUSTER_BROWSER") == "required" and not chromium():
        raise pytest.UsageError(f"MUSTER_BROWSER=required, but there is {MISSING}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest files begin first; where there is no browser its tests are left out, and the others run."""
    items.sort(key=_place)
    mine = [item for item in items if item.path.parent == BROWSER_TESTS and item.path.name != NEEDS_NONE]
    if not mine or chromium():
        return
    config.hook.pytest_deselected(items=mine)
    items[:] = [item for item in items if item not in mine]
    config.stash[_left_out] = len(mine)


def _place(item: pytest.Item) -> int:
    name = item.path.relative_to(Path(__file__).parent).as_posix()
    return LONGEST.index(name) if name in LONGEST else len(LONGEST)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """Side by side, each worker collects for itself; all collect the same, so one of them speaks for all."""
    config: pytest.Config = node.config  # type: ignore[attr-defined]
    output: dict[str, int] = getattr(node, "workeroutput", {})
    config.stash[_left_out] = max(config.stash[_left_out], output.get("browser_left_out", 0))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker tells the run what it left out."""
    output: dict[str, int] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["browser_left_out"] = session.config.stash[_left_out]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """One clear line, so that nobody believes they ran."""
    if number := config.stash[_left_out]:
        terminalreporter.write_line(f"{number} browser tests left out: {MISSING} to run them", yellow=True)


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """A server for the whole run; what a test leaves in it, the next one may find."""
    with running_redis(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def empty_redis(redis_server: RedisServer) -> RedisServer:
    """The same server with nothing in it."""
    with redis_server.client() as client:
        client.flushall()
    return redis_server
