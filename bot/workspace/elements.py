"""Block Kit's elements with their limits: what is pressed, chosen, typed and looked at."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from bot.workspace.objects import (
    Confirm,
    ConversationFilter,
    DispatchConfig,
    Distinct,
    LinkOption,
    Option,
    OptionGroup,
    Pictured,
    Plain75,
    Plain150,
    Plain3000,
    PlainOption,
    Strict,
    Text3000,
    wrong,
)
from bot.workspace.rich_text import RichText


class Interactive(Strict):
    """What every interactive element has."""

    action_id: str | None = Field(default=None, min_length=1, max_length=255)


class _Confirmed(Interactive):
    confirm: Confirm | None = None


class _Focused(Interactive):
    focus_on_load: bool | None = None
    placeholder: Plain150 | None = None


class Button(_Confirmed):
    """A button."""

    type: Literal["button"]
    text: Plain75
    url: str | None = Field(default=None, max_length=3000)
    value: str | None = Field(default=None, max_length=2000)
    style: Literal["primary", "danger"] | None = None
    accessibility_label: str | None = Field(default=None, max_length=75)


class Parameter(Strict):
    """An input of a workflow."""

    name: str
    value: str


class Trigger(Strict):
    """What starts a workflow."""

    url: str
    customizable_input_parameters: list[Parameter] | None = None


class Workflow(Strict):
    """A workflow by its trigger."""

    trigger: Trigger


class WorkflowButton(_Confirmed):
    """A button that starts a workflow."""

    type: Literal["workflow_button"]
    text: Plain75
    workflow: Workflow
    style: Literal["primary", "danger"] | None = None
    accessibility_label: str | None = Field(default=None, max_length=75)


class IconButton(_Confirmed):
    """A button that is a sign."""

    type: Literal["icon_button"]
    icon: str
    text: Plain3000
    accessibility_label: str | None = Field(default=None, max_length=75)
    value: str | None = None
    visible_to_user_ids: list[str] | None = Field(default=None, max_length=10)


class Feedback(Strict):
    """One of two opinions."""

    text: Plain3000
    value: str
    accessibility_label: str | None = Field(default=None, max_length=75)


class FeedbackButtons(Interactive):
    """What somebody thinks of an answer."""

    type: Literal["feedback_buttons"]
    positive_button: Feedback
    negative_button: Feedback


class Overflow(_Confirmed):
    """A menu behind three dots."""

    type: Literal["overflow"]
    options: Annotated[list[LinkOption], Distinct] = Field(min_length=1, max_length=5)


def _offered(element: Any) -> Any:
    """The initial choice is one of those that are offered, as it stands there."""
    groups = getattr(element, "option_groups", None) or ()
    offered = [*(element.options or ()), *(option for group in groups for option in group.options)]
    name = "initial_options" if hasattr(element, "initial_options") else "initial_option"
    initial = getattr(element, name)
    if any(one not in offered for one in (initial if isinstance(initial, list) else [initial] if initial else ())):
        raise wrong("must be one of the provided options", at=name)
    return element


class _Menu(_Confirmed, _Focused):
    """A menu: options of its own, or such as Slack knows."""


class _ListedMenu(_Menu):
    options: Annotated[list[PlainOption], Distinct] | None = Field(default=None, min_length=1, max_length=100)
    option_groups: list[OptionGroup] | None = Field(default=None, min_length=1, max_length=100)

    @model_validator(mode="after")
    def _options_of_one_kind(self) -> "_ListedMenu":
        if (self.options is None) == (self.option_groups is None):
            raise wrong("must define either `options` or `option_groups`")
        values = [option.value for group in self.option_groups or () for option in group.options]
        if len(set(values)) < len(values):
            raise wrong("must not contain two options with the same value", at="option_groups")
        return self


class StaticSelect(_ListedMenu):
    """One of listed options."""

    type: Literal["static_select"]
    initial_option: PlainOption | None = None

    _chosen = model_validator(mode="after")(_offered)


class MultiStaticSelect(_ListedMenu):
    """Several of listed options."""

    type: Literal["multi_static_select"]
    initial_options: list[PlainOption] | None = Field(default=None, min_length=1, max_length=100)
    max_selected_items: int | None = Field(default=None, ge=1)

    _chosen = model_validator(mode="after")(_offered)


class ExternalSelect(_Menu):
    """An option that the app looks up."""

    type: Literal["external_select"]
    initial_option: PlainOption | None = None
    min_query_length: int | None = Field(default=None, ge=0)


class MultiExternalSelect(_Menu):
    """Several options that the app looks up."""

    type: Literal["multi_external_select"]
    initial_options: list[PlainOption] | None = None
    min_query_length: int | None = Field(default=None, ge=0)
    max_selected_items: int | None = Field(default=None, ge=1)


class UsersSelect(_Menu):
    """A person."""

    type: Literal["users_select"]
    initial_user: str | None = None


class MultiUsersSelect(_Menu):
    """Several people."""

    type: Literal["multi_users_select"]
    initial_users: list[str] | None = None
    max_selected_items: int | None = Field(default=None, ge=1)


class ConversationsSelect(_Menu):
    """A conversation."""

    type: Literal["conversations_select"]
    initial_conversation: str | None = None
    default_to_current_conversation: bool | None = None
    response_url_enabled: bool | None = None
    filter: ConversationFilter | None = None


class MultiConversationsSelect(_Menu):
    """Several conversations."""

    type: Literal["multi_conversations_select"]
    initial_conversations: list[str] | None = None
    default_to_current_conversation: bool | None = None
    filter: ConversationFilter | None = None
    max_selected_items: int | None = Field(default=None, ge=1)


class ChannelsSelect(_Menu):
    """A public channel."""

    type: Literal["channels_select"]
    initial_channel: str | None = None
    response_url_enabled: bool | None = None


class MultiChannelsSelect(_Menu):
    """Several public channels."""

    type: Literal["multi_channels_select"]
    initial_channels: list[str] | None = None
    max_selected_items: int | None = Field(default=None, ge=1)


def _on_the_calendar(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError as problem:
        raise wrong("must be a valid date") from problem
    return text


class Datepicker(_Confirmed, _Focused):
    """A date, YYYY-MM-DD."""

    type: Literal["datepicker"]
    initial_date: Annotated[str, AfterValidator(_on_the_calendar)] | None = Field(
        default=None, pattern=r"^\d{4}-\d{2}-\d{2}$"
    )


class Timepicker(_Confirmed, _Focused):
    """A time, HH:mm."""

    type: Literal["timepicker"]
    initial_time: str | None = Field(default=None, pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    timezone: str | None = None


class Datetimepicker(_Confirmed):
    """A moment, in seconds since 1970."""

    type: Literal["datetimepicker"]
    initial_date_time: int | None = Field(default=None, ge=10**9, lt=10**10)
    focus_on_load: bool | None = None


class Checkboxes(_Confirmed):
    """Boxes to tick."""

    type: Literal["checkboxes"]
    options: Annotated[list[Option], Distinct] = Field(min_length=1, max_length=10)
    initial_options: list[Option] | None = Field(default=None, min_length=1)
    focus_on_load: bool | None = None

    _chosen = model_validator(mode="after")(_offered)


class RadioButtons(_Confirmed):
    """One of a few."""

    type: Literal["radio_buttons"]
    options: Annotated[list[Option], Distinct] = Field(min_length=1, max_length=10)
    initial_option: Option | None = None
    focus_on_load: bool | None = None

    _chosen = model_validator(mode="after")(_offered)


class PlainTextInput(_Focused):
    """Typed text."""

    type: Literal["plain_text_input"]
    initial_value: str | None = Field(default=None, max_length=3000)
    multiline: bool | None = None
    min_length: int | None = Field(default=None, ge=0, le=3000)
    max_length: int | None = Field(default=None, ge=1, le=3000)
    dispatch_action_config: DispatchConfig | None = None


class AddressInput(_Focused):
    """A typed email address or URL."""

    type: Literal["email_text_input", "url_text_input"]
    initial_value: str | None = None
    dispatch_action_config: DispatchConfig | None = None


class NumberInput(_Focused):
    """A typed number."""

    type: Literal["number_input"]
    is_decimal_allowed: bool
    initial_value: str | None = None
    min_value: str | None = None
    max_value: str | None = None
    dispatch_action_config: DispatchConfig | None = None

    @model_validator(mode="after")
    def _least_before_most(self) -> "NumberInput":
        try:
            sound = self.min_value is None or self.max_value is None or float(self.min_value) <= float(self.max_value)
        except ValueError as problem:
            raise wrong("must be a number", at="min_value") from problem
        if not sound:
            raise wrong("must be no more than `max_value`", at="min_value")
        return self


class RichTextInput(_Focused):
    """Typed formatted text."""

    type: Literal["rich_text_input"]
    initial_value: RichText | None = None
    min_lines: int | None = Field(default=None, ge=1, le=100)
    max_lines: int | None = Field(default=None, ge=1, le=100)
    dispatch_action_config: DispatchConfig | None = None


class FileInput(Interactive):
    """Uploaded files."""

    type: Literal["file_input"]
    filetypes: list[str] | None = None
    max_files: int | None = Field(default=None, ge=1, le=10)


class ImageElement(Pictured):
    """A small picture."""

    type: Literal["image"]


_Select = (
    StaticSelect
    | MultiStaticSelect
    | ExternalSelect
    | MultiExternalSelect
    | UsersSelect
    | MultiUsersSelect
    | ConversationsSelect
    | MultiConversationsSelect
    | ChannelsSelect
    | MultiChannelsSelect
)
_Picker = Datepicker | Timepicker | Datetimepicker | Checkboxes | RadioButtons
_Typed = PlainTextInput | AddressInput | NumberInput | RichTextInput

_Pressed = Button | WorkflowButton | Overflow

AnyElement = Annotated[_Pressed | _Select | _Picker | ImageElement, Field(discriminator="type")]
ActionElement = Annotated[_Pressed | _Select | _Picker | RichTextInput, Field(discriminator="type")]
InputElement = Annotated[_Select | _Picker | _Typed | FileInput, Field(discriminator="type")]
ContextAction = Annotated[FeedbackButtons | IconButton, Field(discriminator="type")]
ContextElement = Annotated[Text3000 | ImageElement, Field(discriminator="type")]


def action_ids(block: Any) -> list[str]:
    """The action ids that a block's author gave."""
    single = [getattr(block, name, None) for name in ("element", "accessory")]
    found = [*getattr(block, "elements", ()), *single]
    return [element.action_id for element in found if isinstance(element, Interactive) and element.action_id]
