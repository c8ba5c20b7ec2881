"""Answers of the app to what a person did: in the acknowledgement or by a response URL."""

from bot.workspace.arguments import Arguments
from bot.workspace.channels import Channel
from bot.workspace.methods.chat import message_content
from bot.workspace.team import Team
from bot.workspace.triggers import ResponseTo
from bot.workspace.wire import BOT_USER, Json, Refusal


class Responses:
    """Posts, replaces or deletes what the app answers with."""

    def __init__(self, team: Team) -> None:
        self._team = team

    def by_url(self, token: str, args: Arguments) -> str:
        """Apply what was posted to a response URL and return the channel.

        Raises:
            Refusal: used_url, expired_url, invalid_url, and those of a message.
        """
        to = self._team.responses.use(token)
        try:
            self.apply(to, args)
        finally:
            self._team.journal.flush()
        return to.channel

    def apply(self, to: ResponseTo, args: Arguments) -> None:
        """Show an answer to the person, or to the channel.

        Raises:
            Refusal: no_text, invalid_blocks, msg_too_long, message_not_found, channel_not_found.
        """
        channel = self._team.channels.get(to.channel)
        if channel is None:
            raise Refusal("channel_not_found")
        if args.flag("delete_original"):
            self._delete(channel, to)
            return
        content = message_content(args.text("text"), args.structure("blocks", "invalid_blocks_format"))
        if args.flag("replace_original") and to.ts:
            self._replace(channel, to, content)
        else:
            self._new(channel, to, content, args)

    def _new(self, channel: Channel, to: ResponseTo, content: Json, args: Arguments) -> None:
        if args.text("thread_ts"):
            content["thread_ts"] = args.text("thread_ts")
        if args.text("response_type") == "in_channel":
            if channel.is_archived:
                raise Refusal("is_archived")
            message = self._team.post(channel, BOT_USER, content)
            self._team.events.own_message_posted(channel, message)
        else:
            self._team.whisper(channel, to.user, content, to.moment)

    def _replace(self, channel: Channel, to: ResponseTo, content: Json) -> None:
        if to.is_ephemeral:
            item = self._whisper(channel, to)
            item |= content
            self._team.show_whisper(item, to.moment)
        else:
            self._team.edit(channel, self._team.message(channel, to.ts), content)

    def _delete(self, channel: Channel, to: ResponseTo) -> None:
        if to.is_ephemeral:
            self._team.drop_whisper(self._whisper(channel, to))
        else:
            self._team.delete(channel, self._team.message(channel, to.ts))

    def _whisper(self, channel: Channel, to: ResponseTo) -> Json:
        item = self._team.find_whisper(channel.id, to.user, to.ts or "")
        if item is None:
            raise Refusal("message_not_found")
        return item
