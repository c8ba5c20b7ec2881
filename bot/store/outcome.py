"""What one run of a piece of work came to: done, to be done later, or given up."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Done:
    """It is done, if every key in `unchanged` still holds what it was done from; else it is done again at once.

    `forget` is a key to delete with it.
    """

    unchanged: Mapping[str, str | None] = field(default_factory=dict)
    forget: str = ""


@dataclass(frozen=True)
class Later:
    """It is to be tried again after `seconds` (real).

    `failed`: it counts against the tries of its kind's retry policy, with `why` in words, and waits at least as long
    as the policy says. A key in `unchanged` that holds something else by
    now has it done again at once.
    """

    seconds: float = 0.0
    failed: bool = False
    why: str = ""
    unchanged: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class GiveUp:
    """It cannot be done however often it is tried; `why` in words."""

    why: str


Outcome = Done | Later | GiveUp
