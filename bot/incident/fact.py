"""What every fact has: when it happened and by whom, what it changes, and how it is told."""

import abc
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Self

from bot.incident.model import Value
from bot.incident.organisation import SlackId
from bot.incident.playbook import Playbook
from bot.incident.state import Incident, Register, Status

#: Gives the name to show for somebody's Slack id.
Naming = Callable[[str], str]


class What(StrEnum):
    """What facts are about, as a person asks for them."""

    GATES = "gates"
    PAGES = "pages"
    ROLES = "roles"
    NOTES = "notes"
    UPDATES = "updates"
    STEPS = "steps"
    SEVERITY = "severity"
    COURSE = "course"


class AfterAbsence(StrEnum):
    """How the one message about what happened while Slack was away tells a fact."""

    ALWAYS = "always"
    #: It gives way first when there are too many.
    IF_ROOM = "if there is room"
    #: A message of its own would not have told it, or another fact tells it as well.
    NEVER = "never"


class Fact(Value, abc.ABC):
    """Something that happened at a moment (UTC), by a person's Slack id or `muster`.

    Each kind is a class in `bot.incident.topics`, and says all there is to say about it. Lists of facts are derived
    from these classes. A stored fact is read by its `kind`, so that never changes.
    """

    about: ClassVar[What] = What.COURSE
    #: It says how the flow was worked, and not what happened; a review leaves it out.
    minor: ClassVar[bool] = False
    after_absence: ClassVar[AfterAbsence] = AfterAbsence.ALWAYS

    at: datetime
    by: SlackId
    if TYPE_CHECKING:
        # Each kind has it as a field, after those of its bases: the order in which facts are stored.
        kind: str

    @classmethod
    def __pydantic_init_subclass__(cls, **options: Any) -> None:
        super().__pydantic_init_subclass__(**options)
        if "kind" in cls.model_fields:
            kind: str = cls.model_fields["kind"].default
            if KINDS.setdefault(kind, cls) is not cls:
                raise TypeError(f"{cls.__name__} and {KINDS[kind].__name__} are both stored as {kind}")

    @abc.abstractmethod
    def apply(self, state: Incident) -> Incident:
        """The incident after this fact; pure."""

    def begin(self) -> Incident:
        """The incident that begins with this fact. Raises ValueError for all but the first."""
        raise ValueError(f"{self.kind} came before the incident was declared")

    def across(self, register: Register, incident: Incident) -> Register:
        """What is known across incidents after this fact of `incident`; pure."""
        return register

    def phase(self, before: Status) -> Status:
        """In which part of its life an incident is after this fact."""
        return before

    @abc.abstractmethod
    def sentence(self, name: Naming) -> str:
        """The fact in one sentence without its time: who, what, why."""

    def line(self, name: Naming) -> tuple[str, str]:
        """What happened in a few words, and the rest as notes, for a line of the timeline."""
        return self.sentence(name), ""

    def is_minor(self) -> bool:
        """Whether a review leaves it out."""
        return self.minor

    def told_after_absence(self) -> AfterAbsence:
        """How the message about an absence of Slack tells it."""
        return self.after_absence

    def as_called_in(self, playbook: Playbook) -> Self:
        """The fact with what it is about called as the playbook calls it."""
        return self


#: Every kind of fact that is stored, by its kind; complete once `bot.incident.topics.discover` has run.
KINDS: dict[str, type[Fact]] = {}
