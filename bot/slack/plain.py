"""What Slack would show, as plain text for a terminal: blocks as lines, mentions as names, dates in this zone."""

import html
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.slack.view import Block

#: Gives the name to show for an id.
Naming = Callable[[str], str]

_DATE = re.compile(r"<!date\^(\d+)\^([^|>^]*)(?:\^[^|>]*)?\|([^>]*)>")
_USER = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
_CHANNEL = re.compile(r"<#([CDG][A-Z0-9]+)(?:\|([^>]*))?>")
_EVERYBODY = re.compile(r"<!(here|channel|everyone)(?:\|[^>]*)?>")
_LINK = re.compile(r"<((?:https?://|mailto:)[^|>]*)(?:\|([^>]*))?>")

#: Bold, italic, struck: marks at the edges of words.
_MARKS = re.compile(r"(?<![\w*_~])([*_~])(?=\S)(.+?)(?<=\S)\1(?![\w*_~])")

RULE_LINE = "-" * 60


@dataclass(frozen=True)
class Names:
    """How people and channels are called."""

    person: Naming
    channel: Naming


def as_text(blocks: Sequence[Block], names: Names) -> str:
    """The blocks as lines; buttons as `[what stands on them]`."""
    lines = [line for block in blocks for line in _lines(block, names)]
    return "\n".join(line.rstrip() for line in lines)


def plain(text: str, names: Names) -> str:
    """One text of mrkdwn."""
    found = _DATE.sub(lambda match: _moment(int(match[1]), match[2]), text)
    found = _USER.sub(lambda match: f"@{names.person(match[1])}", found)
    found = _CHANNEL.sub(lambda match: f"#{match[2] or names.channel(match[1])}", found)
    found = _EVERYBODY.sub(lambda match: f"@{match[1]}", found)
    found = _LINK.sub(lambda match: f"{match[2]} ({match[1]})" if match[2] else match[1], found)
    found = _MARKS.sub(lambda match: match[2], found).replace("\u200b", "")
    return html.unescape(found)


def _moment(seconds: int, form: str) -> str:
    at = datetime.fromtimestamp(seconds).astimezone()
    return f"{at:%Y-%m-%d %H:%M}" if "date" in form else f"{at:%H:%M}"


def _lines(block: Block, names: Names) -> Iterator[str]:
    return _KINDS.get(str(block.get("type")), _other)(block, names)


def _header(block: Block, names: Names) -> Iterator[str]:
    yield from (_of(block.get("text"), names), "")


def _context(block: Block, names: Names) -> Iterator[str]:
    for one in block.get("elements", ()):
        yield f"  {_of(one, names)}"


def _divider(block: Block, names: Names) -> Iterator[str]:
    yield RULE_LINE


def _actions(block: Block, names: Names) -> Iterator[str]:
    yield "  ".join(f"[{label}]" for label, _, _ in buttons([block]))


def _rich_text(block: Block, names: Names) -> Iterator[str]:
    yield _rich(block).strip("\n")


def _table(block: Block, names: Names) -> Iterator[str]:
    for row in block.get("rows", ()):
        yield " | ".join(_cell(cell, names) for cell in row)


def _other(block: Block, names: Names) -> Iterator[str]:
    if words := _of(block.get("text") or block.get("title") or block.get("label"), names):
        yield words


def _section(block: Block, names: Names) -> Iterator[str]:
    if words := _of(block.get("text"), names):
        yield words
    for one in block.get("fields", ()):
        title, _, value = _of(one, names).partition("\n")
        yield f"{title}: {value}" if value else title


#: Type of block -> how it reads; what is not here shows its text or title.
_KINDS: dict[str, Callable[[Block, Names], Iterator[str]]] = {
    "header": _header, "section": _section, "context": _context, "divider": _divider, "actions": _actions,
    "rich_text": _rich_text, "table": _table,
}  # fmt: skip


def _of(text: Any, names: Names) -> str:
    if isinstance(text, str):
        return plain(text, names)
    if not isinstance(text, dict):
        return ""
    words = str(text.get("text") or "")
    return plain(words, names) if text.get("type") == "mrkdwn" else words


def _cell(cell: Block, names: Names) -> str:
    return _rich(cell) if cell.get("type") == "rich_text" else _of(cell, names)


def _rich(part: Any) -> str:
    """Rich text as its letters, which nobody's markup changes."""
    kind = part.get("type")
    if kind == "text":
        return str(part.get("text", ""))
    if kind == "link":
        return str(part.get("text") or part.get("url") or "")
    if kind == "emoji":
        return f":{part.get('name', '')}:"
    inside = [_rich(one) for one in part.get("elements", ())]
    if kind == "rich_text_list":
        return "\n".join(f"- {one}" for one in inside) + "\n"
    ends = "\n" if kind in ("rich_text_section", "rich_text_preformatted", "rich_text_quote") else ""
    return "".join(inside) + ends


def buttons(blocks: Sequence[Block]) -> list[tuple[str, str, str]]:
    """Label, action id and value of every button, and of every entry of a menu."""
    found = []
    for block in blocks:
        elements = [*block.get("elements", ()), *([block["accessory"]] if "accessory" in block else [])]
        for element in elements if block.get("type") in ("actions", "section") else ():
            if element.get("type") == "button":
                found.append((str(element["text"]["text"]), str(element["action_id"]), str(element.get("value", ""))))
            for option in element.get("options", ()):
                found.append((str(option["text"]["text"]), str(element["action_id"]), str(option["value"])))
    return found
