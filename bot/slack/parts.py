"""Message parts that recur, each with one name and one renderer."""

from typing import Any

from bot.slack.mrkdwn import SECTION_CHARACTERS, plain_people, seen, shorten, shorten_markup
from bot.slack.view import Block

#: Slack's limits on what a message holds.
BUTTON_CHARACTERS = 75
VALUE_CHARACTERS = 2_000
FALLBACK_CHARACTERS = 3_000

#: Characters of a form's title and of its buttons.
FORM_TITLE_CHARACTERS = 24


def section(text: str, accessory: Block | None = None, fields: tuple[str, ...] = ()) -> Block:
    """A paragraph of mrkdwn."""
    block: Block = {"type": "section"}
    if text or not fields:
        # What somebody wrote may be made of characters that nobody sees; Slack takes no empty paragraph.
        block["text"] = {
            "type": "mrkdwn",
            "text": shorten_markup(text, SECTION_CHARACTERS) or "(nothing that can be seen)",
        }
    if fields:
        block["fields"] = [{"type": "mrkdwn", "text": shorten_markup(one, 1_900)} for one in fields[:10]]
    if accessory:
        block["accessory"] = accessory
    return block


def joined(lines: list[str], most: int = 11_000) -> list[str]:
    """Lines in as few texts as they fit in, each short enough for a section, with `most` characters in all."""
    texts, left = [""], most
    for place, line in enumerate(lines):
        left -= len(line) + 1
        if left < 0:
            return [*texts, f"and {len(lines) - place} more"]
        if len(texts[-1]) + len(line) + 1 > SECTION_CHARACTERS:
            texts.append("")
        texts[-1] = f"{texts[-1]}\n{line}".lstrip("\n")
    return texts


def context(*texts: str) -> Block:
    """Small print."""
    return {
        "type": "context",
        "elements": [{"type": "mrkdwn", "text": shorten_markup(text, SECTION_CHARACTERS)} for text in texts[:10]],
    }


def notes(*texts: str) -> list[Block]:
    """Small print, each text on a line of its own: elements of one block run on, and read as one sentence."""
    return [context(text) for text in texts]


def divider() -> Block:
    """A line."""
    return {"type": "divider"}


def header(text: str) -> Block:
    """The first line of a card, in plain text."""
    return {"type": "header", "text": plain(text, 150)}


def button(
    text: str, action: str, value: str, *, style: str | None = None, confirm: Block | None = None,
    url: str | None = None,
) -> Block:  # fmt: skip
    """A verb with its object (rule 5)."""
    element: Block = {
        "type": "button",
        "text": plain(text, BUTTON_CHARACTERS),
        "action_id": action,
        "value": value[:VALUE_CHARACTERS],
    }
    if style:
        element["style"] = style
    if confirm:
        element["confirm"] = confirm
    if url:
        element["url"] = url
    return element


def overflow(action: str, options: tuple[tuple[str, str], ...]) -> Block:
    """The menu of what is wanted less often: at most five of (text, value)."""
    return {
        "type": "overflow",
        "action_id": action,
        "options": [option(text, value) for text, value in options[:5]],
    }


def actions(name: str, *elements: Block) -> Block:
    """A row of buttons."""
    return {"type": "actions", "block_id": name, "elements": list(elements)}


def confirmation(title: str, text: str, yes: str, no: str = "Cancel") -> Block:
    """Asks once more before something that cannot be undone."""
    return {
        "title": plain(title, 100),
        "text": {"type": "mrkdwn", "text": shorten_markup(text, 300)},
        "confirm": plain(yes, 30),
        "deny": plain(no, 30),
    }


def option(text: str, value: str, description: str = "") -> Block:
    """One choice of a menu."""
    block: Block = {"text": plain(text, 75), "value": value[:150]}
    if description:
        block["description"] = plain(description, 75)
    return block


