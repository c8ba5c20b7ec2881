"""Open incidents by the thousand, as declares would leave them: copies of a real one, with timers hours ahead."""

from datetime import datetime, timedelta

from redis.client import Pipeline

from bot.incident.state import Incident
from bot.incident.timers import timers
from bot.incident.topics.declaring import Declare
from bot.store import keys
from bot.store.register import list_open, write_register
from bot.store.schema import write_incident
from bot.wiring import Muster

#: The number of the first copy.
FIRST = 1_000

#: How long after their moment the copies' timers are armed.
LATER = timedelta(hours=6)


def open_many(muster: Muster, count: int) -> None:
    """Open so many incidents beside one that is declared."""
    first = muster.store.commit(Declare(by="U13VISITOR", text="website is slow"), key="bulk").incident
    armed = timers(first, muster.organisation.policies)
    redis = muster.transactions.redis
    pipe = redis.pipeline(transaction=False)
    for number in range(FIRST, FIRST + count):
        _copy(pipe, first, f"INC-{number}", armed)
        if number % 500 == 0:
            pipe.execute()
    register = muster.store.register().but(next_number=FIRST + count)
    pipe.set(keys.REGISTER, write_register(register))
    pipe.zrem(keys.agenda("sync"), f"sync:{first.id}")
    pipe.execute()


def _copy(pipe: Pipeline, first: Incident, id: str, armed: dict[str, datetime]) -> None:
    copied = first.but(id=id, channel_name=f"incident-copy-{id.lower()}")
    pipe.set(keys.incident(id), write_incident(copied))
    pipe.zadd(keys.agenda("timer"), {f"timer:{id}:{name}": (at + LATER).timestamp() for name, at in armed.items()})
    list_open(pipe, None, copied, first.detected_at.timestamp())
