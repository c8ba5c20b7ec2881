"""What only Slack's reference pages say of Block Kit, kept by hand; where it differs from the types, it is used."""

from typing import Any, NamedTuple

DOCS = "https://docs.slack.dev/reference"
OBJECTS = f"{DOCS}/block-kit/composition-objects"
ELEMENTS = f"{DOCS}/block-kit/block-elements"
BLOCKS = f"{DOCS}/block-kit/blocks"
VIEWS = f"{DOCS}/views/modal-views"

#: Slack's own JSON schema of a message's blocks, as somebody kept it in 2023.
SCHEMA = "https://gist.github.com/bmorton/735dc80697359afd4a0c7d52b901844e"

#: What others measured against Slack and keep as a table of their own.
MEASURED = "https://github.com/nicklambourne/slackblocks/blob/master/spec/limits.json"

#: Blocks in a message (`{BLOCKS}`); views have theirs in the types.
MESSAGE_BLOCKS = 50

#: Characters of a message's text: more than the first are advised against, more than the second are cut off
#: (https://docs.slack.dev/changelog/2018-truncating-really-long-messages).
MESSAGE_TEXT_ADVISED, MESSAGE_TEXT = 4_000, 40_000

#: Characters of all markdown blocks of one payload (`{BLOCKS}/markdown-block`), and of all cells of its tables
#: (`{BLOCKS}/table-block`, `{BLOCKS}/data-table-block`).
MARKDOWN_TEXT, TABLE_TEXT = 12_000, 10_000

#: Characters of all text in a message's blocks: not published, measured in slackapi/bolt-js issue 2509.
BLOCKS_TEXT = 13_200

#: Bytes of a message's metadata (https://docs.slack.dev/messaging/message-metadata) and of a view (`{VIEWS}`).
METADATA, VIEW = 8_000, 250_000


class Rule(NamedTuple):
    """A limit of a property (`Object.property`, or `Object` itself) and the page that states it."""

    at: str
    limits: dict[str, Any]
    page: str


RULES = (
    # The comment in the types says 75, from before the page said 150.
    Rule("Option.value", {"max_length": 150, "required": True}, f"{OBJECTS}/option-object"),
    Rule("PlainTextOption.value", {"max_length": 150, "required": True}, f"{OBJECTS}/option-object"),
    Rule("PlainTextOption.url", {"min_length": 1}, "https://github.com/slack-go/slack/issues/612"),
    Rule("OptionGroup.options", {"min_items": 1}, MEASURED),
    Rule("ConfirmationDialog.title", {"required": True}, f"{OBJECTS}/confirmation-dialog-object"),
    Rule("ConfirmationDialog.confirm", {"required": True}, f"{OBJECTS}/confirmation-dialog-object"),
    Rule("ConfirmationDialog.deny", {"required": True}, f"{OBJECTS}/confirmation-dialog-object"),
    Rule("ActionsBlock.elements", {"min_items": 1}, SCHEMA),
    Rule("ContextBlock.elements", {"min_items": 1}, SCHEMA),
    Rule("ContextActionsBlock.elements", {"min_items": 1}, f"{BLOCKS}/context-actions-block"),
    Rule("ContainerBlock.child_blocks", {"min_items": 1}, f"{BLOCKS}/container-block"),
    Rule("CardBlock.actions", {"min_items": 1, "max_items": 3}, MEASURED),
    Rule("AlertBlock.text", {"max_length": 200}, f"{BLOCKS}/alert-block"),
    Rule("SectionBlock.fields", {"min_items": 1}, SCHEMA),
    Rule("MarkdownBlock.text", {"min_length": 1}, MEASURED),
    Rule("TableBlock.rows", {"min_items": 1, "row_min_items": 1}, MEASURED),
    # The page named 101 before it named 201.
    Rule("DataTableBlock.rows", {"min_items": 2, "max_items": 101, "row_min_items": 1, "row_max_items": 20},
         f"{BLOCKS}/data-table-block"),
    Rule("DataTableBlock.caption", {"min_length": 1}, f"{BLOCKS}/data-table-block"),
    Rule("ImageBlock.alt_text", {"min_length": 1}, f"{BLOCKS}/image-block"),
    Rule("ImageBlock.image_url", {"min_length": 1, "max_length": 3_000}, f"{BLOCKS}/image-block"),
    Rule("ImageElement.alt_text", {"min_length": 1, "max_length": 2_000}, f"{ELEMENTS}/image-element"),
    Rule("ImageElement.image_url", {"min_length": 1, "max_length": 3_000}, f"{ELEMENTS}/image-element"),
    Rule("VideoBlock.alt_text", {"min_length": 1, "max_length": 200}, MEASURED),
    Rule("VideoBlock.description", {"max_length": 200}, MEASURED),
    Rule("VideoBlock.provider_name", {"max_length": 50}, MEASURED),
    Rule("URLSourceElement.url", {"min_length": 1, "max_length": 3_000}, MEASURED),
    Rule("Overflow.options", {"min_items": 1}, MEASURED),
    Rule("Checkboxes.options", {"min_items": 1}, MEASURED),
    Rule("RadioButtons.options", {"min_items": 1}, MEASURED),
    # Slack answers "must be one of the provided options" to an empty list (maxchehab/phelia pull request 23).
    Rule("Checkboxes.initial_options", {"min_items": 1}, f"{ELEMENTS}/checkboxes-element"),
    Rule("MultiStaticSelect.initial_options", {"min_items": 1}, f"{ELEMENTS}/multi-select-menu-element"),
    Rule("StaticSelect.options", {"min_items": 1}, SCHEMA),
    Rule("StaticSelect.option_groups", {"min_items": 1}, SCHEMA),
    Rule("MultiStaticSelect.options", {"min_items": 1}, SCHEMA),
    Rule("MultiStaticSelect.option_groups", {"min_items": 1}, SCHEMA),
    Rule("StaticSelect", {"one_at_least": ["options", "option_groups"]}, f"{ELEMENTS}/select-menu-element"),
    Rule("MultiStaticSelect", {"one_at_least": ["options", "option_groups"]},
         f"{ELEMENTS}/multi-select-menu-element"),
    Rule("Button.action_id", {"min_length": 1}, SCHEMA),
    Rule("ActionsBlock.block_id", {"min_length": 1}, SCHEMA),
    Rule("PlainTextInput.min_length", {"min": 0}, f"{ELEMENTS}/plain-text-input-element"),
    Rule("PlainTextInput.max_length", {"min": 1, "max": 3_000}, f"{ELEMENTS}/plain-text-input-element"),
    Rule("PlainTextInput.initial_value", {"max_length": 3_000}, f"{ELEMENTS}/plain-text-input-element"),
    Rule("IconButton.visible_to_user_ids", {"max_items": 10}, MEASURED),
    Rule("ModalView.external_id", {"max_length": 255}, VIEWS),
    Rule("HomeView.external_id", {"max_length": 255}, VIEWS),
)  # fmt: skip

