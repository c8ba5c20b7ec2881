"""Block Kit as Slack accepts it: messages and views with their limits, and the refusal of what breaks them."""

import secrets
from collections import Counter
from typing import Annotated, Any, Literal

import pydantic
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from bot.workspace import elements as el
from bot.workspace import objects as ob
from bot.workspace.block_types import AnyBlock, DataTable, Input, Markdown, Table
from bot.workspace.wire import Json, Refusal, invalid_arguments
from bot.workspace.wording import in_slack_words

#: Characters that all blocks of one message may hold together (measured by others: bolt-js issue 2509).
MESSAGE_TEXT = 13_200

#: Characters of all Markdown of one payload together, and of all cells of its tables.
MARKDOWN_TEXT, TABLE_TEXT = 12_000, 10_000


def _sound_together(blocks: list[AnyBlock]) -> list[AnyBlock]:
    named = Counter(block.block_id for block in blocks if block.block_id is not None)
    for block_id, count in named.items():
        if count > 1:
            raise ob.wrong("block_id already exists: {block_id}", block_id=block_id)
    for place, block in enumerate(blocks):
        actions = Counter(el.action_ids(block))
        if any(count > 1 for count in actions.values()):
            raise ob.wrong("action_id already exists in block {place}", place=place)
    _not_too_much([block for block in blocks if isinstance(block, Markdown)], MARKDOWN_TEXT, "Markdown")
    _not_too_much([block for block in blocks if isinstance(block, Table | DataTable)], TABLE_TEXT, "tables")
    return blocks


def _not_too_much(blocks: list[Any], most: int, of: str) -> None:
    if sum(_text_lengths([block.model_dump() for block in blocks])) > most:
        raise ob.wrong("must be less than {n} characters of {of} in all", n=most + 1, of=of)


def _one_focus(blocks: list[AnyBlock]) -> list[AnyBlock]:
    elements = [getattr(block, "element", None) for block in blocks]
    if sum(bool(getattr(element, "focus_on_load", None)) for element in elements) > 1:
        raise ob.wrong("only one element may have `focus_on_load`")
    return blocks


_ViewBlocks = Annotated[
    list[AnyBlock], Field(max_length=100), AfterValidator(_sound_together), AfterValidator(_one_focus)
]


class Modal(ob.Strict):
    """A modal view."""

    type: Literal["modal"]
    title: ob.Plain24
    blocks: _ViewBlocks
    close: ob.Plain24 | None = None
    submit: ob.Plain24 | None = None
    private_metadata: str | None = Field(default=None, max_length=3000)
    callback_id: str | None = Field(default=None, max_length=255)
    clear_on_close: bool | None = None
    notify_on_close: bool | None = None
    external_id: str | None = Field(default=None, max_length=255)

    @pydantic.model_validator(mode="after")
    def _inputs_need_submit(self) -> "Modal":
        if self.submit is None and any(isinstance(block, Input) for block in self.blocks):
            raise ob.wrong("must define `submit` to use an `input` block in modals")
        return self


class Home(ob.Strict):
    """The app's home tab."""

    type: Literal["home"]
    blocks: _ViewBlocks
    private_metadata: str | None = Field(default=None, max_length=3000)
    callback_id: str | None = Field(default=None, max_length=255)
    external_id: str | None = Field(default=None, max_length=255)


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid")
    blocks: Annotated[list[AnyBlock], Field(max_length=50), AfterValidator(_sound_together)]


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
        if block["type"] in ("actions", "context_actions"):
            block["elements"] = [_with_action_id(element) for element in block["elements"]]
        named.append(_with_inner_ids(block))
    return named


def _with_inner_ids(block: Json) -> Json:
    """The same for what stands inside of it: cards and their buttons, the blocks of a container."""
    match block["type"]:
        case "card" if "actions" in block:
            return {**block, "actions": [_with_action_id(element) for element in block["actions"]]}
        case "carousel":
            return {**block, "elements": with_ids(block["elements"])}
        case "container":
            return {**block, "child_blocks": with_ids(block["child_blocks"])}
    return block


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
        return [in_slack_words(error, value) for error in wrong.errors(include_url=False, include_input=False)]
    return []
