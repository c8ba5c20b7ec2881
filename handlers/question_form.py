"""The eight questions in handlers' hands: the fields as they stand, and what was answered in them (D11)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.incident.questions import BUSINESS, SENSITIVE, Answers, Experience, SlaStatus
from bot.incident.state import Incident
from bot.incident.topics.guidance import AnswerQuestions
from bot.incident.typed_times import read_moment
from bot.slack.view import Block
from bot.wiring import Muster
from handlers import forms_declare
from handlers.context import meant, require
from handlers.declare_text import FieldProblem
from handlers.request import Ask, Form, Reply


def ask_questions(muster: Muster, ask: Ask) -> Reply:
    """The questions about an incident, prefilled with the last answers."""
    incident = meant(muster, ask, "questions {id}", id_only=True).incident
    require(muster, incident, AnswerQuestions, ask.user)
    answered = incident.intake.answered
    return Reply(
        view=forms_declare.questions(incident, blocks(muster, answered.answers if answered else None), ask.channel)
    )


def blocks(muster: Muster, answers: Answers | None) -> list[Block]:
    """The fields, by the organisation's clocks."""
    return forms_declare.question_blocks(answers or Answers(), muster.timekeeper.times, zone_of(muster))


def zone_of(muster: Muster) -> ZoneInfo:
    """The organisation's time zone."""
    return muster.organisation.organisation.zone


def submit(muster: Muster, form: Form) -> Reply:
    """The answers of the form, on the record."""
    command = AnswerQuestions(by=form.ask.user, answers=read_answers(muster, form))
    done = muster.store.commit(command, key=form.ask.key, incident=form.carried["incident"])
    return Reply(text=_said(done.incident))


def _said(incident: Incident) -> str:
    room = f" in <#{incident.channel.id}>" if incident.channel else ""
    return f"Thank you. The answers about {incident.id} and what follows from them stand{room}."


def read_answers(muster: Muster, form: Form) -> Answers:
    """The fields as answers. Raises FieldProblem for one that cannot be read."""
    values = form.values
    sensitive, began = values.get("sensitive", ""), values.get("began", "").strip()
    experience, sla = values.get("experience"), values.get("sla")
    return Answers(
        impact=values.get("impact", "").strip(),
        users_percent=read_percent(values.get("users_percent", "")),
        began=_began(muster, began) if began else None,
        changes=values.get("changes", "").strip(),
        sensitive=SENSITIVE if sensitive == "both" else tuple(one for one in SENSITIVE if one.value == sensitive),
        not_sensitive=sensitive == "no",
        business=tuple(one for one in BUSINESS if one.value in form.ticked.get("business", ())),
        experience=Experience(experience) if experience else None,
        sla=SlaStatus(sla) if sla else None,
    )


def read_percent(text: str) -> int | None:
    """A share as people write it. Raises FieldProblem."""
    word = text.strip().removesuffix("%").strip()
    if not word:
        return None
    if not (word.isascii() and word.isdecimal()) or int(word) > 100:
        raise FieldProblem("users_percent", f'"{text}" is no share: write a whole number from 0 to 100.')
    return int(word)


def _began(muster: Muster, text: str) -> datetime:
    times, now = muster.timekeeper.times, muster.timekeeper.now()
    try:
        real = read_moment(text, times.shown(now), zone_of(muster))
    except ValueError as problem:
        raise FieldProblem("began", f"{problem}.") from problem
    moment = times.product_of(real)
    if moment > now:
        raise FieldProblem("began", "This lies in the future.")
    return moment
