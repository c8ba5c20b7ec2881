"""A child does not outlive its parent, whatever ended the parent."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.up.living import gone_within

ROOT = Path(__file__).parents[2]

PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", sys.argv[1]], stdout=sys.stdout)
child.wait()
"""

CHILD = """
import os, time
from bot.up import parent
{before}
parent.leave_with_parent()
print(os.getpid(), flush=True)
time.sleep(600)
"""

BY_POLLING = "parent.signal_when_parent_ends = lambda number: False"


@pytest.mark.parametrize("before", ["", BY_POLLING], ids=["as here", "where the system does not tell"])
def test_a_child_ends_when_its_parent_is_killed(before: str) -> None:
    family = subprocess.Popen(
        [sys.executable, "-c", PARENT, CHILD.format(before=before)], stdout=subprocess.PIPE, cwd=ROOT, env=_here()
    )
    assert family.stdout is not None
    child = int(family.stdout.readline())
    family.kill()
    family.wait()
    family.stdout.close()
    try:
        assert gone_within(20, [child])
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)


def test_a_child_whose_parent_is_gone_before_it_looks_ends_at_once() -> None:
    gone = os.getpid() + 1_000_000
    code = f"from bot.up.parent import leave_with_parent; leave_with_parent({gone}); print('lives on')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT, env=_here(), timeout=30)
    assert (done.returncode, done.stdout) == (1, b"")


def _here() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}
