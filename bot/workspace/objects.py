"""Block Kit's composition objects with their limits: texts, options, confirmations, pictures."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError


class Strict(BaseModel):
    """A JSON object in which an unknown property is an error."""

    model_config = ConfigDict(extra="forbid")


class Loose(BaseModel):
    """A JSON object of which only the named properties are looked at."""

    model_config = ConfigDict(extra="allow")


class TextObject(Strict):
    """Plain or mrkdwn text; each has one property that the other has not."""

    type: Literal["plain_text", "mrkdwn"]
    text: str
    emoji: bool | None = None
    verbatim: bool | None = None

    @model_validator(mode="after")
    def _of_its_kind(self) -> "TextObject":
        other = "verbatim" if self.type == "plain_text" else "emoji"
        if getattr(self, other) is not None:
            raise wrong("invalid additional property: {name}", name=other)
        return self


def wrong(words: str, **facts: Any) -> PydanticCustomError:
    """A fault in Slack's words; `at` names the property that it is about."""
    return PydanticCustomError("slack", words, facts or None)


def _text(most: int, *kinds: str) -> AfterValidator:
    def check(text: TextObject) -> TextObject:
        if kinds and text.type not in kinds:
            raise wrong("must be a valid enum value", at="type")
        if not text.text:
            raise wrong("must be more than 0 characters", at="text")
        if len(text.text) > most:
            raise wrong("must be less than {n} characters", at="text", n=most + 1)
        return text

    return AfterValidator(check)


Text3000 = Annotated[TextObject, _text(3000)]
Text2000 = Annotated[TextObject, _text(2000)]
Text300 = Annotated[TextObject, _text(300)]
Text200 = Annotated[TextObject, _text(200)]
Text150 = Annotated[TextObject, _text(150)]
Text75 = Annotated[TextObject, _text(75)]
Plain3000 = Annotated[TextObject, _text(3000, "plain_text")]
Plain2000 = Annotated[TextObject, _text(2000, "plain_text")]
Plain200 = Annotated[TextObject, _text(200, "plain_text")]
Plain199 = Annotated[TextObject, _text(199, "plain_text")]
Plain150 = Annotated[TextObject, _text(150, "plain_text")]
Plain100 = Annotated[TextObject, _text(100, "plain_text")]
Plain75 = Annotated[TextObject, _text(75, "plain_text")]
Plain30 = Annotated[TextObject, _text(30, "plain_text")]
Plain24 = Annotated[TextObject, _text(24, "plain_text")]
Mrkdwn200 = Annotated[TextObject, _text(200, "mrkdwn")]
Mrkdwn150 = Annotated[TextObject, _text(150, "mrkdwn")]


class Option(Strict):
    """One choice of radio buttons or checkboxes."""

    text: Text75
    value: str = Field(max_length=150)
    description: Text75 | None = None


class PlainOption(Strict):
    """One choice of a menu."""

    text: Plain75
    value: str = Field(max_length=150)
    description: Plain75 | None = None


class LinkOption(PlainOption):
    """One choice of an overflow menu, which may be a link."""

    url: str | None = Field(default=None, min_length=1, max_length=3000)


class OptionGroup(Strict):
    """Choices under a label."""

    label: Plain75
    options: list[PlainOption] = Field(min_length=1, max_length=100)


def differ(options: list[Any]) -> list[Any]:
    """Options of which no two send the same value."""
    values = [option.value for option in options]
    if len(set(values)) < len(values):
        raise wrong("must not contain two options with the same value")
    return options


Distinct = AfterValidator(differ)


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


class SlackFile(Strict):
    """A picture that is in Slack, by its id or by its address."""

    id: str | None = None
    url: str | None = None

    @model_validator(mode="after")
    def _one_of_the_two(self) -> "SlackFile":
        if (self.id is None) == (self.url is None):
            raise wrong("must define either `id` or `url`")
        return self


class Pictured(Strict):
    """A picture, by its address or in Slack, with words for who cannot see it."""

    alt_text: str = Field(min_length=1, max_length=2000)
    image_url: str | None = Field(default=None, min_length=1, max_length=3000)
    slack_file: SlackFile | None = None

    @model_validator(mode="after")
    def _has_a_picture(self) -> "Pictured":
        if (self.image_url is None) == (self.slack_file is None):
            raise wrong("must define either `image_url` or `slack_file`")
        return self
