"""How the console is reached: on this machine, by https of its own, and behind a proxy that is named."""

import http.client
import json
import ssl
from pathlib import Path
from typing import Any

import pytest

from bot.console.entrance import AddressMissing, OpenToAll, Proxy, choose_entrance
from bot.up.ports import free_port
from tests.console.consoles import RunningConsole, running_console
from tests.servers import RedisServer

FIXTURES = Path(__file__).parent / "fixtures"
CERTIFICATE, KEY = FIXTURES / "certificate.pem", FIXTURES / "key.pem"

PUBLIC = "https://console.example.org"


def ask(console: RunningConsole, path: str, *, source: str = "127.0.0.1", body: Any = None, **headers: str) -> Any:
    """Status, word and headers of an answer to a request from that address."""
    line = http.client.HTTPConnection(
        "127.0.0.1", console.process.server.entrance.port, source_address=(source, 0), timeout=10
    )
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    line.request("POST" if body else "GET", path, json.dumps(body) if body else None, given)
    answer = line.getresponse()
    content = answer.read()
    line.close()
    word = json.loads(content).get("error") if answer.headers.get_content_type() == "application/json" else None
    return answer.status, word, answer.headers


def test_with_a_certificate_it_speaks_https_only_and_the_cookie_goes_nowhere_else(empty_redis: RedisServer) -> None:
    port = free_port()
    with running_console(
        empty_redis, port=port, certificate=CERTIFICATE, key=KEY, url=f"https://localhost:{port}"
    ) as console:
        trusting = ssl.create_default_context(cafile=str(CERTIFICATE))
        line = http.client.HTTPSConnection("localhost", port, context=trusting, timeout=10)
        link = console.links.give("U01ONCALL")
        line.request("POST", "/sign-in", json.dumps({"link": link}), {"Origin": f"https://localhost:{port}"})
        answer = line.getresponse()
        answer.read()
        assert answer.status == 200
        assert "Secure" in answer.headers["Set-Cookie"]
        line.request("GET", "/local/about", headers={"Cookie": answer.headers["Set-Cookie"].split(";")[0]})
        about = line.getresponse()
        assert json.load(about)["console"]["you"] == "U01ONCALL"
        line.close()
        with pytest.raises((http.client.HTTPException, OSError)):
            ask(console, "/")


def test_behind_a_proxy_only_the_proxy_may_come_and_only_for_people_who_came_by_https(
    empty_redis: RedisServer,
) -> None:
    with running_console(empty_redis, proxy="127.0.0.2", url=PUBLIC) as console:
        forwarded = {"Host": "console.example.org", "X_Forwarded_Proto": "https"}
        proxy = "127.0.0.2"
        assert ask(console, "/", source=proxy, **forwarded)[0] == 200
        assert ask(console, "/", **forwarded)[:2] == (403, "not_the_proxy")
        assert ask(console, "/", source=proxy, Host="console.example.org")[:2] == (403, "not_https")
        plain = forwarded | {"X_Forwarded_Proto": "http"}
        assert ask(console, "/", source=proxy, **plain)[:2] == (403, "not_https")
        other = forwarded | {"Host": "evil.example"}
        assert ask(console, "/", source=proxy, **other)[:2] == (403, "other_address")
        named = {"Host": "10.0.0.5:8766", "X_Forwarded_Host": "console.example.org", "X_Forwarded_Proto": "https"}
        assert ask(console, "/", source=proxy, **named)[0] == 200
        link = {"link": console.links.give("U01ONCALL")}
        status, _, headers = ask(console, "/sign-in", source=proxy, body=link, Origin=PUBLIC, **forwarded)
        assert status == 200
        assert "Secure" in headers["Set-Cookie"]
        evil = ask(console, "/sign-in", source=proxy, body=link, Origin="https://evil.example", **forwarded)
        assert evil[:2] == (403, "other_page")


def test_what_a_proxy_would_say_is_not_believed_where_none_is_named(empty_redis: RedisServer) -> None:
    with running_console(empty_redis) as console:
        lies = {"X_Forwarded_Host": "evil.example", "X_Forwarded_Proto": "https", "X_Forwarded_For": "127.0.0.1"}
        assert ask(console, "/", **lies)[0] == 200, "they say nothing"
        assert ask(console, "/", Host="evil.example", X_Forwarded_Host=console.url.split("//")[1])[:2] == (
            403, "other_address",
        )  # fmt: skip


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "console.example.org"])
def test_other_machines_are_let_in_by_https_only(host: str) -> None:
    with pytest.raises(OpenToAll, match="--certificate FILE and --key FILE, or --behind-proxy NAME"):
        choose_entrance(host=host)
    assert choose_entrance(host=host, certificate=CERTIFICATE, key=KEY, url=PUBLIC).secure
    assert choose_entrance(host=host, proxy="127.0.0.1", url=PUBLIC).secure
    with pytest.raises(AddressMissing):
        choose_entrance(host=host, proxy="127.0.0.1")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.0.0.9"])
def test_this_machine_needs_nothing(host: str) -> None:
    entrance = choose_entrance(host=host)
    assert entrance.local
    assert entrance.port == 8766


def test_a_proxy_is_known_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = Proxy("localhost")
    assert proxy.is_it("127.0.0.1")
    assert not proxy.is_it("192.0.2.7")
