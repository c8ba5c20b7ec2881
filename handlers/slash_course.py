"""Sub-commands that steer an incident: severity, triage, pause, resume, resolve, close, reopen."""

from bot.incident.closing_checklist import Item, checklist
from bot.incident.durations import rounded_duration
from bot.incident.refusals import AlreadySo, TextMissing
from bot.incident.severity import spoken
from bot.incident.state import Incident, Status
from bot.incident.topics.closing import Close, Reopen, close_for
from bot.incident.topics.declaring import declare_again
from bot.incident.topics.pausing import Pause, Resume
from bot.incident.topics.resolving import Resolve
from bot.incident.topics.triage import ProposeTriage, SetSeverity
from bot.store.changes import Change
from bot.wiring import Muster
from handlers import forms
from handlers.context import card_context_of, meant, require, review_inputs_of
from handlers.declare_text import known_severity
from handlers.request import Ask, Reply
from handlers.triage_form import triage_form


def severity(muster: Muster, ask: Ask) -> Reply:
    """`severity P1 refunds fail too`; without words, the form."""
    target = meant(muster, ask, "severity {id} P1 <why>")
    word, reason = [*target.rest.split(None, 1), "", ""][:2]
    if not word:
        require(muster, target.incident, SetSeverity, ask.user)
        return Reply(view=forms.severity(target.incident, ask.channel))
    command = SetSeverity(by=ask.user, severity=known_severity(word), reason=reason)
    done = muster.store.commit(command, key=ask.key, incident=target.incident.id)
    return Reply(text=f"{done.incident.id} is {spoken(done.incident.severity)} now; its clocks count from detection.")


def triage(muster: Muster, ask: Ask) -> Reply:
    """The triage form."""
    target = meant(muster, ask, "triage {id}", id_only=True)
    require(muster, target.incident, ProposeTriage, ask.user)
    return Reply(view=triage_form(target.incident, ask.channel))


def pause(muster: Muster, ask: Ask) -> Reply:
    """Hold the flow."""
    target = meant(muster, ask, "pause {id} <why>")
    muster.store.commit(Pause(by=ask.user, words=target.rest), key=ask.key, incident=target.incident.id)
    clocks = "" if target.incident.over else " Clocks and pages go on."
    return Reply(text=f"{target.incident.id} is paused.{clocks} `/incident resume` lets it go on.")


def resume(muster: Muster, ask: Ask) -> Reply:
    """Let it go on."""
    target = meant(muster, ask, "resume {id}", id_only=True)
    muster.store.commit(Resume(by=ask.user), key=ask.key, incident=target.incident.id)
    return Reply(text=f"{target.incident.id} goes on.")


def resolve(muster: Muster, ask: Ask) -> Reply:
    """The impact is over; without words, the form."""
    target = meant(muster, ask, "resolve {id} <what ended it>")
    if not target.rest and not target.incident.over:
        require(muster, target.incident, Resolve, ask.user)
        return Reply(view=forms.resolve(target.incident, ask.channel))
    command = Resolve(by=ask.user, summary=target.rest)
    done = muster.store.commit(command, key=ask.key, incident=target.incident.id).incident
    lasted = rounded_duration(done.resolved.at - done.detected_at) if done.resolved else ""
    return Reply(text=f"{done.id} is resolved after {lasted}. Left: tell the users, then `/incident close`.")


def close(muster: Muster, ask: Ask) -> Reply:
    """End it; when the checklist shows something open and no reason is given, the form shows what."""
    target = meant(muster, ask, "close {id} <reason>")
    if not target.rest and not target.incident.closed:
        items = _checklist(muster, target.incident)
        if not all(done for _, done in items):
            return _closing(muster, target.incident, items, ask)
    command = Close(by=ask.user, reason=target.rest)
    done = muster.store.commit(command, key=ask.key, incident=target.incident.id).incident
    what = " as not an incident: it was never resolved" if done.not_an_incident else ""
    return Reply(text=f"{done.id} is closed{what}. `/incident reopen {done.id} &lt;why&gt;` takes it up again.")


def look_before_closing(muster: Muster, ask: Ask) -> Reply:
    """The checklist in its form, also when nothing is open: a button closes nothing unseen (S8)."""
    target = meant(muster, ask, "close {id} <reason>")
    return _closing(muster, target.incident, _checklist(muster, target.incident), ask)


def _checklist(muster: Muster, incident: Incident) -> tuple[Item, ...]:
    return checklist(review_inputs_of(muster, card_context_of(muster, incident)))


def _closing(muster: Muster, incident: Incident, items: tuple[Item, ...], ask: Ask) -> Reply:
    require(muster, incident, Close, ask.user)
    return Reply(view=forms.close(incident, items, ask.channel))


def reopen(muster: Muster, ask: Ask) -> Reply:
    """Take it up again."""
    target = meant(muster, ask, "reopen {id} <why>")
    command = Reopen(by=ask.user, reason=target.rest)
    done = muster.store.commit(command, key=ask.key, incident=target.incident.id).incident
    return Reply(text=f"{done.id} is {done.status} again; on-call is paged.")


def restart(muster: Muster, ask: Ask) -> Reply:
    """Start again with the same report: this one is closed and its channel archived (S3)."""
    target = meant(muster, ask, "restart {id} <why>")
    old = target.incident
    if not target.rest:
        raise TextMissing(what="why", usage="restart we were on the wrong track")
    if old.status is Status.CLOSED:
        raise AlreadySo(what=f"{old.id} is CLOSED already. Declare a new one, or `/incident reopen {old.id} <why>`.")
    require(muster, old, Close, ask.user)
    # Both or neither: two open incidents about the same thing would both page.
    again = Change(declare_again(old, ask.user), f"{ask.key}:again")
    end = Change(lambda new: close_for(new, ask.user, target.rest), f"{ask.key}:close", old.id)
    new = muster.store.commit_together([again, end])[0].incident
    return Reply(text=f"{old.id} goes on as {new.id}, in `#{new.channel_name}`. The channel of {old.id} is archived.")
