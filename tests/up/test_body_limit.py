"""How much of a request is read before anybody knows who sends it: real servers, raw sockets."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.body_limit import BodyLimit
from bot.up.ports import free_port

HEAD = b"POST /hook HTTP/1.1\r\nHost: 127.0.0.1\r\n"


@contextmanager
def serving(**limits: float) -> Iterator[int]:
    """A server that answers with the length of what it was sent."""

    async def length(request: Request) -> PlainTextResponse:
        return PlainTextResponse(f"{len(await request.body())} bytes")

    limit = Middleware(BodyLimit, largest=1000, **limits)  # type: ignore[arg-type]
    app = Starlette(routes=[Route("/hook", length, methods=["POST"])], middleware=[limit])
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield port
    finally:
        server.should_exit = True
        thread.join()


def chunk(size: int) -> bytes:
    return f"{size:x}\r\n".encode() + b"x" * size + b"\r\n"


def sent(port: int, *parts: bytes, pause: float = 0.0) -> str:
    """What comes back for parts that are sent one after the other, as far as the server takes them."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        try:
            for part in parts:
                line.sendall(part)
                time.sleep(pause)
        except OSError:
            pass
        answer = b""
        while got := line.recv(4096):
            answer += got
            if b"\r\n\r\n" in answer and b"Connection: close" not in parts[0]:
                break
        return answer.decode(errors="replace")


def test_a_body_that_fits_is_passed_on_whole() -> None:
    """With its length and without."""
    with serving() as port:
        assert "1000 bytes" in sent(port, HEAD + b"Connection: close\r\nContent-Length: 1000\r\n\r\n" + b"x" * 1000)
        chunked = HEAD + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
        assert "900 bytes" in sent(port, chunked, chunk(400), chunk(500), chunk(0))


@pytest.mark.parametrize(
    "request_parts",
    [
        (HEAD + b"Content-Length: 1001\r\n\r\n",),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", *(chunk(400) for _ in range(200))),
    ],
    ids=["announced", "not announced"],
)
def test_a_body_that_is_too_large_is_refused_before_it_is_read(request_parts: tuple[bytes, ...]) -> None:
    """413, whether it says how long it is or not; the connection ends with it."""
    with serving() as port:
        answer = sent(port, *request_parts)
    assert answer.startswith("HTTP/1.1 413 ")
    assert "connection: close" in answer.lower()
    assert "nosniff" in answer


def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    """408: a caller who sends a byte now and then holds nothing open."""
    with serving(seconds=0.3) as port:
        answer = sent(port, HEAD + b"Content-Length: 1000\r\n\r\n", *[b"x"] * 12, pause=0.05)
    assert answer.startswith("HTTP/1.1 408 ")
