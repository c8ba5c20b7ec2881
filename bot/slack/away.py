"""Slack was away: how long, what is told of it in one message, and what is then not posted any more."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.incident.fact import AfterAbsence, Fact
from bot.slack import parts
from bot.slack.card_context import CardContext
from bot.slack.mrkdwn import escape, fallback, shorten
from bot.slack.posted import Ledger, Room
from bot.slack.view import Message, View

#: How long (product time) no call may be answered until what happened meanwhile is told in one message.
AWAY_AFTER = timedelta(minutes=3)

#: Lines of the one message, and characters of each.
LINES_SHOWN, LINE_CHARACTERS = 12, 180


@dataclass(frozen=True)
class Absence:
    """That Slack answered nothing. Product time, UTC: what happened since `since` is not told there."""

    since: datetime
    until: datetime

    @property
    def key(self) -> str:
        """The key of the message that tells of it."""
        return f"away:{int(self.since.timestamp())}"


def absence(room: Room, now: datetime) -> Absence | None:
    """The absence that goes on or has just ended, if it is one and no mere hiccup."""
    if not room.failing or now.timestamp() - room.failing < AWAY_AFTER.total_seconds():
        return None
    return Absence(datetime.fromtimestamp(room.behind or room.failing, UTC), now)


def leave_out(ledger: Ledger, view: View) -> None:
    """Note what is not to be posted any more: what Slack never showed, and in which nobody is waited for now.

    What steps left behind comes all the same, each as one reply under the card of its phase: no other message has it.
    """
    missing = {key: message for key, message in view.messages.items() if not ledger.get(key).ts}
    roots = {message.thread for message in missing.values() if message.lasting}
    for key, message in missing.items():
        posted = ledger.get(key)
        if message.over and not posted.told and not message.lasting and key not in roots:
            ledger.put(key, posted.but(told=True))


def summary(context: CardContext, channel: str, gone: Absence, facts: Iterable[Fact]) -> Message | None:
    """What happened while Slack was away, with who and when; None when there is nothing to tell."""
    first = gone.since - timedelta(milliseconds=5)  # seconds as a float and a date differ in the last digits
    missed = [fact for fact in facts if fact.at >= first and fact.told_after_absence() is not AfterAbsence.NEVER]
    if not missed:
        return None
    lines = [f"{context.at(fact.at)}  {_words(context, fact)}" for fact in _chosen(missed)]
    if len(missed) > len(lines):
        lines.append(f"and {len(missed) - len(lines)} more: `/incident timeline {context.incident.id}`")
    times = f"{context.spoken_at(gone.since)} to {context.spoken_at(gone.until)}"
    head = f"*While Slack was away* ({context.at(gone.since)} to {context.at(gone.until)}):"
    text = f"While Slack was away ({times}), on {context.incident.id}: {_words(context, missed[-1])}"
    blocks = tuple(parts.section(page) for page in _pages([head, *lines]))
    return Message(channel, fallback(text, parts.FALLBACK_CHARACTERS), blocks)


def _chosen(missed: list[Fact]) -> list[Fact]:
    """As many as there are lines for, in their order: the weightier ones, and of these the newest."""
    minor = [fact.told_after_absence() is AfterAbsence.IF_ROOM for fact in missed]
    left = sorted(range(len(missed)), key=lambda place: (minor[place], -place))[:LINES_SHOWN]
    return [missed[place] for place in sorted(left)]


def _words(context: CardContext, fact: Fact) -> str:
    return escape(shorten(" ".join(fact.sentence(context.organisation.name_of).split()), LINE_CHARACTERS))


def _pages(lines: list[str]) -> list[str]:
    """Lines in texts of sections, each whole."""
    texts = [""]
    for line in lines:
        if len(texts[-1]) + len(line) > 2_800:
            texts.append("")
        texts[-1] = f"{texts[-1]}\n{line}".lstrip("\n")
    return texts
