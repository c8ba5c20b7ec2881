"""`sync(incident)`: make Slack show what `render` says, with the fewest calls, from wherever it stands (DESIGN 4)."""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from bot.incident.state import Channel, Incident
from bot.slack.away import Absence, absence, leave_out, summary
from bot.slack.calls import Limited, Refused, SlackCalls, SlackTrouble, later
from bot.slack.card_context import card_context_of
from bot.slack.channel_keeper import ChannelKeeper
from bot.slack.directory import Directory
from bot.slack.messages import Messages
from bot.slack.posted import Ledger
from bot.slack.render import render
from bot.slack.view import Message, View
from bot.store import keys
from bot.store.agenda import Agenda, Lease
from bot.store.channel_index import ChannelIndex
from bot.store.commit import Store
from bot.store.errors import StaleToken
from bot.store.outcome import Done, Outcome
from bot.store.schema import read_incident
from bot.store.surface import SLACK, Surface
from bot.store.timeline import latest

log = logging.getLogger(__name__)

Task = Callable[[], None]
RunBeside = Callable[[Sequence[Task]], None]

#: How many of an incident's last commits are looked through for what happened while Slack was away.
AWAY_COMMITS = 500


def in_threads(tasks: Sequence[Task]) -> None:
    """Run tasks side by side and wait for all; the first trouble is raised when all have ended."""
    if len(tasks) == 1:
        return tasks[0]()
    with ThreadPoolExecutor(max_workers=6) as pool:
        futures = [pool.submit(task) for task in tasks]
    for future in futures:
        future.result()
    return None


def one_by_one(tasks: Sequence[Task]) -> None:
    """Run tasks in order, all of them; the first trouble is raised at the end. For tests on virtual time."""
    trouble: SlackTrouble | None = None
    for task in tasks:
        try:
            task()
        except SlackTrouble as problem:
            trouble = trouble or problem
    if trouble:
        raise trouble


