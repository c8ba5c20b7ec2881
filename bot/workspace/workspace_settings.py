"""What a workspace is run for: its name, its keys, what it begins with, and what people know of each other."""

from dataclasses import dataclass

from bot.workspace.wire import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, TEAM_NAME


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceSettings:
    """The settings of a workspace.

    Args:
        name: of the team, as the page shows it.
        bot_token: what the app's calls carry.
        app_token: what opens its sockets.
        signing_secret: seals response URLs, and requests in HTTP mode.
        channels: (id, name) of the channels that everybody is in from the beginning.
        visitor: whether somebody without a role is added to the people.
        discreet: whether nobody is told what waits for somebody else.
        files_url: what stands before a file's path for people, "" for the page's own; None for where the app calls.
    """

    name: str = TEAM_NAME
    bot_token: str = BOT_TOKEN
    app_token: str = APP_TOKEN
    signing_secret: str = SIGNING_SECRET
    channels: tuple[tuple[str, str], ...] = (("C00GENERAL", "general"), ("C01INCIDENTS", "incidents"))
    visitor: bool = True
    discreet: bool = False
    files_url: str | None = None


#: The workspace of `muster up` and of the tests: known to everybody, as it listens on this machine only.
LOCAL = WorkspaceSettings()
