"""bookmarks.*: links at the top of a channel."""

import secrets

from bot.workspace.arguments import Arguments
from bot.workspace.channels import Channel
from bot.workspace.places import joined_channel
from bot.workspace.team import Team
from bot.workspace.wire import APP_ID, BOT_USER, TEAM_ID, Json, Refusal

#: Bookmarks of one channel, as published.
MOST_BOOKMARKS = 100


def add(team: Team, args: Arguments) -> Json:
    """Add a link."""
    channel = joined_channel(team, args, "channel_id")
    if args.required("type") != "link":
        raise Refusal("invalid_bookmark_type")
    if len(channel.bookmarks) >= MOST_BOOKMARKS:
        raise Refusal("too_many_bookmarks")
    now = int(team.clock.now())
    bookmark: Json = {
        "id": f"Bk{secrets.token_hex(5).upper()}",
        "channel_id": channel.id,
        "title": args.required("title"),
        "link": _link(args),
        "emoji": args.text("emoji"),
        "icon_url": None,
        "type": "link",
        "entity_id": None,
        "date_created": now,
        "date_updated": 0,
        "rank": str(len(channel.bookmarks)),
        "last_updated_by_user_id": BOT_USER,
        "last_updated_by_team_id": TEAM_ID,
        "shortcut_id": None,
        "app_id": APP_ID,
    }
    channel.bookmarks[bookmark["id"]] = bookmark
    team.changed(channel)
    return {"bookmark": bookmark}


def edit(team: Team, args: Arguments) -> Json:
    """Change a link's title, address or emoji."""
    channel = joined_channel(team, args, "channel_id")
    bookmark = _bookmark(channel, args)
    if "link" in args:
        bookmark["link"] = _link(args)
    for name in ("title", "emoji"):
        if name in args:
            bookmark[name] = args.text(name)
    bookmark["date_updated"] = int(team.clock.now())
    team.changed(channel)
    return {"bookmark": bookmark}


def remove(team: Team, args: Arguments) -> Json:
    """Take a link away."""
    channel = joined_channel(team, args, "channel_id")
    del channel.bookmarks[_bookmark(channel, args)["id"]]
    team.changed(channel)
    return {}


def listing(team: Team, args: Arguments) -> Json:
    """The links of a channel."""
    return {"bookmarks": list(joined_channel(team, args, "channel_id").bookmarks.values())}


def _bookmark(channel: Channel, args: Arguments) -> Json:
    found = channel.bookmarks.get(args.required("bookmark_id"))
    if found is None:
        raise Refusal("not_found")
    return found


def _link(args: Arguments) -> str:
    link = args.required("link")
    if not link.startswith(("http://", "https://")) or len(link) > 3000:
        raise Refusal("invalid_link")
    return link
