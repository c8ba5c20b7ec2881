"""What came with an incident, shown: guidance and what follows, the questions, first evidence, who was told."""

from bot.incident.concerns import Concern
from bot.incident.contact_chain import instead
from bot.incident.durations import spoken_duration
from bot.incident.guidance import Reading
from bot.incident.intake import Answered, Evidence, Given, Told
from bot.incident.questions import reading_of
from bot.incident.roles import Role, titled
from bot.incident.roster import TOLD_FOR
from bot.incident.severity import spoken
from bot.incident.state import Incident
from bot.incident.timers import timers, update_every
from bot.slack import parts
from bot.slack.card_context import CardContext
from bot.slack.cards.notices import verbatim
from bot.slack.mrkdwn import at, channel_link, escape, link, quiet, shorten
from bot.slack.view import Block, Message, Urgency


def intake_cards(context: CardContext, channel: str) -> dict[str, Message]:
    """Every message about what came with the incident, in its channel."""
    intake = context.incident.intake
    cards = {f"guidance:{given.number}": guidance(context, channel, given) for given in intake.given}
    if intake.answered:
        cards["questions"] = questions(context, channel, intake.answered)
    for one in intake.evidence:
        cards[f"evidence:{one.number}"] = evidence(context, channel, one)
        if one.replies:
            cards[f"evidence:{one.number}:thread"] = evidence_thread(context, channel, one)
    if intake.ticket and intake.ticket.refused:
        cards["ticket"] = no_ticket(context, channel, intake.ticket.refused)
    return cards


def guidance(context: CardContext, channel: str, given: Given) -> Message:
    """What was read from guidance, and what follows from it (D10); guidance of a declare stands in the report."""
    incident = context.incident
    read = ", ".join(_read(one, words) for one, words in given.reading.found.items())
    number = f" {given.number}" if given.number > 1 else ""
    text = f"Guidance{number} on {incident.id}: {read or 'nothing in it changes the course by itself'}"
    blocks: list[Block] = [parts.section(f"*{quiet(text)}*")]
    if not given.at_declare:
        blocks += verbatim(shorten(given.text, 2_900))
    before = Reading().joined_all(one.reading for one in incident.intake.given if one.number < given.number)
    if lines := follows(context, given.reading.without(before)):
        blocks.append(parts.section("\n".join(f"• {line}" for line in lines)))
    when = f"{context.name(given.by)}, {context.at(given.at)}"
    blocks.append(parts.context(f"{when} · more of it any time: `/incident guidance &lt;text&gt;`"))
    return Message(channel, escape(text), tuple(blocks), Urgency.STATUS)


def _read(concern: Concern, words: str) -> str:
    return concern.value if words == concern.value.lower() else f"{concern} (“{words}”)"


def follows(context: CardContext, reading: Reading) -> list[str]:
    """What follows from a reading, a line each: people, executives, mitigation, documents, updates."""
    lines = [] if context.incident.over else [*_people(context, reading)]
    if reading.mitigation:
        lines.append(f"Mitigation: {reading.mitigation}")
    if reading.comprehensive:
        lines.append("Documents are written in full.")
    if reading.step_by_step:
        lines.append("Runbooks are shown step by step, and the next tier is called in half the time.")
    if reading.short_cadence and not context.incident.over:
        every = update_every(context.incident, context.organisation.policies, context.incident.severity)
        lines += [f"Updates every {spoken_duration(every)}."] if every else []
    return lines


def _people(context: CardContext, reading: Reading) -> list[str]:
    lines = []
    for role in reading.roles:
        people = context.organisation.holders(role)
        user = context.incident.holder(role) or next(iter(people), None)
        called = role is Role.SECURITY_LEAD
        if user:
            lines.append(f"{titled(role)} {context.name(user)} {'is called' if called else 'hears of it'}.")
        elif called:
            lines.append(f"{titled(role)}: nobody in the organisation's file.")
    if reading.executives:
        lines.append(f"Executive sponsor: {_sponsor(context)} at once ({', '.join(reading.executives)}).")
    return lines


def _sponsor(context: CardContext) -> str:
    """Who hears as the sponsor; where nobody holds the role, who is called instead (E7)."""
    if holders := context.organisation.holders(Role.EXECUTIVE_SPONSOR):
        return f"{context.name(holders[0])} is informed"
    chain = instead(context.incident, context.organisation, context.incident.detected_at)
    who = f"{context.name(chain[0][0])} ({chain[0][1].lower()})" if chain else "nobody"
    return f"nobody holds the role, {who} is called instead"


def questions(context: CardContext, channel: str, answered: Answered) -> Message:
    """The eight answers and what they mean; answered again, this card changes (D11)."""
    incident, found = context.incident, answered.answers
    sensitive = " and ".join(found.sensitive) or ("no" if found.not_sensitive else "")
    facts = {
        "Impact": found.impact,
        "Users": f"{found.users_percent} %" if found.users_percent is not None else "",
        "Since": context.at(found.began) if found.began else "",
        "Changed in 24 h": found.changes,
        "Security or data loss": sensitive,
        "Business": ", ".join(found.business),
        "Team on call": found.experience or "",
        "SLA": found.sla or "",
    }
    shown = {name: value if name == "Since" else quiet(shorten(value, 300)) for name, value in facts.items()}
    lines = [f"*{name}*  {value}" for name, value in shown.items() if value]
    if answered.severity_words:
        kept = "" if incident.severity_final else ", until triage decides"
        lines.append(f"*First severity*  {quiet(answered.severity_words)}{kept}")
    text = f"The questions about {incident.id}"
    blocks: list[Block] = [parts.section("\n".join([f"*{text}*", *lines]))]
    if more := follows(context, reading_of(found).without(incident.intake.written)):
        blocks.append(parts.section("\n".join(f"• {line}" for line in more)))
    blocks.append(parts.context(f"Answered by {context.name(answered.by)}, {context.at(answered.at)}"))
    if not incident.over:
        blocks.append(parts.actions("questions", parts.button("Change the answers", "questions_open", incident.id)))
    return Message(channel, text, tuple(blocks), Urgency.STATUS)


