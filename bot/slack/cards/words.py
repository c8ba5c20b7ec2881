"""Words that went out: to the status page, to management, to support, as a person approved them (K2-K6)."""

from datetime import datetime

from bot.incident.permissions import answerers
from bot.incident.playbook import Step
from bot.incident.results import Result
from bot.incident.schedule import gates_over
from bot.incident.state import Decision, GateState, Mark
from bot.incident.topics.decisions import MENTIONED_PEOPLE
from bot.slack import parts
from bot.slack.card_context import CardContext
from bot.slack.cards.notices import verbatim
from bot.slack.mrkdwn import SECTION_CHARACTERS, escape, mention, plain_people, quiet
from bot.slack.view import Block, Message, Urgency


def approved(context: CardContext, step: Step, found: Result) -> Mark | None:
    """Who approved the words as they are now, and when; None while they wait for it."""
    gates = gates_over(context.playbook, step.name)
    if not gates:
        return Mark(by=found.by, at=found.at)
    decided = [context.incident.gates.get(spec.name) for spec in gates]
    marks = [gate.decision for gate in decided if gate and gate.state is GateState.APPROVED and gate.decision]
    return max(marks, key=lambda mark: mark.at) if len(marks) == len(gates) else None


def _to_the_letter(message: str) -> list[Block]:
    """Escaping makes up to five characters of one: what then fits no section is shown without any markup."""
    if len(escape(message)) <= SECTION_CHARACTERS:
        return [parts.section(escape(message))]
    return verbatim(plain_people(message))


def words_card(context: CardContext, channel: str, step: Step, found: Result, mark: Mark) -> Message:
    """The words to the letter, for whom they are, and who approved them."""
    posting = step.posts
    if posting is None:
        raise ValueError(f"{step.name} posts nothing")
    message = str(found.fields.get("message") or "")
    head = f"{posting.to} · {posting.title}"
    by = f"approved by {context.name(mark.by)}, {context.at(mark.at)}"
    if mark.by != found.by:
        by = f"written by {context.name(found.by)}, {by}"
    decision = context.incident.decisions.get(step.name)
    asked = decision if decision and decision.round == found.round else None
    blocks = (
        parts.section(f"*{quiet(head)}*"),
        *(_decision(context, asked, found.at) if asked else ()),
        *_to_the_letter(message),
        *_action_needed(step, found),
        *(_answers(context, step, asked) if asked else ()),
        parts.context(by[:1].upper() + by[1:]),
    )
    waits = asked is not None and asked.given is None and not context.incident.over
    spoken = f"{head}: {message}"
    if asked and waits:
        spoken = f"Decision wanted, {context.incident.id}: {asked.question} {spoken}"
    return Message(channel, escape(spoken), blocks, Urgency.CALL if waits else Urgency.STATUS)


def _action_needed(step: Step, found: Result) -> list[Block]:
    """What is expected of the reader, under the source's heading and to its letter."""
    field = next((one for one in step.fields if one.name == "action_needed"), None)
    value = found.fields.get("action_needed")
    return [parts.section(f"{escape(field.title)}: {escape(str(value))}")] if field and value else []


def _waited_for(context: CardContext, asked: Decision, written: datetime) -> tuple[str, ...]:
    """Who is to answer, by the roles as they are now; on call counts who was when the words were written."""
    return answerers(context.incident, asked.role, context.organisation, written)[:MENTIONED_PEOPLE]


def _decision(context: CardContext, asked: Decision, written: datetime) -> list[Block]:
    """The decision that the words ask for, before the words; then the answer, and who gave it (K3)."""
    question = escape(asked.question)
    if asked.given:
        who = f"{context.name(asked.given.by)}, {context.at(asked.given.at)}"
        return [parts.section(f"*Decided: {quiet(asked.given.words)}* ({who})\n{question}")]
    if context.incident.over:
        return [parts.section(f"*No decision was given* before it was over: {question}")]
    people = " ".join(mention(user) for user in _waited_for(context, asked, written)) or f"the {asked.role.spoken}"
    until = f", by {escape(asked.until)}" if asked.until else ""
    otherwise = "Until it is answered, the incident goes on without it."
    return [parts.section(f"*Decision wanted* from {people}{until}: {question}\n{otherwise}")]


def _answers(context: CardContext, step: Step, asked: Decision) -> list[Block]:
    """A button for each answer, below what has to be read first."""
    if asked.given or context.incident.over:
        return []
    value = f"{context.incident.id} {step.name} {asked.round}"
    buttons = [
        parts.button(option, f"decision_{place}", f"{value} {place}") for place, option in enumerate(asked.options)
    ]
    return [parts.actions(f"decision:{step.name}", *buttons)]
