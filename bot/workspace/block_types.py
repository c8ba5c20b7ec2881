"""Every block of Block Kit with its limits (Slack's published types, @slack/types 3.2)."""

from typing import Annotated, Literal

import pydantic
from pydantic import Field

from bot.workspace import elements as el
from bot.workspace import objects as ob
from bot.workspace.objects import wrong
from bot.workspace.rich_text import RichText


class Block(ob.Strict):
    """What every block has."""

    block_id: str | None = Field(default=None, min_length=1, max_length=255)


class Section(Block):
    """Text, or up to ten short fields, with an accessory beside it."""

    type: Literal["section"]
    text: ob.Text3000 | None = None
    fields: list[ob.Text2000] | None = Field(default=None, min_length=1, max_length=10)
    accessory: el.AnyElement | None = None
    expand: bool | None = None

    @pydantic.model_validator(mode="after")
    def _has_text(self) -> "Section":
        if self.text is None and self.fields is None:
            raise wrong("must define either `text` or `fields`")
        return self


class Header(Block):
    """A large line of plain text."""

    type: Literal["header"]
    text: ob.Plain150


class Divider(Block):
    """A line."""

    type: Literal["divider"]


class Context(Block):
    """Small text and images."""

    type: Literal["context"]
    elements: list[el.ContextElement] = Field(min_length=1, max_length=10)


class Actions(Block):
    """Buttons, selects and the like."""

    type: Literal["actions"]
    elements: list[el.ActionElement] = Field(min_length=1, max_length=25)


class Input(Block):
    """A labelled field of a form."""

    type: Literal["input"]
    label: ob.Plain2000
    element: el.InputElement
    hint: ob.Plain2000 | None = None
    optional: bool | None = None
    dispatch_action: bool | None = None


class Image(Block, ob.Pictured):
    """A picture with alternative text."""

    type: Literal["image"]
    title: ob.Plain2000 | None = None


class Markdown(Block):
    """Standard Markdown."""

    type: Literal["markdown"]
    text: str = Field(min_length=1, max_length=12_000)


class RawText(ob.Strict):
    """Words in a cell."""

    type: Literal["raw_text"]
    text: str = Field(min_length=1)


class RawNumber(ob.Strict):
    """A number in a cell, and how it is written."""

    type: Literal["raw_number"]
    value: int | float
    text: str = Field(min_length=1)


class ColumnSettings(ob.Strict):
    """How a column is set."""

    align: Literal["left", "center", "right"] | None = None
    is_wrapped: bool | None = None


_Cell = Annotated[RichText | RawText | RawNumber, Field(discriminator="type")]
_Row = Annotated[list[_Cell], Field(min_length=1, max_length=20)]


class Table(Block):
    """Rows of cells."""

    type: Literal["table"]
    rows: list[_Row] = Field(min_length=1, max_length=100)
    column_settings: list[ColumnSettings] | None = Field(default=None, max_length=20)


class Alert(Block):
    """A notice with a level."""

    type: Literal["alert"]
    text: ob.Text200
    level: Literal["default", "info", "warning", "error", "success"] | None = None


class Card(Block):
    """A picture, words and buttons in a frame."""

    type: Literal["card"]
    hero_image: el.ImageElement | None = None
    icon: el.ImageElement | None = None
    title: ob.Mrkdwn150 | None = None
    subtitle: ob.Mrkdwn150 | None = None
    body: ob.Mrkdwn200 | None = None
    actions: list[el.Button] | None = Field(default=None, min_length=1, max_length=3)

    @pydantic.model_validator(mode="after")
    def _shows_something(self) -> "Card":
        if not any((self.hero_image, self.title, self.body, self.actions)):
            raise wrong("must define one of `hero_image`, `title`, `body` or `actions`")
        return self


class Carousel(Block):
    """Cards beside each other."""

    type: Literal["carousel"]
    elements: list[Card] = Field(min_length=1, max_length=10)


class ContextActions(Block):
    """What people think of an answer, and small buttons."""

    type: Literal["context_actions"]
    elements: list[el.ContextAction] = Field(min_length=1, max_length=5)


class DataTable(Block):
    """Rows with a caption, in pages."""

    type: Literal["data_table"]
    rows: list[_Row] = Field(min_length=2, max_length=101)
    caption: str = Field(min_length=1)
    page_size: int | None = Field(default=None, ge=1, le=100)
    row_header_column_index: int | None = Field(default=None, ge=0)


class DataVisualization(ob.Loose):
    """A chart; its data are not looked at."""

    type: Literal["data_visualization"]
    block_id: str | None = Field(default=None, max_length=255)


class File(Block):
    """A file that is kept elsewhere."""

    type: Literal["file"]
    source: Literal["remote"]
    external_id: str


class Source(ob.Strict):
    """A page that an answer rests on."""

    type: Literal["url"]
    url: str = Field(min_length=1, max_length=3000)
    text: str


class TaskCard(Block):
    """One task of a plan, or one alone."""

    type: Literal["task_card"]
    task_id: str
    title: str
    status: Literal["pending", "in_progress", "complete", "error"]
    details: RichText | None = None
    output: RichText | None = None
    sources: list[Source] | None = None


class Plan(Block):
    """Tasks in their order."""

    type: Literal["plan"]
    title: str
    tasks: list[TaskCard] | None = None


class Video(Block):
    """A video of another site."""

    type: Literal["video"]
    video_url: str
    thumbnail_url: str
    alt_text: str = Field(min_length=1, max_length=200)
    title: ob.Plain199
    title_url: str | None = None
    author_name: str | None = Field(default=None, max_length=49)
    provider_name: str | None = Field(default=None, max_length=50)
    provider_icon_url: str | None = None
    description: ob.Plain200 | None = None


class Container(Block):
    """Blocks under a title, which may be folded away."""

    type: Literal["container"]
    title: ob.Plain150 | None = None
    rich_text_title: RichText | None = None
    subtitle: ob.Text150 | None = None
    child_blocks: list[
        Annotated[
            Actions | Context | Divider | File | Header | Image | Input | RichText | Section | Table | Video,
            Field(discriminator="type"),
        ]
    ] = Field(min_length=1, max_length=10)
    width: Literal["narrow", "standard", "wide", "full"] | None = None
    icon: el.ImageElement | None = None
    is_collapsible: bool | None = None
    default_collapsed: bool | None = None
    has_header_divider: bool | None = None

    @pydantic.model_validator(mode="after")
    def _has_title(self) -> "Container":
        if self.title is None and self.rich_text_title is None:
            raise wrong("must define either `title` or `rich_text_title`")
        if self.default_collapsed and not self.is_collapsible:
            raise wrong("must define `is_collapsible` to use `default_collapsed`", at="default_collapsed")
        return self


_Words = Section | Header | Divider | Context | Image | RichText | Markdown | Table | DataTable
_Frames = Alert | Card | Carousel | Container | Plan | TaskCard | Video | File | DataVisualization

AnyBlock = Annotated[_Words | _Frames | Actions | ContextActions | Input, Field(discriminator="type")]
