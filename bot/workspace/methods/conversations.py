"""conversations.*: making, finding and changing channels."""

import re

from bot.workspace.arguments import Arguments
from bot.workspace.channels import Channel
from bot.workspace.places import channel_of, joined_channel, page
from bot.workspace.team import Team
from bot.workspace.wire import BOT_USER, Json, Refusal

#: Characters of a channel's name, and of its topic or purpose, as published.
NAME = 80
TOPIC = 250


def create(team: Team, args: Arguments) -> Json:
    """Make a channel with the bot in it."""
    channel = team.create_channel(_name(args), BOT_USER, is_private=args.flag("is_private"))
    return {"channel": channel.conversation(BOT_USER)}


def listing(team: Team, args: Arguments) -> Json:
    """Channels that the bot may see."""
    return _listed(team, args, [channel for channel in team.channels.values() if channel.seen_by(BOT_USER)])


def of_user(team: Team, args: Arguments) -> Json:
    """Channels that a person (else the bot) is in, among those that the bot may see."""
    user = args.text("user", BOT_USER)
    if user not in team.users:
        raise Refusal("user_not_found")
    joined = [channel for channel in team.channels.values() if user in channel.members]
    return _listed(team, args, [channel for channel in joined if channel.seen_by(BOT_USER)])


def info(team: Team, args: Arguments) -> Json:
    """One channel."""
    channel = channel_of(team, args)
    shown = channel.conversation(BOT_USER)
    if args.flag("include_num_members"):
        shown["num_members"] = len(channel.members)
    return {"channel": shown}


def open_direct(team: Team, args: Arguments) -> Json:
    """Open the direct messages with one person."""
    users = args.listed("users")
    if "channel" in args:
        users = [channel_of(team, args).user or ""]
    if not users:
        raise Refusal("users_list_not_supplied")
    if len(users) > 1:
        raise Refusal("too_many_users")
    if users[0] not in team.users:
        raise Refusal("user_not_found")
    if users[0] == BOT_USER:
        raise Refusal("cannot_dm_bot")
    already = f"D{users[0][1:]}" in team.channels
    channel = team.direct(users[0])
    shown = channel.conversation(BOT_USER) if args.flag("return_im") else {"id": channel.id}
    return {"channel": shown, "no_op": already, "already_open": already}


def rename(team: Team, args: Arguments) -> Json:
    """Give a channel another name."""
    channel = joined_channel(team, args)
    _no_direct(channel)
    if channel.is_general:
        raise Refusal("not_authorized")
    team.rename_channel(channel, _name(args))
    return {"channel": channel.conversation(BOT_USER)}


def archive(team: Team, args: Arguments) -> Json:
    """Archive a channel: it can be read and not written."""
    channel = channel_of(team, args)
    _no_direct(channel)
    if channel.is_general:
        raise Refusal("cant_archive_general")
    if channel.is_archived:
        raise Refusal("already_archived")
    if BOT_USER not in channel.members:
        raise Refusal("not_in_channel")
    channel.is_archived = True
    team.changed(channel)
    team.events.channel_event("channel_archive", channel, {"channel": channel.id, "user": BOT_USER})
    return {}


def unarchive(team: Team, args: Arguments) -> Json:
    """Open an archived channel again."""
    channel = channel_of(team, args)
    _no_direct(channel)
    if not channel.is_archived:
        raise Refusal("not_archived")
    channel.is_archived = False
    team.changed(channel)
    team.events.channel_event("channel_unarchive", channel, {"channel": channel.id, "user": BOT_USER})
    return {}


def set_topic(team: Team, args: Arguments) -> Json:
    """Set the topic of a channel."""
    channel = _described(team, args, "topic")
    return {"channel": channel.conversation(BOT_USER)}


def set_purpose(team: Team, args: Arguments) -> Json:
    """Set the purpose of a channel."""
    channel = _described(team, args, "purpose")
    return {"purpose": channel.purpose["value"], "channel": channel.conversation(BOT_USER)}


def _described(team: Team, args: Arguments, what: str) -> Channel:
    channel = joined_channel(team, args)
    _no_direct(channel)
    value = args.text(what)
    if len(value) > TOPIC:
        raise Refusal("too_long")
    setattr(channel, what, {"value": value, "creator": BOT_USER, "last_set": int(team.clock.now())})
    team.changed(channel)
    return channel


def _listed(team: Team, args: Arguments, channels: list[Channel]) -> Json:
    kinds = set(args.listed("types") or ["public_channel"])
    if kinds - {"public_channel", "private_channel", "im", "mpim"}:
        raise Refusal("invalid_types")
    names = {"channel": "public_channel", "group": "private_channel", "im": "im"}
    found = [channel for channel in channels if names[channel.kind] in kinds]
    if args.flag("exclude_archived"):
        found = [channel for channel in found if not channel.is_archived]
    shown, metadata = page(found, args, 100)
    listed = [channel.conversation(BOT_USER) | _size(channel) for channel in shown]
    return {"channels": listed, "response_metadata": metadata}


def _size(channel: Channel) -> Json:
    return {} if channel.is_im else {"num_members": len(channel.members)}


def _no_direct(channel: Channel) -> None:
    if channel.is_im:
        raise Refusal("method_not_supported_for_channel_type")


def _name(args: Arguments) -> str:
    name = args.text("name").removeprefix("#")
    if not name:
        raise Refusal("invalid_name_required")
    if len(name) > NAME:
        raise Refusal("invalid_name_maxlength")
    if any(not (letter in "-_" or letter.isalnum()) or letter != letter.lower() for letter in name):
        raise Refusal("invalid_name_specials")
    if re.fullmatch(r"[-_]+", name):
        raise Refusal("invalid_name_punctuation")
    return name
