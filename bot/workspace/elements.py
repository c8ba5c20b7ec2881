"""Block Kit's composition objects and elements with their limits."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError


class Strict(BaseModel):
    """A JSON object in which an unknown property is an error."""

    model_config = ConfigDict(extra="forbid")


class TextObject(Strict):
    """Plain or mrkdwn text."""

    type: Literal["plain_text", "mrkdwn"]
    text: str
    emoji: bool | None = None
    verbatim: bool | None = None


class Loose(BaseModel):
    """A JSON object of which only the named properties are looked at."""

    model_config = ConfigDict(extra="allow")


def _text(most: int, *, plain: bool = False) -> AfterValidator:
    def check(text: TextObject) -> TextObject:
        if plain and text.type != "plain_text":
            raise PydanticCustomError("slack", "must be a valid enum value", {"at": "type"})
        if not text.text:
            raise PydanticCustomError("slack", "must be more than 0 characters", {"at": "text"})
        if len(text.text) > most:
            facts = {"at": "text", "n": most + 1}
            raise PydanticCustomError("slack", "must be less than {n} characters", facts)
        return text

    return AfterValidator(check)


Text3000 = Annotated[TextObject, _text(3000)]
Text2000 = Annotated[TextObject, _text(2000)]
Text300 = Annotated[TextObject, _text(300)]
Text200 = Annotated[TextObject, _text(200)]
Text150 = Annotated[TextObject, _text(150)]
Text75 = Annotated[TextObject, _text(75)]
Plain2000 = Annotated[TextObject, _text(2000, plain=True)]
Plain200 = Annotated[TextObject, _text(200, plain=True)]
Plain150 = Annotated[TextObject, _text(150, plain=True)]
Plain100 = Annotated[TextObject, _text(100, plain=True)]
Plain75 = Annotated[TextObject, _text(75, plain=True)]
Plain30 = Annotated[TextObject, _text(30, plain=True)]
Plain24 = Annotated[TextObject, _text(24, plain=True)]


class Option(Strict):
    """One choice."""

    text: Text75
    value: str = Field(max_length=150)
    description: Text75 | None = None
    url: str | None = Field(default=None, max_length=3000)


class OptionGroup(Strict):
    """Choices under a label."""

    label: Plain75
    options: list[Option] = Field(min_length=1, max_length=100)


class Confirm(Strict):
    """The question before a click counts."""

    title: Plain100
    text: Text300
    confirm: Plain30
    deny: Plain30
    style: Literal["primary", "danger"] | None = None


class DispatchConfig(Strict):
    """When a text input sends what was typed."""

    trigger_actions_on: list[Literal["on_enter_pressed", "on_character_entered"]] | None = None


class ConversationFilter(Strict):
    """Which conversations a select offers."""

    include: list[Literal["im", "mpim", "private", "public"]] | None = None
    exclude_external_shared_channels: bool | None = None
    exclude_bot_users: bool | None = None


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


class WorkflowButton(_Confirmed):
    """A button that starts a workflow."""

    type: Literal["workflow_button"]
    text: Plain75
    workflow: dict[str, Any]
    style: Literal["primary", "danger"] | None = None
    accessibility_label: str | None = Field(default=None, max_length=75)


class IconButton(_Confirmed):
    """A button that is a sign."""

    type: Literal["icon_button"]
    icon: str
    text: Plain75
    accessibility_label: str | None = Field(default=None, max_length=75)
    value: str | None = Field(default=None, max_length=2000)
    visible_to_user_ids: list[str] | None = None


class Feedback(Strict):
    """One of two opinions."""

    text: Plain75
    value: str = Field(max_length=2000)
    accessibility_label: str | None = Field(default=None, max_length=75)


class FeedbackButtons(Interactive):
    """What somebody thinks of an answer."""

    type: Literal["feedback_buttons"]
    positive_button: Feedback
    negative_button: Feedback


class Overflow(_Confirmed):
    """A menu behind three dots."""

    type: Literal["overflow"]
    options: list[Option] = Field(min_length=1, max_length=5)


class _Menu(_Confirmed, _Focused):
    @model_validator(mode="after")
    def _one_kind_of_options(self) -> "_Menu":
        given = [getattr(self, name, None) is not None for name in ("options", "option_groups")]
        if hasattr(self, "options") and sum(given) != 1:
            raise PydanticCustomError("slack", "must define either `options` or `option_groups`")
        return self


class StaticSelect(_Menu):
    """One of listed options."""

    type: Literal["static_select"]
    options: list[Option] | None = Field(default=None, min_length=1, max_length=100)
    option_groups: list[OptionGroup] | None = Field(default=None, min_length=1, max_length=100)
    initial_option: Option | None = None


class MultiStaticSelect(_Menu):
    """Several of listed options."""

    type: Literal["multi_static_select"]
    options: list[Option] | None = Field(default=None, min_length=1, max_length=100)
    option_groups: list[OptionGroup] | None = Field(default=None, min_length=1, max_length=100)
    initial_options: list[Option] | None = Field(default=None, min_length=1, max_length=100)
    max_selected_items: int | None = Field(default=None, ge=1)


class ExternalSelect(_Menu):
    """Options that the app looks up."""

    type: Literal["external_select", "multi_external_select"]
    initial_option: Option | None = None
    initial_options: list[Option] | None = None
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
    """A conversation, or several."""

    type: Literal["conversations_select", "multi_conversations_select"]
    initial_conversation: str | None = None
    initial_conversations: list[str] | None = None
    default_to_current_conversation: bool | None = None
    response_url_enabled: bool | None = None
    filter: ConversationFilter | None = None
    max_selected_items: int | None = Field(default=None, ge=1)


class ChannelsSelect(_Menu):
    """A public channel, or several."""

    type: Literal["channels_select", "multi_channels_select"]
    initial_channel: str | None = None
    initial_channels: list[str] | None = None
    response_url_enabled: bool | None = None
    max_selected_items: int | None = Field(default=None, ge=1)


class Datepicker(_Confirmed, _Focused):
    """A date, YYYY-MM-DD."""

    type: Literal["datepicker"]
    initial_date: str | None = Field(default=None, pattern=r"^\d{4}-\d{2}-\d{2}$")


class Timepicker(_Confirmed, _Focused):
    """A time, HH:mm."""

    type: Literal["timepicker"]
    initial_time: str | None = Field(default=None, pattern=r"^\d{2}:\d{2}$")
    timezone: str | None = None


class Datetimepicker(_Confirmed):
    """A moment, in seconds since 1970."""

    type: Literal["datetimepicker"]
    initial_date_time: int | None = Field(default=None, ge=0)
    focus_on_load: bool | None = None


class Checkboxes(_Confirmed):
    """Boxes to tick."""

    type: Literal["checkboxes"]
    options: list[Option] = Field(min_length=1, max_length=10)
    initial_options: list[Option] | None = None
    focus_on_load: bool | None = None


class RadioButtons(_Confirmed):
    """One of a few."""

    type: Literal["radio_buttons"]
    options: list[Option] = Field(min_length=1, max_length=10)
    initial_option: Option | None = None
    focus_on_load: bool | None = None


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


class RichTextInput(_Focused):
    """Typed formatted text."""

    type: Literal["rich_text_input"]
    initial_value: dict[str, Any] | None = None
    dispatch_action_config: DispatchConfig | None = None


class FileInput(Interactive):
    """Uploaded files."""

    type: Literal["file_input"]
    filetypes: list[str] | None = None
    max_files: int | None = Field(default=None, ge=1, le=10)


class ImageElement(Strict):
    """A small picture."""

    type: Literal["image"]
    alt_text: str = Field(min_length=1, max_length=2000)
    image_url: str | None = Field(default=None, max_length=3000)
    slack_file: dict[str, str] | None = None


_Select = (
    StaticSelect
    | MultiStaticSelect
    | ExternalSelect
    | UsersSelect
    | MultiUsersSelect
    | ConversationsSelect
    | ChannelsSelect
)
_Picker = Datepicker | Timepicker | Datetimepicker | Checkboxes | RadioButtons
_Typed = PlainTextInput | AddressInput | NumberInput | RichTextInput

_Pressed = Button | WorkflowButton | Overflow

AnyElement = Annotated[_Pressed | _Select | _Picker | ImageElement, Field(discriminator="type")]
ActionElement = Annotated[_Pressed | _Select | _Picker | RichTextInput, Field(discriminator="type")]
InputElement = Annotated[_Select | _Picker | _Typed | FileInput, Field(discriminator="type")]
ContextAction = Annotated[FeedbackButtons | IconButton, Field(discriminator="type")]
ContextElement = Annotated[TextObject | ImageElement, Field(discriminator="type")]


def action_ids(block: Any) -> list[str]:
    """The action ids that a block's author gave."""
    single = [getattr(block, name, None) for name in ("element", "accessory")]
    found = [*getattr(block, "elements", ()), *single]
    return [element.action_id for element in found if isinstance(element, Interactive) and element.action_id]
