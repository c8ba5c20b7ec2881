"""conversations.*: who is in a channel."""

from bot.workspace.arguments import Arguments
from bot.workspace.channels import Channel
from bot.workspace.places import channel_of, joined_channel, page
from bot.workspace.team import Team
from bot.workspace.wire import BOT_USER, Json, Refusal

#: People that one call may invite, as published.
MOST_INVITED = 100


def invite(team: Team, args: Arguments) -> Json:
    """Bring people into a channel: all of them or, unless `force` is set, nobody."""
    channel = joined_channel(team, args)
    _no_direct(channel)
    users = list(dict.fromkeys(args.listed("users")))
    if not users:
        raise Refusal("no_user")
    if len(users) > MOST_INVITED:
        raise Refusal("too_many_users")
    wrong = {user: word for user in users if (word := _why_not(team, channel, user))}
    errors = [{"user": user, "ok": False, "error": word} for user, word in wrong.items()]
    welcome = [user for user in users if user not in wrong]
    if wrong and not (args.flag("force") and welcome):
        raise Refusal(next(iter(wrong.values())), errors=errors)
    for user in welcome:
        team.join(channel, user, inviter=BOT_USER)
    return {"channel": channel.conversation(BOT_USER)} | ({"errors": errors} if errors else {})


def join(team: Team, args: Arguments) -> Json:
    """Let the bot into a public channel."""
    channel = channel_of(team, args)
    if channel.is_private or channel.is_im:
        raise Refusal("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise Refusal("is_archived")
    shown = {"channel": channel.conversation(BOT_USER)}
    if BOT_USER in channel.members:
        warning = "already_in_channel"
        return {**shown, "warning": warning, "response_metadata": {"warnings": [warning]}}
    team.join(channel, BOT_USER)
    return {"channel": channel.conversation(BOT_USER)}


def leave(team: Team, args: Arguments) -> Json:
    """Let the bot out of a channel."""
    channel = channel_of(team, args)
    _no_direct(channel)
    if channel.is_general:
        raise Refusal("cant_leave_general")
    if channel.is_archived:
        raise Refusal("is_archived")
    if BOT_USER not in channel.members:
        return {"not_in_channel": True}
    if len(channel.members) == 1 and channel.is_private:
        raise Refusal("last_member")
    team.leave(channel, BOT_USER)
    return {}


def kick(team: Team, args: Arguments) -> Json:
    """Take a person out of a channel."""
    channel = joined_channel(team, args)
    _no_direct(channel)
    user = args.required("user")
    if channel.is_general:
        raise Refusal("cant_kick_from_general")
    if user == BOT_USER:
        raise Refusal("cant_kick_self")
    if user not in team.users:
        raise Refusal("user_not_found")
    if user not in channel.members:
        raise Refusal("not_in_channel")
    team.leave(channel, user)
    return {"errors": {}}


def listing(team: Team, args: Arguments) -> Json:
    """The members of a channel, by id."""
    members, metadata = page(channel_of(team, args).members, args, 100)
    return {"members": list(members), "response_metadata": metadata}


def _why_not(team: Team, channel: Channel, user: str) -> str | None:
    if user not in team.users:
        return "user_not_found"
    if user == BOT_USER:
        return "cant_invite_self"
    return "already_in_channel" if user in channel.members else None


def _no_direct(channel: Channel) -> None:
    if channel.is_im:
        raise Refusal("method_not_supported_for_channel_type")
