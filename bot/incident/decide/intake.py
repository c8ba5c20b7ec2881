"""What comes with an incident, at declare or later: guidance, the eight questions, evidence, its ticket."""

from bot.incident.commands import (
    LONGEST_GUIDANCE,
    AddEvidence,
    AnswerQuestions,
    GiveGuidance,
    RecordTicket,
    RefuseTicket,
)
from bot.incident.decide.informing import bring_in
from bot.incident.decide.triage import next_update, provisional_severity
from bot.incident.decide.words import kept
from bot.incident.guidance import read_guidance
from bot.incident.intake_events import (
    CadenceShortened,
    EvidenceAdded,
    GuidanceRead,
    QuestionsAnswered,
    TicketMade,
    TicketRefused,
)
from bot.incident.questions import Answers, reading_of, severity_of
from bot.incident.refusals import AlreadySo, TextMissing
from bot.incident.roles import Deed
from bot.incident.story import Story
from bot.incident.who import require

#: How the basis of a severity begins that the questions set: they may set it again, in either direction.
BY_QUESTIONS = "the questions"


def give_guidance(story: Story, command: GiveGuidance) -> None:
    """Guidance while it goes on (D10)."""
    require(story.state, Deed.QUESTIONS, story.by, story.organisation, story.now)
    text = kept(command.text, LONGEST_GUIDANCE)
    if not text:
        raise TextMissing(what="the guidance", usage="guidance security incident suspected, preserve evidence")
    heed_guidance(story, text, at_declare=False)


def heed_guidance(story: Story, text: str, *, at_declare: bool) -> None:
    """Read it, say what was read, and do at once what follows from it."""
    reading, number = read_guidance(text), story.state.intake.guidance_count + 1
    story.tell(
        GuidanceRead(at=story.now, by=story.by, number=number, text=text, reading=reading, at_declare=at_declare)
    )
    if not story.state.over:
        bring_in(story, reading)
        _shorten_cadence(story)


def answer_questions(story: Story, command: AnswerQuestions) -> None:
    """Answers at any time; answered again, the new ones count (D11)."""
    require(story.state, Deed.QUESTIONS, story.by, story.organisation, story.now)
    if command.answers.empty:
        raise TextMissing(what="at least one answer", usage="questions")
    before = story.state.intake.answered
    if before and before.answers == command.answers:
        raise AlreadySo(what="These are the answers already.")
    heed_answers(story, command.answers)


def heed_answers(story: Story, answers: Answers) -> None:
    """The answers on the record, and what follows: a first severity, people, cadence. A decided severity stays."""
    found = severity_of(answers)
    words = f"{found[0]}: {found[1]}" if found else ""
    story.tell(QuestionsAnswered(at=story.now, by=story.by, answers=answers, words=words))
    if story.state.over:
        return
    if found and not story.state.severity_final:
        level, basis = found
        ours = story.state.severity_basis.startswith(BY_QUESTIONS)
        # What the reporter gave is only made worse; what the questions gave before they may correct.
        if story.state.severity is None or level < story.state.severity or (ours and level != story.state.severity):
            provisional_severity(story, level, f"{BY_QUESTIONS}: {basis}, provisional until triage")
    bring_in(story, reading_of(answers))
    _shorten_cadence(story)


def _shorten_cadence(story: Story) -> None:
    due, now = next_update(story, story.state.severity), story.state.next_update
    if due and now and due < now:
        story.tell(CadenceShortened(at=story.now, by=story.by, next_update=due))


def add_evidence(story: Story, command: AddEvidence) -> None:
    """A message as evidence; the same message is evidence once (D3)."""
    known = [(one.channel, one.ts) for one in story.state.intake.evidence]
    if (command.evidence.channel, command.evidence.ts) in known:
        return
    evidence = command.evidence.but(number=story.state.intake.evidence_count + 1)
    story.tell(EvidenceAdded(at=story.now, by=story.by, evidence=evidence))


def record_ticket(story: Story, command: RecordTicket) -> None:
    """The tracker's answer; a second one changes nothing (D12)."""
    if story.state.intake.ticket is None:
        story.tell(TicketMade(at=story.now, by=story.by, key=command.key, url=command.url))


def refuse_ticket(story: Story, command: RefuseTicket) -> None:
    """There will be no ticket, and why (D12)."""
    if story.state.intake.ticket is None:
        story.tell(TicketRefused(at=story.now, by=story.by, reason=command.reason))
