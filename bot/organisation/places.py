"""What the models expect at a place of the file: its type, the keys it may have, what it is for."""

import types
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, TypeGuard, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator
from pydantic.fields import FieldInfo

from bot.incident.durations import read_duration
from bot.incident.organisation import Organisation
from bot.organisation.problem import Path


@dataclass(frozen=True)
class Place:
    """A place of the file as the models see it; `kind` is None where they know nothing."""

    kind: object
    metadata: tuple[object, ...] = ()
    description: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that may stand here."""
        fields = self.kind.model_fields if _is_model(self.kind) else {}
        return tuple(field.alias or name for name, field in fields.items())

    @property
    def words(self) -> tuple[str, ...]:
        """The words that may stand here, for a place of one word out of a list."""
        return tuple(word.value for word in self.kind) if _is_words(self.kind) else ()

    @property
    def is_duration(self) -> bool:
        """Whether a length of time stands here."""
        return any(isinstance(one, BeforeValidator) and one.func is read_duration for one in self.metadata)

    def inside(self, step: str | int) -> "Place":
        """The place one step further in."""
        if _is_model(self.kind):
            return _of_field(self.kind.model_fields.get(str(step)))
        arguments = get_args(self.kind)
        if get_origin(self.kind) is dict:
            return _of(arguments[1], self.description)
        return _of(arguments[0], self.description) if get_origin(self.kind) is tuple else Place(None)

    @property
    def key(self) -> "Place":
        """The place of the keys themselves."""
        return _of(get_args(self.kind)[0]) if get_origin(self.kind) is dict else Place(None)


def place(at: Path, root: type[BaseModel] = Organisation) -> Place:
    """What the models expect at that path of the file, which `root` describes as a whole."""
    found = Place(root)
    for step in at:
        found = found.inside(step)
    return found


def _is_model(kind: object) -> TypeGuard[type[BaseModel]]:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _is_words(kind: object) -> TypeGuard[type[StrEnum]]:
    return isinstance(kind, type) and issubclass(kind, StrEnum)


def _of_field(field: FieldInfo | None) -> Place:
    if field is None:
        return Place(None)
    return _of(field.annotation, field.description or "", tuple(field.metadata))


def _of(annotation: object, description: str = "", metadata: tuple[object, ...] = ()) -> Place:
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        return _of(inner, description, (*metadata, *more))
    if get_origin(annotation) in (Union, types.UnionType):
        kinds = [one for one in get_args(annotation) if one is not type(None)]
        return _of(kinds[0], description, metadata)
    return Place(annotation, metadata, description)
