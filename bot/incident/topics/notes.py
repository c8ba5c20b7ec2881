"""Notes: somebody's words for the record."""

from typing import Literal

from bot.incident.command import Command, Sense, decides
from bot.incident.deciding import Deciding
from bot.incident.fact import AfterAbsence, Fact, Naming, What
from bot.incident.kept_text import kept
from bot.incident.refusals import TextMissing
from bot.incident.roles import Permission
from bot.incident.state import Incident


class NoteAdded(Fact):
    """Somebody's words for the record."""

    about = What.NOTES
    after_absence = AfterAbsence.IF_ROOM

    kind: Literal["note_added"] = "note_added"
    text: str

    def apply(self, state: Incident) -> Incident:
        return state.but(notes=state.notes + 1)

    def sentence(self, name: Naming) -> str:
        return f"{name(self.by)} noted: {self.text}"

    def line(self, name: Naming) -> tuple[str, str]:
        return "Note", self.text


class AddNote(Command):
    """Put something on the record."""

    sense = Sense.ALWAYS
    permission = Permission.NOTE

    text: str


@decides(AddNote)
def add_note(deciding: Deciding, command: AddNote) -> None:
    """Put words on the timeline."""
    text = kept(command.text)
    if not text:
        raise TextMissing(what="the note", usage="note tried a restart, no change")
    deciding.tell(NoteAdded(at=deciding.now, by=deciding.by, text=text))
