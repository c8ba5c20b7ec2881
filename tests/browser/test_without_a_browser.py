"""Where there is no browser the test run says so in one line, and fails only if a browser was required."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINE = "browser tests left out: no Chromium here; install the package chromium to run them"

#: A quick module of other tests, and one that needs a browser.
OTHER, MINE = "tests/organisation/test_durations_in_words.py", "tests/browser/test_newcomer.py"


#: The test line's own way, side by side, and one after the other.
WAYS = pytest.mark.parametrize("way", ["-n2", "-n0"])


def pytest_with(path: Path, way: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """A test run on a machine whose PATH is that folder."""
    inherited = {name: value for name, value in os.environ.items() if name != "MUSTER_BROWSER"}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", way, OTHER, MINE], cwd=ROOT, text=True,
        capture_output=True, env={**inherited, "PATH": str(path), **environ}, check=False,
    )  # fmt: skip


@WAYS
def test_the_run_passes_and_one_line_says_what_was_left_out(tmp_path: Path, way: str) -> None:
    """Neither a failure nor a skip. A `chromium` that only asks for another package counts as none."""
    shell = tmp_path / "chromium"
    shell.write_text("#!/bin/sh\necho 'install the snap' >&2\nexit 1\n")
    shell.chmod(0o755)
    run = pytest_with(tmp_path, way)
    assert run.returncode == 0, run.stdout + run.stderr
    assert f"1 {LINE}" in run.stdout.splitlines()
    assert "skipped" not in run.stdout


@WAYS
def test_where_a_browser_is_required_its_absence_is_an_error(tmp_path: Path, way: str) -> None:
    """CI never leaves them out unseen."""
    run = pytest_with(tmp_path, way, MUSTER_BROWSER="required")
    assert run.returncode == pytest.ExitCode.USAGE_ERROR
    assert "MUSTER_BROWSER=required, but there is no Chromium here; install the package chromium" in run.stderr
