"""HTTP mode: the app behind a request URL gets signed requests that the real slack-bolt accepts."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from slack_bolt import Ack, App, BoltRequest
from slack_sdk import WebClient

from bot.workspace.embedded import running_workspace
from bot.workspace.wire import SIGNING_SECRET
from tests.workspace.people import Json, Person, button, modal, post, slack, text_input


class Endpoint:
    """An HTTP server in front of a slack-bolt app that is made once the workspace's address is known."""

    def __init__(self) -> None:
        self.app: App | None = None
        self.status: int | None = None
        self.retries: list[str | None] = []

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Let the app answer one request, or answer with `status`."""
        body = handler.rfile.read(int(handler.headers["Content-Length"])).decode()
        self.retries.append(handler.headers.get("X-Slack-Retry-Num"))
        if self.status or self.app is None:
            handler.send_response(self.status or 500)
            handler.send_header("Content-Length", "0")
            handler.end_headers()
            return
        headers: dict[str, str | Sequence[str]] = {name: [value] for name, value in handler.headers.items()}
        response = self.app.dispatch(BoltRequest(body=body, headers=headers))
        content = (response.body or "").encode()
        handler.send_response(response.status)
        for name, value in response.first_headers_without_set_cookie().items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)


@contextmanager
def serving(endpoint: Endpoint) -> Iterator[str]:
    """The endpoint's address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            endpoint.answer(self)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/slack/events"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_whole_way_over_http() -> None:
    """A command, a click, a modal with errors and a mention reach an app that checks each signature."""
    heard: list[str] = []
    endpoint = Endpoint()
    with serving(endpoint) as url, running_workspace(request_url=url) as workspace:
        app = App(client=slack(workspace), signing_secret=SIGNING_SECRET)
        endpoint.app = app

        @app.command("/incident")
        def declare(ack: Ack, command: Json, client: WebClient) -> None:
            client.views_open(trigger_id=command["trigger_id"], view=modal(text_input("title")))
            ack(text=f"got {command['text']}")

        @app.view("declare")
        def submit(ack: Ack) -> None:
            ack(response_action="errors", errors={"title": "Say more"})

        @app.action("go")
        def go(ack: Ack) -> None:
            ack()
            heard.append("click")

        @app.event("app_mention")
        def mention(event: Json) -> None:
            heard.append(event["text"])

        @app.event("message")
        def ignore() -> None:
            pass

        ana = Person(workspace, "ana")
        seen = ana.command("declare a & b = c")
        assert seen["ephemeral"][0]["text"] == "got declare a &amp; b = c"
        wrong = ana.does("submit", view_id=seen["view"]["id"], values={"title": "x"})
        assert wrong["errors"] == {"title": "Say more"}
        card = app.client.chat_postMessage(channel="C00GENERAL", text="x", blocks=[button("go")])
        assert ana.does("action", channel="general", ts=card["ts"], action_id="go")["ok"]
        assert ana.does("message", channel="general", text="@muster hi")["ok"]
    assert heard == ["click", "<@U00MUSTER> hi"]


def test_what_a_person_reads_when_the_endpoint_fails() -> None:
    """A 404, a 500 and nobody listening each have Slack's own word."""
    endpoint = Endpoint()
    words = []
    with serving(endpoint) as url, running_workspace(request_url=url) as workspace:
        for status in (404, 503):
            endpoint.status = status
            words.append(Person(workspace, "ana").command("status")["error"])
    with running_workspace(request_url=url) as workspace:
        words.append(Person(workspace, "ana").command("status")["error"])
    assert words == ["http_client_error", "http_service_error", "dispatch_failed"]


def test_a_wrong_secret_is_refused_by_the_app() -> None:
    """The signature is real: an app with another secret answers 401, and the person reads so."""
    endpoint = Endpoint()
    with serving(endpoint) as url, running_workspace(request_url=url) as workspace:
        endpoint.app = App(client=slack(workspace), signing_secret="another secret")
        assert Person(workspace, "ana").command("status")["error"] == "http_client_error"


def test_nothing_is_sent_while_slack_is_down() -> None:
    """The person reads dispatch_failed and the endpoint hears nothing."""
    endpoint = Endpoint()
    with serving(endpoint) as url, running_workspace(request_url=url) as workspace:
        assert post(workspace, "/local/faults", {"down": True})["ok"]
        assert Person(workspace, "ana").command("status")["error"] == "dispatch_failed"
    assert endpoint.retries == []


def test_an_event_is_sent_again_with_its_number() -> None:
    """The first attempt fails, the second carries X-Slack-Retry-Num 1 and is heard."""
    heard = threading.Event()
    endpoint = Endpoint()
    endpoint.status = 503
    with serving(endpoint) as url, running_workspace(request_url=url) as workspace:
        app = App(client=slack(workspace), signing_secret=SIGNING_SECRET)

        @app.event("message")
        def on_message() -> None:
            heard.set()

        assert Person(workspace, "ana").does("message", channel="general", text="hi")["ok"]
        endpoint.app, endpoint.status = app, None
        assert heard.wait(10)
    assert endpoint.retries == [None, "1"]
