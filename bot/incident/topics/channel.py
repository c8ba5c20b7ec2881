"""The incident's own Slack channel (D5)."""

from typing import Literal

from bot.incident.command import Command, Sense, decides
from bot.incident.deciding import Deciding
from bot.incident.fact import AfterAbsence, Fact, Naming
from bot.incident.state import Channel, Incident


class ChannelOpened(Fact):
    """The incident's channel is there."""

    after_absence = AfterAbsence.NEVER

    kind: Literal["channel_opened"] = "channel_opened"
    channel: str
    name: str

    def apply(self, state: Incident) -> Incident:
        return state.but(channel=Channel(id=self.channel, name=self.name))

    def sentence(self, name: Naming) -> str:
        return f"Channel #{self.name} opened"

    def line(self, name: Naming) -> tuple[str, str]:
        return "Incident channel opened", f"#{self.name}"


class RecordChannel(Command):
    """The Slack channel is open."""

    sense = Sense.ALWAYS

    channel: str
    name: str


@decides(RecordChannel)
def record_channel(deciding: Deciding, command: RecordChannel) -> None:
    """Remember the channel; a second report of it changes nothing."""
    if deciding.state.channel is None:
        deciding.tell(ChannelOpened(at=deciding.now, by=deciding.by, channel=command.channel, name=command.name))
