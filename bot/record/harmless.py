"""Text of people and models made harmless for the documents it goes into: Markdown, YAML, CSV."""

import re
from collections.abc import Iterable

import yaml

#: Characters that would break a line, hide text or turn its direction; a document shows them as a space.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)

#: What begins inline markup in Markdown anywhere in a line; a backslash before it makes it a character.
_INLINE = re.compile(r"([\\`*\[\]|~]|<(?=[A-Za-z/!?]))")

#: An underscore begins emphasis at the edge of a word only; inside a name it is left as it is.
_EDGE = re.compile(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")

#: What makes the beginning of a line a heading, a list, a quote, a rule or the line under a table's head.
_BEGINNING = re.compile(r"^([#>+\-=:]|\d{1,9}(?=[.)](?:\s|$)))")

_NUMBER = re.compile(r"^(\d{1,9})([.)])")

#: A list entry as people type it; inside a block it stays one.
_BULLET = re.compile(r"^([-*•]|\d{1,9}[.)])\s+(?=\S)")

#: What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@")

#: A character reference such as `&#35;` or `&lt;`, which Markdown would turn into the character.
_REFERENCE = re.compile(r"&(?=#?[A-Za-z0-9]{1,32};)")


class Safe(str):
    """Text that is fit for a Markdown document as it stands."""

    __slots__ = ()


def line(text: object) -> Safe:
    """One line in which nothing is markup: it can begin no heading, list, table, link, tag or fence."""
    if isinstance(text, Safe):
        return text
    return Safe(_beginning(_inline(" ".join(_seen(str(text)).split()))))


def cell(text: object) -> Safe:
    """What stands in a cell of a table, where nothing begins a line."""
    return text if isinstance(text, Safe) else Safe(_inline(" ".join(_seen(str(text)).split())))


def block(text: object) -> Safe:
    """Several lines as their author wrote them, list entries too, none of which is other markup."""
    if isinstance(text, Safe):
        return text
    lines = [_line_of_block(one) for one in _seen(str(text)).split("\n")]
    # Two spaces at its end keep a line from running into the next one.
    kept = re.sub(r"(?<=\S)\n(?=\S)", "  \n", "\n".join(lines))
    return Safe(re.sub(r"\n{3,}", "\n\n", kept).strip("\n"))


def verbatim(text: object) -> Safe:
    """Text to the letter in a fence that it cannot end, for logs and other output of machines."""
    body = _seen(str(text), keep="\t")
    longest = max((len(run) for run in re.findall(r"`+", body)), default=0)
    fence = "`" * max(3, longest + 1)
    return Safe(f"{fence}\n{body}\n{fence}")


def plain_line(text: object) -> Safe:
    """One line of plain text, for places that show no markup or escape it themselves."""
    if isinstance(text, Safe):
        return text
    return Safe(" ".join(_seen(str(text)).split()))


def plain_block(text: object) -> Safe:
    """Several lines of plain text."""
    if isinstance(text, Safe):
        return text
    lines = (" ".join(one.split()) for one in _seen(str(text)).split("\n"))
    return Safe(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n"))


def url(text: object) -> Safe:
    """A link as Markdown shows it, to the web and nowhere else; anything else is words."""
    found = re.fullmatch(r"https?://[^\s<>]+", str(text))
    return Safe(f"<{found[0]}>") if found else line(text)


def yaml_text(text: object) -> Safe:
    """A YAML scalar in double quotes."""
    if isinstance(text, bool):
        return Safe("YES" if text else "NO")
    dumped = yaml.safe_dump(_seen(str(text)), default_style='"', allow_unicode=True, width=10**9)
    return Safe(dumped.rstrip("\n"))


def csv_row(values: Iterable[object]) -> str:
    """One row of a CSV file, which no spreadsheet takes for a formula."""
    return ",".join(_csv_cell(str(value)) for value in values)


def _csv_cell(text: str) -> str:
    shown = " ".join(_seen(text).split())
    guarded = f"'{shown}" if shown.startswith(_FORMULA) else shown
    return '"' + guarded.replace('"', '""') + '"'


def _seen(text: str, keep: str = "") -> str:
    """Text without characters that cannot be seen; line ends become one kind."""
    one_kind = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n").replace("\u2028", "\n")
    return _UNSEEN.sub(" ", one_kind.replace("\t", "\t" if keep else " "))


def _inline(text: str) -> str:
    text = _INLINE.sub(r"\\\1", text)
    text = _EDGE.sub(r"\\_", text)
    return _REFERENCE.sub("&amp;", text)


def _beginning(text: str) -> str:
    if _BEGINNING.match(text):
        return _NUMBER.sub(r"\1\\\2", text) if text[0].isdigit() else f"\\{text}"
    return text


def _line_of_block(text: str) -> str:
    bare = text.strip()
    found = _BULLET.match(bare)
    if found is None:
        return _beginning(_inline(bare))
    marker = found[1] if found[1][0].isdigit() else "-"
    return f"{marker} {_beginning(_inline(bare[found.end() :]))}"
