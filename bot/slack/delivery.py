"""Delivering an upload: its files are sent to Slack and shown in one message, once, wherever a crash left it."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.slack.calls import Limited, Refused, SlackCalls, SlackTrouble, Unreachable, later
from bot.slack.mrkdwn import escape
from bot.slack.posted import Posted
from bot.slack.view import Urgency
from bot.store import keys
from bot.store.agenda import Agenda, Lease
from bot.store.outcome import Done, GiveUp, Outcome
from bot.store.timekeeper import Timekeeper
from bot.store.uploads import Upload, Uploaded, Uploads

log = logging.getLogger(__name__)

#: Real seconds after which files whose showing was not answered are looked for once more, then shown again.
SECOND_LOOK_SECONDS = 5.0

#: How often it is come back to for a card that is not posted yet, and real seconds to the first look; then doubling.
CARD_LOOKS, FIRST_CARD_LOOK_SECONDS = 4, 1.0

#: Slack's words for a channel that the bot has to be in first.
OUTSIDE_ERRORS = ("not_in_channel", "channel_not_found")


@dataclass(frozen=True)
class Enclosure:
    """One file: its name, what people read above it, its bytes."""

    name: str
    title: str
    content: bytes


@dataclass(frozen=True)
class Contents:
    """What an upload holds: the words of its message (mrkdwn) and its files."""

    comment: str
    files: Sequence[Enclosure]


Pack = Callable[[Upload], Contents]


class CannotPack(Exception):
    """The contents cannot be made, however often it is tried; the words say why."""


class Delivery:
    """Delivers uploads while it holds their agenda member."""

    def __init__(self, agenda: Agenda, calls: SlackCalls, uploads: Uploads, timekeeper: Timekeeper) -> None:
        self._agenda = agenda
        self._calls = calls
        self._uploads = uploads
        self._timekeeper = timekeeper

    def run(self, upload: Upload | None, lease: Lease, pack: Pack) -> Outcome:
        """Deliver it, or come back later; None is an upload that was forgotten. Raises StaleToken."""
        if upload is None or upload.done:
            return Done()
        try:
            self._deliver(upload, lease, pack)
        except Refused as refused:
            return GiveUp(f"Slack says {refused.word}")
        except CannotPack as problem:
            return GiveUp(str(problem))
        except SlackTrouble as trouble:
            return later(trouble)
        return Done()

    def _deliver(self, upload: Upload, lease: Lease, pack: Pack) -> None:
        if upload.sent_at:
            upload = self._find(upload, lease)
        if upload.done:
            return
        contents = pack(upload)
        channel = self._channel(upload)
        if not upload.files:
            sent = tuple(self._send(one) for one in contents.files)
            upload = self._uploads.change(upload.but(files=sent), lease)
        self._show(upload, lease, channel, contents.comment)

    def _thread(self, upload: Upload, lease: Lease) -> dict[str, str]:
        """The thread of the card that it belongs to, for which it waits a little; else the channel itself."""
        if not upload.thread:
            return {}
        stored = self._agenda.redis.hget(keys.view(upload.incident), upload.thread)
        card = Posted.model_validate_json(stored) if stored else Posted()
        if not card.ts and upload.waited < CARD_LOOKS:
            self._uploads.change(upload.but(waited=upload.waited + 1), lease)
            raise Limited(FIRST_CARD_LOOK_SECONDS * 2**upload.waited)
        return {"thread_ts": card.ts} if card.ts else {}

    def _channel(self, upload: Upload) -> str:
        if not upload.to.startswith(("U", "W")):
            return upload.to
        opened = self._calls("conversations.open", Urgency.STATUS, users=upload.to)
        return str(opened["channel"]["id"])

    def _send(self, one: Enclosure) -> Uploaded:
        """Give Slack the bytes; nobody sees them yet, so that doing it twice shows nothing twice."""
        answer = self._calls(
            "files.getUploadURLExternal", Urgency.PROGRESS, filename=one.name, length=len(one.content)
        )  # fmt: skip
        self._calls.put(str(answer["upload_url"]), one.content)
        return Uploaded(id=str(answer["file_id"]), title=one.title)

    def _show(self, upload: Upload, lease: Lease, channel: str, comment: str) -> None:
        thread = self._thread(upload, lease)
        self._calls.spend("files.completeUploadExternal", channel, Urgency.PROGRESS)
        meant = self._uploads.change(upload.but(sent_at=self._timekeeper.real()), lease)
        files = [{"id": one.id, "title": one.title} for one in upload.files]
        try:
            self._complete(files, channel, comment, thread)
        except (Limited, Unreachable):
            self._uploads.change(upload, lease)
            raise
        self._uploads.change(meant.but(done=True), lease)

    def _complete(self, files: list[dict[str, str]], channel: str, comment: str, thread: dict[str, str]) -> None:
        def call() -> None:
            self._calls(
                "files.completeUploadExternal", Urgency.PROGRESS, spend=False, files=files, channel_id=channel,
                initial_comment=comment, **thread,
            )  # fmt: skip

        try:
            call()
        except Refused as refused:
            if refused.word not in OUTSIDE_ERRORS:
                raise
            self._calls("conversations.join", Urgency.STATUS, channel=channel)
            call()

    def _find(self, upload: Upload, lease: Lease) -> Upload:
        """Look whether files whose showing was not answered are shown; after a second look they are shown again."""
        if self._shown(upload):
            return self._uploads.change(upload.but(done=True), lease)
        wait = upload.sent_at + SECOND_LOOK_SECONDS - self._timekeeper.real()
        if not upload.looked or wait > 0:
            self._uploads.change(upload.but(looked=True), lease)
            raise Limited(max(0.05, wait))
        return self._uploads.change(upload.but(sent_at=0.0, looked=False), lease)

    def _shown(self, upload: Upload) -> bool:
        file = self._calls("files.info", Urgency.PROGRESS, file=upload.files[0].id).get("file") or {}
        places = [file.get(kind) for kind in ("shares", "channels", "groups", "ims")]
        return any(places)

    def give_up(self, upload: Upload, lease: Lease, why: str) -> None:
        """Tell the person who asked, and how to get the same without Slack. Raises StaleToken."""
        log.error("upload %s of %s is given up: %s", upload.id, upload.incident, why)
        told = self._uploads.change(upload.but(failed=why[:300], done=True), lease)
        text = (
            f"The files of {told.incident} that you asked for could not be uploaded: {escape(told.failed)}."
            f" On a machine of Muster's, `muster export {told.incident}` writes them into a folder."
        )
        try:
            self._calls("chat.postMessage", Urgency.STATUS, channel=told.by, text=text)
        except SlackTrouble as trouble:
            log.warning("%s was not told of it: %s", told.by, trouble)
