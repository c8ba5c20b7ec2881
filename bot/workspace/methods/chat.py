"""chat.*: posting, changing and deleting messages."""

import json
from typing import Any

from bot.workspace.arguments import Arguments
from bot.workspace.blocks import check_message_blocks
from bot.workspace.channels import Channel
from bot.workspace.places import channel_of, joined_channel, known_channel, message_of
from bot.workspace.team import Team
from bot.workspace.wire import BOT_USER, TEAM_DOMAIN, Json, Refusal, invalid_arguments

#: Characters of a message's text, and bytes of its metadata, as published.
TEXT = 40_000
METADATA = 8_000


def post_message(team: Team, args: Arguments) -> Json:
    """Post a message as the bot; a user id as channel means that person's direct messages."""
    channel = _target(team, args)
    content = message_content(args.text("text"), args.structure("blocks", "invalid_blocks_format"))
    content |= _metadata(args)
    if "thread_ts" in args:
        content["thread_ts"] = _thread(channel, args.text("thread_ts"))
        if args.flag("reply_broadcast"):
            content["subtype"] = "thread_broadcast"
    message = team.post(channel, BOT_USER, content)
    team.events.own_message_posted(channel, message)
    return {"channel": channel.id, "ts": message["ts"], "message": message}


def post_ephemeral(team: Team, args: Arguments) -> Json:
    """Show a message to one member of a channel."""
    channel = joined_channel(team, args)
    user = args.required("user")
    if user not in channel.members:
        raise Refusal("user_not_in_channel")
    content = message_content(args.text("text"), args.structure("blocks", "invalid_blocks_format"))
    item = team.whisper(channel, user, content)
    return {"message_ts": item["ts"]}


def update(team: Team, args: Arguments) -> Json:
    """Change a message of the bot; blocks and metadata that are not given stay."""
    channel = channel_of(team, args)
    message = message_of(team, args, channel)
    if channel.is_archived:
        raise Refusal("is_inactive")
    if message["user"] != BOT_USER:
        raise Refusal("cant_update_message")
    blocks = args.structure("blocks", "invalid_blocks_format")
    if not args.text("text") and not blocks:
        raise Refusal("no_text")
    content: Json = message_content(args.text("text"), blocks, text_may_miss=blocks is not None)
    if blocks is None:
        del content["blocks"]
    if "text" not in args:
        del content["text"]
    team.edit(channel, message, content | _metadata(args))
    return {"channel": channel.id, "ts": message["ts"], "text": message["text"], "message": message}


def delete(team: Team, args: Arguments) -> Json:
    """Delete a message of the bot."""
    channel = channel_of(team, args)
    message = message_of(team, args, channel)
    if message["user"] != BOT_USER:
        raise Refusal("cant_delete_message")
    team.delete(channel, message)
    return {"channel": channel.id, "ts": message["ts"]}


def get_permalink(team: Team, args: Arguments) -> Json:
    """The address of a message."""
    channel = channel_of(team, args)
    message = message_of(team, args, channel, "message_ts")
    link = f"https://{TEAM_DOMAIN}.slack.com/archives/{channel.id}/p{message['ts'].replace('.', '')}"
    if message.get("thread_ts", message["ts"]) != message["ts"]:
        link += f"?thread_ts={message['thread_ts']}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def message_content(text: str, blocks: Any, *, text_may_miss: bool = False) -> Json:
    """Text and blocks of a message, checked; also what a response URL and an acknowledgement post.

    Raises:
        Refusal: no_text, msg_too_long, invalid_blocks, invalid_blocks_format.
    """
    if not text and not blocks and not text_may_miss:
        raise Refusal("no_text")
    if len(text) > TEXT:
        raise Refusal("msg_too_long")
    if blocks is not None and not isinstance(blocks, list):
        raise Refusal("invalid_blocks_format")
    return {"text": text, "blocks": check_message_blocks(blocks or [])}


def _target(team: Team, args: Arguments) -> Channel:
    wanted = args.text("channel")
    if not wanted:
        raise invalid_arguments("missing required field: channel [json-pointer:/]")
    if wanted in team.users:
        if wanted == BOT_USER:
            raise Refusal("channel_not_found")
        return team.direct(wanted)
    channel = known_channel(team, team.names.get(wanted.removeprefix("#"), wanted))
    if channel.is_archived:
        raise Refusal("is_archived")
    if BOT_USER not in channel.members:
        raise Refusal("not_in_channel")
    return channel


def _thread(channel: Channel, thread_ts: str) -> str:
    parent = channel.messages.get(thread_ts)
    if parent is None:
        raise Refusal("thread_not_found")
    return str(parent.get("thread_ts", thread_ts))


def _metadata(args: Arguments) -> Json:
    metadata = args.structure("metadata", "invalid_metadata_format")
    if metadata is None:
        return {}
    if metadata == {}:
        return {"metadata": {}}
    if not isinstance(metadata, dict) or set(metadata) - {"event_type", "event_payload"}:
        raise Refusal("invalid_metadata_format")
    if not isinstance(metadata.get("event_type"), str) or not isinstance(metadata.get("event_payload"), dict):
        raise Refusal("invalid_metadata_format")
    if len(json.dumps(metadata)) > METADATA:
        raise Refusal("metadata_too_large")
    return {"metadata": metadata}
