"""What each person has not seen yet: how many messages of a channel, and how many of them are meant for them."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from bot.workspace.channels import Channel
from bot.workspace.feed import Feed
from bot.workspace.inputs import elements
from bot.workspace.journal import Journal
from bot.workspace.mentions import EVERYBODY, mentioned
from bot.workspace.wire import BOT_USER, Json

#: Nobody counts further than this, so neither do we: what a count costs stays the same however much lies unread.
MOST = 100

_NEVER = "0"

#: The button of a page: as long as it stands there, its person is being paged.
_ACKNOWLEDGE = "page_ack"


@dataclass(slots=True)
class Unread:
    """One person's news of one channel.

    Attributes:
        read: timestamp of the last message they saw; "0" for nobody's.
        count: messages after it, of others, MOST at most. Thread replies count only where they mention the person.
        mentions: how many of them are meant for the person: direct messages, and mentions of them or of everybody.
        latest: timestamp of the last message counted; who is shown the whole channel has seen it up to there.
    """

    read: str = _NEVER
    count: int = 0
    mentions: int = 0
    latest: str = _NEVER


class Marks:
    """Read marks of everybody, kept over restarts, and the counts that follow from them.

    The counts of a channel are worked out when first asked for and carried on from there. As in Slack, an edit
    notifies nobody, and only members of a channel have news of it.
    """

    def __init__(
        self, journal: Journal, feed: Feed, channels: Mapping[str, Channel], *, discreet: bool = False
    ) -> None:
        self._journal, self._feed, self._channels = journal, feed, channels
        self._discreet = discreet
        self._read: dict[tuple[str, str], str] = {}
        self._counted: dict[str, dict[str, Unread]] = {}
        self._waiting: dict[str, set[str]] = {}
        for key, row in journal.load("read"):
            user, _, channel = key.partition("/")
            self._read[user, channel] = str(row["ts"])

    def of(self, user: str, channel: Channel) -> Unread:
        """That person's news of that channel; nothing for the bot and for who is no member."""
        return self._counts(channel).get(user) or Unread(self._read.get((user, channel.id), _NEVER))

    def waiting(self, user: str) -> Json:
        """What waits for that person anywhere: `pages` to acknowledge, and unread `mentions`, direct messages too."""
        told = {"pages": 0, "mentions": 0}
        for channel in self._channels.values():
            if user in channel.members:
                told["mentions"] += self.of(user, channel).mentions
                told["pages"] += len(self._pages(channel)) if channel.user == user else 0
        return told

    def shown(self, channel: Channel, message: Json) -> None:
        """A message is new or changed: a page may have come, or have been answered."""
        if channel.is_im and channel.user:
            self._pages_change(channel, message["ts"], _pages(message))

    def _pages(self, channel: Channel) -> set[str]:
        """Timestamps of the pages that wait in these direct messages."""
        if not channel.is_im:
            return set()
        if (known := self._waiting.get(channel.id)) is None:
            known = {ts for ts, message in channel.messages.items() if _pages(message)}
            self._waiting[channel.id] = known
        return known

    def _pages_change(self, channel: Channel, ts: str, waits: bool) -> None:
        known = self._pages(channel)
        if (ts in known) != waits:
            (known.add if waits else known.discard)(ts)
            self._tell_waiting(str(channel.user))

    def posted(self, channel: Channel, message: Json) -> None:
        """A message is new, and is among those of the channel already."""
        counted = set(self._counted.get(channel.id, ()))
        known = self._counts(channel)
        meant = mentioned(message)
        for user in known:
            if user == message["user"]:
                continue
            before = known[user].mentions
            # Who was counted only now has it in the count.
            news = user not in counted or _add(known[user], channel, message, user, meant)
            if news:
                self._tell(user, channel, known[user], known[user].mentions != before or user not in counted)

    def joined(self, channel: Channel, user: str) -> None:
        """Somebody is in the channel now: what was said before is news to them."""
        if user != BOT_USER:
            self._tell(user, channel, self.of(user, channel))

    def deleted(self, channel: Channel, message: Json) -> None:
        """A message is gone; it is unread for nobody any more, and pages nobody."""
        if channel.is_im and channel.user:
            self._pages_change(channel, message["ts"], False)
        if self._counted.pop(channel.id, None) is None:
            return
        for user, news in self._counts(channel).items():
            if message["ts"] > news.read:
                self._tell(user, channel, news)

    def read(self, user: str, channel: Channel, ts: str) -> None:
        """That person saw the channel up to the message with that timestamp."""
        if self._read.get((user, channel.id)) == ts:
            return
        before = self.of(user, channel).mentions
        self._read[user, channel.id] = ts
        self._journal.put("read", f"{user}/{channel.id}", {"ts": ts})
        if user in channel.members and channel.id in self._counted:
            self._counted[channel.id][user] = self._recount(channel, (user,))[user]
        news = self.of(user, channel)
        self._tell(user, channel, news, news.mentions != before)

    def _counts(self, channel: Channel) -> dict[str, Unread]:
        known = self._counted.setdefault(channel.id, {})
        members = set(channel.members) - {BOT_USER}
        for gone in known.keys() - members:
            del known[gone]
        if missing := members - known.keys():
            known |= self._recount(channel, missing)
        return known

    def _recount(self, channel: Channel, users: Iterable[str]) -> dict[str, Unread]:
        """The counts of these people, in one walk from the newest message to what all of them have read."""
        counts = {user: Unread(self._read.get((user, channel.id), _NEVER)) for user in users}
        for ts in reversed(channel.messages):
            unread = [user for user, news in counts.items() if ts > news.read and news.count < MOST]
            if not unread:
                break
            message = channel.messages[ts]
            meant = mentioned(message)
            for user in unread:
                if user != message["user"]:
                    _add(counts[user], channel, message, user, meant)
        return counts

    def _tell(self, user: str, channel: Channel, news: Unread, meant: bool = True) -> None:
        if not self._feed.watched:
            return
        self._feed.to_person(user, {"type": "unread", "channel": channel.id, "unread": asdict(news)})
        if meant:
            self._tell_waiting(user)

    def _tell_waiting(self, user: str) -> None:
        if not self._feed.watched:
            return
        waiting = {"type": "waiting", "user": user, "waiting": self.waiting(user)}
        if self._discreet:
            self._feed.to_person(user, waiting)
        else:
            self._feed.to_all(waiting)


def _pages(message: Json) -> bool:
    """Whether a message still asks its reader to acknowledge a page."""
    return any(element["action_id"] == _ACKNOWLEDGE for _, element in elements(message.get("blocks") or []))


def _add(news: Unread, channel: Channel, message: Json, user: str, meant: frozenset[str]) -> bool:
    """Count one message that is not the person's own; whether it counts for them."""
    for_them = channel.is_im or user in meant or EVERYBODY in meant
    ts = message["ts"]
    in_thread = message.get("thread_ts", ts) != ts and message.get("subtype") != "thread_broadcast"
    if in_thread and not for_them:
        return False
    news.latest = max(news.latest, ts)
    news.count = min(MOST, news.count + 1)
    news.mentions = min(MOST, news.mentions + for_them)
    return True
