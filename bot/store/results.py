"""The results of an incident's steps: kept beside the snapshot, as they grow with what people write (DESIGN 2)."""

from collections.abc import Iterable
from typing import Any

from redis.client import Pipeline
from redis.exceptions import RedisError

from bot.incident.fact import Fact
from bot.incident.results import Result
from bot.incident.topics.steps.doing import StepDone
from bot.store import keys
from bot.store.errors import StorageAway


def write_results(pipe: Pipeline, incident: str, events: Iterable[Fact]) -> None:
    """Put the results among the facts of a commit where they are read from."""
    for event in events:
        if isinstance(event, StepDone):
            result = Result(step=event.step, round=event.round, by=event.by, at=event.at, fields=event.fields)
            pipe.hset(keys.results(incident), event.step, result.model_dump_json())


def read_results(redis: Any, incident: str) -> dict[str, Result]:
    """The newest result of each step, by its name. Raises StorageAway."""
    try:
        stored = redis.hgetall(keys.results(incident))
    except RedisError as away:
        raise StorageAway() from away
    return {step: Result.model_validate_json(one) for step, one in stored.items()}
