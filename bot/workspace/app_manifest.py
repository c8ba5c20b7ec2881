"""What the app is installed with, from its manifest: slash commands, events it hears of, scopes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import yaml

from bot.workspace.wire import Refusal

MANIFEST = Path(__file__).parents[2] / "templates" / "slack-manifest.yaml"


@dataclass(frozen=True, slots=True)
class Shortcut:
    """An entry of the app in a menu: of the page (`global`) or of each message (`message`)."""

    callback_id: str
    name: str
    type: Literal["global", "message"]


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """What is shown beside a command while somebody types it."""

    description: str = ""
    usage_hint: str = ""


@dataclass(frozen=True, slots=True)
class AppManifest:
    """The part of Slack's app manifest that decides what reaches the app and what it may call."""

    commands: Mapping[str, SlashCommand] = field(default_factory=lambda: {"/incident": SlashCommand()})
    events: frozenset[str] = frozenset(
        {
            "app_home_opened",
            "app_mention",
            "member_joined_channel",
            "message.channels",
            "message.groups",
            "message.im",
            "reaction_added",
        }
    )
    scopes: frozenset[str] = frozenset(
        {
            "app_mentions:read",
            "bookmarks:read",
            "bookmarks:write",
            "channels:history",
            "channels:join",
            "channels:manage",
            "channels:read",
            "chat:write",
            "commands",
            "files:read",
            "files:write",
            "groups:history",
            "groups:read",
            "groups:write",
            "im:history",
            "im:read",
            "im:write",
            "pins:read",
            "pins:write",
            "reactions:read",
            "reactions:write",
            "team:read",
            "users:read",
            "users:read.email",
        }
    )

    shortcuts: tuple[Shortcut, ...] = ()

    def allow(self, method: str) -> None:
        """Let the call of a method pass.

        Raises:
            Refusal: missing_scope, with what is needed and what is there.
        """
        needed = SCOPES.get(method, ())
        if needed and not self.scopes.intersection(needed):
            raise Refusal("missing_scope", needed=",".join(needed), provided=",".join(sorted(self.scopes)))


def read_manifest(path: Path = MANIFEST) -> AppManifest:
    """The app's manifest; what a typical bot has where the file or a part of it is missing."""
    try:
        manifest: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        commands = {
            one["command"]: SlashCommand(one.get("description", ""), one.get("usage_hint", ""))
            for one in manifest["features"]["slash_commands"]
        }
        events = frozenset(manifest["settings"].get("event_subscriptions", {}).get("bot_events", ()))
        scopes = frozenset(manifest["oauth_config"]["scopes"]["bot"])
        offered = manifest["features"].get("shortcuts", ())
        shortcuts = tuple(Shortcut(one["callback_id"], one["name"], one["type"]) for one in offered)
    except (OSError, KeyError, TypeError, yaml.YAMLError):
        return AppManifest()
    return AppManifest(commands, events, scopes, shortcuts)


_READ = ("channels:read", "groups:read", "im:read", "mpim:read")
_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
_MANAGE = ("channels:manage", "groups:write")

#: The scopes of which a bot token needs one, by method (each method's page in Slack's reference).
SCOPES: dict[str, tuple[str, ...]] = {
    "bookmarks.add": ("bookmarks:write",),
    "bookmarks.edit": ("bookmarks:write",),
    "bookmarks.list": ("bookmarks:read",),
    "bookmarks.remove": ("bookmarks:write",),
    "chat.delete": ("chat:write",),
    "chat.postEphemeral": ("chat:write",),
    "chat.postMessage": ("chat:write",),
    "chat.update": ("chat:write",),
    "conversations.archive": _MANAGE,
    "conversations.create": _MANAGE,
    "conversations.history": _HISTORY,
    "conversations.info": _READ,
    "conversations.invite": (*_MANAGE, "channels:write.invites", "groups:write.invites"),
    "conversations.join": ("channels:join",),
    "conversations.kick": _MANAGE,
    "conversations.leave": _MANAGE,
    "conversations.list": _READ,
    "conversations.members": _READ,
    "conversations.open": ("im:write", "mpim:write", *_MANAGE),
    "conversations.rename": _MANAGE,
    "conversations.replies": _HISTORY,
    "conversations.setPurpose": (*_MANAGE, "channels:write.topic", "groups:write.topic"),
    "conversations.setTopic": (*_MANAGE, "channels:write.topic", "groups:write.topic"),
    "conversations.unarchive": _MANAGE,
    "files.completeUploadExternal": ("files:write",),
    "files.getUploadURLExternal": ("files:write",),
    "files.info": ("files:read",),
    "pins.add": ("pins:write",),
    "pins.list": ("pins:read",),
    "pins.remove": ("pins:write",),
    "reactions.add": ("reactions:write",),
    "reactions.get": ("reactions:read",),
    "reactions.remove": ("reactions:write",),
    "team.info": ("team:read",),
    "users.conversations": _READ,
    "users.info": ("users:read",),
    "users.list": ("users:read",),
    "users.lookupByEmail": ("users:read.email",),
}
