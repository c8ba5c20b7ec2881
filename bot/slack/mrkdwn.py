"""Text for Slack: hostile text made harmless, mentions, dates in the reader's zone, and shortening."""

import re
from datetime import datetime

_DATE = re.compile(r"<!date\^\d+\^[^|>]*\|\d{4}-\d\d-\d\d (\d\d:\d\d UTC)>")

#: What Slack replaces: a date, a person, a channel, a link, `<!here>`. Text from people has no angle bracket left.
_TOKEN = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")

#: What a cut leaves of a token or of an escaped sign: without its end it is shown as it stands.
_CUT = re.compile(r"(?:<[^<>]*|&[a-z]{0,4})$")

_WEB, _BLANK = re.compile(r"https?://[^\s/]"), re.compile(r"\s")

#: Characters that nobody sees and that change what is read after them: control characters, which a terminal obeys,
#: and marks that turn the direction of the rest of a line.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|([^<>]*))?>")

#: What a section's text may hold (Slack's limit is 3,000).
SECTION_CHARACTERS = 2_900


def escape(text: str) -> str:
    """Text as Slack shows it literally: no mention, no link, no `<!channel>` comes of it."""
    return seen(plain_people(text)).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def seen(text: str) -> str:
    """Text without characters that would change how what stands behind it is shown."""
    return _UNSEEN.sub("", text)


def plain_people(text: str) -> str:
    """Mentions that somebody typed as plain names: nobody is notified, and nobody reads an id."""
    return _MENTION.sub(lambda found: f"@{found[2] or found[1]}", text)


def quiet(text: str) -> str:
    """Escaped text in which formatting characters do nothing either: for titles and names inside our markup."""
    broken = escape(text)
    for character in "*_~`":
        broken = broken.replace(character, f"{character}\u200b")
    return broken


def shorten(text: str, limit: int) -> str:
    """The text, cut with an ellipsis where it is longer than `limit` characters."""
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def shorten_markup(text: str, limit: int) -> str:
    """The same for text with markup: a token or an escaped sign is never cut in two."""
    if len(text) <= limit:
        return text
    return f"{_CUT.sub('', text[: limit - 1]).rstrip()}…"


def mention(user: str) -> str:
    """Makes the person notice."""
    return f"<@{user}>"


def channel_link(channel: str) -> str:
    """A link to a channel by its Slack id."""
    return f"<#{channel}>"


def link(url: str, words: str) -> str:
    """A link with words; what could end it early is encoded. What is no address of the web is not linked."""
    if not _WEB.match(url):
        return escape(words)
    safe = url.replace("&", "&amp;").replace("|", "%7C").replace("<", "%3C").replace(">", "%3E")
    return f"<{_BLANK.sub('%20', safe)}|{escape(words).replace('|', '/')}>"


def at(moment: datetime, *, day: bool = False) -> str:
    """A moment (real, UTC) in the reader's own zone; Slack replaces the token (rule 3)."""
    form = "{date_short_pretty} {time}" if day else "{time}"
    return f"<!date^{int(moment.timestamp())}^{form}|{moment:%Y-%m-%d %H:%M} UTC>"


def plain_at(moment: datetime) -> str:
    """A moment for fallback text that is read aloud, where tokens do not work."""
    return f"{moment:%H:%M} UTC"


def aloud(text: str) -> str:
    """Our mrkdwn as plain words, for the fallback text that phones and screen readers give (rule 13)."""
    plain = _DATE.sub(r"\1", text)
    plain = plain.replace("*", "").replace("`", "").replace("\u200b", "")
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def fallback(text: str, limit: int) -> str:
    """Text for a message's fallback, which phones and screen readers give as it stands: no tokens (rule 13)."""

    def plain(found: re.Match[str]) -> str:
        sign, name, words = found.groups()
        if sign == "@":
            return f"@{words or name}"
        return words or ("the channel" if sign == "#" else "" if sign == "!" else name)

    told = _TOKEN.sub(plain, _DATE.sub(r"\1", text))
    return shorten_markup(told.replace("\u200b", ""), limit)


def pieces(text: str, limit: int = SECTION_CHARACTERS) -> list[str]:
    """Long text cut into parts that fit a section, at line ends or spaces where there are any."""
    left, parts = text, []
    while len(left) > limit:
        cut = max(left.rfind("\n", 0, limit), left.rfind(" ", 0, limit))
        cut = cut if cut > limit // 2 else limit
        parts.append(left[:cut])
        left = left[cut:].lstrip()
    return [*parts, left] if left else parts
