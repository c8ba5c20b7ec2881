"""Signals as something to wait for: nothing is interrupted, and none is missed."""

import contextlib
import select
import signal
import socket
from types import FrameType, TracebackType
from typing import Any, Self

#: What asks us to stop. SIGHUP: the terminal was closed.
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Alarm:
    """Inside it the signals that stop a program only count, and these and ended children end a wait.

    To be used in the main thread; the handlers from before are put back at the end.
    """

    def __init__(self) -> None:
        #: How often we were asked to stop.
        self.asked = 0
        self._before: dict[signal.Signals, Any] = {}
        self._wake, self._woken = socket.socketpair()
        self._descriptor_before = -1

    def __enter__(self) -> Self:
        for end in (self._wake, self._woken):
            end.setblocking(False)
        self._descriptor_before = signal.set_wakeup_fd(self._woken.fileno(), warn_on_full_buffer=False)
        for number in STOPS:
            # Under nohup the end of the terminal is not meant for us.
            if number is not signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
                self._before[number] = signal.signal(number, self._ask)
        # Without a handler of Python's own a signal writes nothing to the wake-up descriptor.
        self._before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._descriptor_before)
        self._wake.close()
        self._woken.close()

    def wait(self, seconds: float) -> None:
        """Return after so many real seconds, or as soon as a signal came since the last wait."""
        select.select([self._wake], [], [], seconds)
        with contextlib.suppress(BlockingIOError):
            while self._wake.recv(4096):
                pass

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.asked += 1
