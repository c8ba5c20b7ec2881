"""The workspace itself: its people, channels and messages, and every change to them."""

import secrets
from collections import deque
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bot.workspace.app_link import AppLink, Carrier
from bot.workspace.app_manifest import AppManifest
from bot.workspace.cast import Named, roles, users
from bot.workspace.channels import Channel, channel_from_row
from bot.workspace.clock import Clock
from bot.workspace.events import Events
from bot.workspace.feed import Feed
from bot.workspace.files import Files
from bot.workspace.journal import Journal
from bot.workspace.modals import Views
from bot.workspace.moments import Moment, Moments
from bot.workspace.search import Search
from bot.workspace.triggers import ResponseUrls, Triggers
from bot.workspace.unread import Marks
from bot.workspace.wire import APP_ID, BOT_ID, BOT_USER, TEAM_ID, Json, Refusal
from bot.workspace.workspace_settings import LOCAL, WorkspaceSettings

#: Ephemeral messages that are remembered, and messages whose content before the last edit is.
_EPHEMERALS = 1_000
_EDITS = 1_000


class Team:
    """State in memory, each change journalled, shown on the pages and told to the app.

    Args:
        folder: where the journal lies; None keeps nothing.
        people: of the organisation's file; nobody means the built-in cast.
        carrier: the way to the app.
        manifest: what the app is installed with.
        charter: what the workspace is run for.
    """

    def __init__(
        self,
        folder: Path | None,
        people: Iterable[Named],
        carrier: Carrier,
        manifest: AppManifest,
        charter: WorkspaceSettings = LOCAL,
    ) -> None:
        self.charter = charter
        self.clock = Clock()
        self.base_url = ""
        self.journal = Journal(folder)
        self.feed = Feed()
        self.moments = Moments(self.clock)
        self.triggers = Triggers(self.clock)
        self.responses = ResponseUrls(self.clock, charter.signing_secret)
        self.views = Views(self.journal, self.feed, self.moments)
        self.files = Files(self.journal, folder)
        self.app = AppLink(carrier, self.clock, manifest)
        self.events = Events(self.app, self.clock)
        people = tuple(people)
        self.users = users(people, visitor=charter.visitor)
        self.roles = roles(people)
        self.channels: dict[str, Channel] = {}
        self.names: dict[str, str] = {}
        self.ephemerals: deque[Json] = deque(maxlen=_EPHEMERALS)
        self.marks = Marks(self.journal, self.feed, self.channels, discreet=charter.discreet)
        self.search = Search(self.channels, self.users)
        self._before_edit: dict[tuple[str, str], list[Json]] = {}
        self._load()

    def _load(self) -> None:
        for _, row in self.journal.load("channel"):
            self._know(channel_from_row(row))
        for key, message in self.journal.load("message"):
            channel, _, ts = key.partition("/")
            self.channels[channel].messages[ts] = message
            self.clock.not_before(ts)
        for channel_id, name in self.charter.channels:
            if channel_id not in self.channels:
                self._know(Channel(channel_id, name, BOT_USER, int(self.clock.now())))
            start = self.channels[channel_id]
            start.members += [user for user in self.users if user not in start.members]
            self.save(start)
        self.journal.flush()

    def _know(self, channel: Channel) -> None:
        self.channels[channel.id] = channel
        if not channel.is_im:
            self.names[channel.name] = channel.id

    @property
    def files_url(self) -> str:
        """What stands before the path of a file in the addresses that people are given."""
        return self.base_url if self.charter.files_url is None else self.charter.files_url

    def save(self, channel: Channel) -> None:
        """Journal the channel without its messages."""
        self.journal.put("channel", channel.id, channel.row())

    def changed(self, channel: Channel, *also: str) -> None:
        """Journal the channel and show its new header; `also` are people who just lost sight of it."""
        self.save(channel)
        self.feed.channel(channel, *also)

    # -- channels

    def user(self, id_or_name: Any) -> Json:
        """The user with that id or handle, with or without @.

        Raises:
            Refusal: user_not_found.
        """
        wanted = id_or_name.removeprefix("@") if isinstance(id_or_name, str) else ""
        found = self.users.get(wanted)
        found = found or next((user for user in self.users.values() if user["name"] == wanted.lower()), None)
        if found is None:
            raise Refusal("user_not_found")
        return found

    def create_channel(self, name: str, creator: str, *, is_private: bool) -> Channel:
        """A new channel with its creator in it.

        Raises:
            Refusal: name_taken, also by an archived or a private channel.
        """
        if name in self.names:
            raise Refusal("name_taken")
        channel_id = f"C{secrets.token_hex(5).upper()}"
        channel = Channel(channel_id, name, creator, int(self.clock.now()), is_private)
        channel.members.append(creator)
        self._know(channel)
        self.changed(channel)
        self.events.channel_event("channel_created", channel, {"channel": channel.conversation(creator)})
        return channel

    def rename_channel(self, channel: Channel, name: str) -> None:
        """Give a channel another name.

        Raises:
            Refusal: name_taken.
        """
        if self.names.get(name, channel.id) != channel.id:
            raise Refusal("name_taken")
        del self.names[channel.name]
        channel.name = name
        self.names[name] = channel.id
        self.changed(channel)
        self.events.channel_event(
            "channel_rename",
            channel,
            {
                "channel": {"id": channel.id, "name": name, "created": channel.created},
            },
        )

    def direct(self, user: str) -> Channel:
        """The direct messages of that person with the bot, opened if need be."""
        channel_id = f"D{user[1:]}"
        if channel_id not in self.channels:
            handle = f"@{self.users[user]['name']}"
            channel = Channel(channel_id, handle, BOT_USER, int(self.clock.now()), is_im=True, user=user)
            channel.members += [user, BOT_USER]
            self._know(channel)
            self.changed(channel)
        return self.channels[channel_id]

    def join(self, channel: Channel, user: str, inviter: str | None = None) -> None:
        """Put a person into a channel."""
        channel.members.append(user)
        self.changed(channel)
        self.marks.joined(channel, user)
        self.events.member("member_joined_channel", channel, user, inviter)

    def leave(self, channel: Channel, user: str) -> None:
        """Take a person out of a channel."""
        self.events.member("member_left_channel", channel, user, None)
        channel.members.remove(user)
        self.changed(channel, user)

    # -- messages

    def message(self, channel: Channel, ts: Any) -> Json:
        """The message with that timestamp.

        Raises:
            Refusal: message_not_found.
        """
        found = channel.messages.get(ts) if isinstance(ts, str) else None
        if found is None:
            raise Refusal("message_not_found")
        return found

    def post(self, channel: Channel, user: str, content: Json) -> Json:
        """Add a message; `content` holds text and, as given, blocks, thread_ts, metadata, files, subtype."""
        ts = self.clock.timestamp()
        message: Json = {"type": "message", "ts": ts, "user": user, "team": TEAM_ID, **content}
        if user == BOT_USER:
            message |= {"bot_id": BOT_ID, "app_id": APP_ID, "bot_profile": _BOT_PROFILE}
        channel.messages[ts] = message
        if "thread_ts" in message:
            self._count_reply(channel, message)
        self._show(channel, message)
        self.marks.posted(channel, message)
        if channel.is_im and channel.user and user == BOT_USER:
            self.moments.appeared(channel.user)
        return message

    def edit(self, channel: Channel, message: Json, content: Json) -> None:
        """Change a message in place and mark it as edited."""
        before = dict(message)
        self._before_edit.pop((channel.id, message["ts"]), None)
        self._before_edit[channel.id, message["ts"]] = before.get("blocks", [])
        if len(self._before_edit) > _EDITS:
            del self._before_edit[next(iter(self._before_edit))]
        message |= content
        message["edited"] = {"user": message["user"], "ts": self.clock.timestamp()}
        self._show(channel, message)
        self.events.message_changed(channel, message, before)

    def touched(self, channel: Channel, message: Json) -> None:
        """A message changed in what others add to it: reactions, replies, pins."""
        self._show(channel, message)

    def delete(self, channel: Channel, message: Json) -> None:
        """Remove a message, its pin, and its reply from the count of the thread; over replies a tombstone stays."""
        if message.get("reply_count"):
            thread = {name: message[name] for name in (*_OF_THREAD, "type", "ts", "team")}
            channel.messages[message["ts"]] = thread | _TOMBSTONE
            self._show(channel, thread | _TOMBSTONE)
        else:
            self._remove(channel, message)
        self.marks.deleted(channel, message)
        if channel.pins.pop(message["ts"], None) is not None:
            self.changed(channel)
        parent = channel.messages.get(message.get("thread_ts", ""))
        if parent is not None and parent is not message:
            self._recount(channel, parent)
        self.events.message_deleted(channel, message)

    def blocks_before_edit(self, channel: Channel, ts: str) -> list[Json]:
        """What a message showed before its last edit: what a client that is a moment behind still shows."""
        return self._before_edit.get((channel.id, ts), [])

    def whisper(self, channel: Channel, user: str, content: Json, moment: Moment | None = None) -> Json:
        """Show a message to one person only. It is not kept over a restart, as in Slack."""
        ts = self.clock.timestamp()
        item: Json = {"channel": channel.id, "user": user, "ts": ts, "blocks": [], **content}
        self.ephemerals.append(item)
        self.show_whisper(item, moment)
        return item

    def show_whisper(self, item: Json, moment: Moment | None = None) -> None:
        """Put a new or changed ephemeral message in front of its person."""
        self.moments.appeared(item["user"], moment, item=item)
        event = {"type": "ephemeral", "channel": item["channel"], "ephemeral": item}
        self.feed.to_person(item["user"], event)

    def find_whisper(self, channel: str, user: str, ts: str) -> Json | None:
        """That person's ephemeral message with that timestamp."""
        wanted = (channel, user, ts)
        return next((e for e in self.ephemerals if (e["channel"], e["user"], e["ts"]) == wanted), None)

    def drop_whisper(self, item: Json) -> None:
        """Take an ephemeral message away."""
        self.ephemerals.remove(item)
        self.feed.to_person(item["user"], {"type": "ephemeral_deleted", "channel": item["channel"], "ts": item["ts"]})

    def _show(self, channel: Channel, message: Json) -> None:
        self.journal.put("message", f"{channel.id}/{message['ts']}", message)
        self.search.forget(channel, message["ts"])
        self.marks.shown(channel, message)
        self.feed.message(channel, message)

    def _count_reply(self, channel: Channel, reply: Json) -> None:
        parent = channel.messages.get(reply["thread_ts"])
        if parent is None:
            return
        people = parent.get("reply_users", [])
        people = people if reply["user"] in people else [*people, reply["user"]]
        parent |= {
            "thread_ts": parent["ts"],
            "reply_count": parent.get("reply_count", 0) + 1,
            "reply_users": people,
            "reply_users_count": len(people),
            "latest_reply": reply["ts"],
        }
        self._show(channel, parent)

    def _recount(self, channel: Channel, parent: Json) -> None:
        replies = [message for message in channel.thread(parent["ts"]) if message is not parent]
        for name in _OF_THREAD:
            parent.pop(name, None)
        for reply in replies:
            self._count_reply(channel, reply)
        if not replies and parent.get("subtype") == "tombstone":
            self._remove(channel, parent)
        else:
            self._show(channel, parent)

    def _remove(self, channel: Channel, message: Json) -> None:
        ts = message["ts"]
        del channel.messages[ts]
        self.journal.drop("message", f"{channel.id}/{ts}")
        self.search.forget(channel, ts)
        self.feed.message_deleted(channel, ts)


#: What a message has because of its replies.
_OF_THREAD = ("thread_ts", "reply_count", "reply_users", "reply_users_count", "latest_reply")

#: What stands for a deleted message as long as its thread has replies.
_TOMBSTONE: Json = {
    "subtype": "tombstone",
    "user": "USLACKBOT",
    "text": "This message was deleted.",
    "hidden": True,
}


_BOT_PROFILE: Json = {
    "id": BOT_ID,
    "app_id": APP_ID,
    "name": "Muster",
    "deleted": False,
    "updated": 0,
    "team_id": TEAM_ID,
    "icons": {},
}
