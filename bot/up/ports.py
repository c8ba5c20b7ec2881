"""Ports of this machine: whether one is free, and one that is."""

import errno
import random
import socket
from pathlib import Path

from bot.up.errors import NoFreePort, PortForbidden, PortTaken

HOST = "127.0.0.1"

#: Ports below those that the system gives to outgoing connections. A client that knocks again and again at a
#: port in that other range, while its server is away, ends up connected to itself and keeps the port.
LOWEST_PORT, HIGHEST_PORT = 15_000, 32_000


def check_port(port: int, remedy: str) -> None:
    """Raises PortTaken or PortForbidden, with the remedy, when a server could not listen there."""
    problem = _why_not(port)
    if problem is None:
        return
    if problem.errno in (errno.EACCES, errno.EPERM):
        raise PortForbidden(port=port, reason=problem.strerror, remedy=remedy)
    raise PortTaken(port=port, remedy=remedy)


def free_port() -> int:
    """A port on which nothing listens and that no outgoing connection gets. Raises NoFreePort."""
    ceiling = min(HIGHEST_PORT, _first_outgoing())
    band = range(LOWEST_PORT, ceiling) if ceiling - LOWEST_PORT > 100 else range(LOWEST_PORT, HIGHEST_PORT)
    for port in random.sample(band, 50):
        if _why_not(port) is None:
            return port
    raise NoFreePort(low=band.start, high=band.stop)


def _why_not(port: int) -> OSError | None:
    with socket.socket() as sock:
        # Servers set it too: without it the port of one that just ended counts as taken for a minute.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((HOST, port))
        except OSError as problem:
            return problem
    return None


def _first_outgoing() -> int:
    try:
        return int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return HIGHEST_PORT
