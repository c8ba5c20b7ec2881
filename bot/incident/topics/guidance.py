"""Guidance and the answers to the eight questions, at declare or later, and what follows from them (D10, D11)."""

from typing import Literal

from bot.incident.changes import taken_in
from bot.incident.command import Command, decides
from bot.incident.deciding import Deciding
from bot.incident.fact import Fact, Naming, What
from bot.incident.guidance import Reading, read_guidance
from bot.incident.intake import KEPT_GUIDANCE, Answered, Given
from bot.incident.kept_text import kept
from bot.incident.questions import Answers, as_guidance, reading_of, severity_of
from bot.incident.refusals import AlreadySo, TextMissing
from bot.incident.roles import Permission
from bot.incident.state import Incident
from bot.incident.topics.informing import bring_in
from bot.incident.topics.triage import may_decide_triage, provisional_severity, weakens
from bot.incident.topics.updates import shorten_cadence

#: The longest guidance; with the longest report it still fits one message (Slack takes 13,200 of blocks' text).
LONGEST_GUIDANCE_CHARACTERS = 2_500

#: How the basis of a severity begins that the questions set: they may set it again, in either direction.
BY_QUESTIONS = "the questions"


class GuidanceRead(Fact):
    """Guidance was given, and this was read from it (D10)."""

    about = What.NOTES

    kind: Literal["guidance_read"] = "guidance_read"
    number: int
    text: str
    reading: Reading
    at_declare: bool = False

    def apply(self, state: Incident) -> Incident:
        given = Given(
            number=self.number, text=self.text, by=self.by, at=self.at, reading=self.reading,
            at_declare=self.at_declare,
        )  # fmt: skip
        return taken_in(
            state, written=state.intake.written.joined(self.reading), guidance_count=self.number,
            given=(*state.intake.given, given)[-KEPT_GUIDANCE:],
        )  # fmt: skip

    def sentence(self, name: Naming) -> str:
        read = f" (read: {', '.join(self.reading.concerns)})" if self.reading.concerns else ""
        return f"{name(self.by)} gave guidance: {self.text}{read}"


class QuestionsAnswered(Fact):
    """The eight questions were answered, perhaps not for the first time (D11); `words` is the severity they mean."""

    about = What.NOTES

    kind: Literal["questions_answered"] = "questions_answered"
    answers: Answers
    words: str = ""

    def apply(self, state: Incident) -> Incident:
        answered = Answered(answers=self.answers, by=self.by, at=self.at, severity_words=self.words)
        began = self.answers.began or state.intake.began
        return taken_in(state, answered=answered, began=began)

    def sentence(self, name: Naming) -> str:
        return f"{name(self.by)} answered the questions: {as_guidance(self.answers)}"


class GiveGuidance(Command):
    """Say what should change how it is handled (D10)."""

    permission = Permission.QUESTIONS

    text: str


@decides(GiveGuidance)
def give_guidance(deciding: Deciding, command: GiveGuidance) -> None:
    """Guidance while it goes on (D10)."""
    text = kept(command.text, LONGEST_GUIDANCE_CHARACTERS)
    if not text:
        raise TextMissing(what="the guidance", usage="guidance security incident suspected, preserve evidence")
    heed_guidance(deciding, text, at_declare=False)


def heed_guidance(deciding: Deciding, text: str, *, at_declare: bool) -> None:
    """Read it, say what was read, and do at once what follows from it."""
    reading, number = read_guidance(text), deciding.state.intake.guidance_count + 1
    deciding.tell(
        GuidanceRead(
            at=deciding.now, by=deciding.by, number=number, text=text, reading=reading, at_declare=at_declare
        )
    )
    if not deciding.state.over:
        bring_in(deciding, reading)
        shorten_cadence(deciding)


class AnswerQuestions(Command):
    """Answer the eight questions (D11)."""

    permission = Permission.QUESTIONS

    answers: Answers


@decides(AnswerQuestions)
def answer_questions(deciding: Deciding, command: AnswerQuestions) -> None:
    """Answers at any time; answered again, the new ones count (D11)."""
    if command.answers.empty:
        raise TextMissing(what="at least one answer", usage="questions")
    before = deciding.state.intake.answered
    if before and before.answers == command.answers:
        raise AlreadySo(what="These are the answers already.")
    heed_answers(deciding, command.answers)


def heed_answers(deciding: Deciding, answers: Answers) -> None:
    """The answers on the record, and what follows: a first severity, people, cadence. A decided severity stays."""
    found = severity_of(answers)
    words = f"{found[0]}: {found[1]}" if found else ""
    deciding.tell(QuestionsAnswered(at=deciding.now, by=deciding.by, answers=answers, words=words))
    if deciding.state.over:
        return
    if found and not deciding.state.severity_final:
        level, basis = found
        ours = deciding.state.severity_basis.startswith(BY_QUESTIONS)
        # A level is only made worse; what the questions gave before, whoever may decide corrects with them.
        corrects = ours and may_decide_triage(deciding)
        if level is not deciding.state.severity and (corrects or not weakens(deciding.state, level)):
            provisional_severity(deciding, level, f"{BY_QUESTIONS}: {basis}, provisional until triage")
    bring_in(deciding, reading_of(answers))
    shorten_cadence(deciding)
