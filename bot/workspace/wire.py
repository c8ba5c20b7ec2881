"""What goes over the wire: JSON objects, and the refusal that every door of the workspace answers with."""

from typing import Any

Json = dict[str, Any]

#: The one workspace, its app and the secrets of both, known to everybody: the server is loopback only.
TEAM_ID = "T00LOCAL"
TEAM_NAME = "Local workspace"
TEAM_DOMAIN = "local"
APP_ID = "A00MUSTER"
BOT_ID = "B00MUSTER"
BOT_USER = "U00MUSTER"
BOT_TOKEN = "xoxb-local"
APP_TOKEN = "xapp-local"
SIGNING_SECRET = "local-signing-secret"
VERIFICATION_TOKEN = "local-verification-token"


class Refusal(Exception):
    """An answer `ok: false` with Slack's error word.

    Args:
        word: Slack's error code, such as `channel_not_found`.
        more: further fields of the answer, such as `response_metadata`.
    """

    def __init__(self, word: str, **more: Any) -> None:
        super().__init__(word)
        self.word = word
        self.more = more

    def answer(self) -> Json:
        """The body of the answer."""
        return {"ok": False, "error": self.word, **self.more}


def invalid_arguments(*problems: str) -> Refusal:
    """The refusal of a call with wrong arguments, in Slack's shape; a problem is `text [json-pointer:/x]`."""
    return Refusal(
        "invalid_arguments", response_metadata={"messages": [f"[ERROR] {problem}" for problem in problems]}
    )
