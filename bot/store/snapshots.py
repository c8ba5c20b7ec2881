"""Snapshots as text and as values: what this process wrote or read last need not be parsed again."""

import threading
from collections import OrderedDict

from bot.incident.state import Incident
from bot.store.schema import read_incident, write_incident

#: How many are remembered: as many incidents as one process deals with at a time.
KEPT_SNAPSHOTS = 64


class Snapshots:
    """Knows values by their text. A text that Redis gives back is known to be current, as the text is the key."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Incident] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, text: str) -> Incident:
        """The incident of a stored snapshot."""
        with self._lock:
            known = self._known.get(text)
        return known or self._keep(text, read_incident(text))

    def write(self, incident: Incident) -> str:
        """The snapshot to store."""
        text = write_incident(incident)
        self._keep(text, incident)
        return text

    def _keep(self, text: str, incident: Incident) -> Incident:
        with self._lock:
            self._known[text] = incident
            while len(self._known) > KEPT_SNAPSHOTS:
                self._known.popitem(last=False)
        return incident