def plain(text: str, limit: int) -> Block:
    """Text without any markup."""
    return {"type": "plain_text", "text": shorten(seen(plain_people(text)), limit), "emoji": False}


def text_input(
    block: str, label: str, *, initial: str = "", optional: bool = False, multiline: bool = False,
    hint: str = "", placeholder: str = "", longest: int = 3_000,
) -> Block:  # fmt: skip
    """A field to type in."""
    element: Block = {
        "type": "plain_text_input", "action_id": block, "multiline": multiline, "max_length": longest,
    }  # fmt: skip
    if initial:
        element["initial_value"] = initial[:longest]
    if placeholder:
        element["placeholder"] = plain(placeholder, 150)
    return _input(block, label, element, optional=optional, hint=hint)


def select(
    block: str, label: str, options: tuple[Block, ...], *, initial: str | None = None,
    optional: bool = False, hint: str = "", radio: bool = False,
) -> Block:  # fmt: skip
    """A field to choose one from."""
    chosen = next((one for one in options if one["value"] == initial), None)
    element: Block = {
        "type": "radio_buttons" if radio else "static_select",
        "action_id": block,
        "options": _fitting(options, [chosen] if chosen else []),
    }
    if chosen:
        element["initial_option"] = chosen
    return _input(block, label, element, optional=optional, hint=hint)


def _fitting(options: tuple[Block, ...], chosen: list[Block]) -> list[Block]:
    """The hundred that Slack shows; what is chosen at the start is among them, or Slack takes none."""
    others = [one for one in options if one not in chosen]
    shown = [*chosen[:100], *others[: max(0, 100 - len(chosen))]]
    return [one for one in options if one in shown]


def checkboxes(
    block: str, label: str, options: tuple[Block, ...], initial: tuple[str, ...] = (), *, hint: str = ""
) -> Block:
    """Fields to tick, a menu of them where they are many; none need be."""
    kind = "checkboxes" if len(options) <= 10 else "multi_static_select"
    ticked = [one for one in options if one["value"] in initial]
    element: Block = {"type": kind, "action_id": block, "options": _fitting(options, ticked)}
    if ticked:
        element["initial_options"] = ticked
    return _input(block, label, element, optional=True, hint=hint)


def person_select(block: str, label: str, *, optional: bool = False, initial: str = "") -> Block:
    """A field to choose a person."""
    element: Block = {"type": "users_select", "action_id": block}
    if initial:
        element["initial_user"] = initial
    return _input(block, label, element, optional=optional)


def date_picker(block: str, label: str, *, optional: bool = False, initial: str = "") -> Block:
    """A field to choose a day."""
    element: Block = {"type": "datepicker", "action_id": block}
    if initial:
        element["initial_date"] = initial
    return _input(block, label, element, optional=optional)


def _input(block: str, label: str, element: Block, *, optional: bool = False, hint: str = "") -> Block:
    made: Block = {
        "type": "input", "block_id": block, "label": plain(label, 2_000), "element": element,
        "optional": optional,
    }  # fmt: skip
    if hint:
        made["hint"] = plain(hint, 2_000)
    return made


def fitting(*titles: str) -> str:
    """The first of these that a form shows whole over it; the last is the one that always fits."""
    return next((one for one in titles if one and len(plain_people(one)) <= FORM_TITLE_CHARACTERS), titles[-1])


def modal(
    callback: str, title: str, submit: str | None, blocks: list[Block], *, metadata: str = "",
    close: str = "Cancel",
) -> dict[str, Any]:  # fmt: skip
    """A form over the conversation. `metadata` comes back with it."""
    view: dict[str, Any] = {
        "type": "modal", "callback_id": callback, "title": plain(title, FORM_TITLE_CHARACTERS),
        "close": plain(close, FORM_TITLE_CHARACTERS), "private_metadata": metadata, "blocks": blocks[:100],
    }  # fmt: skip
    if submit:
        view["submit"] = plain(submit, FORM_TITLE_CHARACTERS)
    return view
