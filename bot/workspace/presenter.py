"""The workspace as /local/state and /local/about show it."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.workspace.channels import Channel, shown_message
from bot.workspace.team import Team
from bot.workspace.wire import BOT_USER, TEAM_ID, Json, Refusal

SLASH_COMMANDS = Path(__file__).parents[2] / "templates" / "slash-commands.json"


def state(team: Team, channel: str | None, viewer: str | None, *, messages: bool = True) -> Json:
    """Everything, or one channel, or what one person sees.

    Args:
        channel: id or name; None for all.
        viewer: user id; None for everybody's.
        messages: whether the channels come with all of theirs.

    Raises:
        Refusal: channel_not_found, user_not_found.
    """
    seen = [_channel(team, channel)] if channel else list(team.channels.values())
    if viewer is not None:
        viewer = str(team.user(viewer)["id"])
        seen = [one for one in seen if one.seen_by(viewer)]
    inside = {one.id for one in seen}
    return {
        "users": [_user(user) for user in team.users.values()],
        "channels": [_channel_with_messages(one) if messages else one.header() for one in seen],
        "ephemeral": [e for e in team.ephemerals if e["channel"] in inside and viewer in (None, e["user"])],
        "views": [view.shown() for view in team.views.open_modals() if viewer in (None, view.user)],
        "homes": {user: view.shown() for user, view in team.views.homes.items() if viewer in (None, user)},
    }


def people(team: Team, viewer: str | None = None) -> list[Json]:
    """Everybody, with the roles they may take; with what waits for them, as far as the viewer may know that."""
    return [
        _user(user) | {"roles": team.roles.get(user["id"], [])} | _waiting(team, user["id"], viewer)
        for user in team.users.values()
    ]


def _waiting(team: Team, user: str, viewer: str | None) -> Json:
    return {"waiting": team.marks.waiting(user)} if not team.charter.discreet or user == viewer else {}


def about(team: Team, speed: float) -> Json:
    """Facts about the workspace that the page shows."""
    sub_commands = _sub_commands()
    return {
        "speed": speed,
        "now": team.clock.now(),
        "team": {"id": TEAM_ID, "name": team.charter.name},
        "bot_user": BOT_USER,
        "connected": team.app.connected,
        "commands": [
            {"command": command, **asdict(shown), "sub_commands": sub_commands}
            for command, shown in sorted(team.app.manifest.commands.items())
        ],
        "shortcuts": [asdict(shortcut) for shortcut in team.app.manifest.shortcuts],
    }


def _sub_commands() -> list[Json]:
    try:
        listed: Any = json.loads(SLASH_COMMANDS.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [dict(sub) for sub in listed if isinstance(sub, dict) and "name" in sub]


def _channel(team: Team, wanted: str) -> Channel:
    bare = wanted.removeprefix("#")
    found = team.channels.get(team.names.get(bare, wanted))
    if found is None:
        found = next((one for one in team.channels.values() if one.name == wanted), None)
    if found is None:
        raise Refusal("channel_not_found")
    return found


def _user(user: Json) -> Json:
    return {
        "id": user["id"],
        "name": user["name"],
        "real_name": user["real_name"],
        "title": user["profile"]["title"],
        "is_bot": user["is_bot"],
    }


def _channel_with_messages(channel: Channel) -> Json:
    return channel.header() | {"messages": [shown_message(message) for message in channel.messages.values()]}
