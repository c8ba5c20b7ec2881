"""A console for tests: beside a harness, and the browsers of people who come in."""

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from typing import Any

from bot.console.entrance import Entrance, choose_entrance
from bot.console.links import Links
from bot.settings import Settings
from bot.store.timekeeper import Timekeeper
from bot.up.ports import free_port
from handlers.console import ConsoleProcess
from jobs.console import serve_console_work
from tests.handlers.harness import Person
from tests.servers import RedisServer
from tests.workspace.people import Json


class Browser:
    """Somebody's browser: keeps the cookie that it was given."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.cookie = ""

    def sign_in(self, link: str) -> int:
        """Open a personal link; the HTTP status."""
        status, _ = self.post("/sign-in", {"link": link})
        return status

    def get(self, path: str, **headers: str) -> tuple[int, Any]:
        """Status and JSON (or text) at a path."""
        return self._send(urllib.request.Request(self.url + path), headers)

    def post(self, path: str, body: Json, **headers: str) -> tuple[int, Any]:
        """Status and JSON of what a JSON body is answered with."""
        request = urllib.request.Request(self.url + path, json.dumps(body).encode())
        return self._send(request, {"Content-Type": "application/json", **headers})

    def _send(self, request: urllib.request.Request, headers: dict[str, str]) -> tuple[int, Any]:
        for name, value in headers.items():
            request.add_header(name.replace("_", "-"), value)
        if self.cookie:
            request.add_header("Cookie", self.cookie)
        try:
            with urllib.request.urlopen(request) as answer:
                if given := answer.headers.get("Set-Cookie"):
                    name, morsel = next(iter(SimpleCookie(given).items()))
                    self.cookie = f"{name}={morsel.value}"
                return answer.status, _read(answer.read())
        except urllib.error.HTTPError as answer:
            return answer.code, _read(answer.read())


class Guest(Person):
    """Somebody of the organisation at the console, signed in by a link of theirs."""

    def __init__(self, browser: Browser, name: str) -> None:
        self.browser = browser
        self.name = name
        self._read: set[str] = set()

    def asks(self, path: str) -> Any:
        """As at any client, over the console's doors."""
        status, found = self.browser.get(path)
        assert status == 200, found
        return found

    def posts(self, path: str, body: Json) -> Json:
        """As at any client, over the console's doors."""
        status, found = self.browser.post(path, body)
        assert status == 200, found
        answer: Json = found
        return answer


class RunningConsole:
    """A console in threads of this process."""

    def __init__(
        self, redis: RedisServer, settings: Settings, timekeeper: Timekeeper | None, entrance: Entrance
    ) -> None:
        self.links = Links(redis.client())
        self.process = ConsoleProcess(settings, entrance, serve_console_work, timekeeper)
        self.url = f"http://127.0.0.1:{entrance.port}"
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self.process.run, args=(self._ready.set,), daemon=True)

    def start(self) -> None:
        """Return when people can come in."""
        self._thread.start()
        assert self._ready.wait(20)

    def stop(self) -> None:
        """Return when it has ended."""
        self.process.stop()
        self._thread.join()

    def browser(self) -> Browser:
        """A browser that nobody has signed in with."""
        return Browser(self.url)

    def guest(self, name: str) -> Guest:
        """Somebody by handle, signed in by a new link."""
        browser = self.browser()
        person = str(self.process.server.team.user(name)["id"])
        assert browser.sign_in(self.links.give(person)) == 200
        return Guest(browser, name)


@contextmanager
def running_console(
    redis: RedisServer, settings: Settings | None = None, timekeeper: Timekeeper | None = None, **entrance: Any
) -> Iterator[RunningConsole]:
    """A console that runs while the block does."""
    chosen = choose_entrance(**{"port": free_port(), **entrance})
    console = RunningConsole(redis, settings or Settings(redis_url=redis.url), timekeeper, chosen)
    console.start()
    try:
        yield console
    finally:
        console.stop()


def _read(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return content.decode(errors="replace")
