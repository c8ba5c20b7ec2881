"""Notes: somebody's words for the record."""

from typing import Literal

from bot.incident.command import Command, Sense, decides
from bot.incident.fact import AfterAbsence, Fact, Naming, What
from bot.incident.kept_text import kept
from bot.incident.refusals import TextMissing
from bot.incident.roles import Deed
from bot.incident.state import Incident
from bot.incident.story import Story


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
    permission = Deed.NOTE

    text: str


@decides(AddNote)
def add_note(story: Story, command: AddNote) -> None:
    """Put words on the timeline."""
    text = kept(command.text)
    if not text:
        raise TextMissing(what="the note", usage="note tried a restart, no change")
    story.tell(NoteAdded(at=story.now, by=story.by, text=text))
