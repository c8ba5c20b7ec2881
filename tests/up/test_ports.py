"""Ports: one in the way is named, and a free one is not one that a client could get."""

import socket
from pathlib import Path

import pytest

from bot.up.errors import PortForbidden, PortTaken
from bot.up.ports import check_port, free_port


def test_a_port_in_use_is_named_with_what_to_type_instead() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=f"Port {port} .* in use") as refused:
            check_port(port, "muster up --port 9999")
    assert "muster up --port 9999" in str(refused.value)


def test_a_port_whose_server_has_just_ended_is_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            accepted, _ = server.accept()
            accepted.close()
    check_port(port, "not needed")


def test_a_port_that_only_root_may_open_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.up.ports._why_not", lambda port: PermissionError(13, "Permission denied"))
    with pytest.raises(PortForbidden, match="Permission denied"):
        check_port(80, "muster up --port 8765")


def test_a_free_port_is_below_those_that_outgoing_connections_get() -> None:
    linux = Path("/proc/sys/net/ipv4/ip_local_port_range")
    first_outgoing = int(linux.read_text().split()[0]) if linux.exists() else 49152
    for _ in range(20):
        port = free_port()
        check_port(port, "not needed")
        assert port < first_outgoing
