"""What an incident pinned at declare, by content hash: an edited file breaks no running incident (DESIGN 2).

There is one copy of each text, whichever incidents name its digest, and it is written once. Copies never expire, as
incidents are kept for good and any of them may be read again; a new one comes only with an edit of the file.
"""

import hashlib
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from typing import Any

from redis.client import Pipeline
from redis.exceptions import RedisError

from bot.incident.model import Value
from bot.incident.organisation import Organisation, Policies
from bot.incident.playbook import PLAIN, Playbook
from bot.incident.refusals import UnknownPlaybook
from bot.incident.state import Incident
from bot.store import keys
from bot.store.errors import StorageAway

Playbooks = Mapping[str, Playbook]

#: How many values are remembered with their digests: today's policies and playbooks, and those before an edit.
KNOWN_COPIES = 32


class PinnedRules:
    """Reads what incidents pinned, and pins what is in force now. What was read once is kept: it never changes."""

    def __init__(
        self, redis: Any, organisation: Callable[[], Organisation], playbooks: Callable[[], Playbooks]
    ) -> None:
        self._redis = redis
        self._organisation = organisation
        self._playbooks = playbooks
        self._policies: dict[str, Policies] = {}
        self._plans: dict[str, Playbook] = {"": PLAIN}
        self._staged: dict[str, tuple[Organisation, Organisation]] = {}
        #: By identity, with the value itself, so that no other one takes its identity.
        self._digests: dict[int, tuple[Value, str]] = {}

    def policies(self, digest: str) -> Policies:
        """The policies that an incident pinned at declare. Raises StorageAway."""
        if digest not in self._policies:
            stored = self._get(keys.policies(digest))
            self._policies[digest] = Policies.model_validate_json(stored) if stored else self._organisation().policies
        return self._policies[digest]

    def organisation(self, digest: str) -> Organisation:
        """The organisation's file as it is now, with the policies that an incident pinned in place of its own."""
        organisation = self._organisation()
        known = self._staged.get(digest)
        if known is None or known[0] is not organisation:
            known = organisation, organisation.but(policies=self.policies(digest))
            self._staged[digest] = known
        return known[1]

    def playbook(self, digest: str) -> Playbook:
        """The playbook that an incident pinned at declare; the plain one for those that pinned none."""
        if digest not in self._plans:
            stored = self._get(keys.playbook(digest))
            self._plans[digest] = _playbook_of(stored) if stored else PLAIN
        return self._plans[digest]

    def chosen(self, name: str | None) -> Playbook | None:
        """The playbook to follow from now on, by name or by policy. Raises UnknownPlaybook when it was asked for."""
        shelf, usual = self._playbooks(), self._organisation().policies.playbook
        found = shelf.get(name or usual)
        if found is None and name and name != usual:
            raise UnknownPlaybook(playbook=name, known=", ".join(shelf) or usual)
        return found

    def copies(self, name: str | None) -> list[str]:
        """The keys of the copies that a declare with that playbook needs; one that nobody knows needs none."""
        try:
            chosen = self.chosen(name)
        except UnknownPlaybook:
            return []
        policies = keys.policies(self.digest(self._organisation().policies))
        return [policies, keys.playbook(self.digest(chosen))] if chosen else [policies]

    @staticmethod
    def write(pipe: Pipeline, incident: Incident, pinned: tuple[Policies, Playbook], there: Collection[str]) -> None:
        """Keep what the incident pins, in the commit that declares it, but for copies that are `there` already."""
        policies, playbook = pinned
        if (key := keys.policies(incident.policies)) not in there:
            pipe.set(key, policies.model_dump_json())
        if incident.plan and (key := keys.playbook(incident.plan)) not in there:
            pipe.set(key, playbook.model_dump_json(by_alias=True))

    def digest(self, value: Value) -> str:
        """The content hash under which something is pinned; a text is made and hashed once."""
        if (known := self._digests.get(id(value))) is None:
            if len(self._digests) >= KNOWN_COPIES:
                self._digests.clear()
            known = self._digests[id(value)] = value, digest_of(value)
        return known[1]

    def _get(self, key: str) -> str | None:
        try:
            stored: str | None = self._redis.get(key)
            return stored
        except RedisError as away:
            raise StorageAway() from away


@lru_cache(KNOWN_COPIES)
def _playbook_of(text: str) -> Playbook:
    """The largest copy, read once in a process: the bot's and the console's store keep one value of it."""
    return Playbook.model_validate_json(text)


def digest_of(value: Value) -> str:
    """The content hash of a value."""
    return hashlib.sha256(value.model_dump_json(by_alias=True).encode()).hexdigest()[:16]
