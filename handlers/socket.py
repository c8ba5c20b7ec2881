"""Socket Mode with a client that notices a dead connection soon, and does not hold new ones up."""

import copy
import ssl
from functools import cache
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler

from handlers.slack_app import LISTENER_THREADS

#: Real seconds between two looks at the connection. The SDK's 10 leave the bot deaf for 10 s after a
#: disconnect and for a minute after a workspace that died.
LOOK_SECONDS = 1

#: Real seconds that one read may hold the connection's lock. The SDK waits 3 s at a time, also when it
#: replaces a connection: what reaches the new one meanwhile would run into Slack's own 3 s.
READ_SECONDS = 0.4


def open_handler(app: App, token: str, web_client: Any) -> SocketModeHandler:
    """The handler for an app token, not connected yet."""
    opening = copy.copy(web_client)
    opening.ssl = web_client.ssl or _trusted()
    handler = SocketModeHandler(
        app, token, concurrency=LISTENER_THREADS, web_client=opening, ping_interval=LOOK_SECONDS
    )
    client: Any = handler.client
    connect = client.connect

    def connect_and_read_briefly() -> None:
        connect()
        session = client.current_session
        if session is not None and session.sock is not None:
            session.sock.settimeout(READ_SECONDS)

    client.connect = connect_and_read_briefly
    return handler


@cache
def _trusted() -> ssl.SSLContext:
    """Without it the SDK reads all the system's certificates anew for each connection, also for one without TLS."""
    return ssl.create_default_context()


def close_handler(handler: SocketModeHandler) -> None:
    """Close at once; the SDK's message thread is woken, as it would wait for one more message."""
    client: Any = handler.client
    client.closed = True
    client.enqueue_message("")
    closing: Any = handler
    closing.close()
