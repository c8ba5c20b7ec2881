"""Words that went out: to the status page, to management, to support, as a person approved them (K2-K6)."""

from bot.incident.playbook import Step
from bot.incident.results import Result
from bot.incident.schedule import gates_over
from bot.incident.state import GateState, Mark
from bot.slack import parts
from bot.slack.cards.notices import verbatim
from bot.slack.mrkdwn import SECTION_TEXT, escape, plain_people, quiet
from bot.slack.scene import Stage
from bot.slack.view import Block, Message, Urgency


def approved(stage: Stage, step: Step, found: Result) -> Mark | None:
    """Who approved the words as they are now, and when; None while they wait for it."""
    gates = gates_over(stage.playbook, step.name)
    if not gates:
        return Mark(by=found.by, at=found.at)
    decided = [stage.incident.gates.get(spec.name) for spec in gates]
    marks = [gate.decision for gate in decided if gate and gate.state is GateState.APPROVED and gate.decision]
    return max(marks, key=lambda mark: mark.at) if len(marks) == len(gates) else None


def _to_the_letter(message: str) -> list[Block]:
    """Escaping makes up to five characters of one: what then fits no section is shown without any markup."""
    if len(escape(message)) <= SECTION_TEXT:
        return [parts.section(escape(message))]
    return verbatim(plain_people(message))


def words_card(stage: Stage, channel: str, step: Step, found: Result, mark: Mark) -> Message:
    """The words to the letter, for whom they are, and who approved them."""
    posting = step.posts
    if posting is None:
        raise ValueError(f"{step.name} posts nothing")
    message = str(found.fields.get("message") or "")
    head = f"{posting.to} · {posting.title}"
    by = f"approved by {stage.name(mark.by)}, {stage.at(mark.at)}"
    if mark.by != found.by:
        by = f"written by {stage.name(found.by)}, {by}"
    blocks = (
        parts.section(f"*{quiet(head)}*"),
        *_to_the_letter(message),
        parts.context(by[:1].upper() + by[1:]),
    )
    return Message(channel, escape(f"{head}: {message}"), blocks, Urgency.STATUS)
