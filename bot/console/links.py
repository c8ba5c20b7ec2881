"""Personal links and what they open: only hashes are kept, and a link that is revoked ends what it opened."""

import hashlib
import hmac
import secrets
from datetime import UTC, datetime
from typing import Any

from bot.incident.model import Value
from bot.incident.organisation import SlackId
from bot.store import keys

#: Real seconds for which somebody stays signed in; the link signs them in again.
SIGNED_IN_SECONDS = 7 * 24 * 3600

#: Links that one person may have; an older one ends when there are more.
MOST_LINKS = 5

#: Bytes of randomness in what opens the console.
SECRET_BYTES = 32


class Link(Value):
    """A personal link: whose it is, and the hash of its secret. `at` is real, UTC."""

    person: SlackId
    digest: str
    at: datetime


class Session(Value):
    """Somebody who signed in: the hash of the secret that their browser keeps."""

    digest: str


class Links:
    """Gives links out, takes them back, and says who somebody is. Raises RedisError."""

    def __init__(self, redis: Any) -> None:
        self._redis = redis

    def give(self, person: SlackId) -> str:
        """A new link's token, which is nowhere kept: `ID.SECRET`."""
        id, secret = secrets.token_hex(8), secrets.token_urlsafe(SECRET_BYTES)
        seconds, micros = self._redis.time()
        link = Link(person=person, digest=_digest(secret), at=datetime.fromtimestamp(seconds + micros / 1e6, UTC))
        with self._redis.pipeline(transaction=True) as pipe:
            pipe.set(keys.console_link(id), link.model_dump_json())
            pipe.zadd(keys.console_links(person), {id: link.at.timestamp()})
            pipe.execute()
        for old in self._redis.zrange(keys.console_links(person), 0, -MOST_LINKS - 1):
            self._end(person, old)
        return f"{id}.{secret}"

    def revoke(self, person: SlackId) -> int:
        """End all links of a person and everything they opened; how many there were."""
        found = self._redis.zrange(keys.console_links(person), 0, -1)
        for id in found:
            self._end(person, id)
        return len(found)

    def sign_in(self, token: str) -> tuple[SlackId, str] | None:
        """Whose link that is, and what their browser is to show from now on; None when it opens nothing."""
        id, _, secret = token.partition(".")
        link = self._link(id)
        if link is None or not _matches(secret, link.digest):
            return None
        number, key = secrets.token_hex(8), secrets.token_urlsafe(SECRET_BYTES)
        session = Session(digest=_digest(key)).model_dump_json()
        self._redis.set(keys.console_session(id, number), session, ex=SIGNED_IN_SECONDS)
        return link.person, f"{id}.{number}.{key}"

    def person(self, shown: str) -> SlackId | None:
        """Who shows this: somebody who signed in by a link that still holds; None for everybody else."""
        id, _, rest = shown.partition(".")
        number, _, key = rest.partition(".")
        if not (_plain(id) and _plain(number)):
            return None
        link, session = self._redis.mget(keys.console_link(id), keys.console_session(id, number))
        if link is None or session is None or not _matches(key, Session.model_validate_json(session).digest):
            return None
        return Link.model_validate_json(link).person

    def sign_out(self, shown: str) -> None:
        """End what one browser shows."""
        id, number, *_ = [*shown.split("."), "", ""]
        if _plain(id) and _plain(number):
            self._redis.delete(keys.console_session(id, number))

    def _link(self, id: str) -> Link | None:
        stored = self._redis.get(keys.console_link(id)) if _plain(id) else None
        return Link.model_validate_json(stored) if stored else None

    def _end(self, person: SlackId, id: str) -> None:
        # Sessions are looked up together with their link, so that none outlives it.
        with self._redis.pipeline(transaction=True) as pipe:
            pipe.delete(keys.console_link(id))
            pipe.zrem(keys.console_links(person), id)
            pipe.execute()


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _matches(secret: str, digest: str) -> bool:
    return hmac.compare_digest(_digest(secret), digest)


def _plain(id: str) -> bool:
    """Whether it may be part of a key: an id that we gave, and nothing that reaches elsewhere."""
    return len(id) == 16 and all(letter in "0123456789abcdef" for letter in id)
