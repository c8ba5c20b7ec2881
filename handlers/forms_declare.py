"""The forms at the beginning: declaring, the eight questions, guidance; each prefilled with what is known."""

import json
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from bot.incident.concerns import Concern
from bot.incident.organisation import Organisation
from bot.incident.playbook import Playbook
from bot.incident.questions import BUSINESS, LONGEST_ANSWER_CHARACTERS, Answers, Experience, SlaStatus
from bot.incident.refusals import AlreadyOpen, EndedLately
from bot.incident.state import Incident
from bot.incident.times import Times
from bot.incident.topics.guidance import LONGEST_GUIDANCE_CHARACTERS
from bot.incident.typed_times import shown_moment
from bot.slack import parts
from bot.slack.mrkdwn import escape, quiet
from bot.slack.view import Block
from handlers.forms import FIELD_CHARACTERS, SEVERITIES, Modal

NOT_KNOWN = parts.option("I do not know yet", "unknown")

SENSITIVE = (
    parts.option("No, neither", "no"),
    parts.option("Security", Concern.SECURITY.value),
    parts.option("Data lost or corrupted", Concern.DATA_LOSS.value),
    parts.option("Both", "both"),
)
AT_STAKE = {
    Concern.REVENUE: "Revenue is lost",
    Concern.COMPLIANCE: "Law, regulators or contracts are concerned",
    Concern.REPUTATION: "The public or the press may notice",
    Concern.SAFETY: "People's safety is at risk",
}
TEAM = {
    Experience.EXPERIENCED: "Knows this service well",
    Experience.MIXED: "Some of it do",
    Experience.NEW: "New to it",
}
SLA = {
    SlaStatus.SAFE: "In no danger",
    SlaStatus.BUDGET_LOW: "Error budget nearly used up",
    SlaStatus.NEAR: "Breach within hours",
    SlaStatus.BREACHED: "Breached already",
}


def declare(
    organisation: Organisation, playbooks: Mapping[str, Playbook], *, text: str = "", severity: str = "unknown",
    service: str = "", guidance: str = "", playbook: str = "", private: bool = False,
    questions: list[Block] | None = None, note: str = "", carried: dict[str, str] | None = None,
) -> Modal:  # fmt: skip
    """What is wrong is the only field that must be filled (D1). `note` stands above, `questions` below."""
    blocks: list[Block] = [parts.context(note)] if note else []
    blocks += [
        parts.text_input(
            "title", "What is wrong?", initial=text, multiline=True, longest=FIELD_CHARACTERS,
            placeholder="Checkout is down, 40 % of payments fail",
        ),
        parts.select("severity", "How bad is it?", (NOT_KNOWN, *SEVERITIES), initial=severity),
    ]  # fmt: skip
    services = tuple(parts.option(one.title or name, name) for name, one in organisation.services.items())
    if services:
        blocks.append(parts.select("service", "Service", services, initial=service, optional=True))
    blocks += [
        parts.checkboxes(
            "private", "Who may see it?", (parts.option("Private: only those who are invited", "private"),),
            ("private",) if private else (),
        ),
        parts.text_input(
            "guidance", "Guidance", initial=guidance, optional=True, multiline=True,
            longest=LONGEST_GUIDANCE_CHARACTERS,
            hint="Anything that should change how it is handled: security, compliance, revenue, a new team",
        ),
    ]  # fmt: skip
    if len(playbooks) > 1:
        usual = playbook or organisation.policies.playbook
        options = tuple(parts.option(book.title, name, book.summary) for name, book in playbooks.items())
        blocks.append(
            parts.select(
                "playbook", "Playbook", options, initial=usual, optional=True,
                hint="The steps and gates that lead to the end; leave it when in doubt",
            )
        )  # fmt: skip
    if questions:
        blocks += [parts.divider(), parts.section("*Eight questions*, all optional"), *questions]
    metadata = json.dumps(carried or {}, ensure_ascii=False)
    return parts.modal("declare", "Declare an incident", "Declare", blocks, metadata=metadata)


def question_blocks(answers: Answers, times: Times, zone: ZoneInfo) -> list[Block]:
    """The eight questions as fields (D11, A:82-108)."""
    sensitive = "both" if len(answers.sensitive) > 1 else next(iter(answers.sensitive), None)
    users = "" if answers.users_percent is None else str(answers.users_percent)
    since = shown_moment(times.shown(answers.began), zone) if answers.began else ""
    return [
        parts.text_input(
            "impact", "1. What do users see?", initial=answers.impact, optional=True, multiline=True,
            longest=LONGEST_ANSWER_CHARACTERS, placeholder="Payments time out, browsing works",
        ),
        parts.text_input(
            "users_percent", "2. What share of users is affected, in per cent?", initial=users, optional=True,
            longest=20, placeholder="40", hint="Over 50 makes it P0, 10 to 50 P1, less P2, until triage decides",
        ),
        parts.text_input(
            "began", "3. Since when?", initial=since, optional=True, longest=40, placeholder="14:05",
            hint=f"14:05, yesterday 14:05, 20 min ago, 2026-11-20 14:05 ({zone.key})",
        ),
        parts.text_input(
            "changes", "4. What changed in the last 24 hours?", initial=answers.changes, optional=True,
            multiline=True, longest=LONGEST_ANSWER_CHARACTERS, placeholder="Deploy of v42 at 13:50, new tax rates",
        ),
        parts.select(
            "sensitive", "5. Is security concerned, or is data lost?", SENSITIVE, optional=True,
            initial="no" if answers.not_sensitive else sensitive,
            hint="Yes calls the security lead and informs the executive sponsor at once",
        ),
        parts.checkboxes(
            "business", "6. What is at stake for the business?",
            tuple(parts.option(AT_STAKE[one], one.value) for one in BUSINESS), tuple(answers.business),
            hint="Each informs the executive sponsor at once",
        ),
        parts.select(
            "experience", "7. How well does the team on call know it?",
            tuple(parts.option(words, one.value) for one, words in TEAM.items()), initial=answers.experience,
            optional=True, hint="A new team gets runbooks step by step, and the next tier in half the time",
        ),
        parts.select(
            "sla", "8. How does the SLA stand?",
            tuple(parts.option(words, one.value) for one, words in SLA.items()), initial=answers.sla, optional=True,
            hint="Near a breach: rollback first, and updates more often",
        ),
    ]  # fmt: skip


def questions(incident: Incident, blocks: list[Block], channel: str) -> Modal:
    """The questions about an incident that is there already."""
    head = parts.section(f"*{incident.id}* {quiet(incident.title)}\nAll optional; what you know helps.")
    metadata = json.dumps({"incident": incident.id, "channel": channel})
    return parts.modal("questions", "Eight questions", "Answer", [head, *blocks], metadata=metadata)


def guidance(incident: Incident, channel: str) -> Modal:
    """Guidance while it goes on."""
    field = parts.text_input(
        "text", "What should change how it is handled?", multiline=True,
            longest=LONGEST_GUIDANCE_CHARACTERS,
        hint="Read for security, data loss, revenue, compliance, performance, a tight SLA, a new team",
    )  # fmt: skip
    metadata = json.dumps({"incident": incident.id, "channel": channel})
    title = parts.fitting(f"Guidance on {incident.id}", "Guidance")
    return parts.modal("guidance", title, "Give guidance", [field], metadata=metadata)


def known_already(problem: AlreadyOpen | EndedLately) -> Block:
    """Says in the declare form that the service has one already; submitting once more declares all the same."""
    return parts.section(f"*{escape(str(problem))}* Submit once more to declare all the same.")
