"""Bringing one message to where it should be: post, edit, pin, or find again what may have been posted."""

import logging
import secrets
from typing import Any

from bot.slack.calls import Limited, Refused, SlackCalls, SlackTrouble, Unreachable
from bot.slack.mrkdwn import shorten_markup
from bot.slack.parts import FALLBACK_CHARACTERS, context, section
from bot.slack.posted import Intent, Late, Ledger, Posted
from bot.slack.view import Message, Urgency
from bot.store.errors import StaleToken
from bot.store.timekeeper import Timekeeper

log = logging.getLogger(__name__)

EVENT_TYPE = "muster_card"

#: Real seconds after which a post that was not found is looked for once more, then posted again.
SECOND_LOOK_SECONDS = 5.0

#: Real seconds for which a reply that belongs under a card waits for it, before it looks again.
CARD_WAIT_SECONDS = 1.0

#: Real seconds that a process which posted too late gives to the one that took over, and between two looks.
TAKEN_OVER_SECONDS, PAUSE_SECONDS = 20.0, 0.5

#: Slack's words for blocks that it will not take; the text alone is posted instead.
BLOCKS_REFUSED_ERRORS = ("invalid_blocks", "invalid_blocks_format", "msg_too_long", "msg_blocks_too_long")

#: Slack's words for an edit whose message is gone.
GONE_ERRORS = ("message_not_found", "cant_update_message", "edit_window_closed")


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
        if posted.told and message.over and not posted.ts:
            return self._ledger.put(key, posted)
        if not posted.ts:
            posted = self._post(key, message, posted)
        elif posted.digest != message.digest:
            posted = self._edit(key, message, posted)
        if message.pinned and posted.ts and not posted.pinned:
            self._pin(key, posted)

    def retire(self, key: str, posted: Posted) -> None:
        """Put its farewell in the place of a message that is no longer wanted."""
        farewell = Message(posted.channel, posted.farewell, (section(posted.farewell),), Urgency.PROGRESS)
        if not posted.ts:
            posted = self._find(key, farewell, posted)
        if posted.ts:
            try:
                self._calls(
                    "chat.update", Urgency.PROGRESS, channel=posted.channel, ts=posted.ts, text=farewell.text,
                    blocks=list(farewell.blocks),
                )  # fmt: skip
            except Refused as refused:
                log.info("%s %s could not be retired: %s", self._incident, key, refused.word)
        self._ledger.drop(key)

    def _post(self, key: str, message: Message, posted: Posted) -> Posted:
        thread = self._thread(message)
        self._calls.spend("chat.postMessage", message.channel, message.urgency)
        intent = Intent(nonce=secrets.token_hex(8), at=self._timekeeper.real(), digest=message.digest)
        channel = posted.channel or message.channel
        meant = posted.but(intent=intent, channel=channel, farewell=message.farewell, told=False)
        self._ledger.put(key, meant)
        again = posted.again and message.urgency is Urgency.CALL
        content = self._content(key, message, intent.nonce, plain=posted.plain, again=again)
        try:
            answer = self._calls(
                "chat.postMessage", message.urgency, spend=False, channel=message.channel, **thread, **content
            )
        except Refused as refused:
            return self._refused(key, message, posted, refused.word)
        except (Limited, Unreachable):
            self._ledger.put(key, posted.but(intent=None))
            raise
        return self._record_post(key, meant, intent, str(answer["channel"]), str(answer["ts"]))

    def _record_post(self, key: str, meant: Posted, intent: Intent, channel: str, ts: str) -> Posted:
        """Record a post as it was meant then; what is wanted by now may be something else."""
        after = meant.but(channel=channel, ts=ts, digest=intent.digest, intent=None, pinned=False)
        try:
            self._ledger.put(key, after)
        except StaleToken:
            self._yield_to_others(key, intent.nonce, channel, ts)
            raise
        return after

    def _yield_to_others(self, key: str, nonce: str, channel: str, ts: str) -> None:
        """We were stopped before the post: whoever took over finds it by its nonce, or else posts its own."""
        for _ in range(int(TAKEN_OVER_SECONDS / PAUSE_SECONDS)):
            recorded = self._ledger.recorded_by_others(key)
            if recorded.ts == ts:
                return
            if recorded.intent is None or recorded.intent.nonce != nonce:
                return self._take_back(key, channel, ts)
            self._timekeeper.sleep(PAUSE_SECONDS)

    def _take_back(self, key: str, channel: str, ts: str) -> None:
        for _ in range(int(TAKEN_OVER_SECONDS / PAUSE_SECONDS)):
            try:
                self._calls("chat.delete", Urgency.CALL, channel=channel, ts=ts)
            except Refused as refused:
                log.warning("%s %s is there twice: %s", self._incident, key, refused.word)
            except SlackTrouble:
                self._timekeeper.sleep(PAUSE_SECONDS)
                continue
            return

    def _refused(self, key: str, message: Message, posted: Posted, word: str) -> Posted:
        if word in BLOCKS_REFUSED_ERRORS and not posted.plain:
            log.error("%s %s: Slack refused the blocks (%s), posting the text alone", self._incident, key, word)
            plain = posted.but(plain=True, intent=None)
            self._ledger.put(key, plain)
            return self._post(key, message, plain) if not plain.ts else self._edit(key, message, plain)
        if word == "not_in_channel" and self._joined(message):
            self._ledger.put(key, posted.but(intent=None))
            raise Limited(0.0)
        log.error("%s %s: Slack refused it (%s), set aside until it changes", self._incident, key, word)
        aside = posted.but(refused=message.digest, intent=None)
        self._ledger.put(key, aside)
        return aside

    def _joined(self, message: Message) -> bool:
        """Come into the channel. One that lets nobody in is no trouble for a reply to somebody else's message."""
        try:
            self._calls("conversations.join", channel=message.channel)
        except Refused:
            if not message.thread_ts:
                raise
            return False
        return True

    def _edit(self, key: str, message: Message, posted: Posted) -> Posted:
        """Put the message in the place of what it was.

        From before the call until its answer is recorded nobody relies on what the message shows: who only believed
        in the old text would leave the new one there when the incident goes back to what it was.
        """
        content = self._content(key, message, "", plain=posted.plain)
        if posted.digest:
            self._ledger.put(key, posted.but(digest=""))
        try:
            self._calls("chat.update", message.urgency, channel=posted.channel, ts=posted.ts, **content)
        except Refused as refused:
            if refused.word in GONE_ERRORS and posted.reposted == 0:
                lost = posted.but(ts="", digest="", pinned=False, reposted=1)
                self._ledger.put(key, lost)
                return self._post(key, message, lost)
            return self._refused(key, message, posted, refused.word)
        after = posted.but(digest=message.digest, farewell=message.farewell)
        try:
            self._ledger.put(key, after)
        except StaleToken:
            self._ledger.report_late(Late(key=key, posted=after))
            raise
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
        wait = intent.at + SECOND_LOOK_SECONDS - self._timekeeper.real()
        if intent.looked and wait > 0:
            raise Limited(wait)
        found = self._look(message, intent)
        if found:
            return self._record_post(key, posted, intent, *found)
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
            "channel": channel, "oldest": f"{intent.at - 60:.6f}", "latest": f"{intent.at + 300:.6f}", "limit": 200,
            "include_all_metadata": True,
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
        if message.thread_ts:
            return {"thread_ts": message.thread_ts}
        if message.thread is None:
            return {}
        root = self._ledger.get(message.thread)
        if message.lasting and not (root.ts or root.refused or root.told):
            raise Limited(CARD_WAIT_SECONDS)
        return {"thread_ts": root.ts} if root.ts else {}

    def _content(self, key: str, message: Message, nonce: str, *, plain: bool, again: bool = False) -> dict[str, Any]:
        payload = {"incident": self._incident, "key": key}
        if nonce:
            payload["nonce"] = nonce
        content: dict[str, Any] = {
            "text": shorten_markup(message.text, FALLBACK_CHARACTERS),
            "metadata": {"event_type": EVENT_TYPE, "event_payload": payload},
            "unfurl_links": False,
        }
        if not plain:
            content["blocks"] = [*message.blocks, *([HEARD_BEFORE] if again else [])]
        return content
