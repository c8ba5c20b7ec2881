"""Direct answers: what was done, or why not and what to do, to the person who asked."""

from bot.errors import MusterError
from bot.incident.refusals import AlreadyOpen, EndedLately, NotAllowed, Refused
from bot.incident.roles import Role
from bot.slack import parts
from bot.slack.cards.notices import verbatim
from bot.slack.mrkdwn import escape, fallback, shorten
from bot.slack.view import Block
from bot.store.errors import StorageAway, StorageUnsure
from bot.wiring import Muster
from handlers.declare_text import NotUnderstood
from handlers.request import Ask, Reply

#: Everything that a handler turns into an answer instead of an error.
SAID_NO = (Refused, MusterError, NotUnderstood)


def refusal(muster: Muster, ask: Ask, problem: Exception, what: str, *, typed: str = "") -> Reply:
    """Why it was not done; `what` is the participle ("declared"). What the person typed comes back (rule 9)."""
    lines, extra = [f"Not {what}: {reason(problem)}"], []
    if isinstance(problem, StorageUnsure):
        lines = [f"Perhaps {what}: {reason(problem)}"]
    elif isinstance(problem, StorageAway):
        lines.append(by_hand(muster, typed))
    elif isinstance(problem, AlreadyOpen):
        extra = _already_open(problem, typed)
    elif isinstance(problem, EndedLately):
        extra = _ended_lately(problem, typed)
    elif isinstance(problem, NotAllowed):
        extra = _ask_those_who_may(muster, problem, ask)
    blocks: list[Block] = [parts.section(line) for line in lines]
    blocks += typed_back(typed)
    text = " ".join(lines) + (f"\nWhat you typed: {escape(typed)}" if typed else "")
    return Reply(text=fallback(text, parts.FALLBACK_CHARACTERS), blocks=tuple([*blocks, *extra]), refused=True)


def reason(problem: Exception) -> str:
    """The problem in words that are safe in mrkdwn."""
    return escape(str(problem).strip())


def by_hand(muster: Muster, typed: str = "") -> str:
    """What to do while the storage is away: whom to call, from the organisation's file alone."""
    organisation = muster.organisation
    on_call = organisation.holders(Role.ON_CALL_ENGINEER)[:2]
    manager = organisation.holders(Role.ENGINEERING_MANAGER)[:1]
    names = ", ".join(organisation.name_of(one) for one in (*on_call, *manager)) or "your on-call engineer"
    kept = "Nothing is lost, your text is below. " if typed else ""
    return f"{kept}Until it is back: call {escape(names)} by hand."


def typed_back(text: str) -> list[Block]:
    """What somebody typed, to the letter, so that it is not lost (rule 9)."""
    if not text:
        return []
    return [parts.context("What you typed:"), *verbatim(shorten(text, 12_500), "rich_text_preformatted")]


def _already_open(problem: AlreadyOpen, typed: str) -> list[Block]:
    return [
        parts.actions(
            "already_open",
            parts.button(f"Join {problem.incident}", "join", problem.incident, style="primary"),
            *_anyway("Declare all the same", typed),
        )
    ]


def _ended_lately(problem: EndedLately, typed: str) -> list[Block]:
    why = f"{problem.incident} {problem.text}"
    return [
        parts.actions(
            "ended_lately",
            parts.button(f"Reopen {problem.incident}", "reopen", why, style="primary"),
            *_anyway("Declare a new one", typed),
        )
    ]


def _anyway(label: str, typed: str) -> list[Block]:
    """A button holds 2,000 characters; a longer report would lose its end, and is typed again."""
    return [parts.button(label, "declare_anyway", typed)] if len(typed) <= parts.VALUE_CHARACTERS else []


def _ask_those_who_may(muster: Muster, problem: NotAllowed, ask: Ask) -> list[Block]:
    incident = _incident_meant(muster, ask)
    buttons = []
    if incident and problem.people:
        for user in problem.people[:2]:
            name = muster.organisation.name_of(user).split(" ")[0]
            value = f"{incident} {user} {problem.deed}"
            buttons.append(parts.button(f"Ask {name}", f"ask_{user}", value))
    elif incident and problem.who.startswith("a responder"):
        buttons.append(parts.button(f"Join {incident}", "join", incident))
    return [parts.actions("ask", *buttons)] if buttons else []


def _incident_meant(muster: Muster, ask: Ask) -> str | None:
    """The incident that the text or the button names, else the one whose channel it is."""
    first = ask.text.split(" ")[0].upper()
    return first if first.startswith("INC-") else muster.store.in_channel(ask.channel)


def said(text: str, *more: Block) -> Reply:
    """A plain answer."""
    return Reply(text=text, blocks=(parts.section(text), *more) if more else ())
