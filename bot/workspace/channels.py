"""A channel: who is in it, what is pinned and bookmarked, and its messages by timestamp."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.workspace.wire import TEAM_ID, Json


@dataclass(slots=True)
class Channel:
    """A public or private channel, or the direct messages of one person with the bot (`is_im`).

    `messages` is ordered by timestamp, because timestamps only grow.
    """

    id: str
    name: str
    creator: str
    created: int
    is_private: bool = False
    is_im: bool = False
    user: str | None = None
    is_archived: bool = False
    topic: Json = field(default_factory=lambda: {"value": "", "creator": "", "last_set": 0})
    purpose: Json = field(default_factory=lambda: {"value": "", "creator": "", "last_set": 0})
    members: list[str] = field(default_factory=list)
    pins: dict[str, Json] = field(default_factory=dict)
    bookmarks: dict[str, Json] = field(default_factory=dict)
    messages: dict[str, Json] = field(default_factory=dict)

    @property
    def is_general(self) -> bool:
        """Whether this is the channel that nobody can leave."""
        return self.name == "general" and not self.is_im

    @property
    def kind(self) -> str:
        """Slack's `channel_type` in events."""
        return "im" if self.is_im else "group" if self.is_private else "channel"

    def seen_by(self, user: str) -> bool:
        """Whether that person can open it: every public channel, and what they are a member of."""
        return user in self.members or not (self.is_private or self.is_im)

    def header(self) -> Json:
        """The channel as /local/state and the live feed show it, without messages."""
        return {
            "id": self.id,
            "name": self.name,
            "is_private": self.is_private,
            "is_archived": self.is_archived,
            "is_im": self.is_im,
            "topic": self.topic["value"],
            "purpose": self.purpose["value"],
            "members": list(self.members),
            "bookmarks": list(self.bookmarks.values()),
            "pins": list(self.pins),
        } | ({"user": self.user} if self.user else {})

    def row(self) -> Json:
        """The channel as the journal keeps it."""
        return {name: getattr(self, name) for name in self.__slots__ if name != "messages"}

    def conversation(self, viewer: str) -> Json:
        """Slack's conversation object, as that user gets it."""
        if self.is_im:
            return {
                "id": self.id,
                "created": self.created,
                "is_im": True,
                "user": self.user,
                "is_org_shared": False,
                "is_archived": False,
                "is_user_deleted": False,
                "priority": 0,
            }
        return {
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            "created": self.created,
            "creator": self.creator,
            "is_channel": not self.is_private,
            "is_group": self.is_private,
            "is_im": False,
            "is_mpim": False,
            "is_private": self.is_private,
            "is_archived": self.is_archived,
            "is_general": self.is_general,
            "is_member": viewer in self.members,
            "is_shared": False,
            "is_ext_shared": False,
            "is_org_shared": False,
            "is_pending_ext_shared": False,
            "unlinked": 0,
            "context_team_id": TEAM_ID,
            "shared_team_ids": [TEAM_ID],
            "updated": self.created * 1000,
            "topic": self.topic,
            "purpose": self.purpose,
            "previous_names": [],
            "parent_conversation": None,
        }

    def main_line(self, *, newest_first: bool = True) -> Iterator[Json]:
        """Messages of the channel itself: no thread replies, unless they were broadcast."""
        for ts in reversed(self.messages) if newest_first else iter(self.messages):
            message = self.messages[ts]
            if message.get("thread_ts", ts) == ts or message.get("subtype") == "thread_broadcast":
                yield message

    def thread(self, parent: str) -> Iterator[Json]:
        """The parent and its replies, oldest first."""
        for ts, message in self.messages.items():
            if ts == parent or message.get("thread_ts") == parent:
                yield message


def channel_from_row(row: dict[str, Any]) -> Channel:
    """The channel that `Channel.row` described."""
    return Channel(**row)


def shown_message(message: Json) -> Json:
    """A message as /local/state and the live feed show it."""
    return {"reactions": [], "files": [], "blocks": [], **message}
