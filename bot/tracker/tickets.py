"""Making an incident's ticket: tried until the tracker takes it or says no (D12)."""

from collections.abc import Mapping
from datetime import UTC
from typing import Any

from bot.incident.command import Command
from bot.incident.integrations import TicketHook
from bot.incident.organisation import Organisation
from bot.incident.severity import Severity
from bot.incident.state import Incident
from bot.incident.times import Times
from bot.incident.topics.tickets import RecordTicket, RefuseTicket
from bot.store.agenda import Lease
from bot.store.commit import Store
from bot.store.outcome import Done, Later, Outcome
from bot.tracker.hook import Made, NotNow, Refused, send

#: Real seconds from the declare for which a ticket waits for the incident's channel, and between two looks: a ticket
#: without a link is better than none.
CHANNEL_PATIENCE_SECONDS, CHANNEL_LOOK_SECONDS = 10.0, 2.0

#: The longest that a tracker may ask us to wait, in seconds.
LONGEST_WAIT_SECONDS = 900.0


def ticket_is_due(state: Incident, organisation: Organisation) -> bool:
    """Whether a ticket is to be made. A tracker is read by more people than a private incident is."""
    return bool(organisation.integrations.ticket and state.intake.ticket is None and not state.private)


class Ticketing:
    """Makes tickets. `secrets` is the environment."""

    def __init__(self, store: Store, secrets: Mapping[str, str]) -> None:
        self._store = store
        self._secrets = secrets

    def run(self, incident: str, lease: Lease) -> Outcome:
        """One try. Raises StaleToken, StorageAway."""
        state = self._store.load(incident)
        hook = self._store.organisation.integrations.ticket
        if hook is None or not ticket_is_due(state, self._store.organisation):
            return Done()
        if state.channel is None and not state.over and self._waits_for_channel(state):
            return Later(CHANNEL_LOOK_SECONDS)
        answer = self._ask(state, hook)
        if isinstance(answer, NotNow):
            wait = min(answer.wait or 0.0, LONGEST_WAIT_SECONDS)
            return Later(wait, failed=True, why=answer.reason)
        self._record(incident, _outcome(answer), lease)
        return Done()

    def give_up(self, incident: str, lease: Lease, why: str) -> None:
        """Note that there will be no ticket. Raises StaleToken, StorageAway."""
        self._record(incident, RefuseTicket(reason=why[:300]), lease)

    def _record(self, incident: str, command: Command, lease: Lease) -> None:
        self._store.commit(command, key=f"ticket:{incident}", incident=incident, lease=lease, patience=10)

    def _waits_for_channel(self, state: Incident) -> bool:
        keeper = self._store.timekeeper
        waited = (keeper.now() - (state.logged_at or state.detected_at)).total_seconds()
        return waited < keeper.ahead(CHANNEL_PATIENCE_SECONDS)

    def _ask(self, state: Incident, hook: TicketHook) -> Made | Refused | NotNow:
        secret = self._secrets.get(hook.secret_env, "")
        if not secret:
            return Refused(f"{hook.secret_env} is not set where Muster runs, so it cannot be signed")
        content = ticket(state, self._store.organisation, self._store.timekeeper.times)
        return send(hook.url, secret, content, f"{state.id}:{int(state.detected_at.timestamp())}")


def _outcome(answer: Made | Refused) -> Command:
    if isinstance(answer, Made):
        return RecordTicket(key=answer.key, url=answer.url)
    return RefuseTicket(reason=answer.reason)


def ticket(state: Incident, organisation: Organisation, times: Times) -> dict[str, Any]:
    """What the tracker gets. On-call is the assignee; a P3 goes to the backlog, to nobody (D12, A:663)."""
    backlog = state.severity is Severity.P3
    on_call, _ = organisation.on_call(state.service, state.detected_at)
    room = state.channel
    return {
        "kind": "incident",
        "id": state.id,
        "title": state.title,
        "description": state.description,
        "severity": state.severity.value if state.severity else None,
        "status": state.status.value,
        "service": state.service,
        "channel": f"#{room.name if room else state.channel_name}",
        "url": f"https://slack.com/app_redirect?channel={room.id}" if room else None,
        "reporter": organisation.name_of(state.reporter),
        "detected_at": times.shown(state.detected_at).astimezone(UTC).isoformat(timespec="seconds"),
        "queue": "backlog" if backlog else "on-call",
        "assignee": None if backlog or on_call is None else organisation.name_of(on_call),
    }
