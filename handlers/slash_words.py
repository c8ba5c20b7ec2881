"""Sub-commands that put words somewhere: on the record, or to everybody who follows."""

from bot.incident.durations import spoken_duration
from bot.incident.state import Incident
from bot.incident.timers import update_every
from bot.incident.topics.guidance import GiveGuidance
from bot.incident.topics.notes import AddNote
from bot.incident.topics.updates import PostUpdate
from bot.wiring import Muster
from handlers import forms, forms_declare
from handlers.context import card_context_of, meant, require
from handlers.request import Ask, Reply


def note(muster: Muster, ask: Ask) -> Reply:
    """A note; without words, the form."""
    target = meant(muster, ask, "note {id} <text>")
    if not target.rest:
        require(muster, target.incident, AddNote, ask.user)
        return Reply(view=forms.note(target.incident, ask.channel))
    muster.store.commit(AddNote(by=ask.user, text=target.rest), key=ask.key, incident=target.incident.id)
    return Reply(text=f"Noted on {target.incident.id}. `/incident timeline` shows it.")


def update(muster: Muster, ask: Ask) -> Reply:
    """A status update; without words, the form with a draft (K1)."""
    target = meant(muster, ask, "update {id} <text>")
    if not target.rest:
        require(muster, target.incident, PostUpdate, ask.user)
        return Reply(view=forms.update(target.incident, ask.channel, due=due_words(muster, target.incident)))
    command = PostUpdate(by=ask.user, text=target.rest)
    done = muster.store.commit(command, key=ask.key, incident=target.incident.id).incident
    after = f" {due_words(muster, done)}" if done.next_update else ""
    return Reply(text=f"Update {done.update_count} on {done.id} goes to its channel.{after}")


def due_words(muster: Muster, incident: Incident) -> str:
    """When the next update is due, how many were missed, and what posting one does (K1)."""
    every = update_every(incident, muster.store.pinned(incident)[0].policies, incident.severity)
    if incident.next_update is None or every is None:
        return "None is due: it is over, or this level has no cadence." if incident.over or every is None else ""
    due = card_context_of(muster, incident).at(incident.next_update)
    missed = f" {incident.update_late} missed so far." if incident.update_late else ""
    return f"The next is due {due}.{missed} Each one sets the next for {spoken_duration(every)} after it."


def guidance(muster: Muster, ask: Ask) -> Reply:
    """Guidance while it goes on; without words, the form (D10)."""
    target = meant(muster, ask, "guidance {id} <text>")
    if not target.rest:
        require(muster, target.incident, GiveGuidance, ask.user)
        return Reply(view=forms_declare.guidance(target.incident, ask.channel))
    command = GiveGuidance(by=ask.user, text=target.rest)
    done = muster.store.commit(command, key=ask.key, incident=target.incident.id).incident
    read = ", ".join(done.intake.given[-1].reading.concerns) if done.intake.given else ""
    said = f"read as {read}; the channel says what follows" if read else "nothing in it changes the course by itself"
    return Reply(text=f"Your guidance is on the record of {done.id}: {said}.")
