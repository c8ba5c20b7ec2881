"""Words for the record and for the people who follow the incident (K1)."""

from datetime import timedelta

from bot.incident.commands import AddNote, PostUpdate
from bot.incident.decide.words import kept
from bot.incident.events import NoteAdded, UpdatePosted
from bot.incident.refusals import TextMissing
from bot.incident.roles import Deed
from bot.incident.story import Story
from bot.incident.timers import update_every
from bot.incident.who import require

#: One update fits one card, in characters.
LONGEST_UPDATE = 2_500


def add_note(story: Story, command: AddNote) -> None:
    """Put words on the timeline."""
    require(story.state, Deed.NOTE, story.by, story.organisation, story.now)
    text = kept(command.text)
    if not text:
        raise TextMissing(what="the note", usage="note tried a restart, no change")
    story.tell(NoteAdded(at=story.now, by=story.by, text=text))


def post_update(story: Story, command: PostUpdate) -> None:
    """Post an update; the next one is due a cadence from now."""
    require(story.state, Deed.UPDATE, story.by, story.organisation, story.now)
    text = kept(command.text, LONGEST_UPDATE)
    if not text:
        raise TextMissing(what="the update", usage="update payments work again for half of the users")
    every = update_every(story.state, story.organisation.policies, story.state.severity)
    ends = story.state.over or every is None
    story.tell(
        UpdatePosted(
            at=story.now, by=story.by, number=story.state.update_count + 1, text=text,
            next_update=None if ends else story.now + timedelta(seconds=every or 0),
        )
    )  # fmt: skip
