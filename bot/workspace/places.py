"""Where a call wants to act: the channels and messages that the bot may see, and pages of long lists."""

import base64
from collections.abc import Sequence
from typing import TypeVar

from bot.workspace.arguments import Arguments
from bot.workspace.channels import Channel
from bot.workspace.team import Team
from bot.workspace.wire import BOT_USER, Json, Refusal, invalid_arguments

Item = TypeVar("Item")


def channel_of(team: Team, args: Arguments, name: str = "channel") -> Channel:
    """The channel whose id is in this argument, if the bot may know of it.

    Raises:
        Refusal: invalid_arguments when it is missing, channel_not_found.
    """
    wanted = args.text(name)
    if not wanted:
        raise invalid_arguments(f"missing required field: {name} [json-pointer:/]")
    return known_channel(team, wanted)


def known_channel(team: Team, channel_id: str) -> Channel:
    """The channel with that id, if the bot may know of it.

    Raises:
        Refusal: channel_not_found.
    """
    channel = team.channels.get(channel_id)
    if channel is None or not channel.seen_by(BOT_USER):
        raise Refusal("channel_not_found")
    return channel


def joined_channel(team: Team, args: Arguments, name: str = "channel") -> Channel:
    """A channel that is not archived and that the bot is in.

    Raises:
        Refusal: channel_not_found, is_archived, not_in_channel.
    """
    channel = channel_of(team, args, name)
    if channel.is_archived:
        raise Refusal("is_archived")
    if BOT_USER not in channel.members:
        raise Refusal("not_in_channel")
    return channel


def message_of(team: Team, args: Arguments, channel: Channel, name: str = "ts") -> Json:
    """The message whose timestamp is in this argument.

    Raises:
        Refusal: message_not_found.
    """
    return team.message(channel, args.required(name))


def page(items: Sequence[Item], args: Arguments, default: int) -> tuple[Sequence[Item], Json]:
    """One page of a list by `limit` and `cursor`, and the `response_metadata` that leads to the next.

    Raises:
        Refusal: invalid_limit, invalid_cursor.
    """
    limit = args.number("limit", default, 1000)
    start = _offset(args.text("cursor"))
    rest = start + limit < len(items)
    return items[start : start + limit], {"next_cursor": _cursor(start + limit) if rest else ""}


def _offset(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        word, _, number = base64.b64decode(cursor, validate=True).decode().partition(":")
        if word != "offset":
            raise ValueError(word)
        return int(number)
    except ValueError:
        raise Refusal("invalid_cursor") from None


def _cursor(offset: int) -> str:
    return base64.b64encode(f"offset:{offset}".encode()).decode()
