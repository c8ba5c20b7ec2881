"""Block Kit as Slack accepts it: the limits of every block, and the refusal of one that breaks them."""

import secrets
from collections import Counter
from typing import Annotated, Any, Literal

import pydantic
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from bot.workspace import elements as el
from bot.workspace.wire import Json, Refusal, invalid_arguments
from bot.workspace.wording import in_slack_words

#: Characters that all blocks of one message may hold together (measured by others: bolt-js issue 2509).
MESSAGE_TEXT = 13_200


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


AnyBlock = Annotated[
    Section | Header | Divider | Context | Actions | Input | Image | RichText | Markdown | Table,
    Field(discriminator="type"),
]


def _ids_unique(blocks: list[AnyBlock]) -> list[AnyBlock]:
    named = Counter(block.block_id for block in blocks if block.block_id is not None)
    for block_id, count in named.items():
        if count > 1:
            raise PydanticCustomError("slack", "block_id already exists: {block_id}", {"block_id": block_id})
    for place, block in enumerate(blocks):
        actions = Counter(el.action_ids(block))
        if any(count > 1 for count in actions.values()):
            raise PydanticCustomError("slack", "action_id already exists in block {place}", {"place": place})
    return blocks


class Modal(el.Strict):
    """A modal view."""

    type: Literal["modal"]
    title: el.Plain24
    blocks: Annotated[list[AnyBlock], Field(max_length=100), AfterValidator(_ids_unique)]
    close: el.Plain24 | None = None
    submit: el.Plain24 | None = None
    private_metadata: str | None = Field(default=None, max_length=3000)
    callback_id: str | None = Field(default=None, max_length=255)
    clear_on_close: bool | None = None
    notify_on_close: bool | None = None
    external_id: str | None = Field(default=None, max_length=255)
    submit_disabled: bool | None = None

    @pydantic.model_validator(mode="after")
    def _inputs_need_submit(self) -> "Modal":
        if self.submit is None and any(isinstance(block, Input) for block in self.blocks):
            raise PydanticCustomError("slack", "must define `submit` to use an `input` block in modals")
        return self


class Home(el.Strict):
    """The app's home tab."""

    type: Literal["home"]
    blocks: Annotated[list[AnyBlock], Field(max_length=100), AfterValidator(_ids_unique)]
    private_metadata: str | None = Field(default=None, max_length=3000)
    callback_id: str | None = Field(default=None, max_length=255)
    external_id: str | None = Field(default=None, max_length=255)


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid")
    blocks: Annotated[list[AnyBlock], Field(max_length=50), AfterValidator(_ids_unique)]


class _View(BaseModel):
    model_config = ConfigDict(extra="forbid")
    view: Annotated[Modal | Home, Field(discriminator="type")]


_MESSAGE = TypeAdapter(_Message)
_VIEW = TypeAdapter(_View)


def check_message_blocks(blocks: list[Json]) -> list[Json]:
    """The blocks, with an id wherever they had none.

    Raises:
        Refusal: invalid_blocks naming each wrong place by its JSON pointer; msg_blocks_too_long.
    """
    problems = _problems(_MESSAGE, {"blocks": blocks})
    if problems:
        messages = [f"[ERROR] {problem}" for problem in problems]
        raise Refusal("invalid_blocks", errors=problems, response_metadata={"messages": messages})
    if sum(_text_lengths(blocks)) > MESSAGE_TEXT:
        raise Refusal("msg_blocks_too_long")
    return with_ids(blocks)


def check_view(view: Json, *kinds: str) -> Json:
    """The view, when Slack would show it; `kinds` are the types that the method takes.

    Raises:
        Refusal: invalid_arguments naming each wrong place by its JSON pointer.
    """
    problems = _problems(_VIEW, {"view": view})
    if not problems and view["type"] not in kinds:
        problems = ["must be a valid enum value [json-pointer:/view/type]"]
    if problems:
        raise invalid_arguments(*problems)
    return view


def with_ids(blocks: list[Json]) -> list[Json]:
    """A copy in which every block has a block_id and every interactive element an action_id."""
    named = []
    for block in blocks:
        block = {"block_id": _id(), **block}
        for key in ("element", "accessory"):
            if key in block:
                block[key] = _with_action_id(block[key])
        if block["type"] == "actions":
            block["elements"] = [_with_action_id(element) for element in block["elements"]]
        named.append(block)
    return named


def _with_action_id(element: Json) -> Json:
    return element if element["type"] == "image" else {"action_id": _id(), **element}


def _id() -> str:
    return secrets.token_urlsafe(4)


def _text_lengths(value: Any) -> list[int]:
    if isinstance(value, dict):
        own = [len(value["text"])] if isinstance(value.get("text"), str) else []
        return own + _text_lengths(list(value.values()))
    return [n for inner in value if isinstance(inner, dict | list) for n in _text_lengths(inner)]


def _problems(adapter: TypeAdapter[Any], value: Json) -> list[str]:
    try:
        adapter.validate_python(value, strict=True)
    except ValidationError as wrong:
        return [in_slack_words(error) for error in wrong.errors(include_url=False, include_input=False)]
    return []
