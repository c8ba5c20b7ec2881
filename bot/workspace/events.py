"""What happens in channels where the bot is, as the Events API tells it."""

import asyncio
import re
from collections.abc import Awaitable

from bot.workspace.app_link import Ack, AppLink
from bot.workspace.channels import Channel
from bot.workspace.clock import Clock
from bot.workspace.wire import BOT_USER, TEAM_ID, Json

_MENTION = re.compile(rf"<@{BOT_USER}(\|[^>]*)?>")
_MESSAGES = {"channel": "message.channels", "group": "message.groups", "im": "message.im"}


class Events:
    """Tells the app, if the bot is a member and the app is subscribed."""

    def __init__(self, app: AppLink, clock: Clock) -> None:
        self._app = app
        self._clock = clock

    async def message_posted(self, channel: Channel, message: Json) -> Ack | None:
        """Tell of a new message and of a mention in it; the slower acknowledgement, None if none is due."""
        if BOT_USER not in channel.members:
            return None
        told = [self._tell_message(channel, message)]
        if _MENTION.search(message["text"]) and not channel.is_im:
            mention = self._message_event(channel, message) | {"type": "app_mention"}
            told.append(self._app.tell("app_mention", mention))
        acks = await asyncio.gather(*told)
        return max(acks, key=lambda ack: ack.ms or 0)

    def own_message_posted(self, channel: Channel, message: Json) -> None:
        """Tell the app of its own message, as Slack does."""
        if BOT_USER in channel.members:
            self._tell_message(channel, message)

    def message_changed(self, channel: Channel, message: Json, before: Json) -> None:
        """Tell of an edited message."""
        self._hidden(channel, {"subtype": "message_changed", "message": message, "previous_message": before})

    def message_deleted(self, channel: Channel, message: Json) -> None:
        """Tell of a message that is gone."""
        self._hidden(
            channel, {"subtype": "message_deleted", "deleted_ts": message["ts"], "previous_message": message}
        )

    def reaction(self, kind: str, channel: Channel, message: Json, user: str, name: str) -> Awaitable[Ack] | None:
        """Tell of `reaction_added` or `reaction_removed`."""
        if BOT_USER not in channel.members:
            return None
        return self._app.tell(
            kind,
            {
                "type": kind,
                "user": user,
                "reaction": name,
                "item_user": message["user"],
                "item": {"type": "message", "channel": channel.id, "ts": message["ts"]},
                "event_ts": self._clock.timestamp(),
            },
        )

    def member(self, kind: str, channel: Channel, user: str, inviter: str | None) -> None:
        """Tell of `member_joined_channel` or `member_left_channel`."""
        if BOT_USER in channel.members:
            self._app.tell(
                kind,
                {
                    "type": kind,
                    "user": user,
                    "channel": channel.id,
                    "channel_type": channel.id[0],
                    "team": TEAM_ID,
                    "event_ts": self._clock.timestamp(),
                }
                | ({"inviter": inviter} if inviter else {}),
            )

    def channel_event(self, kind: str, channel: Channel, more: Json) -> None:
        """Tell of a channel that was created, renamed, archived or unarchived."""
        if not channel.is_private or BOT_USER in channel.members:
            name = kind.replace("channel_", "group_") if channel.is_private else kind
            self._app.tell(name, {"type": name, "event_ts": self._clock.timestamp(), **more})

    def home_opened(self, user: str, direct: Channel, view: Json | None) -> Awaitable[Ack]:
        """Tell that a person opened the app's home tab."""
        return self._app.tell(
            "app_home_opened",
            {
                "type": "app_home_opened",
                "user": user,
                "channel": direct.id,
                "tab": "home",
                "event_ts": self._clock.timestamp(),
            }
            | ({"view": view} if view else {}),
        )

    def _tell_message(self, channel: Channel, message: Json) -> Awaitable[Ack]:
        return self._app.tell(_MESSAGES[channel.kind], self._message_event(channel, message))

    def _message_event(self, channel: Channel, message: Json) -> Json:
        event = {**message, "channel": channel.id, "channel_type": channel.kind, "event_ts": message["ts"]}
        event.pop("metadata", None)
        return event

    def _hidden(self, channel: Channel, more: Json) -> None:
        if BOT_USER in channel.members:
            stamp = self._clock.timestamp()
            self._app.tell(
                _MESSAGES[channel.kind],
                {
                    "type": "message",
                    "hidden": True,
                    "channel": channel.id,
                    "channel_type": channel.kind,
                    "ts": stamp,
                    "event_ts": stamp,
                    **more,
                },
            )
