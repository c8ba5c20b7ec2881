"""The triage: impact and urgency by the written criteria, and what is at stake, as far as it is known (T1, T2)."""

from enum import StrEnum

from bot.incident.concerns import Concern
from bot.incident.impact_facets import DataImpact, Effect, ImpactFacets, TimeSensitivity, Trend
from bot.incident.questions import Answers
from bot.incident.severity import IMPACT_CRITERIA, URGENCY_CRITERIA, Level
from bot.incident.state import Category, Incident, Proposal
from bot.incident.topics.triage import ProposeTriage
from bot.slack import parts
from bot.slack.mrkdwn import quiet
from bot.slack.view import Block
from bot.wiring import Muster
from handlers.declare_text import FieldProblem
from handlers.forms import FIELD_CHARACTERS, carry
from handlers.question_form import read_percent
from handlers.request import Form, Reply

CATEGORIES = tuple(parts.option(one.value.replace("-", " ").capitalize(), one.value) for one in Category)

#: I's examples and figures, as hints beside the choice (T1, I:230-290).
HINTS = (
    "*P0*  everybody is blocked, the database is gone, data is lost, a breach, payments fail",
    "*P1*  login or checkout is gone, errors over 0.5 % (5 x normal), p95 over twice its SLA, one region out",
    "*P2*  a lesser feature is gone, errors over 0.1 %, p95 over its SLA, CPU or memory over 80 %",
    "*P3*  cosmetic, a request, an improvement",
)

#: Ticked beside the definitions of P0: they bring executives in at once (E5).
RISKS = (parts.option("Compliance risk", "compliance"), parts.option("Safety of users at risk", "user_safety"))


def triage_form(incident: Incident, channel: str) -> dict[str, object]:
    """Impact and urgency first; the rest may stay empty at three in the morning.

    Prefilled with the last one, else with what the eight questions were answered with (D11).
    """
    last, answered = incident.proposal, incident.intake.answered
    answers = answered.answers if answered and last is None else Answers()
    blocks = [
        parts.section(f"*{incident.id}* {quiet(incident.title)}"),
        parts.select("impact", "Impact", _levels(IMPACT_CRITERIA), initial=last.impact if last else None, radio=True),
        parts.select(
            "urgency", "Urgency", _levels(URGENCY_CRITERIA), initial=last.urgency if last else None, radio=True
        ),
        parts.context(*HINTS),
        parts.checkboxes("definition", "Any of these makes it P0 by definition", DEFINITIONS, _ticked(last, answers)),
        *_words(last, answers),
        parts.divider(),
        parts.context("From here on only what you know already; it can be added later."),
        *_stakes(last),
    ]
    title = parts.fitting(f"Triage {incident.id}", "Triage")
    return parts.modal("triage", title, "Propose", blocks, metadata=carry(incident, channel=channel))


DEFINITIONS = (
    parts.option("Complete outage", "outage"),
    parts.option("Data lost or corrupted", "data_loss"),
    parts.option("Security breach", "security"),
)


def _words(last: Proposal | None, answers: Answers) -> list[Block]:
    share = last.users_percent if last else answers.users_percent
    percent = "" if share is None else str(share)
    return [
        parts.text_input(
            "users_percent", "Share of users affected, in per cent", optional=True, placeholder="12",
            initial=percent, longest=20,
        ),
        parts.text_input(
            "summary", "What do you see, and what do you think it is?", optional=True, multiline=True,
            initial=last.summary if last else answers.impact, longest=FIELD_CHARACTERS,
        ),
        parts.text_input(
            "actions", "What should be done first?", optional=True, multiline=True,
            initial=last.actions if last else "", longest=FIELD_CHARACTERS,
        ),
    ]  # fmt: skip


def _stakes(last: Proposal | None) -> list[Block]:
    stakes = last.stakes if last else ImpactFacets()
    risks = tuple(name for name in ("compliance", "user_safety") if getattr(stakes, name))
    return [
        parts.select(
            "category", "What kind of trouble?", CATEGORIES, initial=last.category if last else None, optional=True
        ),
        parts.text_input(
            "affected", "Affected systems", optional=True, initial=last.affected if last else "", longest=300,
            placeholder="checkout, payments",
        ),
        _choice("effect", "Effect on those users", Effect, stakes.effect),
        _choice("time_sensitivity", "It has to end within", TimeSensitivity, stakes.time_sensitivity),
        _choice("trend", "Trend", Trend, stakes.trend),
        _choice("data", "Data", DataImpact, stakes.data),
        parts.text_input(
            "revenue", "Revenue impact", optional=True, initial=stakes.revenue, longest=100,
            placeholder="$4,000 an hour", hint="If there is any, the executive sponsor hears of it at once",
        ),
        parts.checkboxes("risks", "Risks", RISKS, risks),
        _choice("reputation", "Reputation risk", Level, stakes.reputation),
        parts.text_input(
            "availability", "Availability now, in per cent", optional=True, initial=stakes.availability, longest=40
        ),
        parts.text_input(
            "time_to_breach", "Time until the SLA is breached", optional=True, initial=stakes.time_to_breach,
            longest=60,
        ),
    ]  # fmt: skip


def _choice(block: str, label: str, kind: type[StrEnum], initial: StrEnum | None) -> Block:
    options = tuple(parts.option(one.value[:1].upper() + one.value[1:], one.value) for one in kind)
    return parts.select(block, label, options, initial=initial.value if initial else None, optional=True)


def _levels(criteria: dict[Level, str]) -> tuple[Block, ...]:
    return tuple(parts.option(level.value, level.value, words) for level, words in criteria.items())


def _ticked(last: Proposal | None, answers: Answers) -> tuple[str, ...]:
    if last:
        return tuple(name for name in ("outage", "data_loss", "security") if getattr(last, name))
    asked = {"data_loss": Concern.DATA_LOSS, "security": Concern.SECURITY}
    return tuple(name for name, concern in asked.items() if concern in answers.sensitive)


def submit_triage(muster: Muster, form: Form) -> Reply:
    """Propose what the form says. Raises Refused, FieldProblem."""
    ticked, category = form.ticked.get("definition", ()), form.values.get("category")
    command = ProposeTriage(
        by=form.ask.user,
        impact=_level(form, "impact"),
        urgency=_level(form, "urgency"),
        users_percent=read_percent(form.values.get("users_percent", "")),
        outage="outage" in ticked,
        data_loss="data_loss" in ticked,
        security="security" in ticked,
        category=Category(category) if category else None,
        affected=form.values.get("affected", "").strip(),
        summary=form.values.get("summary", "").strip(),
        actions=form.values.get("actions", "").strip(),
        stakes=_read_stakes(form),
    )
    muster.store.commit(command, key=form.ask.key, incident=form.carried["incident"])
    return Reply()


def _read_stakes(form: Form) -> ImpactFacets:
    chosen = ("effect", "time_sensitivity", "trend", "data", "reputation")
    typed = ("revenue", "availability", "time_to_breach")
    risks = form.ticked.get("risks", ())
    given: dict[str, object] = {name: form.values[name] for name in chosen if form.values.get(name)}
    given |= {name: form.values.get(name, "").strip()[:100] for name in typed}
    given |= {name: name in risks for name in ("compliance", "user_safety")}
    return ImpactFacets.model_validate(given)


def _level(form: Form, block: str) -> Level:
    try:
        return Level(form.values.get(block, ""))
    except ValueError as unknown:
        raise FieldProblem(block, "Choose one of the three.") from unknown
