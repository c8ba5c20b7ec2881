"""What can go wrong between Muster and its storage."""

from bot.errors import MusterError


class StorageAway(MusterError):
    """Muster cannot reach its storage. Nothing was done; try again in a moment."""


class StorageBusy(StorageAway):
    """Too many people change this at once. Nothing was done; try again in a moment."""


class StorageUnsure(MusterError):
    """Muster's storage did not answer. It may have been done: look with `/incident list` before you repeat it."""


class StaleToken(MusterError):
    """Somebody else holds {member} by now; what this process was doing is theirs."""


class NoSuchIncident(MusterError):
    """There is no incident {incident}. `/incident list` shows those that are open."""
