"""Whether the demonstration can be played: in the local workspace only, and only by the cast it was written for."""

from collections.abc import Sequence
from typing import Protocol

from bot.errors import MusterError
from bot.settings import Settings
from bot.workspace.cast import CAST, Named


class DemoInSlack(MusterError):
    """The demonstration is played in the local workspace only, and a real Slack is set up.
    Leave out --demo, or unset SLACK_BOT_TOKEN and SLACK_APP_TOKEN."""


class DemoWithoutCast(MusterError):
    """The demonstration is played by the people of the built-in example, and {file} has others.
    Leave out --demo, or start in a folder without muster.yaml and unset MUSTER_CONFIG."""


class Peopled(Protocol):
    """What is read of the organisation."""

    @property
    def people(self) -> Sequence[Named]:
        """Everybody in the file."""
        ...


def check_cast(settings: Settings, organisation: Peopled) -> None:
    """Raises DemoInSlack with a real Slack, DemoWithoutCast when somebody of the cast is missing."""
    if settings.slack_bot_token:
        raise DemoInSlack()
    here = {person.slack: person.name for person in organisation.people}
    if any(here.get(one.slack) != one.name for one in CAST[:-1]):
        raise DemoWithoutCast(file=settings.config)
