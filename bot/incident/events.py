"""How stored facts are read and written: every kind that the topics have, each known by its `kind`."""

import operator
from functools import reduce
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from bot.incident.fact import KINDS, Fact
from bot.incident.topics import discover

discover()

#: Every kind of fact.
FACTS: tuple[type[Fact], ...] = tuple(KINDS.values())

_Any: Any = Annotated[reduce(operator.or_, FACTS), Field(discriminator="kind")]

EVENT: TypeAdapter[Fact] = TypeAdapter(_Any)
EVENTS: TypeAdapter[tuple[Fact, ...]] = TypeAdapter(tuple[_Any, ...])
