"""What people said to the bot in plain words and what it answers: kept until answered, each said once (D2)."""

from typing import Any

from redis.exceptions import RedisError

from bot.incident.model import Value
from bot.incident.plain_words import Wish
from bot.incident.work import Work
from bot.store import keys
from bot.store.errors import StorageAway
from bot.store.job_queue import JobQueue
from bot.store.surface import SLACK, Surface
from bot.store.timekeeper import Timekeeper
from bot.store.transactions import Transactions

#: Seconds for which an answer can be looked at again; as long as a declare's own answer.
KEPT_SECONDS = 7 * 24 * 3600


class Offer(Value):
    """A message to the bot. With `wish` it is answered with an offer to declare, without with short help.

    `matter`: the words with which a form begins that is opened from the short help.
    """

    id: str
    channel: str
    ts: str
    thread: str = ""
    user: str
    direct: bool = False
    private: bool = False
    here: str = ""
    wish: Wish | None = None
    matter: str = ""

    @property
    def declare_key(self) -> str:
        """The idempotency key of its declare: pressed twice, or by two people, it declares once."""
        return f"offer:{self.id}"


class Offers:
    """Keeps them, and puts their answers on the agenda."""

    def __init__(
        self, transactions: Transactions, timekeeper: Timekeeper, jobs: JobQueue, surface: Surface = SLACK
    ) -> None:
        self._transactions = transactions
        self._redis: Any = transactions.redis
        self._timekeeper = timekeeper
        self._jobs = jobs
        self._surface = surface

    def keep(self, offer: Offer) -> None:
        """Have it answered; the same message again changes nothing. Raises StorageAway."""
        member = self.answer_work(offer.id)
        try:
            with self._redis.pipeline(transaction=True) as pipe:
                pipe.multi()
                pipe.set(keys.offer(offer.id), offer.model_dump_json(), ex=KEPT_SECONDS, nx=True)
                pipe.zadd(keys.agenda(member), {member: self._timekeeper.now().timestamp()}, nx=True)
                self._jobs.give(member, pipe)
                self._transactions.execute(pipe)
        except RedisError as away:
            raise StorageAway() from away

    def read(self, id: str) -> Offer | None:
        """What was kept, None after a week. Raises StorageAway."""
        try:
            stored = self._redis.get(keys.offer(id))
        except RedisError as away:
            raise StorageAway() from away
        return Offer.model_validate_json(stored) if stored else None

    def declared(self, offer: Offer) -> tuple[str | None, str | None]:
        """What is stored of its declare, to see whether that changes, and the incident's id in it.

        Raises StorageAway.
        """
        try:
            stored = self._redis.get(keys.answer(offer.declare_key))
        except RedisError as away:
            raise StorageAway() from away
        return stored, stored.partition("\n")[0] if stored else None

    def change(self, offer: Offer) -> None:
        """Keep what was learnt of it. Raises StorageAway."""
        try:
            with self._redis.pipeline(transaction=True) as pipe:
                pipe.set(keys.offer(offer.id), offer.model_dump_json(), ex=KEPT_SECONDS)
                self._transactions.execute(pipe)
        except RedisError as away:
            raise StorageAway() from away

    def answer_work(self, id: str) -> str:
        """The name of the work that answers it: woken by the declare that is made from it."""
        return str(self._surface.here(Work("offer", id)))
