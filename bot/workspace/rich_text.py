"""Rich text as Slack accepts it: sections, lists, quotes and preformatted text with what stands in them."""

from typing import Annotated, Literal

from pydantic import Field

from bot.workspace.objects import Strict


class Style(Strict):
    """How a piece is set."""

    bold: bool | None = None
    code: bool | None = None
    italic: bool | None = None
    strike: bool | None = None
    underline: bool | None = None


class Styled(Strict):
    """A piece of text."""

    style: Style | None = None


class Text(Styled):
    """Words."""

    type: Literal["text"]
    text: str


class Link(Styled):
    """An address, and the words for it."""

    type: Literal["link"]
    url: str
    text: str | None = None
    unsafe: bool | None = None


class Emoji(Styled):
    """A sign by its name."""

    type: Literal["emoji"]
    name: str
    unicode: str | None = None
    url: str | None = None


class Date(Styled):
    """A moment in the reader's own zone."""

    type: Literal["date"]
    timestamp: int | float
    format: str
    url: str | None = None
    fallback: str | None = None


class Color(Styled):
    """A colour by its value."""

    type: Literal["color"]
    value: str


class User(Styled):
    """A mention of a person."""

    type: Literal["user"]
    user_id: str


class Usergroup(Styled):
    """A mention of a group."""

    type: Literal["usergroup"]
    usergroup_id: str


class Channel(Styled):
    """A mention of a channel."""

    type: Literal["channel"]
    channel_id: str


class Team(Styled):
    """A mention of a workspace."""

    type: Literal["team"]
    team_id: str


class Broadcast(Styled):
    """A mention of everybody."""

    type: Literal["broadcast"]
    range: Literal["here", "channel", "everyone"]


Piece = Annotated[
    Text | Link | Emoji | Date | Color | User | Usergroup | Channel | Team | Broadcast, Field(discriminator="type")
]


class Section(Strict):
    """A paragraph."""

    type: Literal["rich_text_section"]
    elements: list[Piece]


class Listed(Strict):
    """A list of paragraphs."""

    type: Literal["rich_text_list"]
    elements: list[Section]
    style: Literal["bullet", "ordered"]
    indent: int | None = Field(default=None, ge=0, le=8)
    border: Literal[0, 1] | None = None


class Quote(Strict):
    """Words of somebody else."""

    type: Literal["rich_text_quote"]
    elements: list[Piece]
    border: Literal[0, 1] | None = None


class Preformatted(Strict):
    """Text as it is."""

    type: Literal["rich_text_preformatted"]
    elements: list[Annotated[Text | Link, Field(discriminator="type")]]
    border: Literal[0, 1] | None = None


Part = Annotated[Section | Listed | Quote | Preformatted, Field(discriminator="type")]


class RichText(Strict):
    """Formatted text; also as the content of a table's cell, a task or a field."""

    type: Literal["rich_text"]
    block_id: str | None = Field(default=None, min_length=1, max_length=255)
    elements: list[Part]
