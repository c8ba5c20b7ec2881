"""The errand of making an incident's ticket: tried until the tracker takes it or says no (D12)."""

import logging
from collections.abc import Mapping
from datetime import UTC, timedelta
from typing import Any

from bot.incident.command import Command
from bot.incident.errands import Errand, errands
from bot.incident.integrations import TicketHook
from bot.incident.organisation import Organisation
from bot.incident.severity import Severity
from bot.incident.state import Incident
from bot.incident.times import Times
from bot.incident.topics.tickets import RecordTicket, RefuseTicket
from bot.store import keys
from bot.store.agenda import Agenda, Hold
from bot.store.commit import Store
from bot.tracker.hook import Made, NotNow, Refused, send

log = logging.getLogger(__name__)

#: Real seconds between two tries, doubling from the first to the last, and how many there are: about a day.
FIRST_RETRY, LAST_RETRY, TRIES = 2.0, 900.0, 100

#: Real seconds to look again for the incident's channel, and how many looks: a ticket without a link is better
#: than none.
LOOK_AGAIN, LOOKS = 2.0, 5

#: Seconds for which tries are counted.
COUNTED = 3 * 24 * 3600


class Ticketing:
    """Makes tickets. `secrets` is the environment."""

    def __init__(self, store: Store, agenda: Agenda, secrets: Mapping[str, str]) -> None:
        self._store = store
        self._agenda = agenda
        self._secrets = secrets

    def run(self, incident: str, hold: Hold) -> None:
        """One try. Raises StaleToken, StorageAway."""
        state = self._store.load(incident)
        hook = self._store.organisation.integrations.ticket
        if hook is None or Errand.TICKET not in errands(state, self._store.organisation):
            return self._agenda.finish(hold, {})
        tried = int(self._agenda.redis.get(keys.tries(hold.member)) or 0)
        if state.channel is None and not state.over and tried < LOOKS:
            return self._again(hold, tried, LOOK_AGAIN)
        answer = self._ask(state, hook)
        if isinstance(answer, NotNow) and tried < TRIES:
            log.warning("no ticket for %s yet: %s", incident, answer.reason)
            wait = min(LAST_RETRY, FIRST_RETRY * 2 ** max(0, min(tried - LOOKS, 20)))
            return self._again(hold, tried, max(wait, min(answer.wait or 0.0, LAST_RETRY)))
        self._store.commit(_outcome(answer), key=f"ticket:{incident}", incident=incident, hold=hold, patience=10)
        return self._agenda.finish(hold, {}, done=keys.tries(hold.member))

    def _ask(self, state: Incident, hook: TicketHook) -> Made | Refused | NotNow:
        secret = self._secrets.get(hook.secret_env, "")
        if not secret:
            return Refused(f"{hook.secret_env} is not set where Muster runs, so it cannot be signed")
        content = ticket(state, self._store.organisation, self._store.timekeeper.times)
        return send(hook.url, secret, content, f"{state.id}:{int(state.detected_at.timestamp())}")

    def _again(self, hold: Hold, tried: int, wait: float) -> None:
        count = keys.tries(hold.member)
        self._agenda.write(hold, lambda pipe: pipe.set(count, tried + 1, ex=COUNTED))
        keeper = self._store.timekeeper
        self._agenda.put_back(hold, keeper.now() + timedelta(seconds=keeper.ahead(wait)))


def _outcome(answer: Made | Refused | NotNow) -> Command:
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
