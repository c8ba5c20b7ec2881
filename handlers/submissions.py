"""What happens when somebody submits a form; the table at the end lists every form."""

import logging
from collections.abc import Callable
from typing import Literal

from bot.incident.command import Command
from bot.incident.refusals import AlreadyOpen, EndedLately, SeverityMissing, TextMissing
from bot.incident.roles import Role
from bot.incident.severity import Severity
from bot.incident.topics.closing import Close
from bot.incident.topics.escalation import Escalate
from bot.incident.topics.gates.deciding import DecideGate
from bot.incident.topics.guidance import GiveGuidance
from bot.incident.topics.notes import AddNote
from bot.incident.topics.resolving import Resolve
from bot.incident.topics.roles import TakeRole
from bot.incident.topics.triage import SetSeverity
from bot.incident.topics.updates import PostUpdate
from bot.store.errors import StorageAway
from bot.wiring import Muster
from handlers import question_form, roles, slash_declare, steps
from handlers.answers import SAID_NO, by_hand
from handlers.declare_text import FieldProblem
from handlers.request import Form, Reply
from handlers.triage_form import submit_triage

log = logging.getLogger(__name__)


def submit(muster: Muster, callback: str, form: Form) -> Reply:
    """Do what the form asks. What is refused is said under the field it is about; the form keeps its text."""
    make, named = SUBMISSIONS[callback]
    field = named or next(iter(form.values), "")
    try:
        return make(muster, form)
    except (AlreadyOpen, EndedLately) as known:
        return slash_declare.form_again(muster, form, known)
    except FieldProblem as problem:
        return Reply(errors={problem.field: str(problem)})
    except SeverityMissing:
        return Reply(errors={"severity": "A past incident needs its severity: nobody will triage it any more."})
    except TextMissing as problem:
        return Reply(errors={field: f"Write {problem.facts['what']} here."})
    except StorageAway as problem:
        return Reply(errors={field: f"{problem} {by_hand(muster)}"})
    except SAID_NO as problem:
        return Reply(errors={field: str(problem).strip()[:2_000]})
    except Exception:
        log.exception("%s failed", form.ask.key)
        return Reply(errors={field: "Muster made a mistake here, it is in the bot's log. Nothing was done."})


def _severity(muster: Muster, form: Form) -> Reply:
    severity = Severity(form.values["severity"])
    return _commit(muster, form, SetSeverity(by=form.ask.user, severity=severity, reason=form.values["reason"]))


def _gate(
    muster: Muster, form: Form, choice: Literal["approve", "revise"], severity: Severity | None = None
) -> Reply:
    command = DecideGate(
        by=form.ask.user, gate=form.carried["gate"], choice=choice, digest=form.carried["digest"],
        words=form.values.get("words", ""), severity=severity,
    )  # fmt: skip
    return _commit(muster, form, command)


def _commit(muster: Muster, form: Form, command: Command) -> Reply:
    muster.store.commit(command, key=form.ask.key, incident=form.carried["incident"])
    return Reply()


#: Callback id -> what its submission does, and the field under which a refusal is said; the first where none is.
SUBMISSIONS: dict[str, tuple[Callable[[Muster, Form], Reply], str]] = {
    "declare": (slash_declare.from_form, "title"),
    "questions": (question_form.submit, "impact"),
    "guidance": (
        lambda muster, form: _commit(muster, form, GiveGuidance(by=form.ask.user, text=form.values["text"])),
        "text",
    ),
    "triage": (submit_triage, "impact"),
    "gate_revise": (lambda muster, form: _gate(muster, form, "revise"), "words"),
    "gate_choice": (steps.submit_choice, "words"),
    "step": (steps.submit_step, ""),
    "step_more": (steps.submit_more, "reason"),
    "gate_p0": (lambda muster, form: _gate(muster, form, "approve", Severity.P0), "words"),
    "severity": (_severity, "reason"),
    "update": (
        lambda muster, form: _commit(muster, form, PostUpdate(by=form.ask.user, text=form.values["text"])),
        "text",
    ),
    "note": (
        lambda muster, form: _commit(muster, form, AddNote(by=form.ask.user, text=form.values["text"])),
        "text",
    ),
    "escalate": (
        lambda muster, form: _commit(muster, form, Escalate(by=form.ask.user, reason=form.values["reason"])),
        "reason",
    ),
    "resolve": (
        lambda muster, form: _commit(muster, form, Resolve(by=form.ask.user, summary=form.values["summary"])),
        "summary",
    ),
    "close": (
        lambda muster, form: _commit(muster, form, Close(by=form.ask.user, reason=form.values.get("reason", ""))),
        "reason",
    ),
    "take_role": (
        lambda muster, form: _commit(muster, form, TakeRole(by=form.ask.user, role=Role(form.values["role"]))),
        "role",
    ),
    "assign": (roles.submit, "user"),
}
