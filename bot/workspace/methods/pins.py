"""pins.*: messages held at the top of a channel."""

from bot.workspace.arguments import Arguments
from bot.workspace.places import channel_of, joined_channel
from bot.workspace.team import Team
from bot.workspace.wire import BOT_USER, Json, Refusal

#: Pinned messages of one channel.
MOST_PINS = 100


def add(team: Team, args: Arguments) -> Json:
    """Pin a message."""
    channel = joined_channel(team, args)
    ts = _timestamp(args)
    message = team.message(channel, ts)
    if ts in channel.pins:
        raise Refusal("already_pinned")
    if len(channel.pins) >= MOST_PINS:
        raise Refusal("too_many_pins")
    channel.pins[ts] = {"created": int(team.clock.now()), "created_by": BOT_USER}
    message["pinned_to"] = [channel.id]
    team.touched(channel, message)
    team.changed(channel)
    return {}


def remove(team: Team, args: Arguments) -> Json:
    """Take a pin away."""
    channel = joined_channel(team, args)
    ts = _timestamp(args)
    message = team.message(channel, ts)
    if ts not in channel.pins:
        raise Refusal("no_pin")
    del channel.pins[ts]
    message.pop("pinned_to", None)
    team.touched(channel, message)
    team.changed(channel)
    return {}


def listing(team: Team, args: Arguments) -> Json:
    """Pinned messages, newest pin first."""
    channel = channel_of(team, args)
    items = [
        {"type": "message", "channel": channel.id, "message": channel.messages[ts], **pin}
        for ts, pin in reversed(channel.pins.items())
    ]
    return {"items": items}


def _timestamp(args: Arguments) -> str:
    ts = args.text("timestamp")
    if not ts:
        raise Refusal("no_item_specified")
    return ts
