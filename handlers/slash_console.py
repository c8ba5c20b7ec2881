"""`/incident console`: a personal link to the emergency console, by direct message; and taking it back."""

import logging

from redis.exceptions import RedisError
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.console.command import link
from bot.console.links import Links
from bot.slack import parts
from bot.slack.view import Block
from bot.store.consoles import known_console
from bot.store.errors import StorageAway
from bot.wiring import Muster
from handlers.declare_text import NotUnderstood
from handlers.request import Ask, Reply

log = logging.getLogger(__name__)

#: Real seconds that the direct message may take: the answer is to be there within Slack's 3 s.
SENT_WITHIN_SECONDS = 1

NONE = (
    "No emergency console is set up here. Whoever runs Muster starts it with `muster console`; until then"
    " `muster incident` in a terminal is what is left when Slack is down."
)


def console(muster: Muster, ask: Ask) -> Reply:
    """A new link for whoever asks; with `revoke` the end of all of theirs."""
    word = ask.text.strip().lower()
    if word not in ("", "revoke"):
        raise NotUnderstood("It takes nothing, or `revoke`: `/incident console revoke` ends your links.")
    if muster.organisation.person(ask.user) is None:
        raise NotUnderstood("The console is for people of the organisation's file, and you are not in it.")
    redis = muster.transactions.redis
    try:
        if word:
            return _revoked(Links(redis).revoke(ask.user))
        known = known_console(redis)
        if known is None:
            return Reply(text=NONE)
        address = link(known.url, Links(redis).give(ask.user))
    except RedisError as away:
        raise StorageAway() from away
    return _given(muster, ask, address)


def _given(muster: Muster, ask: Ask, address: str) -> Reply:
    text = "Your emergency link, for when Slack is down"
    words = (
        f"*{text}:* <{address}|open the console>\n"
        "Keep it where you find it without Slack, such as a bookmark. It opens the console as you: give it to nobody."
        " It holds until you end it with `/incident console revoke`."
    )
    blocks: tuple[Block, ...] = (parts.section(words), parts.context(f"To copy: `{address}`"))
    if _sent(muster, ask.user, text, blocks):
        return Reply(text="Your emergency link is in your direct messages with Muster. It is yours alone.")
    return Reply(text=text, blocks=blocks)


def _sent(muster: Muster, user: str, text: str, blocks: tuple[Block, ...]) -> bool:
    """Whether it went out as a direct message; else it is the answer to the command, which only they see."""
    settings = muster.settings
    if settings.slack_bot_token is None:
        return False
    client = WebClient(
        settings.slack_bot_token, base_url=settings.slack_api_url, timeout=SENT_WITHIN_SECONDS, retry_handlers=[]
    )
    try:
        client.chat_postMessage(channel=user, text=text, blocks=list(blocks), unfurl_links=False, unfurl_media=False)
    except (SlackApiError, OSError) as problem:
        log.warning("a link could not be sent: %s", type(problem).__name__)
        return False
    return True


def _revoked(count: int) -> Reply:
    if not count:
        return Reply(text="You have no link to the emergency console. `/incident console` gives you one.")
    links = "Your link" if count == 1 else f"Your {count} links"
    return Reply(text=f"{links} to the emergency console ended; whoever was signed in with them is signed out.")
