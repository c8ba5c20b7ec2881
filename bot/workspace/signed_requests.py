"""HTTP mode: commands, interactions and events go to the app's request URL, signed as Slack signs them."""

import asyncio
import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from http.client import HTTPException
from urllib.parse import urlencode

from bot.workspace.app_link import NotCarried, Parcel, compact, nobody_asks
from bot.workspace.wire import SIGNING_SECRET, Json


class SignedRequests:
    """Signed POST requests to one URL.

    Args:
        request_url: the app's endpoint for everything, such as http://127.0.0.1:3000/slack/events.
    """

    def __init__(self, request_url: str) -> None:
        self._url = request_url
        self.down = False
        self.on_change: Callable[[], None] = nobody_asks

    @property
    def connected(self) -> bool:
        """Always, as far as one knows before asking."""
        return not self.down

    async def drop_all(self) -> None:
        """Nothing: each request has a connection of its own."""

    async def carry(self, parcel: Parcel, patience: float) -> Json | None:
        """Post it and return the JSON (or text) of the answer.

        Raises:
            NotCarried: dispatch_failed, operation_timeout, http_client_error or http_service_error.
        """
        if self.down:
            raise NotCarried("dispatch_failed")
        try:
            return await asyncio.wait_for(asyncio.to_thread(self._post, parcel, patience), patience)
        except TimeoutError:
            raise NotCarried("operation_timeout") from None

    def _post(self, parcel: Parcel, patience: float) -> Json | None:
        body, content_type = _encoded(parcel)
        headers = {"Content-Type": content_type, **signature(body)}
        if parcel.retry:
            headers |= {"X-Slack-Retry-Num": str(parcel.retry), "X-Slack-Retry-Reason": _http_reason(parcel)}
        request = urllib.request.Request(self._url, body, headers, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=patience) as answer:
                return _payload(answer.read(), answer.headers.get_content_type())
        except urllib.error.HTTPError as answer:
            answer.close()
            raise NotCarried("http_client_error" if answer.code < 500 else "http_service_error") from None
        except TimeoutError:
            raise NotCarried("operation_timeout") from None
        except (OSError, HTTPException):
            raise NotCarried("dispatch_failed") from None


def signature(body: bytes) -> dict[str, str]:
    """Slack's version 0 signature of a request body, as headers."""
    stamp = str(int(time.time()))
    signed = b"v0:" + stamp.encode() + b":" + body
    seal = hmac.new(SIGNING_SECRET.encode(), signed, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={seal}"}


def _encoded(parcel: Parcel) -> tuple[bytes, str]:
    if parcel.kind == "events_api":
        return compact(parcel.payload).encode(), "application/json"
    form = parcel.payload if parcel.kind == "slash_commands" else {"payload": compact(parcel.payload)}
    return urlencode(form).encode(), "application/x-www-form-urlencoded"


def _http_reason(parcel: Parcel) -> str:
    return "http_timeout" if parcel.retry_reason == "timeout" else "http_error"


def _payload(body: bytes, content_type: str) -> Json | None:
    if not body.strip():
        return None
    if content_type == "application/json":
        answer: Json = json.loads(body)
        return answer
    return {"text": body.decode(errors="replace")}
