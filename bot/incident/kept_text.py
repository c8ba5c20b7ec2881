"""What people write: kept without the blanks around it, and given back when it is too long."""

from bot.incident.refusals import TextTooLong

#: The longest report, note or update that is kept, in characters; more is refused and given back.
LONGEST_TEXT_CHARACTERS = 10_000


def kept(text: str, limit: int = LONGEST_TEXT_CHARACTERS) -> str:
    """The text as it is kept. Raises TextTooLong beyond `limit` characters."""
    stripped = text.strip()
    if len(stripped) > limit:
        raise TextTooLong(length=len(stripped), limit=limit)
    return stripped
