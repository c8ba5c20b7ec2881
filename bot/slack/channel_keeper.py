"""The incident's channel: opening it exactly once, and keeping its topic, people and bookmarks right."""

import logging
import secrets
from collections.abc import Callable
from typing import Any

from bot.incident.state import Channel
from bot.slack.calls import Limited, Refused, SlackCalls
from bot.slack.posted import Intent, Late, Ledger
from bot.slack.view import ChannelView, Urgency
from bot.store.errors import StaleToken
from bot.store.timekeeper import Timekeeper

log = logging.getLogger(__name__)

#: How far Slack's clock and Redis's may lie apart when we ask whether a channel is ours, in seconds.
CLOCKS_APART_SECONDS = 120


#: The bookmark that leads to the pinned status message: it is what an incident's record looks like now (D5).
RECORD_BOOKMARK = "Record (pinned status)"


class ChannelKeeper:
    """Opens and furnishes one incident's channel."""

    def __init__(self, incident: str, calls: SlackCalls, ledger: Ledger, timekeeper: Timekeeper) -> None:
        self._incident = incident
        self._calls = calls
        self._ledger = ledger
        self._timekeeper = timekeeper

    def open(self, view: ChannelView) -> tuple[str, str]:
        """Id and name of the incident's channel, created if it is not there. Raises SlackTrouble.

        A channel that bears the name already is adopted only if it is ours: it carries our mark, or our bot
        made it after we meant to. Else the next free name with a number behind it is taken.
        """
        room = self._ledger.room
        intent = room.intent
        if intent is None:
            self._await_turn()
            intent = Intent(nonce=secrets.token_hex(8), at=self._timekeeper.real())
            self._ledger.put_room(intent=intent)
        name = view.name if room.attempt == 0 else f"{view.name}-{room.attempt + 1}"
        try:
            answer = self._calls(
                "conversations.create", Urgency.DECLARE, spend=False, name=name, is_private=view.private
            )
        except Refused as refused:
            if refused.word != "name_taken":
                raise
            ours = self._ours(name, intent)
            if ours is None:
                log.warning("%s: a channel called %s is there already, taking the next name", self._incident, name)
                self._ledger.put_room(attempt=room.attempt + 1)
                raise Limited(0.0) from refused
            return ours, name
        return str(answer["channel"]["id"]), name

    def _await_turn(self) -> None:
        """Channels open in the order in which they were asked for; each incident is tried once, at its turn."""
        turn = self._ledger.room.turn
        if not turn:
            wait = self._calls.turn("conversations.create")
            if wait <= 0:
                return
            turn = self._timekeeper.real() + wait
            self._ledger.put_room(turn=turn)
        left = turn - self._timekeeper.real()
        if left > 0:
            raise Limited(left)

    def furnish(self, channel: str, view: ChannelView) -> list[Callable[[], None]]:
        """What is left to do to the channel; the parts do not depend on each other."""
        room = self._ledger.room
        left: list[Callable[[], None]] = []
        if [user for user in view.members if user not in room.invited]:
            left.append(lambda: self._invite(channel, view))
        if room.purpose != view.purpose:
            left.append(lambda: self._set(channel, "purpose", view.purpose))
        if room.topic != view.topic:
            left.append(lambda: self._set(channel, "topic", view.topic))
        status = self._ledger.get("status").ts
        if [title for title in view.bookmarks if title not in room.bookmarks] or status != room.record:
            left.append(lambda: self._bookmark(channel, view, status))
        return left

    def archive_if_wanted(self, channel: Channel | None, view: ChannelView) -> None:
        """Put the channel away once everything in it says what is so; nothing can be shown in it afterwards (S3)."""
        if channel and view.archived and not self._ledger.room.archived:
            self._tolerant("conversations.archive", Urgency.PROGRESS, channel=channel.id)
            self._ledger.put_room(archived=True)

    def _ours(self, name: str, intent: Intent) -> str | None:
        found = self._named(name)
        if found is None:
            return None
        purpose = str((found.get("purpose") or {}).get("value", ""))
        me = self._calls("auth.test", Urgency.DECLARE)["user_id"]
        made_by_us = found.get("creator") == me and found.get("created", 0) >= intent.at - CLOCKS_APART_SECONDS
        if (purpose.startswith(f"{self._incident}:") and found.get("creator") == me) or made_by_us:
            return str(found["id"])
        return None

    def _named(self, name: str) -> dict[str, Any] | None:
        cursor = ""
        while True:
            answer = self._calls(
                "conversations.list", Urgency.DECLARE, types="public_channel,private_channel", limit=1000,
                exclude_archived=False, cursor=cursor,
            )  # fmt: skip
            for channel in answer.get("channels", []):
                if channel["name"] == name:
                    return dict(channel)
            cursor = (answer.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                return None

    def _set(self, channel: str, what: str, value: str) -> None:
        method = "conversations.setTopic" if what == "topic" else "conversations.setPurpose"
        arguments: dict[str, Any] = {"channel": channel, what: value}
        if getattr(self._ledger.room, what):
            # As with an edit of a message: until its answer is recorded nobody relies on what was there.
            self._ledger.put_room(**{what: ""})
        self._tolerant(method, Urgency.PROGRESS, **arguments)
        try:
            self._ledger.put_room(**{what: value})
        except StaleToken:
            self._ledger.report_late(Late(field=what))
            raise

    def _invite(self, channel: str, view: ChannelView) -> None:
        wanted = [user for user in view.members if user not in self._ledger.room.invited]
        try:
            self._calls("conversations.invite", Urgency.CALL, channel=channel, users=",".join(wanted), force=True)
        except Refused as refused:
            if len(wanted) > 1:
                for user in wanted:
                    self._tolerant("conversations.invite", Urgency.CALL, channel=channel, users=user)
            elif refused.word != "already_in_channel":
                log.warning("%s: %s cannot be invited: %s", self._incident, wanted[0], refused.word)
        self._ledger.put_room(invited=tuple(dict.fromkeys((*self._ledger.room.invited, *wanted))))

    def _bookmark(self, channel: str, view: ChannelView, status: str) -> None:
        """Add the links that are not there yet; the one to the record comes last, once its message is posted."""
        for title, link in view.bookmarks.items():
            if title not in self._ledger.room.bookmarks:
                self._add_bookmark(channel, title, link)
        if not status or self._ledger.room.record == status:
            return
        link = self._permalink(channel, status)
        if link and RECORD_BOOKMARK in self._ledger.room.bookmarks:
            # Its message was gone and was posted anew.
            for one in self._bookmarked(channel, RECORD_BOOKMARK):
                self._tolerant(
                    "bookmarks.edit", Urgency.PROGRESS, channel_id=channel, bookmark_id=one["id"], link=link
                )
        elif link:
            self._add_bookmark(channel, RECORD_BOOKMARK, link)
        try:
            self._ledger.put_room(record=status)
        except StaleToken:
            self._ledger.report_late(Late(field="record"))
            raise

    def _add_bookmark(self, channel: str, title: str, link: str) -> None:
        there = self._ledger.room.bookmark_intent == title and self._bookmarked(channel, title)
        if not there:
            self._calls.spend("bookmarks.add", channel, Urgency.PROGRESS)
            self._ledger.put_room(bookmark_intent=title)
            self._tolerant(
                "bookmarks.add", Urgency.PROGRESS, spend=False, channel_id=channel, title=title, type="link",
                link=link,
            )  # fmt: skip
        try:
            self._ledger.put_room(bookmarks=(*self._ledger.room.bookmarks, title), bookmark_intent="")
        except StaleToken:
            # We were stopped before the call, and whoever took over added it too.
            for double in self._bookmarked(channel, title)[1:]:
                self._tolerant("bookmarks.remove", Urgency.PROGRESS, channel_id=channel, bookmark_id=double["id"])
            raise

    def _permalink(self, channel: str, ts: str) -> str:
        try:
            answer = self._calls("chat.getPermalink", Urgency.PROGRESS, channel=channel, message_ts=ts)
        except Refused as refused:
            log.warning("%s: no link to the status message: %s", self._incident, refused.word)
            return ""
        return str(answer.get("permalink") or "")

    def _bookmarked(self, channel: str, title: str) -> list[dict[str, Any]]:
        answer = self._calls("bookmarks.list", Urgency.PROGRESS, channel_id=channel)
        return [one for one in answer.get("bookmarks", []) if one.get("title") == title]

    def _tolerant(self, method: str, urgency: Urgency, *, spend: bool = True, **arguments: Any) -> None:
        """Make a call whose refusal spoils nothing: it is written to the log, and not tried again."""
        try:
            self._calls(method, urgency, spend=spend, **arguments)
        except Refused as refused:
            if refused.word not in ("already_in_channel", "already_archived"):
                log.warning("%s: %s refused: %s", self._incident, method, refused.word)
