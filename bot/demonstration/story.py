"""The script of the demonstration: who says, types and presses what, in which order."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Self

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from bot.incident.durations import read_duration

STORY = Path(__file__).parents[2] / "templates" / "demonstration.yaml"

#: What everything says that people read and that no person wrote.
MARK = "scripted"

#: What a move presses, as the action id on the button begins.
_BUTTONS = {"step": "step_open_", "triage": "triage_open", "gate": "gate_approve", "page": "page_engage"}

Seconds = Annotated[float, BeforeValidator(read_duration), Field(ge=0, le=600)]


class Button(BaseModel):
    """Which button of the incident's cards is pressed: action id and value begin or contain this."""

    model_config = ConfigDict(frozen=True)

    action: str
    word: str = ""

    def is_this(self, action: str, value: str) -> bool:
        """Whether a button with that action id and value is meant."""
        return action.startswith(self.action) and (not self.word or self.word in value.split())


class Move(BaseModel):
    """What one person does: exactly one of says, types, engages, triages, does, approves, presses."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    #: Name of somebody of the cast.
    who: str
    #: A message; in the incident's channel once there is one.
    says: str | None = None
    #: Text behind `/incident`.
    types: str | None = None
    #: "I'm on it" of the page that waits for them.
    engages: bool = False
    #: The triage form.
    triages: bool = False
    #: A step of the playbook, by name.
    does: str | None = None
    #: A gate, by name.
    approves: str | None = None
    #: What is filled in; the rest of the form stays as it is prefilled.
    filled: dict[str, str | list[str]] = Field(default_factory=dict, alias="with")

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        chosen = [self.says, self.types, self.engages or None, self.triages or None, self.does, self.approves]
        if sum(one is not None for one in chosen) != 1:
            raise ValueError("a move is one of says, types, engages, triages, does, approves")
        if self.says and MARK not in self.says.lower():
            raise ValueError(f"words of the demonstration say that they are {MARK}")
        return self

    @property
    def button(self) -> Button | None:
        """What they press; None where they write."""
        if self.engages:
            return Button(action=_BUTTONS["page"])
        if self.triages:
            return Button(action=_BUTTONS["triage"])
        if self.does:
            return Button(action=_BUTTONS["step"], word=self.does)
        return Button(action=_BUTTONS["gate"], word=self.approves) if self.approves else None

    @property
    def has_form(self) -> bool:
        """Whether a form comes up, which is sent as it is prefilled but for `filled`."""
        return self.triages or self.does is not None


class Story(BaseModel):
    """The whole demonstration."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: Real seconds between two moves, for people to read what came of the first.
    pause: Seconds
    moves: tuple[Move, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _declares_as_scripted(self) -> Self:
        declared = [move.types for move in self.moves if move.types and move.types.startswith("declare ")]
        if len(declared) != 1 or MARK not in declared[0]:
            raise ValueError(f"the demonstration declares one incident, whose title says {MARK}")
        return self

    def after(self, number: int) -> Iterator[tuple[int, Move]]:
        """The moves from that one on, with their numbers."""
        return ((at, move) for at, move in enumerate(self.moves) if at >= number)


def read_story(file: Path = STORY) -> Story:
    """The script that ships with Muster. Raises ValidationError where it is not sound: a fault of ours."""
    return Story.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
