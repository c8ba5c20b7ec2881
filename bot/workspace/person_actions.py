"""What a person does outside of blocks: commands, messages, reactions, shortcuts, opening the home tab."""

import re

from bot.workspace.app_link import Ack
from bot.workspace.arguments import Arguments
from bot.workspace.channels import Channel
from bot.workspace.methods.chat import TEXT
from bot.workspace.methods.reactions import react, unreact
from bot.workspace.moments import Moment
from bot.workspace.person_client import PersonClient
from bot.workspace.triggers import ResponseTo
from bot.workspace.wire import Json, Refusal

_TS = re.compile(r"\d{10}\.\d{6}")

_TYPED_MENTION = re.compile(r"(?<![\w<@.])@([a-z0-9]+)")

#: Everybody in the channel, as a client's completion writes it.
_TYPED_GROUP = re.compile(r"(?<![\w<@.])@(here|channel|everyone)\b")

#: What a client already encoded: a person, a channel. Everything else in angle brackets is plain text.
_ENCODED = re.compile(r"(<@[UW][A-Z0-9]+(?:\|[^<>]*)?>|<#C[A-Z0-9]+(?:\|[^<>]*)?>)")


async def command(client: PersonClient, body: Json) -> Json:
    """Type a slash command; its text reaches the app encoded as `should_escape` in the manifest asks."""
    user = client.person(body)
    channel = client.channel(user, body.get("channel"))
    name = "/" + str(body.get("command", "")).removeprefix("/")
    if name not in client.team.app.manifest.commands:
        raise Refusal("unknown_command")
    if channel.is_archived:
        raise Refusal("is_archived")
    text = body.get("text") or ""
    if not isinstance(text, str):
        raise Refusal("invalid_text")
    async with client.watching(user, channel.id) as moment:
        ack = await client.ask(
            "slash_commands", client.payloads.slash_command(moment, channel, name, _encoded(client, text, named=True))
        )
        return await client.seen(moment, ack, error=_answered(client, moment, channel, ack))


async def message(client: PersonClient, body: Json) -> Json:
    """Write a message, in the channel or in a thread; who is not in a public channel joins it first."""
    user = client.person(body)
    channel = client.channel(user, body.get("channel"))
    text = body.get("text")
    if not isinstance(text, str) or not text:
        raise Refusal("no_text")
    if len(text) > TEXT:
        raise Refusal("msg_too_long")
    if channel.is_archived:
        raise Refusal("is_archived")
    content: Json = {"text": _encoded(client, text), "client_msg_id": client.team.clock.timestamp()}
    if body.get("thread_ts"):
        parent = client.team.message(channel, body["thread_ts"])
        content["thread_ts"] = parent.get("thread_ts", parent["ts"])
    if user not in channel.members:
        client.team.join(channel, user)
    async with client.watching(user, channel.id) as moment:
        posted = client.team.post(channel, user, content)
        client.team.journal.flush()
        ack = await client.team.events.message_posted(channel, posted)
        return await client.seen(moment, _unless_away(ack), ts=posted["ts"])


async def reaction(client: PersonClient, body: Json) -> Json:
    """Add a reaction to a message, or with `remove` take it back."""
    user = client.person(body)
    channel = client.channel(user, body.get("channel"))
    found = client.team.message(channel, body.get("ts"))
    change, kind = (unreact, "reaction_removed") if body.get("remove") else (react, "reaction_added")
    async with client.watching(user, channel.id) as moment:
        name = change(client.team, channel, found, user, str(body.get("name", "")))
        client.team.journal.flush()
        told = client.team.events.reaction(kind, channel, found, user, name)
        return await client.seen(moment, _unless_away(await told if told else None))


async def shortcut(client: PersonClient, body: Json) -> Json:
    """Choose a shortcut: of a message when channel and ts are given, else out of the global menu."""
    user = client.person(body)
    callback_id = str(body.get("callback_id") or "")
    if not callback_id:
        raise Refusal("callback_id_missing")
    channel = client.channel(user, body["channel"]) if body.get("channel") else None
    async with client.watching(user, channel.id if channel else None) as moment:
        if channel is not None and body.get("ts"):
            found = client.team.message(channel, body["ts"])
            payload = client.payloads.message_shortcut(moment, channel, found, callback_id)
        else:
            payload = client.payloads.global_shortcut(moment, callback_id)
        return await client.seen(moment, await client.ask("interactive", payload))


async def read(client: PersonClient, body: Json) -> Json:
    """Have seen a channel up to the message with that ts, which may be gone meanwhile."""
    user = client.person(body)
    channel = client.channel(user, body.get("channel"))
    ts = body.get("ts")
    if not isinstance(ts, str) or not _TS.fullmatch(ts):
        raise Refusal("invalid_ts")
    client.team.marks.read(user, channel, ts)
    return {"ok": True, "error": None}


async def home(client: PersonClient, body: Json) -> Json:
    """Open the app's home tab; the answer's view is what is there then."""
    user = client.person(body)
    async with client.watching(user) as moment:
        before = client.team.views.homes.get(user)
        direct = client.team.direct(user)
        client.team.journal.flush()
        ack = await client.team.events.home_opened(user, direct, before.body if before else None)
        answer = await client.seen(moment, ack)
        now = client.team.views.homes.get(user)
        return answer | {"view": now.shown() if now else None}


def _answered(client: PersonClient, moment: Moment, channel: Channel, ack: Ack) -> str | None:
    """Show what the acknowledgement of a command holds; the word for an answer that Slack would not show."""
    if not ack.payload:
        return None
    try:
        to = ResponseTo(moment.user, channel.id, None, False, moment)
        client.responses.apply(to, Arguments(ack.payload, None))
    except Refusal as refusal:
        return refusal.word
    return None


def _unless_away(ack: Ack | None) -> Ack | None:
    """Nobody is told in Slack that an event did not reach an app."""
    return ack if ack is not None and ack.error is None else None


def _encoded(client: PersonClient, text: str, *, named: bool = False) -> str:
    """What was typed as a client sends it: `&<>` as entities, handles and groups as mentions (named on wish)."""
    handles = {user["name"]: user["id"] for user in client.team.users.values()}

    def mention(found: re.Match[str]) -> str:
        user = handles.get(found[1])
        return (f"<@{user}|{found[1]}>" if named else f"<@{user}>") if user else found[0]

    def plain(part: str) -> str:
        escaped = part.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return _TYPED_MENTION.sub(mention, _TYPED_GROUP.sub(r"<!\1>", escaped))

    return "".join(part if _ENCODED.fullmatch(part) else plain(part) for part in _ENCODED.split(text))
