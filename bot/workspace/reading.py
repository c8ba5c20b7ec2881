"""What a page reads bit by bit: the workspace at a glance, a stretch of a channel, a thread, a search."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from inspect import isawaitable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.workspace.channels import Channel, shown_message
from bot.workspace.presenter import people, state
from bot.workspace.search import Wanted
from bot.workspace.team import Team
from bot.workspace.wire import Json, Refusal

#: Messages of a stretch that asks for no number, and the most of one.
STRETCH, LONGEST = 60, 500

#: Answers for one person alone that a page starts with: the newest, of a night of commands.
ANSWERS = 100

_IN, _FROM = re.compile(r"^in:#?(.+)$"), re.compile(r"^from:@?(.+)$")

Params = Mapping[str, str]
Reading = Callable[[Team, str, Params], Json | Awaitable[Json]]


def routes(team: Team) -> list[Route]:
    """Each door takes `as`, the person who reads, and shows what that person may see."""
    doors: dict[str, Reading] = {
        "glance": glance,
        "history": history,
        "thread": thread,
        "messages": messages,
        "search": search,
    }
    return [
        Route("/local/people", _door(team, lambda team, user, params: {"users": people(team)}, anybody=True)),
        *(Route(f"/local/{name}", _door(team, reading)) for name, reading in doors.items()),
    ]


def _door(team: Team, reading: Reading, *, anybody: bool = False) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            user = "" if anybody else str(team.user(request.query_params.get("as"))["id"])
            answer = reading(team, user, request.query_params)
            return JSONResponse(await answer if isawaitable(answer) else answer)
        except Refusal as refusal:
            return JSONResponse(refusal.answer(), 404)

    return endpoint


def glance(team: Team, user: str, params: Params) -> Json:
    """Everything that person sees but messages: people, channels with what is unread, their forms and answers."""
    shown = state(team, None, user, messages=False)
    shown["ephemeral"] = shown["ephemeral"][-ANSWERS:]
    for header in shown["channels"]:
        header["unread"] = asdict(team.marks.of(user, team.channels[header["id"]]))
    return shown | {"users": people(team, user)}


def history(team: Team, user: str, params: Params) -> Json:
    """A stretch of a channel without thread replies, oldest first: `before`, `after` or `around` a ts, or the newest.

    `older` and `newer` tell whether the channel goes on beyond its ends; `limit` is how many messages it has at most.
    """
    line = list(_channel(team, user, params).main_line(newest_first=False))
    limit = max(1, min(LONGEST, int(params["limit"]) if params.get("limit", "").isdigit() else STRETCH))
    start = max(0, len(line) - limit)
    if before := params.get("before"):
        end = bisect_left(line, before, key=_ts)
        start = max(0, end - limit)
    elif after := params.get("after"):
        start = bisect_right(line, after, key=_ts)
        end = start + limit
    elif around := params.get("around"):
        start = max(0, bisect_left(line, around, key=_ts) - limit // 2)
        end = start + limit
    else:
        end = len(line)
    return {
        "messages": [shown_message(message) for message in line[start:end]],
        "older": start > 0,
        "newer": end < len(line),
    }


def thread(team: Team, user: str, params: Params) -> Json:
    """A thread by the `ts` of its parent or of a reply: the parent if it is still there, and the replies."""
    channel = _channel(team, user, params)
    ts = params.get("ts", "")
    parent = channel.messages.get(ts, {}).get("thread_ts", ts)
    return {"parent": parent, "messages": [shown_message(message) for message in channel.thread(parent)]}


def messages(team: Team, user: str, params: Params) -> Json:
    """Single messages of a channel by their timestamps, `ts` with commas between, without those that are gone."""
    channel = _channel(team, user, params)
    found = (channel.messages.get(ts) for ts in params.get("ts", "").split(",")[:LONGEST])
    return {"messages": [shown_message(message) for message in found if message]}


async def search(team: Team, user: str, params: Params) -> Json:
    """The newest messages that hold every word of `q`; `in:#channel` and `from:@person` narrow it."""
    words: list[str] = []
    channel = author = None
    for word in params.get("q", "").casefold().split():
        if (inside := _IN.match(word)) and inside[1] in team.names:
            channel = team.names[inside[1]]
        elif (written := _FROM.match(word)) and (known := _person(team, written[1])):
            author = known
        else:
            words.append(word)
    if not words and channel is None and author is None:
        return {"found": []}
    return {"found": await team.search.found(user, Wanted(tuple(words), channel, author))}


def _ts(message: Json) -> str:
    return str(message["ts"])


def _person(team: Team, handle: str) -> str | None:
    try:
        return str(team.user(handle)["id"])
    except Refusal:
        return None


def _channel(team: Team, user: str, params: Params) -> Channel:
    channel = team.channels.get(params.get("channel", ""))
    if channel is None or not channel.seen_by(user):
        raise Refusal("channel_not_found")
    return channel
