"""conversations.history and conversations.replies: what was said."""

from bot.workspace.arguments import Arguments
from bot.workspace.channels import Channel
from bot.workspace.places import channel_of, page
from bot.workspace.team import Team
from bot.workspace.wire import BOT_USER, Json, Refusal


def history(team: Team, args: Arguments) -> Json:
    """Messages of a channel, newest first; those of its threads are not among them."""
    channel = _read_channel(team, args)
    inside = _window(args)
    found = [message for message in channel.main_line() if inside(message["ts"])]
    shown, metadata = page(found, args, 100)
    return {
        "messages": [_seen(message, args) for message in shown],
        "has_more": bool(metadata["next_cursor"]),
        "pin_count": len(channel.pins),
    } | ({"response_metadata": metadata} if metadata["next_cursor"] else {})


def replies(team: Team, args: Arguments) -> Json:
    """A thread: its parent and the replies, oldest first."""
    channel = _read_channel(team, args)
    ts = args.required("ts")
    message = channel.messages.get(ts)
    if message is None:
        raise Refusal("thread_not_found")
    parent = message.get("thread_ts", ts)
    inside = _window(args)
    found = [reply for reply in channel.thread(parent) if reply["ts"] == parent or inside(reply["ts"])]
    shown, metadata = page(found, args, 1000)
    return {
        "messages": [_seen(reply, args) for reply in shown],
        "has_more": bool(metadata["next_cursor"]),
    } | ({"response_metadata": metadata} if metadata["next_cursor"] else {})


class _Window:
    """The part of the history between `oldest` and `latest`, without its ends unless `inclusive`."""

    def __init__(self, oldest: str, latest: str, *, inclusive: bool) -> None:
        self._oldest, self._latest, self._inclusive = _micros(oldest, "invalid_ts_oldest"), None, inclusive
        if latest:
            self._latest = _micros(latest, "invalid_ts_latest")

    def __call__(self, ts: str) -> bool:
        at = _micros(ts, "invalid_ts_latest")
        if at in (self._oldest, self._latest):
            return self._inclusive
        return at > self._oldest and (self._latest is None or at < self._latest)


def _window(args: Arguments) -> _Window:
    return _Window(args.text("oldest", "0"), args.text("latest"), inclusive=args.flag("inclusive"))


def _micros(ts: str, wrong: str) -> int:
    whole, _, part = ts.partition(".")
    if not whole.isdigit() or not (part.isdigit() or not part):
        raise Refusal(wrong)
    return int(whole) * 1_000_000 + int(part[:6].ljust(6, "0"))


def _read_channel(team: Team, args: Arguments) -> Channel:
    channel = channel_of(team, args)
    if BOT_USER not in channel.members:
        raise Refusal("not_in_channel")
    return channel


def _seen(message: Json, args: Arguments) -> Json:
    if args.flag("include_all_metadata") or "metadata" not in message:
        return message
    return {name: value for name, value in message.items() if name != "metadata"}
