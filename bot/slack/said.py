"""What somebody said in Slack as plain text: markup decoded, names for ids, the text of what other apps post."""

import re
from collections.abc import Callable, Mapping
from typing import Any

Naming = Callable[[str], str]

_PERSON = re.compile(r"<@([UW][A-Z0-9]+)(?:\|([^>]*))?>")
_CHANNEL = re.compile(r"<#([CG][A-Z0-9]+)(?:\|([^>]*))?>")
_LINK = re.compile(r"<((?:https?|mailto|tel):[^|>\s]+)(?:\|([^>]*))?>")
_SPECIAL = re.compile(r"<!(?:(here|channel|everyone)|[^|>]*\|([^>]*)|[^>]*)>")

#: Characters of one message that are looked at; Slack holds 40,000.
LONGEST_TEXT_CHARACTERS = 12_000


def plain_text(message: Mapping[str, Any], name: Naming) -> str:
    """The words of a message as people read them. `name` turns a person's id into a name."""
    text = str(message.get("text") or "") or _attached(message) or _blocks(message.get("blocks"))
    return decoded(text[:LONGEST_TEXT_CHARACTERS], name).strip()


def decoded(text: str, name: Naming) -> str:
    """Slack's encoding undone: `<@U1>`, `<#C1|general>`, `<https://x|words>`, `&lt;`."""
    text = _PERSON.sub(lambda found: f"@{_named(found, name)}", text)
    text = _CHANNEL.sub(lambda found: f"#{found[2] or found[1]}", text)
    text = _LINK.sub(_link, text)
    text = _SPECIAL.sub(lambda found: f"@{found[1]}" if found[1] else found[2] or "", text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def author_of(message: Mapping[str, Any]) -> str:
    """Id of the person who wrote it, or the name of the app."""
    if message.get("bot_id"):
        profile = message.get("bot_profile") or {}
        return str(message.get("username") or profile.get("name") or "an app")[:80]
    return str(message.get("user") or message.get("username") or "")[:80]


def _named(found: re.Match[str], name: Naming) -> str:
    known = name(found[1])
    return found[2] or found[1] if known == found[1] else known


def _link(found: re.Match[str]) -> str:
    address = found[1].removeprefix("mailto:")
    return address if not found[2] or found[2] in address else f"{found[2]} ({address})"


def _attached(message: Mapping[str, Any]) -> str:
    """Attachments in words: older apps put alerts there and leave the text empty."""
    attachments = message.get("attachments")
    parts = []
    for one in attachments if isinstance(attachments, list) else []:
        if isinstance(one, dict):
            words = [str(one[key]) for key in ("pretext", "title", "text") if one.get(key)]
            parts.append("\n".join(words) or str(one.get("fallback") or "") or _blocks(one.get("blocks")))
    return "\n".join(part for part in parts if part)


def _blocks(blocks: Any, depth: int = 8) -> str:
    """The texts in blocks, in their order."""
    if depth == 0:
        return ""
    if isinstance(blocks, list):
        return "\n".join(part for part in (_blocks(one, depth - 1) for one in blocks) if part)
    if isinstance(blocks, dict):
        if isinstance(blocks.get("text"), str):
            return str(blocks["text"])
        inner = [blocks.get(key) for key in ("text", "fields", "elements", "title", "alt_text")]
        return "\n".join(part for part in (_blocks(one, depth - 1) for one in inner) if part)
    return blocks if isinstance(blocks, str) else ""
