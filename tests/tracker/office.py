"""A tracker on this machine: a real HTTP server that answers as a story says, and remembers what it was sent."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Letter:
    """One request as it came."""

    headers: dict[str, str]
    body: bytes

    @property
    def content(self) -> Json:
        """The JSON in it."""
        found: Json = json.loads(self.body)
        return found


@dataclass
class Answer:
    """What the tracker says."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Office:
    """The tracker. `answers` are given one after the other; the last one again and again."""

    url: str = ""
    answers: list[Answer] = field(default_factory=lambda: [Answer()])
    letters: list[Letter] = field(default_factory=list)

    def says(self, *answers: Answer) -> None:
        """Answer like this from now on."""
        self.answers = list(answers)


def made(key: str = "OPS-12", url: str = "https://tracker.example.com/OPS-12") -> Answer:
    """A ticket was made."""
    return Answer(201, json.dumps({"key": key, "url": url, "more": [1]}).encode())


@contextmanager
def open_office() -> Iterator[Office]:
    """A tracker while the block runs."""
    office = Office()

    class PersonClient(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            office.letters.append(Letter(dict(self.headers), self.rfile.read(length)))
            answer = office.answers.pop(0) if len(office.answers) > 1 else office.answers[0]
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *args: Any) -> None:
            """Stories are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), PersonClient)
    office.url = f"http://127.0.0.1:{server.server_port}/hooks/muster"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield office
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
