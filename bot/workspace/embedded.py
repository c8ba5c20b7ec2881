"""A workspace in a thread of this process, for tests and trials."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bot.workspace.app_manifest import AppManifest
from bot.workspace.server import Options, Server, listen
from bot.workspace.wire import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET


class LocalWorkspace:
    """A running workspace.

    Attributes:
        base_url: such as http://127.0.0.1:41234.
        api_url: the base URL of the Web API, what SLACK_API_URL takes.
    """

    bot_token = BOT_TOKEN
    app_token = APP_TOKEN
    signing_secret = SIGNING_SECRET

    def __init__(self, options: Options, port: int = 0) -> None:
        self._server = Server(options, listen(port))
        self.base_url = self._server.base_url
        self.api_url = f"{self.base_url}/api/"
        self._thread = threading.Thread(target=self._server.run, name="local-workspace", daemon=True)

    def start(self) -> None:
        """Begin to serve; requests may be sent at once."""
        self._thread.start()

    def stop(self) -> None:
        """Stop serving, and return when everything is closed."""
        self._server.stop()
        self._thread.join()


@contextmanager
def running_workspace(port: int = 0, *, rates: bool = False, **options: Any) -> Iterator[LocalWorkspace]:
    """A workspace that runs while the block does.

    Args:
        port: 0 for any free one.
        rates: whether Slack's rate tiers are kept.
        options: the other fields of `bot.workspace.server.Options`; without a manifest the app is a typical
            one, which hears of every event.
    """
    options.setdefault("manifest", AppManifest())
    workspace = LocalWorkspace(Options(rates=rates, **options), port)
    workspace.start()
    try:
        yield workspace
    finally:
        workspace.stop()
