"""Without Socket Mode: signed requests to `/slack/events`, forged ones, and `/healthz`."""

import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from bot.settings import LOCAL_SIGNING_SECRET
from handlers.serve import web_app
from tests.handlers.harness import Harness, open_harness_over_http
from tests.servers import RedisServer
from tests.workspace.people import post, until

DECLARE = urlencode(
    {
        "command": "/incident", "text": "declare forged", "user_id": "U13VISITOR", "channel_id": "C00GENERAL",
        "trigger_id": "1.2.forged", "team_id": "T00LOCAL",
    }
).encode()  # fmt: skip


#: No worker process runs beside a harness.
NOBODY = {"urgent": 0, "long": 0}


@pytest.fixture
def web_harness(empty_redis: RedisServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Harness]:
    """A harness that is reached over HTTP."""
    with open_harness_over_http(empty_redis, monkeypatch) as opened:
        yield opened


def sent(harness: Harness, body: bytes, headers: dict[str, str], path: str = "/slack/events") -> tuple[int, str]:
    """Status and text of the bot's answer to somebody's request."""
    address = f"http://127.0.0.1:{harness.bot.muster.settings.port}{path}"
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    request = urllib.request.Request(address, body or None, headers | form)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.read().decode()


def signed(body: bytes, secret: str = LOCAL_SIGNING_SECRET, age: int = 0) -> dict[str, str]:
    """Slack's signature of a body, as it would have been made `age` seconds ago."""
    stamp = str(int(time.time()) - age)
    seal = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={seal}"}


def test_commands_forms_and_buttons_work_over_http(web_harness: Harness) -> None:
    """The same story as over Socket Mode, every request signed by the workspace."""
    vera, ana = web_harness.person("vera"), web_harness.person("ana")
    form = vera.types("declare")
    assert vera.fills(form, title=" ").errors == {"title": "Write what is wrong here."}
    assert vera.fills(form, title="checkout is down", severity="P1").errors == {}
    web_harness.settle()
    assert ana.presses("I'm on it", ana.sees("page:U01ONCALL:1")).words == ""
    web_harness.settle()
    assert "*INC-101 · INVESTIGATING*" in vera.sees("status").words
    assert vera.types("xyzzy").words.startswith('There is no sub-command "xyzzy".')


def test_forged_and_old_requests_change_nothing(web_harness: Harness) -> None:
    """A wrong secret, a wrong seal, none, one of ten minutes ago, a changed body: each is refused with 401."""
    good = signed(DECLARE)
    forged = [
        (DECLARE, signed(DECLARE, secret="another")),
        (DECLARE, good | {"X-Slack-Signature": "v0=0"}),
        (DECLARE, {}),
        (DECLARE, {"X-Slack-Signature": good["X-Slack-Signature"]}),
        (DECLARE, good | {"X-Slack-Request-Timestamp": "yesterday"}),
        (DECLARE, signed(DECLARE, age=600)),
        (DECLARE + b"&x=1", good),
        (b"\xff\xfe", signed(b"\xff\xfe")),
    ]
    for body, headers in forged:
        status, text = sent(web_harness, body, headers)
        assert status == 401, headers
        assert json.loads(text)["error"]
    assert "No incident is open" in web_harness.person("vera").types("list").words
    status, text = sent(web_harness, DECLARE, good)
    assert status == 200
    assert "INC-101 is declared: forged" in text


def test_healthz_says_what_works(web_harness: Harness) -> None:
    """200 while everything does, 503 with the part that does not."""
    status, text = sent(web_harness, b"", {}, "/healthz")
    assert (status, json.loads(text)) == (200, {"ready": True, "redis": True, "slack": True, "lanes": NOBODY})
    with web_harness.redis.away():
        status, text = sent(web_harness, b"", {}, "/healthz")
    assert (status, json.loads(text)) == (503, {"ready": False, "redis": False, "slack": True, "lanes": {}})


def test_over_socket_mode_only_health_is_served(harness: Harness) -> None:
    """`/slack/events` is there only without an app token; a socket that is down is said."""
    assert [str(getattr(route, "path", "")) for route in web_app(harness.bot).routes] == ["/healthz"]
    assert harness.bot.health() == ({"redis": True, "slack": True, "lanes": NOBODY}, True)
    post(harness.workspace, "/local/faults", {"down": True})
    until(lambda: not harness.bot.listening())
    assert harness.bot.health() == ({"redis": True, "slack": False, "lanes": NOBODY}, False)