class Sync:
    """Brings the Slack view of one incident up to date while it holds the agenda member."""

    def __init__(
        self,
        store: Store,
        agenda: Agenda,
        calls: SlackCalls,
        directory: Directory,
        channels: ChannelIndex,
        surface: Surface = SLACK,
        beside: RunBeside = in_threads,
    ) -> None:
        self._store = store
        self._agenda = agenda
        self._calls = calls
        self._directory = directory
        self._channels = channels
        self._surface = surface
        self._beside = beside
        self._timekeeper = store.timekeeper

    def run(self, incident: str, lease: Lease) -> Outcome:
        """Work until the view shows the incident as it was read last, or Slack is to be tried again later.

        Raises StaleToken.
        """
        ledger = Ledger(self._agenda.redis, self._agenda, lease, incident, self._surface)
        while True:
            self._check_place(lease)
            stored = self._agenda.redis.get(keys.incident(incident))
            if stored is None:
                return Done()
            answered = self._calls.answered
            trouble: SlackTrouble | None = None
            try:
                if self._bring(self._channels.seen([read_incident(stored)])[0], ledger, lease):
                    continue
            except SlackTrouble as problem:
                trouble = problem
                self._note_trouble(ledger, lease, trouble, answered=self._calls.answered > answered)
            return self._outcome(incident, stored, ledger, trouble)

    def _check_place(self, lease: Lease) -> None:
        """Leave the member to the console that has taken over. Raises StaleToken."""
        if any(self._agenda.redis.get(key) != value for key, value in self._surface.holds.items()):
            self._agenda.put_back(lease, self._timekeeper.now())
            raise StaleToken(member=lease.member)

    def _bring(self, state: Incident, ledger: Ledger, lease: Lease) -> bool:
        """One pass over the view; True when the channel was opened, which changes the view."""
        keeper = ChannelKeeper(state.id, self._calls, ledger, self._timekeeper)
        announcements = self._directory.known()
        view = self._view(state, announcements)
        gone = absence(ledger.room, self._timekeeper.now()) if self._surface is SLACK else None
        trouble: SlackTrouble | None = None
        if state.channel is None and (ledger.room.intent or not state.over or state.intake.past):
            try:
                self._open(state, keeper, view, lease)
                return True
            except SlackTrouble as problem:
                trouble = problem
        messages = Messages(state.id, self._calls, ledger, self._timekeeper)
        if (status := view.messages.get("status")) and not ledger.room.archived:
            try:
                messages.bring("status", status)
            except SlackTrouble as problem:
                trouble = trouble or problem
        if gone:
            if trouble and not isinstance(trouble, Limited):
                raise trouble
            self._tell_absence(state, gone, messages, ledger, view)
        if announcements is None:
            # Looked up only now, so that nothing comes before channel and pinned status.
            try:
                view = self._view(state, self._directory.announcements())
            except SlackTrouble as problem:
                trouble = trouble or problem
        furnishing = [] if ledger.room.archived else self._furnishing(state, keeper, view)
        self._beside([*self._tasks(messages, self._showable(state, view, ledger), ledger), *furnishing])
        if trouble:
            raise trouble
        keeper.archive_if_wanted(state.channel, view.channel)
        return False

    @staticmethod
    def _showable(state: Incident, view: View, ledger: Ledger) -> View:
        """What can still be shown: in an archived channel nothing can."""
        if not ledger.room.archived or state.channel is None:
            return view
        gone = state.channel.id
        messages = {key: one for key, one in view.messages.items() if one.channel != gone}
        return replace(view, messages=messages, faded={})

    def _tell_absence(self, state: Incident, gone: Absence, messages: Messages, ledger: Ledger, view: View) -> None:
        """Tell in one message what happened while Slack was away, before anything else is posted.

        What it tells is noted before as not to be posted: whatever is lost on the way, nothing is told twice.
        """
        if ledger.get(gone.key).ts:
            return ledger.put_room(failing=0.0, behind=0.0, told_until=gone.until.timestamp())
        leave_out(ledger, view)
        if state.channel is None:
            return None
        facts = [fact for entry in latest(self._agenda.redis, state.id, AWAY_COMMITS) for fact in entry.events]
        if told := summary(card_context_of(self._store, state), state.channel.id, gone, facts):
            messages.bring(gone.key, told)
            ledger.put_room(failing=0.0, behind=0.0, told_until=gone.until.timestamp())
        return None

    def _open(self, state: Incident, keeper: ChannelKeeper, view: View, lease: Lease) -> None:
        channel, name = keeper.open(view.channel)
        self._channels.opened(self._store, state.id, Channel(id=channel, name=name), lease)

    def _furnishing(self, state: Incident, keeper: ChannelKeeper, view: View) -> list[Task]:
        return keeper.furnish(state.channel.id, view.channel) if state.channel else []

    def _tasks(self, messages: Messages, view: View, ledger: Ledger) -> list[Task]:
        """One task for each channel, so that messages come in order there; pages are channels of their own."""
        lines: dict[str, list[tuple[str, Message]]] = {}
        faded = {key: message for key, message in view.faded.items() if ledger.get(key).ts or ledger.get(key).intent}
        for key, message in {**view.messages, **faded}.items():
            if key != "status" and self._is_behind(ledger, key, message):
                lines.setdefault(message.channel, []).append((key, message))
        for line in lines.values():
            line.sort(key=lambda entry: (entry[1].thread is not None, entry[1].urgency))
        tasks: list[Task] = [self._line(messages, line) for line in lines.values()]
        for key, posted in list(ledger.posted.items()):
            if key not in view.messages and posted.farewell and (posted.ts or posted.intent):
                tasks.append(lambda key=key, posted=posted: messages.retire(key, posted))  # type: ignore[misc]
        return tasks

    @staticmethod
    def _is_behind(ledger: Ledger, key: str, message: Message) -> bool:
        posted = ledger.get(key)
        left_out = posted.told and message.over and not (posted.ts or posted.intent)
        return not left_out and message.digest not in (posted.digest, posted.refused)

    def _line(self, messages: Messages, line: list[tuple[str, Message]]) -> Task:
        def work() -> None:
            trouble: SlackTrouble | None = None
            for key, message in line:
                try:
                    messages.bring(key, message)
                except SlackTrouble as problem:
                    trouble = trouble or problem
            if trouble:
                raise trouble

        return work

    def _view(self, state: Incident, announcements: str | None) -> View:
        view = render(card_context_of(self._store, state), announcements or None)
        if self._surface is not SLACK:
            # The message that it is a reply to is in Slack.
            view.messages.pop("origin", None)
        return view

    def _outcome(self, incident: str, stored: str, ledger: Ledger, trouble: SlackTrouble | None) -> Outcome:
        """What the pass came to; when the incident changed meanwhile there is more to do at once."""
        if trouble is None and (ledger.room.behind or ledger.room.failing):
            ledger.put_room(behind=0.0, failing=0.0)
        late, edits = ledger.late
        unchanged = {keys.incident(incident): stored, late: edits, **self._surface.holds}
        if trouble:
            return replace(later(trouble), unchanged=unchanged)
        return Done(unchanged, forget=late if edits else "")

    def _note_trouble(self, ledger: Ledger, lease: Lease, trouble: SlackTrouble, *, answered: bool) -> None:
        """Note since when something is not shown, and since when Slack answers nothing (product time)."""
        room, now = ledger.room, self._timekeeper.now()
        known: dict[str, float] = {"behind": room.behind or max(lease.due, room.told_until)}
        if isinstance(trouble, Refused):
            log.error("%s: Slack refused (%s), trying again", lease.member, trouble.word)
        elif not isinstance(trouble, Limited):
            known["failing"] = room.failing or now.timestamp()
        if answered and not absence(room, now):
            # An absence ends with the message that tells of it, not before.
            known["failing"] = 0.0
        if room.but(**known) != room:
            ledger.put_room(**known)
