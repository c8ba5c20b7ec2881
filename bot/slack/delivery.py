"""Delivering a parcel: its files are sent to Slack and shown in one message, once, wherever a crash left it."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.slack.calls import Limited, Refused, SlackCalls, SlackTrouble, Unreachable
from bot.slack.mrkdwn import escape
from bot.slack.posted import Posted
from bot.slack.view import Urgency
from bot.store import keys
from bot.store.agenda import Agenda, Hold
from bot.store.parcels import Parcel, Parcels, Uploaded
from bot.store.timekeeper import Timekeeper

log = logging.getLogger(__name__)

#: Real seconds after which files whose showing was not answered are looked for once more, then shown again.
SECOND_LOOK = 5.0

#: Real seconds to wait after a call that Slack did not answer: doubling from the first to the last.
FIRST_RETRY, LAST_RETRY = 1.0, 60.0

#: How often it is come back to for a card that is not posted yet.
CARD_PATIENCE = 4

#: Slack's words for a channel that the bot has to be in first.
OUTSIDE = ("not_in_channel", "channel_not_found")


@dataclass(frozen=True)
class Enclosure:
    """One file: its name, what people read above it, its bytes."""

    name: str
    title: str
    content: bytes


@dataclass(frozen=True)
class Contents:
    """What a parcel holds: the words of its message (mrkdwn) and its files."""

    comment: str
    files: Sequence[Enclosure]


Pack = Callable[[Parcel], Contents]


class CannotPack(Exception):
    """The contents cannot be made, however often it is tried; the words say why."""


class Delivery:
    """Delivers parcels while it holds their agenda member."""

    def __init__(self, agenda: Agenda, calls: SlackCalls, parcels: Parcels, timekeeper: Timekeeper) -> None:
        self._agenda = agenda
        self._calls = calls
        self._parcels = parcels
        self._timekeeper = timekeeper

    def run(self, id: str, hold: Hold, pack: Pack) -> None:
        """Deliver it, or come back later; what Slack refuses for good is told to the person. Raises StaleToken."""
        parcel = self._parcels.read(id)
        if parcel and not parcel.done:
            try:
                self._deliver(parcel, hold, pack)
            except Refused as refused:
                self._give_up(self._parcels.read(id) or parcel, hold, f"Slack says {refused.word}")
            except CannotPack as problem:
                self._give_up(self._parcels.read(id) or parcel, hold, str(problem))
            except SlackTrouble as trouble:
                return self._later(self._parcels.read(id) or parcel, hold, trouble)
        return self._agenda.finish(hold, {})

    def _deliver(self, parcel: Parcel, hold: Hold, pack: Pack) -> None:
        if parcel.sent_at:
            parcel = self._find(parcel, hold)
        if parcel.done:
            return
        contents = pack(parcel)
        channel = self._channel(parcel)
        if not parcel.files:
            sent = tuple(self._send(one) for one in contents.files)
            parcel = self._parcels.change(parcel.but(files=sent), hold)
        self._show(parcel, hold, channel, contents.comment)

    def _thread(self, parcel: Parcel, hold: Hold) -> dict[str, str]:
        """The thread of the card that it belongs to, for which it waits a little; else the channel itself."""
        if not parcel.thread:
            return {}
        stored = self._agenda.redis.hget(keys.view(parcel.incident), parcel.thread)
        card = Posted.model_validate_json(stored) if stored else Posted()
        if not card.ts and parcel.waited < CARD_PATIENCE:
            self._parcels.change(parcel.but(waited=parcel.waited + 1), hold)
            raise Limited(FIRST_RETRY * 2**parcel.waited)
        return {"thread_ts": card.ts} if card.ts else {}

    def _channel(self, parcel: Parcel) -> str:
        if not parcel.to.startswith(("U", "W")):
            return parcel.to
        opened = self._calls("conversations.open", Urgency.STATUS, users=parcel.to)
        return str(opened["channel"]["id"])

    def _send(self, one: Enclosure) -> Uploaded:
        """Give Slack the bytes; nobody sees them yet, so that doing it twice shows nothing twice."""
        answer = self._calls(
            "files.getUploadURLExternal", Urgency.PROGRESS, filename=one.name, length=len(one.content)
        )  # fmt: skip
        self._calls.put(str(answer["upload_url"]), one.content)
        return Uploaded(id=str(answer["file_id"]), title=one.title)

    def _show(self, parcel: Parcel, hold: Hold, channel: str, comment: str) -> None:
        thread = self._thread(parcel, hold)
        self._calls.spend("files.completeUploadExternal", channel, Urgency.PROGRESS)
        meant = self._parcels.change(parcel.but(sent_at=self._timekeeper.real()), hold)
        files = [{"id": one.id, "title": one.title} for one in parcel.files]
        try:
            self._complete(files, channel, comment, thread)
        except (Limited, Unreachable):
            self._parcels.change(parcel, hold)
            raise
        self._parcels.change(meant.but(done=True), hold)

    def _complete(self, files: list[dict[str, str]], channel: str, comment: str, thread: dict[str, str]) -> None:
        def call() -> None:
            self._calls(
                "files.completeUploadExternal", Urgency.PROGRESS, spend=False, files=files, channel_id=channel,
                initial_comment=comment, **thread,
            )  # fmt: skip

        try:
            call()
        except Refused as refused:
            if refused.word not in OUTSIDE:
                raise
            self._calls("conversations.join", Urgency.STATUS, channel=channel)
            call()

    def _find(self, parcel: Parcel, hold: Hold) -> Parcel:
        """Look whether files whose showing was not answered are shown; after a second look they are shown again."""
        if self._shown(parcel):
            return self._parcels.change(parcel.but(done=True), hold)
        wait = parcel.sent_at + SECOND_LOOK - self._timekeeper.real()
        if not parcel.looked or wait > 0:
            self._parcels.change(parcel.but(looked=True), hold)
            raise Limited(max(0.05, wait))
        return self._parcels.change(parcel.but(sent_at=0.0, looked=False), hold)

    def _shown(self, parcel: Parcel) -> bool:
        file = self._calls("files.info", Urgency.PROGRESS, file=parcel.files[0].id).get("file") or {}
        places = [file.get(kind) for kind in ("shares", "channels", "groups", "ims")]
        return any(places)

    def _later(self, parcel: Parcel, hold: Hold, trouble: SlackTrouble) -> None:
        """Come back when it is worth it (product time)."""
        wait = min(LAST_RETRY, FIRST_RETRY * 2**parcel.failures)
        if isinstance(trouble, Limited):
            wait = max(0.05, trouble.seconds)
        else:
            self._parcels.change(parcel.but(failures=min(parcel.failures + 1, 10)), hold)
        again = self._timekeeper.now() + timedelta(seconds=self._timekeeper.ahead(wait))
        self._agenda.put_back(hold, again)

    def _give_up(self, parcel: Parcel, hold: Hold, why: str) -> None:
        """Tell the person who asked, in a direct message, and how to get the same without Slack."""
        log.error("parcel %s of %s is given up: %s", parcel.id, parcel.incident, why)
        told = self._parcels.change(parcel.but(failed=why[:300], done=True), hold)
        text = (
            f"The files of {told.incident} that you asked for could not be uploaded: {escape(told.failed)}."
            f" On a machine of Muster's, `muster export {told.incident}` writes them into a folder."
        )
        try:
            self._calls("chat.postMessage", Urgency.STATUS, channel=told.by, text=text)
        except SlackTrouble as trouble:
            log.warning("%s was not told of it: %s", told.by, trouble)
