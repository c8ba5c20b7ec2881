"""Every effect that leaves a process, numbered, with at most one fault at one of them."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from redis.client import Pipeline
from redis.exceptions import ConnectionError

from bot.slack.calls import Answer, Limited, Lost, Unreachable
from bot.store.transactions import Transactions

Result = TypeVar("Result")

#: Real seconds for which Slack wants to be left alone after a 429.
RETRY_AFTER = 3.0


class Kind(StrEnum):
    """What happens at the chosen effect."""

    CRASH_BEFORE = "crash before"
    CRASH_AFTER = "crash after"
    ANSWER_LOST = "answer lost"
    NOT_SENT = "not sent"
    LIMITED = "limited"
    STOPPED = "stopped"


#: The kinds that only Slack's side knows.
SLACK_ONLY = (Kind.LIMITED,)


class Crash(BaseException):
    """The process died here: nothing that catches errors may catch it."""


@dataclass(frozen=True)
class Fault:
    """A fault of that kind at the k-th effect, counted from 1. `hasty`: people do not wait until it is healed."""

    kind: Kind
    at: int
    hasty: bool = False


@dataclass(frozen=True)
class Effect:
    """One effect as it was counted."""

    number: int
    name: str
    on_slack: bool

    def __str__(self) -> str:
        return f"effect {self.number} ({self.name})"


class Effects:
    """Counts effects over all processes of a story. `park` is called where a process is to be stopped."""

    def __init__(self, fault: Fault | None = None, park: Callable[[], None] | None = None) -> None:
        self.seen: list[Effect] = []
        self.fault = fault
        self.struck: Effect | None = None
        self._park = park

    def around(self, name: str, apply: Callable[[], Result], *, on_slack: bool) -> Result:
        """Let an effect happen, or what the fault makes of it."""
        effect = Effect(len(self.seen) + 1, name, on_slack)
        self.seen.append(effect)
        if self.fault is None or self.fault.at != effect.number:
            return apply()
        self.struck = effect
        return self._struck(self.fault.kind, apply, on_slack)

    def _struck(self, kind: Kind, apply: Callable[[], Result], on_slack: bool) -> Result:
        match kind:
            case Kind.CRASH_BEFORE:
                raise Crash()
            case Kind.CRASH_AFTER:
                apply()
                raise Crash()
            case Kind.ANSWER_LOST:
                apply()
                raise Lost("cut") if on_slack else ConnectionError("cut")
            case Kind.NOT_SENT:
                raise Unreachable("away") if on_slack else ConnectionError("away")
            case Kind.LIMITED:
                raise Limited(RETRY_AFTER)
            case Kind.STOPPED:
                if self._park:
                    self._park()
                return apply()


class CountedTransactions(Transactions):
    """The real transactions, each of whose writes is an effect."""

    def __init__(self, redis: Any, effects: Effects) -> None:
        super().__init__(redis)
        self._effects = effects

    def execute(self, pipe: Pipeline) -> list[Any]:
        """Run the transaction as one effect."""
        commands: list[Any] = pipe.command_stack
        words = ", ".join(f"{args[0]} {_kind_of(str(args[1]))}" for args, _ in commands[:3])
        return self._effects.around(
            f"Redis: {words or 'nothing'}", lambda: super(CountedTransactions, self).execute(pipe), on_slack=False
        )


def _kind_of(key: str) -> str:
    """A key without what is different each time."""
    for random in (":answer:", "rq:job:"):
        key = key.split(random)[0]
    return key


def counted_send(
    send: Callable[[str, Answer], Answer], effects: Effects, takes_time: Callable[[], None]
) -> Callable[[str, Answer], Answer]:
    """The real sending of a Slack call as one effect."""

    def around(method: str, arguments: Answer) -> Answer:
        takes_time()
        about = (arguments.get("metadata") or {}).get("event_payload", {}).get("key", "")
        return effects.around(f"Slack: {method} {about}".strip(), lambda: send(method, arguments), on_slack=True)

    return around
