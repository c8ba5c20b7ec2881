"""What Slack should show for an incident: the channel and the messages, as values to compare."""

import hashlib
import json
import re
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

Block = dict[str, Any]

_MENTION = re.compile(r"<@[UW][A-Z0-9]+>|<!here>")


class Urgency(IntEnum):
    """In which order calls are made when Slack's limits bite (DESIGN 4)."""

    DECLARE = 0
    CALL = 1
    STATUS = 2
    PROGRESS = 3


@dataclass(frozen=True)
class Message:
    """One message that should exist. `channel` is a Slack id, or a person's id for a direct message.

    `thread` is the key of the message that it replies to, `thread_ts` names somebody else's. `farewell` takes its
    place when it is no longer wanted.
    `lasting` is what somebody wrote for the record: it is posted also when Slack was away as it was written.
    `settled` says whether it is but news that is over; None leaves that to what it shows (`over`).
    """

    channel: str
    text: str
    blocks: tuple[Block, ...]
    urgency: Urgency = Urgency.STATUS
    pinned: bool = False
    thread: str | None = None
    thread_ts: str = ""
    farewell: str = ""
    lasting: bool = False
    settled: bool | None = None

    @property
    def over(self) -> bool:
        """Whether nobody is waited for in it any more: no button and no mention are left (SURFACES 7 and 11).

        Such a message need not be posted when Slack was away for as long as somebody was.
        """
        if self.settled is not None:
            return self.settled
        shown = json.dumps(self.blocks)
        return not ('"action_id"' in shown or _MENTION.search(shown))

    @property
    def digest(self) -> str:
        """A short name for what the message shows; it is edited when this changes."""
        shown = json.dumps([self.text, self.blocks], sort_keys=True)
        return hashlib.sha256(shown.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class ChannelView:
    """How the incident's channel should look. `members` are invited; nobody is ever removed by Muster."""

    name: str
    private: bool
    topic: str
    purpose: str
    members: tuple[str, ...]
    bookmarks: dict[str, str] = field(default_factory=dict)
    archived: bool = False


@dataclass(frozen=True)
class View:
    """Everything that Slack should show for one incident.

    `faded` is what a message says now that is wanted no longer: it is edited where it stands, and never posted.
    """

    incident: str
    channel: ChannelView
    messages: dict[str, Message]
    faded: dict[str, Message] = field(default_factory=dict)
