"""What happens when a deadline comes: the next person, the next tier, a reminder, a missed clock."""

from datetime import datetime, timedelta

from bot.incident.commands import FireTimer
from bot.incident.decide.escalation import TIER_NAMES, call_role, call_tier, inform, not_taken
from bot.incident.decide.roles import candidates
from bot.incident.decide.triage import communications
from bot.incident.durations import rounded_duration
from bot.incident.events import (
    ClockMissed,
    GateReminded,
    ManagementInformed,
    PageAnswered,
    PathCalled,
    UpdateMissed,
)
from bot.incident.roles import Role, titled
from bot.incident.state import MUSTER, ClockName, PageAnswer
from bot.incident.story import Story
from bot.incident.timers import response_of, timers, update_every


def fire(story: Story, command: FireTimer) -> None:
    """Judge the timer anew: it acts only if it is still armed, and due, now (DESIGN 3)."""
    due = timers(story.state, story.organisation.policies).get(command.timer)
    if due is None or due > story.now:
        return
    kind, _, rest = command.timer.partition(":")
    match kind:
        case "page":
            _page_unanswered(story, command.timer)
        case "tier":
            _pass_on(story, int(rest))
        case "inform":
            inform(story, Role(rest), "not resolved yet")
        case "path":
            _call_path(story, int(rest))
        case "clock":
            story.tell(ClockMissed(at=story.now, by=MUSTER, clock=ClockName(rest)))
        case "update":
            _update_due(story, due)
        case "gate":
            name, _, what = rest.partition(":")
            _remind_deciders(story, name, backup=what == "backup")


def _page_unanswered(story: Story, key: str) -> None:
    page = story.state.pages[key]
    story.tell(PageAnswered(at=story.now, by=MUSTER, page=key, user=page.user, answer=PageAnswer.UNANSWERED))
    not_taken(story, page, "did not answer")


def _pass_on(story: Story, tier: int) -> None:
    call_tier(story, tier + 1, f"not resolved in time by tier {tier} ({TIER_NAMES[tier]})")


def _call_path(story: Story, number: int) -> None:
    """The playbook's own escalation path (E6): whoever holds the role is paged, once, else who stands in (E7)."""
    step = story.state.path[number]
    nobody = not story.organisation.holders(step.role)
    says = step.says or titled(step.role)
    story.tell(PathCalled(at=story.now, by=MUSTER, number=number, says=says, nobody=nobody))
    if step.role not in story.state.informed:
        told = ManagementInformed(
            at=story.now, by=MUSTER, role=step.role, reason="not resolved yet", nobody=nobody
        )  # fmt: skip
        story.tell(told)
    seconds = response_of(story.state, story.organisation.policies).acknowledge if step.answer else None
    reason = f"not resolved after {rounded_duration(timedelta(seconds=step.after))}"
    call_role(story, step.role, says, reason, within=seconds or None)


def _update_due(story: Story, due: datetime) -> None:
    """One reminder, however many fell due while nobody looked (DESIGN 3)."""
    every = timedelta(seconds=update_every(story.state, story.organisation.policies, story.state.severity) or 0)
    missed = int((story.now - due) / every) + 1
    story.tell(
        UpdateMissed(
            at=story.now, by=MUSTER, missed=missed, next_update=due + every * missed,
            asked=communications(story),
        )
    )  # fmt: skip


def _remind_deciders(story: Story, name: str, *, backup: bool) -> None:
    gate = story.state.gates[name]
    asked = gate.asked
    if backup:
        cover = (*candidates(story, Role.INCIDENT_COMMANDER), *candidates(story, Role.TECHNICAL_LEAD))
        asked = tuple(one for one in dict.fromkeys(cover) if one not in gate.asked)[:1]
    story.tell(GateReminded(at=story.now, by=MUSTER, gate=name, asked=asked, backup=backup))
