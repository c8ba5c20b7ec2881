"""What Slack sends to an app when a person does something, to the letter of its payloads."""

from bot.workspace.channels import Channel
from bot.workspace.inputs import elements
from bot.workspace.modals import OpenView
from bot.workspace.moments import Moment
from bot.workspace.team import Team
from bot.workspace.wire import APP_ID, TEAM_DOMAIN, TEAM_ID, VERIFICATION_TOKEN, Json


class Payloads:
    """Builds payloads, and issues the trigger ids and response URLs in them."""

    def __init__(self, team: Team) -> None:
        self._team = team

    def slash_command(self, moment: Moment, channel: Channel, command: str, text: str) -> Json:
        """A typed slash command."""
        return {
            "token": VERIFICATION_TOKEN,
            "team_id": TEAM_ID,
            "team_domain": TEAM_DOMAIN,
            "channel_id": channel.id,
            "channel_name": _command_channel(channel),
            "user_id": moment.user,
            "user_name": self._team.users[moment.user]["name"],
            "command": command,
            "text": text,
            "api_app_id": APP_ID,
            "is_enterprise_install": "false",
            "response_url": self._url(moment, channel),
            "trigger_id": self._team.triggers.issue(moment),
        }

    def message_action(self, moment: Moment, channel: Channel, message: Json, action: Json, state: Json) -> Json:
        """A click in a message of a channel."""
        container = {
            "type": "message",
            "message_ts": message["ts"],
            "channel_id": channel.id,
            "is_ephemeral": False,
        }
        if "thread_ts" in message:
            container["thread_ts"] = message["thread_ts"]
        shown = {name: value for name, value in message.items() if name != "metadata"}
        return self._action(moment, container, action, state) | {
            "channel": _channel(channel),
            "message": shown,
            "response_url": self._url(moment, channel, message["ts"]),
        }

    def whisper_action(self, moment: Moment, channel: Channel, item: Json, action: Json, state: Json) -> Json:
        """A click in an ephemeral message, of which Slack sends no content."""
        container = {
            "type": "message",
            "message_ts": item["ts"],
            "channel_id": channel.id,
            "is_ephemeral": True,
        }
        return self._action(moment, container, action, state) | {
            "channel": _channel(channel),
            "response_url": self._url(moment, channel, item["ts"], is_ephemeral=True),
        }

    def view_action(self, moment: Moment, view: OpenView, action: Json) -> Json:
        """A click in a modal or a home tab."""
        container = {"type": "view", "view_id": view.id}
        return self._action(moment, container, action, view.body["state"]) | {"view": view.body}

    def view_submission(self, moment: Moment, view: OpenView) -> Json:
        """A modal's Submit."""
        return self._base("view_submission", moment) | {
            "trigger_id": self._team.triggers.issue(moment),
            "view": view.body,
            "response_urls": self._response_urls(moment, view),
        }

    def view_closed(self, moment: Moment, view: OpenView, *, is_cleared: bool) -> Json:
        """A modal that was closed and asked to be told so."""
        return self._base("view_closed", moment) | {"view": view.body, "is_cleared": is_cleared}

    def global_shortcut(self, moment: Moment, callback_id: str) -> Json:
        """A shortcut out of the menu."""
        return self._base("shortcut", moment) | {
            "callback_id": callback_id,
            "trigger_id": self._team.triggers.issue(moment),
            "action_ts": self._team.clock.timestamp(),
        }

    def message_shortcut(self, moment: Moment, channel: Channel, message: Json, callback_id: str) -> Json:
        """A shortcut out of a message's menu."""
        shown = {name: value for name, value in message.items() if name != "metadata"}
        return self._base("message_action", moment) | {
            "callback_id": callback_id,
            "trigger_id": self._team.triggers.issue(moment),
            "message": shown,
            "action_ts": self._team.clock.timestamp(),
            "message_ts": message["ts"],
            "channel": _channel(channel),
            "response_url": self._url(moment, channel, message["ts"]),
        }

    def _base(self, kind: str, moment: Moment) -> Json:
        user = self._team.users[moment.user]
        return {
            "type": kind,
            "team": {"id": TEAM_ID, "domain": TEAM_DOMAIN},
            "user": {"id": user["id"], "username": user["name"], "name": user["name"], "team_id": TEAM_ID},
            "api_app_id": APP_ID,
            "token": VERIFICATION_TOKEN,
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _action(self, moment: Moment, container: Json, action: Json, state: Json) -> Json:
        stamped = {**action, "action_ts": self._team.clock.timestamp()}
        return self._base("block_actions", moment) | {
            "container": container,
            "trigger_id": self._team.triggers.issue(moment),
            "actions": [stamped],
            "state": state,
        }

    def _url(self, moment: Moment, channel: Channel, ts: str | None = None, *, is_ephemeral: bool = False) -> str:
        token = self._team.responses.issue(moment, channel.id, ts, is_ephemeral)
        return f"{self._team.base_url}/response/{token}"

    def _response_urls(self, moment: Moment, view: OpenView) -> list[Json]:
        found = []
        for block, element in elements(view.body["blocks"]):
            if element.get("response_url_enabled"):
                entry = view.body["state"]["values"][block["block_id"]][element["action_id"]]
                chosen = entry.get("selected_conversation") or entry.get("selected_channel")
                if chosen in self._team.channels:
                    found.append(
                        {
                            "block_id": block["block_id"],
                            "action_id": element["action_id"],
                            "channel_id": chosen,
                            "response_url": self._url(moment, self._team.channels[chosen]),
                        }
                    )
        return found


def _channel(channel: Channel) -> Json:
    return {"id": channel.id, "name": _command_channel(channel)}


def _command_channel(channel: Channel) -> str:
    if channel.is_im:
        return "directmessage"
    return "privategroup" if channel.is_private else channel.name
