"""Slack's Web API: who calls, how often, with what, and which method answers."""

from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from bot.workspace.arguments import Arguments, read_arguments
from bot.workspace.call_handling import Answer, CallHandling, too_many
from bot.workspace.methods import METHODS
from bot.workspace.responses import Responses
from bot.workspace.team import Team
from bot.workspace.tiers import Rates
from bot.workspace.wire import Json, Refusal
from bot.workspace.workspace_settings import WorkspaceSettings

#: Methods that take no token, or the app's.
_NO_TOKEN = frozenset({"api.test"})
_APP_TOKEN = frozenset({"apps.connections.open"})


class WebApi:
    """ASGI endpoint of /api/METHOD."""

    def __init__(self, team: Team, door: CallHandling, rates: Rates) -> None:
        self._team, self._door, self._rates = team, door, rates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call."""
        await self._door.serve(scope, receive, send, scope["path_params"]["method"], self._apply)

    def _apply(self, request: Request, body: bytes) -> Answer:
        try:
            args = _arguments(request, body)
        except Refusal as refusal:
            return Answer(refusal.answer())
        channel = args.named_channel()
        try:
            answer = self._call(request.path_params["method"], args, channel)
        except Refusal as refusal:
            answer = Answer(refusal.answer())
        answer.headers |= {"x-oauth-scopes": ",".join(sorted(self._team.app.manifest.scopes))}
        answer.channel = _channel(answer.body) or channel
        return answer

    def _call(self, method: str, args: Arguments, channel: str | None) -> Answer:
        if method not in METHODS:
            raise Refusal("unknown_method", req_method=method)
        _check_token(method, args.token, self._team.charter)
        self._team.app.manifest.allow(method)
        wait = self._rates.wait(method, channel)
        if wait is not None:
            return too_many(wait)
        try:
            return Answer({"ok": True, **METHODS[method](self._team, args)})
        finally:
            self._team.journal.flush()


class ResponseEndpoint:
    """ASGI endpoint of /response/TOKEN, the response URLs."""

    def __init__(self, responses: Responses, door: CallHandling) -> None:
        self._responses, self._door = responses, door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one post."""
        await self._door.serve(scope, receive, send, "response_url", self._apply)

    def _apply(self, request: Request, body: bytes) -> Answer:
        try:
            args = read_arguments(body, "application/json", "", "")
            channel = self._responses.by_url(request.path_params["token"], args)
        except Refusal as refusal:
            status = 404 if refusal.word.endswith("_url") else 400
            return Answer(refusal.answer(), status)
        return Answer({"ok": True}, channel=channel)


def _arguments(request: Request, body: bytes) -> Arguments:
    headers = request.headers
    return read_arguments(body, headers.get("content-type", ""), request.url.query, headers.get("authorization", ""))


def _check_token(method: str, token: str | None, charter: WorkspaceSettings) -> None:
    if method in _NO_TOKEN:
        return
    if not token:
        raise Refusal("not_authed")
    if token not in (charter.bot_token, charter.app_token):
        raise Refusal("invalid_auth")
    if (method in _APP_TOKEN) != (token == charter.app_token):
        raise Refusal("not_allowed_token_type")


def _channel(body: Json) -> str | None:
    channel = body.get("channel")
    if isinstance(channel, dict):
        return str(channel["id"])
    return channel if isinstance(channel, str) else None
