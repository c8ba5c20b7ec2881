"""Words that went out: to the status page, to management, to support, as a person approved them (K2-K6)."""

from bot.incident.playbook import Step
from bot.incident.results import Result
from bot.incident.schedule import gates_over
from bot.incident.state import GateState, Mark
from bot.slack import parts
from bot.slack.mrkdwn import escape, pieces, quiet, shorten
from bot.slack.scene import Stage
from bot.slack.view import Message, Urgency


def approved(stage: Stage, step: Step, found: Result) -> Mark | None:
    """Who approved the words as they are now, and when; None while they wait for it."""
    gates = gates_over(stage.playbook, step.name)
    if not gates:
        return Mark(by=found.by, at=found.at)
    decided = [stage.incident.gates.get(spec.name) for spec in gates]
    marks = [gate.decision for gate in decided if gate and gate.state is GateState.APPROVED and gate.decision]
    return max(marks, key=lambda mark: mark.at) if len(marks) == len(gates) else None


def words_card(stage: Stage, channel: str, step: Step, found: Result, mark: Mark) -> Message:
    """The words to the letter, for whom they are, and who approved them."""
    posting = step.posts
    if posting is None:
        raise ValueError(f"{step.name} posts nothing")
    message = str(found.fields.get("message") or "")
    head = f"{posting.to} · {posting.title}"
    limit = 2_900 if len(escape(message)) <= 2_900 else 570
    by = f"approved by {stage.name(mark.by)}, {stage.at(mark.at)}"
    if mark.by != found.by:
        by = f"written by {stage.name(found.by)}, {by}"
    blocks = (
        parts.section(f"*{quiet(head)}*"),
        *[parts.section(escape(piece)) for piece in pieces(message, limit)],
        parts.context(by[:1].upper() + by[1:]),
    )
    text = shorten(escape(f"{head}: {message}"), parts.FALLBACK)
    return Message(channel, text, blocks, Urgency.STATUS)
