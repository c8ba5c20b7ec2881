"""What every order has: who gives it, when it makes sense, who may give it, and the function that decides it."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, ClassVar, TypeVar

from bot.incident.deciding import Deciding
from bot.incident.model import Value
from bot.incident.organisation import SlackId
from bot.incident.permissions import require
from bot.incident.roles import Permission
from bot.incident.state import MUSTER, Status


class Sense(StrEnum):
    """Until when an order makes sense."""

    #: Neither resolved nor closed.
    WHILE_OPEN = "while open"
    #: After resolution too, when the review is still to be written and decided.
    UNTIL_CLOSED = "until closed"
    ALWAYS = "always"

    def holds(self, status: Status) -> bool:
        """Whether an order with this sense may still be given."""
        if status is Status.RESOLVED:
            return self is not Sense.WHILE_OPEN
        return status is not Status.CLOSED or self is Sense.ALWAYS


class Command(Value):
    """An order by somebody.

    `sense` and `permission` are declared here once, for forms, buttons and `decide` alike; who may give an order
    whose permission depends on what it is about is told by `require_permission`.
    """

    sense: ClassVar[Sense] = Sense.WHILE_OPEN
    permission: ClassVar[Permission | None] = None

    by: SlackId = MUSTER

    def require_permission(self, deciding: Deciding) -> None:
        """Raises NotAllowed, naming who may, unless whoever gives the order may give it."""
        if self.permission:
            require(deciding.state, self.permission, deciding.by, deciding.organisation, deciding.now)


#: Every order with the function that decides it; complete once `bot.incident.topics.discover` has run.
DECISIONS: dict[type[Command], Callable[[Deciding, Any], None]] = {}

AnyCommand = TypeVar("AnyCommand", bound=Command)
DecisionFunction = Callable[[Deciding, AnyCommand], None]


def decides(kind: type[AnyCommand]) -> Callable[[DecisionFunction[AnyCommand]], DecisionFunction[AnyCommand]]:
    """Marks the function that decides orders of a kind: it tells the story the facts that follow."""

    def register(function: DecisionFunction[AnyCommand]) -> DecisionFunction[AnyCommand]:
        DECISIONS[kind] = function
        return function

    return register
