"""One signed request to a real tracker, and what its answers mean (D12)."""

import hashlib
import hmac
from collections.abc import Iterator

import pytest

from bot.tracker.hook import Made, NotNow, Refused, send
from bot.up.ports import free_port
from tests.tracker.office import Answer, Office, made, open_office

CONTENT = {"id": "INC-101", "title": "Zahlung ünmöglich <b>", "kind": "incident"}


@pytest.fixture
def office() -> Iterator[Office]:
    """A tracker that says yes."""
    with open_office() as opened:
        opened.says(made())
        yield opened


def test_the_tracker_can_tell_that_it_is_us(office: Office) -> None:
    """The signature is of exactly the bytes that came; the key names the ticket, however often it comes."""
    assert send(office.url, "s3cret", CONTENT, "INC-101:17") == Made(
        key="OPS-12", url="https://tracker.example.com/OPS-12"
    )
    (letter,) = office.letters
    wanted = hmac.new(b"s3cret", letter.body, hashlib.sha256).hexdigest()
    assert letter.headers["X-Muster-Signature"] == f"sha256={wanted}"
    assert letter.headers["Idempotency-Key"] == "INC-101:17"
    assert letter.headers["Content-Type"].startswith("application/json")
    assert letter.content == CONTENT


@pytest.mark.parametrize(
    "body",
    [b"", b"ok", b"[]", b'{"key": 17}', b'{"url": "javascript:alert(1)"}', b'{"url": "https://x|y"}',
     b'{"key": "' + b"x" * 61 + b'"}', b"\xff\xfe", b"{" * 70_000],
)  # fmt: skip
def test_an_answer_that_nobody_understands_is_a_ticket_all_the_same(office: Office, body: bytes) -> None:
    """It said yes; what else it says is not shown."""
    office.says(Answer(200, body))
    assert send(office.url, "s", CONTENT, "k") == Made()


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 410, 422])
def test_a_no_is_a_no(office: Office, status: int) -> None:
    """Asking again would be refused again."""
    office.says(Answer(status))
    assert send(office.url, "s", CONTENT, "k") == Refused(f"the tracker refuses it (HTTP {status})")


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_not_now_is_for_later(office: Office, status: int) -> None:
    """Trouble of the tracker's own, or its wish for patience."""
    office.says(Answer(status, headers={"Retry-After": "7"}))
    assert send(office.url, "s", CONTENT, "k") == NotNow(f"it answers HTTP {status}", 7.0)
    office.says(Answer(status, headers={"Retry-After": "soon"}))
    assert send(office.url, "s", CONTENT, "k") == NotNow(f"it answers HTTP {status}", None)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_signed_ticket_goes_nowhere_else(office: Office, status: int) -> None:
    """A redirect could lead it to anybody."""
    with open_office() as elsewhere:
        office.says(Answer(status, headers={"Location": elsewhere.url}))
        answer = send(office.url, "s", CONTENT, "k")
        assert isinstance(answer, Refused)
        assert "put the right address into the file" in answer.reason
        assert elsewhere.letters == []


def test_nobody_is_there() -> None:
    """A tracker that is away is tried again."""
    assert isinstance(send(f"http://127.0.0.1:{free_port()}/x", "s", CONTENT, "k"), NotNow)
    assert isinstance(send("https://tracker.invalid/x", "s", CONTENT, "k"), NotNow)
