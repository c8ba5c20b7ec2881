"""What is read from guidance, and what follows from it (D10)."""

import pytest

from bot.incident import commands
from bot.incident.commands import Declare, GiveGuidance
from bot.incident.guidance import Concern, Reading, read_guidance
from bot.incident.refusals import NotAllowed, TextMissing, TextTooLong
from bot.incident.roles import Role
from bot.incident.severity import Severity
from bot.incident.state import PageAnswer
from tests.incident.rehearsal import ANA, BO, CHIDI, FARID, HUGO, INES, JUN, SAM, VERA, Rehearsal, declared, paged

SECURITY, DATA_LOSS, REVENUE = Concern.SECURITY, Concern.DATA_LOSS, Concern.REVENUE
COMPLIANCE, PERFORMANCE, TIGHT = Concern.COMPLIANCE, Concern.PERFORMANCE, Concern.TIGHT_SLA
NEW, REPUTATION, SAFETY = Concern.NEW_TEAM, Concern.REPUTATION, Concern.SAFETY

READ: list[tuple[str, tuple[Concern, ...]]] = [
    # The five examples of the source (A:65-69).
    ("Security incident suspected, preserve forensics before mitigation", (SECURITY,)),
    ("Performance degradation, focus on database query optimization", (PERFORMANCE,)),
    ("Payment processing down, revenue impact critical", (REVENUE,)),
    ("Tight SLA window, prioritize fast rollback over investigation", (TIGHT,)),
    ("First P0 for new team, need extra documentation and communication", (NEW,)),
    # However it is written.
    ("SECURITY", (SECURITY,)),
    ("a data-loss is possible", (DATA_LOSS,)),
    ("we may have LOST DATA in orders", (DATA_LOSS,)),
    ("GDPR applies; regulators may ask", (COMPLIANCE,)),
    ("signing keys leaked", (SECURITY,)),
    ("unauthorised access to payments", (SECURITY, REVENUE)),
    ("journalists are calling", (REPUTATION,)),
    ("people are hurt", (SAFETY,)),
    ("security, revenue and compliance", (SECURITY, REVENUE, COMPLIANCE)),
    ("“breach”: be careful", (SECURITY,)),
    ("security\nbreach", (SECURITY,)),
    # A breach of a deadline is no breach of security.
    ("SLA breach in ten minutes", (TIGHT,)),
    ("we are close to a breach of the SLA", (TIGHT,)),
    ("the SLA will breach soon", ()),
    # What is denied does not count; what follows a "but" does.
    ("no data loss", ()),
    ("not security related", ()),
    ("there is no security or data loss here", ()),
    ("it has nothing to do with security", ()),
    ("it isn\u2019t a security incident", ()),
    ("no security impact, but revenue is lost", (REVENUE,)),
    ("not only security", (SECURITY,)),
    ("no idea yet. Security looks at it", (SECURITY,)),
    # Whole words only.
    ("the insecurely slowly degustation", ()),
    ("press a button, use a media server, train the model", ()),
    ("a memory leak in the non-regulation part", ()),
    ("", ()),
    ("be quick", ()),
]


@pytest.mark.parametrize(("text", "concerns"), READ)
def test_what_is_read(text: str, concerns: tuple[Concern, ...]) -> None:
    """Whole words, in whatever case, and not what the person denies."""
    assert read_guidance(text).concerns == concerns


def test_it_says_which_word_it_was() -> None:
    """A reading that somebody doubts can be looked up."""
    assert read_guidance("Payments are hit by a breach").found == {SECURITY: "breach", REVENUE: "payments"}


FOLLOWS: list[tuple[Concern, tuple[Role, ...], bool, bool, bool, bool]] = [
    # concern, roles that take part, executives at once, comprehensive documents, step by step, shorter cadence
    (SECURITY, (Role.SECURITY_LEAD,), True, True, False, True),
    (DATA_LOSS, (Role.SECURITY_LEAD, Role.DATABASE_ADMINISTRATOR), True, True, False, True),
    (REVENUE, (Role.PRODUCT_OWNER,), True, False, False, True),
    (COMPLIANCE, (Role.GENERAL_COUNSEL,), True, True, False, True),
    (PERFORMANCE, (Role.RELIABILITY_ENGINEER, Role.DATABASE_ADMINISTRATOR), False, False, False, False),
    (TIGHT, (), False, False, False, True),
    (NEW, (), False, True, True, True),
    (REPUTATION, (), True, False, False, True),
    (SAFETY, (), True, False, False, True),
]


@pytest.mark.parametrize(("concern", "roles", "executives", "full", "steps", "cadence"), FOLLOWS)
def test_what_follows(
    concern: Concern, roles: tuple[Role, ...], executives: bool, full: bool, steps: bool, cadence: bool
) -> None:
    """People, escalation path, documents, runbooks, updates: one row for each concern."""
    reading = Reading(found={concern: "x"})
    assert reading.roles == roles
    assert bool(reading.executives) is executives
    assert (reading.comprehensive, reading.step_by_step, reading.short_cadence) == (full, steps, cadence)


def test_evidence_goes_before_a_fast_rollback() -> None:
    """A tight SLA asks for a rollback first, unless evidence would be lost with it (S7)."""
    assert read_guidance("tight SLA").rollback_first
    assert not read_guidance("tight SLA, security breach").rollback_first
    assert read_guidance("tight SLA, security breach").evidence_first
    assert "database" in read_guidance("slow").mitigation
    assert read_guidance("be quick").mitigation == ""


