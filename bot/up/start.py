"""What a process that `muster up` started does first: tie itself to it, and wait for what it needs."""

import gc
import logging
import os
import socket
import time

from bot.errors import MusterError
from bot.up.parent import leave_with_parent

#: The variable by which `muster up` tells its children its pid.
PARENT = "MUSTER_PARENT"

#: Real seconds to wait for what a process needs.
PATIENCE_SECONDS = 20.0


class NeedMissing(MusterError):
    """Nothing listens at {address}, which this process needs. Look into the logs of `muster up`."""


def begin(after: str | None = None) -> None:
    """Prepare this process; with `after` (host:port) wait until something listens there.

    The imports that take long are best done before: they then run while the other one starts.
    Raises NeedMissing after `PATIENCE` seconds.
    """
    # What was imported lives as long as the process; the collector would stop an answer to look at it again.
    gc.freeze()
    gc.enable()
    if parent := os.environ.pop(PARENT, None):
        leave_with_parent(int(parent))
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", level=logging.WARNING)
    if after:
        await_listener(after, PATIENCE_SECONDS)


def await_listener(address: str, patience: float) -> None:
    """Return when something listens at host:port. Raises NeedMissing after so many real seconds."""
    host, _, port = address.rpartition(":")
    until = time.monotonic() + patience
    while True:
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise NeedMissing(address=address) from None
            time.sleep(0.02)
