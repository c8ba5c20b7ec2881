"""Which emergency console there is: since when, where people open it, whether it is alive, and what it is owed."""

from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from bot.incident.model import Value
from bot.incident.work import CONSOLE_SYNC, Lane, Work, kinds_of
from bot.store import keys
from bot.store.register import unclosed
from bot.store.timekeeper import Timekeeper

#: Real seconds without a sign of life after which a console is owed nothing any more: when it comes back it is
#: shown everything anew.
ALIVE_SECONDS = 30

#: How many of the incidents that were declared last are shown even when they are closed.
CLOSED_INCIDENTS_SHOWN = 30


class Console(Value):
    """One start of `muster console`. `since` is real (UTC), `url` is what people open."""

    generation: int
    since: datetime
    url: str


def known_console(redis: Any) -> Console | None:
    """The console that was started last, whether it is alive or not; None when none ever was. Raises RedisError."""
    stored = redis.get(keys.CONSOLE)
    try:
        return Console.model_validate_json(stored) if stored else None
    except ValidationError:
        return None


def is_alive(redis: Any, console: Console) -> bool:
    """Whether it gave a sign of life lately. Raises RedisError."""
    return bool(redis.get(keys.CONSOLE_ALIVE) == str(console.generation))


class Consoles:
    """The one emergency console of this Redis: the newest start counts, an older one gives way."""

    def __init__(self, redis: Any, timekeeper: Timekeeper) -> None:
        self._redis = redis
        self._timekeeper = timekeeper

    def start(self, url: str) -> Console:
        """Become the console: from now on commits owe it what they change. What older starts noted is forgotten."""
        since = datetime.fromtimestamp(self._timekeeper.real(), UTC)
        console = Console(generation=int(self._redis.incr(keys.CONSOLE_GENERATION)), since=since, url=url)
        self._announce(console, first=True)
        self._forget(console.generation)
        return console

    def report(self, console: Console) -> bool:
        """Give a sign of life; False when a newer console was started, to which this one gives way.

        After an absence in which commits may have passed it by, it is shown everything anew.
        """
        known = known_console(self._redis)
        if known is not None and known.generation > console.generation:
            return False
        before = self._redis.set(keys.CONSOLE_ALIVE, console.generation, ex=ALIVE_SECONDS, get=True)
        if known is None or before != str(console.generation):
            self._announce(console)
        return True

    def leave(self, console: Console) -> None:
        """Owe it nothing any more, unless a newer one was started."""
        known = known_console(self._redis)
        if known is None or known.generation != console.generation:
            return
        self._redis.delete(keys.CONSOLE_ALIVE)
        self._redis.delete(*map(keys.agenda, kinds_of(Lane.CONSOLE)))

    def _announce(self, console: Console, *, first: bool = False) -> None:
        """Written first, then everything is owed: a commit that read before sees that the key changed.

        When it is `first` announced, whatever an earlier console held is taken from it, and not waited for.
        """
        self._redis.set(keys.CONSOLE_GENERATION, console.generation, nx=True)
        self._redis.set(keys.CONSOLE_ALIVE, console.generation, ex=ALIVE_SECONDS)
        self._redis.set(keys.CONSOLE, console.model_dump_json())
        now = self._timekeeper.now().timestamp()
        if shown := self._shown():
            # What matters most has waited longest, by so little that nobody reads it as late.
            names = [str(Work(CONSOLE_SYNC.name, id)) for id in shown]
            owed = {name: now - (len(shown) - place) / 1000 for place, name in enumerate(names)}
            with self._redis.pipeline(transaction=True) as pipe:
                if first:
                    pipe.delete(*(keys.holder(member) for member in owed))
                pipe.zadd(keys.agenda(CONSOLE_SYNC.name), owed, nx=not first)
                pipe.execute()

    def _shown(self) -> list[str]:
        """What is open or not closed yet, and the newest of all, in the order in which they matter."""
        known = unclosed(self._redis)
        newest = self._redis.zrevrange(keys.INCIDENTS, 0, CLOSED_INCIDENTS_SHOWN - 1)
        return list(dict.fromkeys([*known.public, *known.private, *reversed(known.resolved), *map(str, newest)]))

    def _forget(self, generation: int) -> None:
        """Delete what earlier starts noted of their messages, which ended with them."""
        kept = f"{keys.PREFIX}console:{generation}:"
        for name in self._redis.scan_iter(match=f"{keys.PREFIX}console:[0-9]*:*", count=1000):
            if not str(name).startswith(kept):
                self._redis.unlink(name)
