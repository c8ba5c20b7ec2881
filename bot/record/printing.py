"""How templates print values: the filters, and what stands where nothing is recorded."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from bot.incident.durations import rounded_duration
from bot.record import harmless
from bot.record.harmless import Safe

#: What stands where nothing is recorded, if the record does not say it otherwise (`missing`).
MISSING = "TBD"


@dataclass(frozen=True)
class Style:
    """How text is made harmless: a part of a line, a table's cell, a paragraph, and text to the letter."""

    line: Callable[[object], Safe]
    cell: Callable[[object], Safe]
    block: Callable[[object], Safe]
    verbatim: Callable[[object], Safe]


#: Documents are Markdown; drafts are plain text, which surfaces escape when they show it.
MARKDOWN = Style(harmless.line, harmless.cell, harmless.block, harmless.verbatim)
PLAIN = Style(harmless.plain_line, harmless.plain_line, harmless.plain_block, harmless.plain_block)


def entries(value: object) -> list[str]:
    """A value as the entries of a list: a text gives one for each of its lines."""
    if value is None or value == "":
        return []
    if isinstance(value, list | tuple):
        return [text for one in value if (text := _flat(one).strip())]
    return [text for one in str(value).splitlines() if (text := one.strip().lstrip("-*•").strip())]


def _flat(value: object) -> str:
    return " | ".join(str(one) for one in value) if isinstance(value, list | tuple) else str(value)


class Printing:
    """The filters of one style. Each takes anything that the record holds, nothing at all included."""

    def __init__(self, style: Style) -> None:
        self._style = style

    def filters(self) -> dict[str, Any]:
        """Every filter by the name that templates use."""
        return {
            "line": self.printed, "cell": self.cell, "block": self.block, "bullets": self.bullets,
            "numbered": self.numbered, "verbatim": self.verbatim, "yaml": self.yaml, "clock": self.clock,
            "when": self.when, "day": self.day, "hours": hours, "minutes": minutes, "tick": tick,
            "entries": entries, "url": harmless.url,
        }  # fmt: skip

    @pass_context
    def printed(self, context: Context, value: object) -> Safe:
        """Anything as part of a line: nothing as missing, yes and no in the sources' words, a moment in full."""
        if value is None or value == "" or value == []:
            return _missing(context)
        if isinstance(value, bool):
            return Safe("YES" if value else "NO")
        if isinstance(value, datetime):
            return Safe(f"{value:%Y-%m-%d %H:%M:%S} UTC")
        if isinstance(value, timedelta):
            return Safe(rounded_duration(value))
        if isinstance(value, list | tuple):
            return self._style.line(", ".join(entries(value)))
        return self._style.line(value)

    @pass_context
    def cell(self, context: Context, value: object) -> Safe:
        """What fits a cell of a table; an empty text keeps its place, what is not there is missing."""
        if value == "":
            return Safe(" ")
        return self._style.cell(value) if isinstance(value, str) else self.printed(context, value)

    @pass_context
    def block(self, context: Context, value: object) -> Safe:
        """Several lines in their author's words; a list becomes one."""
        if isinstance(value, list | tuple) and value:
            return self.bullets(context, value)
        return self._style.block(value) if isinstance(value, str) and value else self.printed(context, value)

    @pass_context
    def bullets(self, context: Context, value: object) -> Safe:
        """A list, one entry for each of the value's."""
        listed = [self._style.line(one) for one in entries(value)] or [_missing(context)]
        return Safe("\n".join(f"- {entry}" for entry in listed))

    @pass_context
    def numbered(self, context: Context, value: object) -> Safe:
        """A numbered list."""
        listed = [self._style.line(one) for one in entries(value)] or [_missing(context)]
        return Safe("\n".join(f"{number}. {entry}" for number, entry in enumerate(listed, 1)))

    @pass_context
    def verbatim(self, context: Context, value: object) -> Safe:
        """Text to the letter, for output of machines."""
        return self._style.verbatim(value) if value not in (None, "") else _missing(context)

    @pass_context
    def yaml(self, context: Context, value: object) -> Safe:
        """A YAML scalar."""
        return harmless.yaml_text(str(_missing(context)) if value in (None, "", []) else value)

    @pass_context
    def clock(self, context: Context, value: datetime | None) -> Safe:
        """Hours and minutes as the sources write them; another day than that of the detection is named."""
        if value is None:
            return _missing(context)
        detected = (context.get("incident") or {}).get("detected")
        other_day = isinstance(detected, datetime) and detected.date() != value.date()
        return Safe(f"{value:%Y-%m-%d %H:%M} UTC" if other_day else f"{value:%H:%M} UTC")

    @pass_context
    def when(self, context: Context, value: datetime | None) -> Safe:
        """Date, hours and minutes, as status pages write them."""
        return Safe(f"{value:%Y-%m-%d %H:%M} UTC") if value else _missing(context)

    @pass_context
    def day(self, context: Context, value: datetime | None) -> Safe:
        """The date alone."""
        return Safe(f"{value:%Y-%m-%d}") if value else _missing(context)


def _missing(context: Context) -> Safe:
    return Safe(context.get("missing") or MISSING)


def hours(value: timedelta | None) -> Safe | None:
    """`HH:MM`, as the sources write a duration (A:1552)."""
    if value is None:
        return None
    whole = max(0, int(value.total_seconds()) // 60)
    return Safe(f"{whole // 60:02d}:{whole % 60:02d}")


def minutes(value: timedelta | None) -> Safe | None:
    """Whole minutes, as a bare number."""
    return Safe(str(max(0, int(value.total_seconds()) // 60))) if value is not None else None


def tick(value: object) -> Safe:
    """A box of a checklist."""
    return Safe("[x]" if value else "[ ]")
