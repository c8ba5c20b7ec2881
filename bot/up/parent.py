"""A child process that ends when its parent is gone, whatever ended the parent."""

import ctypes
import os
import signal
import sys
import threading
import time

#: Real seconds between two looks at the parent, where the system does not tell.
LOOK_SECONDS = 0.5

#: prctl(2), from linux/prctl.h.
_PR_SET_PDEATHSIG = 1


def leave_with_parent(parent: int | None = None) -> None:
    """From now on this process ends at once, without clean-up, when its parent does.

    Call it from a child that was started or forked by its parent's main thread: Linux counts the end of the
    thread that started it as the end of the parent. `parent` is the pid that is expected; where it is gone
    already, this process ends here. A fork of this process must call it for itself.
    """
    expected = os.getppid() if parent is None else parent
    told = signal_when_parent_ends(signal.SIGKILL)
    if os.getppid() != expected:
        os._exit(1)
    if not told:
        threading.Thread(target=_watch, args=(expected,), name="leave-with-parent", daemon=True).start()


def signal_when_parent_ends(number: signal.Signals) -> bool:
    """Ask the system to send this process the signal when its parent ends; False where it cannot (macOS)."""
    if not sys.platform.startswith("linux"):
        return False
    return bool(ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0) == 0)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
    os._exit(1)
