"""A document as a Markdown viewer reads it: its headings, its tables, and whatever else became markup."""

from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

#: Everything that turns text into more than words: what hostile text must never become.
MARKUP = ("html_block", "html_inline", "link_open", "image", "code_inline", "code_block", "blockquote_open", "hr")

#: What stands inside a line.
INLINE = ("text", "softbreak", "hardbreak", "strong_open", "strong_close", "text_special")

VIEWER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


@dataclass(frozen=True)
class Read:
    """What a viewer finds in a document."""

    headings: list[str]
    tables: list[list[str]]
    kinds: list[str]

    @property
    def kinds_of_blocks(self) -> list[str]:
        """The kinds of its blocks, without what stands in them."""
        return [kind for kind in self.kinds if kind not in INLINE]

    def markup(self, around: str) -> list[str]:
        """What became markup beyond the emphasis that `around` has itself."""
        emphasis = [kind for kind in ("strong_open", "em_open", "s_open") if kind in self.kinds]
        allowed = ["strong_open"] if "**" in around else []
        return [kind for kind in self.kinds if kind in MARKUP] + [kind for kind in emphasis if kind not in allowed]

    def count(self, kind: str) -> int:
        """How often a kind of token is there."""
        return self.kinds.count(kind)


def read(text: str) -> Read:
    """The document, read."""
    tokens = VIEWER.parse(text)
    return Read(list(_headings(tokens)), list(_tables(tokens)), [one.type for one in _all(tokens)])


def headings(text: str) -> list[str]:
    """The headings with their level, as they are written in the sources: `## Timeline`."""
    return read(text).headings


def _headings(tokens: list[Token]) -> Iterator[str]:
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            yield f"{'#' * int(token.tag[1])} {_words(tokens[place + 1])}"


def _tables(tokens: list[Token]) -> Iterator[list[str]]:
    """The first row of each table."""
    row: list[str] | None = None
    for place, token in enumerate(tokens):
        if token.type == "thead_open":
            row = []
        elif token.type == "th_open" and row is not None:
            row.append(_words(tokens[place + 1]))
        elif token.type == "thead_close" and row is not None:
            yield row
            row = None


def _words(token: Token) -> str:
    return "".join(one.content for one in token.children or [])


def _all(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _all(token.children or [])
