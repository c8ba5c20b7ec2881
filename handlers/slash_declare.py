"""`/incident declare`: from the typed line, or from the form, to an open incident (D1, D13)."""

import json
from dataclasses import dataclass, field
from datetime import datetime

from bot.incident.intake import Origin
from bot.incident.questions import Answers
from bot.incident.refusals import AlreadyOpen, EndedLately, UnknownPlaybook
from bot.incident.severity import Severity
from bot.incident.state import Detection
from bot.incident.topics.declaring import Declare, read_id
from bot.incident.typed_times import read_moment, shown_moment
from bot.slack.view import Block
from bot.wiring import Muster
from handlers import forms_declare, question_form
from handlers.confirmation import confirmation
from handlers.declare_text import DeclareText, NotUnderstood, read_declare
from handlers.forms import Modal
from handlers.request import Ask, Form, Reply

#: Characters that a form's hidden part may have in Slack, less some room.
CARRIED_CHARACTERS = 2_800


@dataclass(frozen=True)
class Draft:
    """A declare that is still to be submitted: what stands in the form, and what it carries along unseen."""

    text: str = ""
    severity: str = "unknown"
    service: str = ""
    guidance: str = ""
    playbook: str = ""
    private: bool = False
    note: str = ""
    answers: Answers | None = None
    carried: dict[str, str] = field(default_factory=dict)


def declare(muster: Muster, ask: Ask, *, despite_open: bool = False) -> Reply:
    """Declare from a line; without a report, or with --interactive, the form comes up, prefilled."""
    read = read_declare(ask.text)
    started, resolved = _times(muster, read)
    playbook = known_playbook(muster, read.options.get("playbook", ""))
    if not read.report or "interactive" in read.flags:
        return Reply(view=form_of(muster, _typed(muster, read, started, resolved)))
    command = Declare(
        by=ask.user, text=read.report, severity=read.severity, service=read.options.get("service"),
        guidance=read.options.get("guidance", ""), playbook=playbook or None, id=read.options.get("id"),
        private="private" in read.flags, detection=Detection.USER_REPORT, despite_open=despite_open,
        started=started, resolved=resolved,
    )  # fmt: skip
    return confirmation(muster, muster.store.commit(command, key=ask.key))


def from_form(muster: Muster, form: Form) -> Reply:
    """Declare from the form's fields and from what it carries along."""
    severity, carried = form.values.get("severity", ""), form.carried
    service = form.values.get("service") or None
    answers = question_form.read_answers(muster, form) if "questions" in carried else None
    command = Declare(
        by=form.ask.user, text=form.values.get("title", ""), service=service,
        severity=Severity(severity) if severity in Severity.__members__ else None,
        guidance=form.values.get("guidance", ""), private="private" in form.ticked.get("private", ()),
        playbook=form.values.get("playbook") or None, id=carried.get("id"), detection=Detection.USER_REPORT,
        # Only for the service about which it was asked: with another one it is another question.
        despite_open=bool(service) and carried.get("despite_open") == service, answers=answers,
        origin=Origin.model_validate_json(carried["origin"]) if "origin" in carried else None,
        started=_moment(carried, "started"), resolved=_moment(carried, "resolved"),
    )  # fmt: skip
    wakes = muster.offers.answer_work(carried["offer"]) if "offer" in carried else ""
    done = muster.store.commit(command, key=carried.get("key") or form.ask.key, wakes=wakes)
    return confirmation(muster, done)


def form_of(muster: Muster, draft: Draft) -> Modal:
    """The form with a draft in it; one that carries `questions` asks them too."""
    questions: list[Block] | None = None
    if "questions" in draft.carried:
        questions = question_form.blocks(muster, draft.answers)
    return forms_declare.declare(
        muster.organisation, muster.playbooks, text=draft.text, severity=draft.severity, service=draft.service,
        guidance=draft.guidance, playbook=draft.playbook, private=draft.private, questions=questions,
        note=draft.note, carried=draft.carried,
    )  # fmt: skip


def form_again(muster: Muster, form: Form, problem: AlreadyOpen | EndedLately) -> Reply:
    """The same form once more, which declares all the same if the service stays as it is (D14)."""
    service = form.values.get("service", "")
    view = form_of(muster, Draft(
        text=form.values.get("title", ""), severity=form.values.get("severity", "unknown"), service=service,
        guidance=form.values.get("guidance", ""), playbook=form.values.get("playbook", ""),
        private="private" in form.ticked.get("private", ()),
        answers=question_form.read_answers(muster, form) if "questions" in form.carried else None,
        carried={**form.carried, "despite_open": service},
    ))  # fmt: skip
    blocks = view["blocks"] if isinstance(view["blocks"], list) else []
    return Reply(view={**view, "blocks": [forms_declare.known_already(problem), *blocks]})


def carry(origin: Origin | None, **more: str) -> dict[str, str]:
    """What a form carries of the message it was opened from; a long text is cut, its beginning stays."""
    if origin is None:
        return more
    while len(json.dumps(more | {"origin": origin.model_dump_json()}, ensure_ascii=False)) > CARRIED_CHARACTERS:
        origin = origin.but(text=origin.text[: len(origin.text) * 3 // 4])
    return {**more, "origin": origin.model_dump_json()}


def known_playbook(muster: Muster, name: str) -> str:
    """The name of a playbook that is there; empty for none. Raises UnknownPlaybook."""
    if name and name not in muster.playbooks:
        raise UnknownPlaybook(playbook=name, known=", ".join(muster.playbooks))
    return name


def _typed(muster: Muster, read: DeclareText, started: datetime | None, resolved: datetime | None) -> Draft:
    """A line as a draft: what the form has no field for is carried along, and named above."""
    carried, options = {}, read.options
    if "interactive" in read.flags:
        carried["questions"] = "yes"
    if "id" in options:
        carried["id"] = read_id(options["id"])
    carried |= {name: at.isoformat() for name, at in (("started", started), ("resolved", resolved)) if at}
    zone, times = question_form.zone_of(muster), muster.timekeeper.times
    told = {"id": f"INC-{carried['id']}"} if "id" in carried else {}
    told |= {
        name: f"{shown_moment(times.shown(at), zone)} ({zone.key})"
        for name, at in (("started", started), ("resolved", resolved)) if at
    }  # fmt: skip
    return Draft(
        text=read.report, severity=read.severity or "unknown", service=options.get("service", ""),
        guidance=options.get("guidance", ""), playbook=options.get("playbook", ""), private="private" in read.flags,
        note=", ".join(f"{name} {value}" for name, value in told.items()), carried=carried,
    )  # fmt: skip


def _times(muster: Muster, read: DeclareText) -> tuple[datetime | None, datetime | None]:
    """`--started` and `--resolved` by the organisation's clocks. Raises NotUnderstood."""
    times = muster.timekeeper.times
    found: list[datetime | None] = []
    for name in ("started", "resolved"):
        if name not in read.options:
            found.append(None)
            continue
        try:
            now = times.shown(muster.timekeeper.now())
            real = read_moment(read.options[name], now, question_form.zone_of(muster))
        except ValueError as problem:
            raise NotUnderstood(f"`--{name}`: {problem}.") from problem
        found.append(times.product_of(real))
    return found[0], found[1]


def _moment(carried: dict[str, str], name: str) -> datetime | None:
    return datetime.fromisoformat(carried[name]) if name in carried else None
