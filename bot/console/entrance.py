"""How people reach the console: on this machine, by https of its own, or behind a proxy that is named."""

import ipaddress
import socket
import ssl
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from bot.errors import MusterError

#: Where the console is unless told otherwise.
HOST, PORT = "127.0.0.1", 8766

#: Real seconds after which the proxy's name is looked up again for somebody who is not known to be it.
LOOK_AGAIN_SECONDS = 10.0

_EVERYWHERE = ("0.0.0.0", "::")
_LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})


class OpenToAll(MusterError):
    """--host {host} lets other machines in, and everybody on the way could read along and act in others' names.
    Give --certificate FILE and --key FILE, or --behind-proxy NAME for the proxy that speaks https with people;
    or leave --host out: then only this machine may use the console."""


class HalfCertificate(MusterError):
    """--certificate and --key belong together: give both files, or neither."""


class BadCertificate(MusterError):
    """{certificate} and {key} cannot be used as certificate and key: {reason}."""


class UnknownProxy(MusterError):
    """No machine is called "{proxy}". --behind-proxy takes the name or the address of the proxy as this machine
    sees it."""


class AddressMissing(MusterError):
    """Behind a proxy the console cannot know under which address people open it. Give --url https://..."""


class BadAddress(MusterError):
    """--url {url} is no address that people can open safely: {reason}."""


class PortTaken(MusterError):
    """Port {port} of {host} cannot be listened on: {reason}. Choose another one with --port."""


@dataclass(frozen=True)
class Entrance:
    """Where the console listens, and what it believes of who comes in. `url` is what people open."""

    url: str
    host: str = HOST
    port: int = PORT
    certificate: Path | None = None
    key: Path | None = None
    proxy: "Proxy | None" = None

    @property
    def secure(self) -> bool:
        """Whether people come by https."""
        return self.url.startswith("https://")

    @property
    def local(self) -> bool:
        """Whether only this machine may come in, without anybody between."""
        return is_local(self.host) and self.proxy is None

    def listen(self) -> socket.socket:
        """A listening socket. Raises PortTaken."""
        try:
            family = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)[0][0]
            listening = socket.socket(family, socket.SOCK_STREAM)
            try:
                listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                listening.bind((self.host, self.port))
                listening.listen(256)
            except OSError:
                listening.close()
                raise
        except OSError as problem:
            raise PortTaken(host=self.host, port=self.port, reason=problem.strerror or problem) from problem
        return listening


@dataclass
class Proxy:
    """The proxy that may speak for people, by name or address."""

    name: str
    _known: frozenset[str] = field(default=frozenset(), init=False)
    _looked: float = field(default=float("-inf"), init=False)

    def is_it(self, address: str) -> bool:
        """Whether that address is the proxy's; a name is looked up again from time to time."""
        if address not in self._known and time.monotonic() - self._looked > LOOK_AGAIN_SECONDS:
            self.look()
        return address in self._known

    def look(self) -> bool:
        """Find out its addresses; whether it has any."""
        self._looked = time.monotonic()
        try:
            found = socket.getaddrinfo(self.name, None, type=socket.SOCK_STREAM)
        except OSError:
            return bool(self._known)
        self._known = frozenset(str(entry[4][0]) for entry in found)
        return bool(self._known)


def choose_entrance(
    *, host: str | None = None, port: int | None = None, certificate: Path | None = None, key: Path | None = None,
    proxy: str | None = None, url: str | None = None,
) -> Entrance:  # fmt: skip
    """The entrance that was asked for. Raises MusterError for one that would not be safe, or cannot be."""
    host, port = host or HOST, port or PORT
    if bool(certificate) != bool(key):
        raise HalfCertificate()
    if not is_local(host) and not certificate and not proxy:
        raise OpenToAll(host=host)
    if certificate and key:
        _try(certificate, key)
    named = Proxy(proxy) if proxy else None
    if named and not named.look():
        raise UnknownProxy(proxy=proxy)
    if url is None:
        if named:
            raise AddressMissing()
        scheme = "https" if certificate else "http"
        name = host if is_local(host) else socket.getfqdn("" if host in _EVERYWHERE else host)
        url = f"{scheme}://{f'[{name}]' if ':' in name else name}:{port}"
    return Entrance(_checked(url, secured=bool(certificate or named)), host, port, certificate, key, named)


def is_local(host: str) -> bool:
    """Whether a host name or address is this machine's own loopback."""
    try:
        return host in _LOCAL or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _checked(url: str, *, secured: bool) -> str:
    parts = urlsplit(url)
    try:
        named = parts.hostname and parts.port != 0 and parts.username is None
    except ValueError:
        named = False
    if parts.scheme not in ("http", "https") or not named or parts.path.strip("/") or parts.query or parts.fragment:
        raise BadAddress(url=url, reason="write it as https://name or https://name:port")
    if parts.scheme == "http" and (secured or not is_local(parts.hostname or "")):
        raise BadAddress(url=url, reason="it has to begin with https://")
    if parts.scheme == "https" and not secured:
        raise BadAddress(url=url, reason="https needs --certificate and --key, or --behind-proxy")
    return f"{parts.scheme}://{parts.netloc}"


def _try(certificate: Path, key: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(certificate, key, password="")
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise BadCertificate(certificate=certificate, key=key, reason=reason) from problem
