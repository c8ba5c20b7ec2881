"""First evidence: the message from which an incident was declared, with as much of its thread as fits (D3)."""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.incident.intake import (
    LONGEST_MESSAGE_CHARACTERS,
    LONGEST_REPLY_CHARACTERS,
    LONGEST_THREAD_CHARACTERS,
    Evidence,
    Origin,
    Reply,
)
from bot.incident.state import Incident
from bot.incident.topics.evidence import AddEvidence
from bot.slack.calls import Refused, SlackCalls, SlackTrouble, later
from bot.slack.messages import EVENT_TYPE
from bot.slack.mrkdwn import shorten
from bot.slack.said import author_of, plain_text
from bot.slack.view import Urgency
from bot.store.agenda import Lease
from bot.store.commit import Store
from bot.store.outcome import Done, Outcome

log = logging.getLogger(__name__)

Json = Mapping[str, Any]

#: Replies that one message of ours shows; each is two of its fifty blocks.
MOST_REPLIES = 20

#: Slack's words for a place that the bot may not read.
NOT_THERE_ERRORS = ("not_in_channel", "channel_not_found", "thread_not_found", "message_not_found", "missing_scope")


def evidence_is_due(state: Incident) -> bool:
    """Whether a message was carried along and is not on the record yet.

    Of words to the bot itself the report has all; only the thread that they were said in is more.
    """
    origin = state.intake.origin
    return bool(origin and state.intake.evidence_count == 0 and (origin.thread or not origin.offered))


class Gathering:
    """Reads the message and its thread, and puts them on the record."""

    def __init__(self, store: Store, calls: SlackCalls) -> None:
        self._store = store
        self._calls = calls

    def run(self, incident: str, lease: Lease) -> Outcome:
        """Gather once; while Slack does not answer, come back later. Raises StaleToken, StorageAway."""
        state = self._store.load(incident)
        origin = state.intake.origin
        if origin and evidence_is_due(state):
            try:
                evidence = self._gather(state, origin)
            except SlackTrouble as trouble:
                return later(trouble)
            command = AddEvidence(evidence=evidence)
            self._store.commit(command, key=f"evidence:{incident}", incident=incident, lease=lease, patience=10)
        return Done()

    def _gather(self, state: Incident, origin: Origin) -> Evidence:
        messages, unread = self._thread(origin)
        found = next((one for one in messages if one.get("ts") == origin.ts), None)
        # What we read ourselves; what came with the click where we may not read.
        text = plain_text(found, self._name) if found else origin.text
        replies, left_out = self._replies([one for one in messages if one is not found and not _ours(one)])
        return Evidence(
            number=0, author=author_of(found) if found else origin.author, channel=origin.channel, ts=origin.ts,
            permalink=self._permalink(origin), text=text[:LONGEST_MESSAGE_CHARACTERS], replies=replies,
            left_out=left_out, unread=unread,
        )  # fmt: skip

    def _thread(self, origin: Origin) -> tuple[list[Json], str]:
        """The message with its thread, and in words why it could not be read."""
        arguments = {
            "channel": origin.channel, "ts": origin.thread or origin.ts, "limit": 100, "include_all_metadata": True,
        }  # fmt: skip
        try:
            return self._read(arguments), ""
        except Refused as refused:
            if refused.word == "not_in_channel" and self._joined(origin.channel):
                return self._read(arguments), ""
            log.info("%s cannot be read: %s", origin.channel, refused.word)
            why = (
                "Muster is not in that channel" if refused.word in NOT_THERE_ERRORS else f"Slack says {refused.word}"
            )
            return [], why

    def _read(self, arguments: dict[str, Any]) -> list[Json]:
        answer = self._calls("conversations.replies", Urgency.STATUS, **arguments)
        return [one for one in answer.get("messages", []) if isinstance(one, dict)]

    def _joined(self, channel: str) -> bool:
        """Join a public channel to read there; a private one lets nobody in."""
        try:
            self._calls("conversations.join", Urgency.STATUS, channel=channel)
        except Refused:
            return False
        return True

    def _permalink(self, origin: Origin) -> str:
        try:
            answer = self._calls("chat.getPermalink", Urgency.STATUS, channel=origin.channel, message_ts=origin.ts)
        except Refused:
            return ""
        link = str(answer.get("permalink") or "")
        return link if link.startswith("https://") else ""

    def _replies(self, messages: list[Json]) -> tuple[tuple[Reply, ...], int]:
        """The first replies that fit, each cut where it is long, and how many did not."""
        kept: list[Reply] = []
        room = LONGEST_THREAD_CHARACTERS
        for one in messages[:MOST_REPLIES]:
            text = shorten(plain_text(one, self._name), LONGEST_REPLY_CHARACTERS)
            room -= len(text)
            if room < 0:
                break
            at = datetime.fromtimestamp(float(one.get("ts") or 0), UTC)
            kept.append(Reply(author=author_of(one), at=at, text=text))
        return tuple(kept), len(messages) - len(kept)

    def _name(self, user: str) -> str:
        return self._store.organisation.name_of(user)


def _ours(message: Json) -> bool:
    """Whether Muster posted it: an offer to declare is no evidence."""
    return bool((message.get("metadata") or {}).get("event_type") == EVENT_TYPE)
