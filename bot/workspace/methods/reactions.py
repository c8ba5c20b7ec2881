"""reactions.*: emoji under a message."""

import re

from bot.workspace.arguments import Arguments
from bot.workspace.channels import Channel
from bot.workspace.places import channel_of, joined_channel
from bot.workspace.team import Team
from bot.workspace.wire import BOT_USER, Json, Refusal


def add(team: Team, args: Arguments) -> Json:
    """Add the bot's reaction."""
    channel = joined_channel(team, args)
    message = team.message(channel, _timestamp(args))
    name = react(team, channel, message, BOT_USER, args.required("name"))
    team.events.reaction("reaction_added", channel, message, BOT_USER, name)
    return {}


def remove(team: Team, args: Arguments) -> Json:
    """Take the bot's reaction back."""
    channel = joined_channel(team, args)
    message = team.message(channel, _timestamp(args))
    name = unreact(team, channel, message, BOT_USER, args.required("name"))
    team.events.reaction("reaction_removed", channel, message, BOT_USER, name)
    return {}


def get(team: Team, args: Arguments) -> Json:
    """A message with its reactions."""
    channel = channel_of(team, args)
    return {"type": "message", "channel": channel.id, "message": team.message(channel, _timestamp(args))}


def react(team: Team, channel: Channel, message: Json, user: str, name: str) -> str:
    """Add anybody's reaction and return the emoji's bare name.

    Raises:
        Refusal: invalid_name, already_reacted.
    """
    name = _bare(name)
    reactions = message.setdefault("reactions", [])
    found = next((reaction for reaction in reactions if reaction["name"] == name), None)
    if found is None:
        found = {"name": name, "users": [], "count": 0}
        reactions.append(found)
    if user in found["users"]:
        raise Refusal("already_reacted")
    found["users"].append(user)
    found["count"] += 1
    team.touched(channel, message)
    return name


def unreact(team: Team, channel: Channel, message: Json, user: str, name: str) -> str:
    """Take anybody's reaction back and return the emoji's bare name.

    Raises:
        Refusal: invalid_name, no_reaction.
    """
    name = _bare(name)
    found = next((reaction for reaction in message.get("reactions", []) if reaction["name"] == name), None)
    if found is None or user not in found["users"]:
        raise Refusal("no_reaction")
    found["users"].remove(user)
    found["count"] -= 1
    if not found["users"]:
        message["reactions"].remove(found)
    team.touched(channel, message)
    return name


def _bare(name: str) -> str:
    bare = name.strip(":")
    if not re.fullmatch(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?", bare):
        raise Refusal("invalid_name")
    return bare


def _timestamp(args: Arguments) -> str:
    ts = args.text("timestamp")
    if not ts:
        raise Refusal("no_item_specified")
    return ts