def evidence(context: CardContext, channel: str, one: Evidence) -> Message:
    """The message from which it was declared: who, where, its words, and the way there (D3)."""
    author, first = (
        author_name(context, one.author),
        "First evidence" if one.number == 1 else f"Evidence {one.number}",
    )
    where = channel_link(one.channel) if one.channel.startswith("C") else "a direct message"
    there = f" · {link(one.permalink, 'open the message')}" if one.permalink else ""
    text = f"{first} of {context.incident.id}: a message by {author}"
    blocks: list[Block] = [parts.section(f"*{first}*: a message by {author} in {where}{there}")]
    blocks += verbatim(shorten(one.text, 2_900), "rich_text_quote") if one.text.strip() else []
    if thread := _thread_words(one):
        blocks.append(parts.context(thread))
    return Message(channel, escape(text), tuple(blocks), Urgency.STATUS)


def _thread_words(one: Evidence) -> str:
    if one.unread:
        return f"Its thread could not be read: {quiet(one.unread)}."
    if not one.replies:
        return ""
    more = f", {one.left_out} more did not fit" if one.left_out else ""
    return f"{len(one.replies)} {'reply' if len(one.replies) == 1 else 'replies'} of its thread below{more}"


def evidence_thread(context: CardContext, channel: str, one: Evidence) -> Message:
    """The replies that the message had, to the letter."""
    text = f"The thread of evidence {one.number}, {len(one.replies)} of its replies"
    blocks: list[Block] = []
    for reply in one.replies[:20]:
        blocks.append(parts.context(f"{author_name(context, reply.author)}, {at(reply.at, day=True)}"))
        blocks += verbatim(reply.text or "(no text)", "rich_text_quote")
    return Message(channel, text, tuple(blocks), Urgency.PROGRESS, thread=f"evidence:{one.number}")


def author_name(context: CardContext, author: str) -> str:
    """Somebody's name without making them notice; an id stays an id for whom the file does not name."""
    person = context.organisation.person(author)
    return quiet(person.name if person else author or "somebody")


def link_back(context: CardContext) -> Message | None:
    """A reply under the message from which it was declared, once; none about a private incident (D3)."""
    incident, origin = context.incident, context.incident.intake.origin
    if origin is None or origin.offered or incident.private or incident.channel is None:
        return None
    first = f"{incident.id} was declared from this message"
    by, room = context.name(incident.reporter), channel_link(incident.channel.id)
    text = f"{first} by {by}: {escape(incident.title)}"
    body = f"*{first}* by {by}: {quiet(incident.title)}\n{room}"
    return Message(
        origin.channel, text, (parts.section(body),), Urgency.STATUS, thread_ts=origin.thread or origin.ts,
        settled=False,
    )  # fmt: skip


def told(context: CardContext, user: str, one: Told) -> Message:
    """Word to somebody who hears at once: what it is, why them, that nothing is asked, and their role (N4)."""
    incident = context.incident
    first = f"For your information: {spoken(incident.severity)}, {incident.title}"
    room = f" · {channel_link(incident.channel.id)}" if incident.channel else ""
    lines = [f"*{quiet(first)}*", f"{incident.id} · {incident.status}{room}", _why(context, one)]
    blocks: list[Block] = [parts.section("\n".join(lines))]
    able = context.organisation.person(user)
    if not incident.over and incident.holder(one.role) is None and able and one.role in able.roles:
        value = f"{incident.id} {one.role.value}"
        blocks.append(parts.actions("told", parts.button(f"Take the role of {one.role.spoken}", "role_take", value)))
    heard = escape(f"{first}. You hear as {one.role.spoken}.")
    return Message(user, heard, tuple(blocks), Urgency.CALL, settled=incident.over)


def _why(context: CardContext, one: Told) -> str:
    words = f"You hear of it as {one.role.spoken}. {TOLD_FOR.get(one.role, 'The channel may need you.')}"
    due = timers(context.incident, context.organisation.policies).get(f"inform:{one.role}")
    return f"{words} If it is not over by {context.at(due)}, you are paged." if due else words


def no_ticket(context: CardContext, channel: str, reason: str) -> Message:
    """Said once: the tracker has no ticket, and it will not be tried again (D12)."""
    text = f"warning · No ticket for {context.incident.id} in the tracker"
    body = f"*{text}*: {quiet(reason)}. It is not tried again; nothing else waits for it."
    return Message(channel, text, (parts.section(body),), Urgency.STATUS)


def course(incident: Incident) -> str:
    """How guidance bends the course, for the status card; empty when it does not."""
    reading = incident.reading
    words = []
    if reading.evidence_first:
        words.append("evidence before changes")
    if reading.rollback_first:
        words.append("rollback first")
    if reading.has(Concern.PERFORMANCE):
        words.append("database first")
    if reading.step_by_step:
        words.append("new team: tiers in half the time")
    if reading.comprehensive:
        words.append("documents in full")
    return ", ".join(words)


def told_people(context: CardContext) -> str:
    """Who heard at once, by plain name (rule 11)."""
    return ", ".join(
        f"{context.name(user)} ({one.role.spoken})" for user, one in context.incident.intake.told.items()
    )
