"""Names, dates and people's words as documents show them."""

import re
from dataclasses import dataclass
from datetime import datetime

from bot.incident.organisation import Organisation, SlackId
from bot.incident.results import FieldValue
from bot.incident.times import Times

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")


@dataclass(frozen=True)
class Speaker:
    """Turns what is stored into what a document says. Dates are real ones (UTC)."""

    organisation: Organisation
    times: Times

    def name(self, person: SlackId | None) -> str | None:
        """Somebody's name; None for nobody."""
        return self.organisation.name_of(person) if person else None

    def at(self, moment: datetime | None) -> datetime | None:
        """A product moment as the date to show."""
        return self.times.shown(moment) if moment else None

    def words(self, text: str) -> str:
        """Somebody's text with people's names in the place of mentions."""
        return _MENTION.sub(lambda found: f"@{self.organisation.name_of(found[1])}", text)

    def value(self, value: FieldValue, *, person: bool = False) -> object:
        """A field's value as templates get it: names for people, no mentions in any text."""
        if isinstance(value, str):
            return self.name(value) if person else self.words(value)
        if isinstance(value, list):
            return [[self.words(cell) for cell in one] if isinstance(one, list) else self.words(one) for one in value]
        return value
