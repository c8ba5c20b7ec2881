"""The base of every value in the core: frozen, and strict about unknown fields."""

from typing import Self

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """A value that never changes; a new one is made with `but`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def but(self, **changes: object) -> Self:
        """This value with some fields replaced; the new fields are trusted, as they come from the core."""
        return self.model_copy(update=changes)