_TEXT = {"one_of": [{"object": "PlainTextElement"}, {"object": "MrkdwnElement"}]}
_REMOTE = {"literals": ["remote"]}
_GROUPS = {"list": {"object": "OptionGroup"}}

#: Types that the pages state otherwise than the package; None is a property that is not there.
TYPES: dict[str, dict[str, Any] | None] = {
    # "Checkbox group and radio button group items can also use mrkdwn formatting" (option-object).
    "Option.description": _TEXT,
    # "The url attribute is only available in overflow menus", and these are never in one (option-object).
    "Option.url": None,
    # "Overflow, select, and multi-select menus can only use plain_text objects" (option-object), groups are theirs.
    "OptionGroup.options": {"list": {"object": "PlainTextOption"}},
    "StaticSelect.option_groups": _GROUPS,
    "MultiStaticSelect.option_groups": _GROUPS,
    # "At the moment, source will always be remote for a remote file" (file-block).
    "FileBlock.source": _REMOTE,
}

#: Sentences of the comments that speak of a limit and are no rule of a property, each with what becomes of it.
READ = {
    "Only applies when is_collapsible is not true.": "it does nothing else then",
    "The divider block is nice and neat, requiring only a type.": "as the type says",
    "Decimal numbers are only allowed when is_decimal_allowed is equal to true.": "of what is typed",
    "The external unique ID for this file.": "given by Slack",
    "It must be a PlainTextElementobject.": "as the type says",
    "Required for accessibility.": "as the type says",
    "One of the compatible element objects.": "as the type says",
    "Only used when sharing custom emoji across workspaces.": "never sent",
    "Must go to an HTTPS URL.": "of videos, which Muster does not send",
    "Must correspond to the non-embeddable URL for the video.": "of videos",
    "This must be an image and you must provide either the URL or ID.": "as the type says",
    "In addition, the user posting these blocks must have access to this file.": "of the workspace",
    "Currently only png, jpg, jpeg, and gif Slack image files are supported.": "of the workspace",
}

#: The same, by how they begin.
READ_BEGINNINGS = {
    "Specifies the maximum number of items": "the sentence behind it has the number",
    "Maximum number of files that can be uploaded": "the sentence behind it has the number",
    "The minimum length of input": "the sentence behind it has the number",
    "The maximum length of input": "reference: between 1 and 3,000",
    "The minimum number of lines": "the sentence behind it has the number",
    "The maximum number of lines": "the sentence behind it has the number",
    "If you prefer fewer requests": "advice",
    "In order to use the file_input element": "of the app's scopes",
    "This validation is provided for convenience only": "of what is uploaded",
    "Use it to delineate": "advice",
    "Use this image block if": "advice",
    "The range of the broadcast": "as the type says",
    "A video block is designed": "of videos",
    "Must match any existing unfurl domains": "of videos",
}
