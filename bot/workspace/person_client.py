"""What everything that a person does shares: who and where, asking the app, and the answer with what was seen."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bot.workspace.app_link import Ack
from bot.workspace.channels import Channel
from bot.workspace.moments import Moment
from bot.workspace.payloads import Payloads
from bot.workspace.responses import Responses
from bot.workspace.team import Team
from bot.workspace.wire import BOT_USER, Json, Refusal


class PersonClient:
    """The workspace as a person's client uses it."""

    def __init__(self, team: Team, responses: Responses) -> None:
        self.team = team
        self.responses = responses
        self.payloads = Payloads(team)

    def person(self, body: Json) -> str:
        """The id of the person in `user`.

        Raises:
            Refusal: user_not_found, also for the bot, which has no client.
        """
        user = str(self.team.user(body.get("user"))["id"])
        if user == BOT_USER:
            raise Refusal("user_not_found")
        return user

    def channel(self, user: str, wanted: Any) -> Channel:
        """The channel by id or name (with or without #), or the direct messages with the bot by its name.

        Raises:
            Refusal: channel_not_found, also when the person may not see it.
        """
        name = wanted if isinstance(wanted, str) else ""
        channel_id = self.team.names.get(name.removeprefix("#"), name)
        if name.removeprefix("@") in (BOT_USER, self.team.users[BOT_USER]["name"]) and channel_id == name:
            channel_id = self.team.direct(user).id
        channel = self.team.channels.get(channel_id)
        if channel is None or not channel.seen_by(user):
            raise Refusal("channel_not_found")
        return channel

    async def ask(self, kind: str, payload: Json) -> Ack:
        """Bring a payload to the app, after everything before it is on disk."""
        self.team.journal.flush()
        return await self.team.app.ask(kind, payload)

    @asynccontextmanager
    async def watching(self, user: str, channel: str | None = None) -> AsyncIterator[Moment]:
        """A moment of that person."""
        with self.team.moments.begin(user, channel) as moment:
            yield moment

    async def seen(self, moment: Moment, ack: Ack | None, **more: Any) -> Json:
        """The answer of /local/*: what the person sees when nothing new comes any more."""
        error = more.pop("error", None) or (ack.error if ack else None)
        if error != "dispatch_failed":
            await self.team.moments.settle(moment)
        self.team.journal.flush()
        view = self._view(moment)
        return {
            "ok": error is None,
            "error": error,
            "ack_ms": ack.ms if ack else None,
            "start": moment.start,
            "ephemeral": list(moment.ephemeral.values()),
            "view": view,
            "errors": None,
            **more,
        }

    def _view(self, moment: Moment) -> Json | None:
        if moment.view is None:
            return None
        try:
            return self.team.views.find(moment.view).shown()
        except Refusal:
            return None