def guided(text: str, severity: Severity | None = Severity.P1, *, private: bool = False) -> Rehearsal:
    """Declared with this guidance."""
    room = Rehearsal()
    room.does(
        Declare(
            by=VERA, text="Checkout is down", severity=severity, service="checkout", guidance=text, private=private
        )
    )
    return room


def test_security_calls_the_security_lead_and_the_sponsor_at_once() -> None:
    """Farid is named and paged beside on-call, Ines is informed now and not once more at half past (E5, A:75)."""
    room = guided("security breach")
    assert paged(room.events) == [ANA, FARID, INES]
    assert room.state.holder(Role.SECURITY_LEAD) == FARID
    assert Role.EXECUTIVE_SPONSOR in room.state.informed
    room.passes(hours=3)
    informed = [page for page in room.state.pages.values() if "management is informed" in page.reason]
    assert [page.user for page in informed] == [INES, SAM]


def test_the_security_lead_does_not_stand_in_for_on_call() -> None:
    """Farid is on it: Ana is called all the same, and her tier is not engaged by him."""
    room = guided("security breach")
    room.does(commands.Engage(by=FARID))
    assert room.page(FARID).answer is PageAnswer.ENGAGED
    assert room.page(ANA).answer is PageAnswer.OPEN
    assert room.state.tiers[1].engaged is None
    assert room.state.acknowledged is not None
    room.passes(minutes=5)
    assert paged(room.events)[-1] == BO


def test_a_silent_security_lead_has_no_next() -> None:
    """Nobody is called in Farid's place, and Ana's answer is what counts for on-call."""
    room = guided("security breach")
    room.does(commands.Engage(by=ANA))
    assert room.page(FARID).answer is PageAnswer.OPEN, "on-call's answer is not his"
    room.passes(minutes=5)
    assert room.page(FARID).answer is PageAnswer.UNANSWERED
    assert BO not in paged(room.events)


def test_people_who_hear_are_not_paged() -> None:
    """Revenue: Hugo hears of it, once; compliance: Jun."""
    room = guided("revenue and compliance", Severity.P2)
    assert {user: told.role for user, told in room.state.intake.told.items()} == {
        HUGO: Role.PRODUCT_OWNER,
        JUN: Role.GENERAL_COUNSEL,
    }
    assert paged(room.events) == [ANA, INES]


def test_the_tiers_of_a_new_team_are_called_in_half_the_time() -> None:
    """P1's tier 2 comes after 15 minutes instead of 30 (A:104)."""
    room = guided("new team")
    room.does(commands.Engage(by=ANA))
    assert room.timers["tier:1"] == room.at(15)
    assert guided("revenue").does(commands.Engage(by=ANA))


def test_updates_come_more_often_and_never_less() -> None:
    """P1's half hour becomes a quarter, P2's day four hours; P0 has its quarter already, P3 has none (K1)."""
    for severity, minutes in {Severity.P0: 15, Severity.P1: 15, Severity.P2: 240}.items():
        room = guided("tight SLA", severity)
        assert room.state.next_update == room.at(minutes), severity
        room.does(commands.PostUpdate(by=ANA, text="we are on it"))
        assert room.state.next_update == room.at(minutes), severity
    assert guided("tight SLA", Severity.P3).state.next_update is None


def test_guidance_can_come_later() -> None:
    """A responder gives it while it goes on; it adds to what was read before, and what follows happens then (D10)."""
    room = guided("revenue")
    room.passes(minutes=3)
    room.does(GiveGuidance(by=VERA, text="it looks like a security breach, tight SLA"))
    assert room.state.reading.concerns == (SECURITY, REVENUE, TIGHT)
    assert paged(room.events) == [ANA, INES, FARID]
    assert [one.text for one in room.state.intake.given] == ["revenue", "it looks like a security breach, tight SLA"]


def test_the_same_guidance_twice_calls_nobody_twice() -> None:
    """Farid declined the role; saying security again does not call him again."""
    room = guided("security")
    room.does(commands.DeclinePage(by=FARID))
    room.does(commands.DeclineRole(by=FARID, role=Role.SECURITY_LEAD))
    before = len(paged(room.events))
    room.does(GiveGuidance(by=VERA, text="security"))
    assert len(paged(room.events)) == before


def test_who_may_give_guidance() -> None:
    """Responders; and not nothing, nor a book."""
    room = declared(Severity.P1)
    with pytest.raises(NotAllowed):
        room.does(GiveGuidance(by=BO, text="security"))
    with pytest.raises(TextMissing):
        room.does(GiveGuidance(by=ANA, text="  "))
    with pytest.raises(TextTooLong):
        room.does(GiveGuidance(by=ANA, text="x" * 2_501))


def test_a_private_incident_is_told_to_those_it_needs() -> None:
    """Security lead, sponsor and counsel are let in; the product owner is not."""
    room = guided("security, compliance, revenue", private=True)
    assert {FARID, INES, JUN} <= set(room.state.responders)
    assert HUGO not in room.state.responders
    assert not room.state.intake.told.get(CHIDI)


def test_what_is_kept_of_guidance_is_bounded() -> None:
    """However much is given, the snapshot stays small; the timeline has it all."""
    room = declared(Severity.P1)
    for number in range(12):
        room.does(GiveGuidance(by=ANA, text=f"{number} is slow"))
    assert len(room.state.intake.given) == 4
    assert room.state.intake.guidance_count == 12
