"""Bringing one message to where it should be: post, edit, pin, or find again what may have been posted."""

import logging
import secrets
from typing import Any

from bot.slack.calls import Limited, Refused, SlackCalls
from bot.slack.mrkdwn import shorten
from bot.slack.parts import FALLBACK, context
from bot.slack.posted import Intent, Ledger, Posted
from bot.slack.view import Message, Urgency
from bot.store.errors import StaleToken
from bot.store.timekeeper import Timekeeper

log = logging.getLogger(__name__)

EVENT_TYPE = "muster_card"

#: Real seconds after which a post that was not found is looked for once more, then posted again.
SECOND_LOOK = 5.0

#: Slack's words for blocks that it will not take; the text alone is posted instead.
BLOCKS_REFUSED = ("invalid_blocks", "invalid_blocks_format", "msg_too_long", "msg_blocks_too_long")

#: Slack's words for an edit whose message is gone.
GONE = ("message_not_found", "cant_update_message", "edit_window_closed")


#: Under a call that is posted again after Slack did not say what became of the first one.
HEARD_BEFORE = context("You may have heard this before: Slack did not answer the first time.")


class Messages:
    """Posts and edits the messages of one incident."""

    def __init__(self, incident: str, calls: SlackCalls, ledger: Ledger, timekeeper: Timekeeper) -> None:
        self._incident = incident
        self._calls = calls
        self._ledger = ledger
        self._timekeeper = timekeeper

    def bring(self, key: str, message: Message) -> None:
        """Make Slack show the message. Raises SlackTrouble when it is to be tried again later."""
        posted = self._ledger.get(key)
        if posted.refused == message.digest:
            return
        if not posted.ts and posted.intent:
            posted = self._find(key, message, posted)
        if not posted.ts:
            posted = self._post(key, message, posted)
        elif posted.digest != message.digest:
            posted = self._edit(key, message, posted)
        if message.pinned and posted.ts and not posted.pinned:
            self._pin(key, posted)

    def retire(self, key: str, posted: Posted) -> None:
        """Put its farewell in the place of a message that is no longer wanted."""
        try:
            self._calls(
                "chat.update", Urgency.PROGRESS, channel=posted.channel, ts=posted.ts, text=posted.farewell,
                blocks=[{"type": "section", "text": {"type": "mrkdwn", "text": posted.farewell}}],
            )  # fmt: skip
        except Refused as refused:
            log.info("%s %s could not be retired: %s", self._incident, key, refused.word)
        self._ledger.drop(key)

    def _post(self, key: str, message: Message, posted: Posted) -> Posted:
        thread = self._thread(message)
        self._calls.spend("chat.postMessage", message.channel, message.urgency)
        nonce = secrets.token_hex(8)
        intent = Intent(nonce=nonce, at=self._timekeeper.real())
        self._ledger.put(key, posted.but(intent=intent, channel=posted.channel or message.channel))
        again = posted.again and message.urgency is Urgency.CALL
        content = self._content(key, message, nonce, plain=posted.plain, again=again)
        try:
            answer = self._calls(
                "chat.postMessage", message.urgency, spend=False, channel=message.channel, **thread, **content
            )
        except Refused as refused:
            return self._refused(key, message, posted, refused.word)
        except Limited:
            self._ledger.put(key, posted.but(intent=None))
            raise
        return self._record_post(key, message, posted, str(answer["channel"]), str(answer["ts"]))

    def _record_post(self, key: str, message: Message, posted: Posted, channel: str, ts: str) -> Posted:
        after = posted.but(
            channel=channel,
            ts=ts,
            digest=message.digest,
            intent=None,
            pinned=False,
            farewell=message.farewell,
        )
        try:
            self._ledger.put(key, after)
        except StaleToken:
            # We were stopped between the check and the call: whoever took over has posted its own by
            # now, unless it found ours.
            if self._ledger.recorded_by_others(key).ts != ts:
                self._calls("chat.delete", Urgency.CALL, channel=channel, ts=ts)
            raise
        return after

    def _refused(self, key: str, message: Message, posted: Posted, word: str) -> Posted:
        if word in BLOCKS_REFUSED and not posted.plain:
            log.error("%s %s: Slack refused the blocks (%s), posting the text alone", self._incident, key, word)
            plain = posted.but(plain=True, intent=None)
            self._ledger.put(key, plain)
            return self._post(key, message, plain) if not plain.ts else self._edit(key, message, plain)
        if word == "not_in_channel":
            self._calls("conversations.join", channel=message.channel)
            self._ledger.put(key, posted.but(intent=None))
            raise Limited(0.0)
        log.error("%s %s: Slack refused it (%s), set aside until it changes", self._incident, key, word)
        aside = posted.but(refused=message.digest, intent=None)
        self._ledger.put(key, aside)
        return aside

    def _edit(self, key: str, message: Message, posted: Posted) -> Posted:
        content = self._content(key, message, "", plain=posted.plain)
        try:
            self._calls("chat.update", message.urgency, channel=posted.channel, ts=posted.ts, **content)
        except Refused as refused:
            if refused.word in GONE and posted.reposted == 0:
                lost = posted.but(ts="", digest="", pinned=False, reposted=1)
                self._ledger.put(key, lost)
                return self._post(key, message, lost)
            return self._refused(key, message, posted, refused.word)
        after = posted.but(digest=message.digest, farewell=message.farewell)
        self._ledger.put(key, after)
        return after

    def _pin(self, key: str, posted: Posted) -> None:
        try:
            self._calls("pins.add", Urgency.DECLARE, channel=posted.channel, timestamp=posted.ts)
        except Refused as refused:
            if refused.word != "already_pinned":
                log.error("%s %s could not be pinned: %s", self._incident, key, refused.word)
        self._ledger.put(key, posted.but(pinned=True))

    def _find(self, key: str, message: Message, posted: Posted) -> Posted:
        """Look for a post whose answer was never seen; after a second look it may be posted again."""
        intent = posted.intent
        if intent is None:
            return posted
        wait = intent.at + SECOND_LOOK - self._timekeeper.real()
        if intent.looked and wait > 0:
            raise Limited(wait)
        found = self._look(message, intent)
        if found:
            return self._record_post(key, message, posted, *found)
        if intent.looked:
            return posted.but(intent=None, again=True)
        self._ledger.put(key, posted.but(intent=intent.but(looked=1)))
        raise Limited(max(0.0, wait))

    def _look(self, message: Message, intent: Intent) -> tuple[str, str] | None:
        channel = message.channel
        if channel.startswith(("U", "W")):
            opened = self._calls("conversations.open", Urgency.CALL, users=channel)
            channel = str(opened["channel"]["id"])
        arguments: dict[str, Any] = {
            "channel": channel, "oldest": f"{intent.at - 60:.6f}", "limit": 200, "include_all_metadata": True,
        }  # fmt: skip
        thread = self._thread(message)
        method = "conversations.replies" if thread else "conversations.history"
        if thread:
            arguments["ts"] = thread["thread_ts"]
        answer = self._calls(method, Urgency.CALL, **arguments)
        for one in answer.get("messages", []):
            payload = (one.get("metadata") or {}).get("event_payload") or {}
            if payload.get("nonce") == intent.nonce:
                return channel, str(one["ts"])
        return None

    def _thread(self, message: Message) -> dict[str, str]:
        if message.thread is None:
            return {}
        root = self._ledger.get(message.thread)
        return {"thread_ts": root.ts} if root.ts else {}

    def _content(self, key: str, message: Message, nonce: str, *, plain: bool, again: bool = False) -> dict[str, Any]:
        payload = {"incident": self._incident, "key": key}
        if nonce:
            payload["nonce"] = nonce
        content: dict[str, Any] = {
            "text": shorten(message.text, FALLBACK),
            "metadata": {"event_type": EVENT_TYPE, "event_payload": payload},
            "unfurl_links": False,
        }
        if not plain:
            content["blocks"] = [*message.blocks, *([HEARD_BEFORE] if again else [])]
        return content
