"""Every block of Block Kit with its limits (Slack's published types, @slack/types 3.2)."""

from typing import Annotated, Any, Literal

import pydantic
from pydantic import Field
from pydantic_core import PydanticCustomError

from bot.workspace import elements as el

#: A tree of rich text; its inside is not looked at.
Rich = dict[str, Any]


class Block(el.Strict):
    """What every block has."""

    block_id: str | None = Field(default=None, max_length=255)


class Section(Block):
    """Text, or up to ten short fields, with an accessory beside it."""

    type: Literal["section"]
    text: el.Text3000 | None = None
    fields: list[el.Text2000] | None = Field(default=None, min_length=1, max_length=10)
    accessory: el.AnyElement | None = None
    expand: bool | None = None

    @pydantic.model_validator(mode="after")
    def _has_text(self) -> "Section":
        if self.text is None and self.fields is None:
            raise PydanticCustomError("slack", "must define either `text` or `fields`")
        return self


class Header(Block):
    """A large line of plain text."""

    type: Literal["header"]
    text: el.Plain150
    level: Literal[1, 2, 3, 4] | None = None


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
    label: el.Plain2000
    element: el.InputElement
    hint: el.Plain2000 | None = None
    optional: bool | None = None
    dispatch_action: bool | None = None


class Image(Block):
    """A picture with alternative text."""

    type: Literal["image"]
    alt_text: str = Field(min_length=1, max_length=2000)
    image_url: str | None = Field(default=None, max_length=3000)
    slack_file: dict[str, str] | None = None
    title: el.Plain2000 | None = None


class RichText(Block):
    """Formatted text; its inner tree is not looked at."""

    type: Literal["rich_text"]
    elements: list[dict[str, Any]]


class Markdown(Block):
    """Standard Markdown."""

    type: Literal["markdown"]
    text: str = Field(min_length=1, max_length=12_000)


class Table(Block):
    """Rows of cells; a cell's inner tree is not looked at."""

    type: Literal["table"]
    rows: list[Annotated[list[dict[str, Any]], Field(max_length=20)]] = Field(min_length=1, max_length=100)
    column_settings: list[dict[str, Any] | None] | None = Field(default=None, max_length=20)


class Alert(Block):
    """A notice with a level."""

    type: Literal["alert"]
    text: el.Text3000
    level: Literal["default", "info", "warning", "error", "success"] | None = None


class Card(Block):
    """A picture, words and buttons in a frame."""

    type: Literal["card"]
    hero_image: el.ImageElement | None = None
    icon: el.ImageElement | None = None
    title: el.Text150 | None = None
    subtitle: el.Text150 | None = None
    body: el.Text200 | None = None
    actions: list[el.Button] | None = None

    @pydantic.model_validator(mode="after")
    def _shows_something(self) -> "Card":
        if not any((self.hero_image, self.title, self.body, self.actions)):
            raise PydanticCustomError("slack", "must define one of `hero_image`, `title`, `body` or `actions`")
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
    rows: list[Annotated[list[dict[str, Any]], Field(max_length=20)]] = Field(min_length=1, max_length=100)
    caption: str
    page_size: int | None = Field(default=None, ge=1, le=100)
    row_header_column_index: int | None = Field(default=None, ge=0)


class DataVisualization(el.Loose):
    """A chart; its data are not looked at."""

    type: Literal["data_visualization"]
    block_id: str | None = Field(default=None, max_length=255)


class File(Block):
    """A file that is kept elsewhere."""

    type: Literal["file"]
    source: Literal["remote"]
    external_id: str


class TaskCard(Block):
    """One task of a plan, or one alone."""

    type: Literal["task_card"]
    task_id: str
    title: str
    status: Literal["pending", "in_progress", "complete", "error"]
    details: Rich | None = None
    output: Rich | None = None
    sources: list[dict[str, str]] | None = None


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
    alt_text: str
    title: el.Plain200
    title_url: str | None = None
    author_name: str | None = Field(default=None, max_length=50)
    provider_name: str | None = None
    provider_icon_url: str | None = None
    description: el.Plain200 | None = None


class Container(Block):
    """Blocks under a title, which may be folded away."""

    type: Literal["container"]
    title: el.Plain150 | None = None
    rich_text_title: Rich | None = None
    subtitle: el.Text150 | None = None
    child_blocks: list[
        Annotated[
            Actions | Context | Divider | File | Header | Image | Input | RichText | Section | Table | Video,
            Field(discriminator="type"),
        ]
    ] = Field(max_length=10)
    width: Literal["narrow", "standard", "wide", "full"] | None = None
    icon: el.ImageElement | None = None
    is_collapsible: bool | None = None
    default_collapsed: bool | None = None
    has_header_divider: bool | None = None

    @pydantic.model_validator(mode="after")
    def _has_title(self) -> "Container":
        if self.title is None and self.rich_text_title is None:
            raise PydanticCustomError("slack", "must define either `title` or `rich_text_title`")
        return self


_Words = Section | Header | Divider | Context | Image | RichText | Markdown | Table | DataTable
_Frames = Alert | Card | Carousel | Container | Plan | TaskCard | Video | File | DataVisualization

AnyBlock = Annotated[_Words | _Frames | Actions | ContextActions | Input, Field(discriminator="type")]
