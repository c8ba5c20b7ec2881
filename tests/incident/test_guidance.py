"""What is read from guidance, and what follows from it (D10)."""

import pytest

from bot.incident.concerns import WORDS, Concern
from bot.incident.guidance import Reading, read_guidance
from bot.incident.refusals import NotAllowed, TextMissing, TextTooLong
from bot.incident.roles import Role
from bot.incident.severity import Severity
from bot.incident.state import PageAnswer
from bot.incident.topics.declaring import Declare
from bot.incident.topics.escalation import DeclinePage
from bot.incident.topics.guidance import GiveGuidance
from bot.incident.topics.paging import Engage
from bot.incident.topics.roles import DeclineRole
from bot.incident.topics.updates import PostUpdate
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
    ("unauthorised access to payments", (SECURITY,)),
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
    ("no evidence of a security breach", ()),
    ("no security, data loss or compliance issue", ()),
    ("security has been ruled out; data loss: none", ()),
    ("we ruled out a breach", ()),
    ("nobody was injured, and users were never in danger; no safety risk", ()),
    ("revenue is not affected, sales are at risk", (REVENUE,)),
    ("performance is fine, SLA not at risk", ()),
    ("not a new team, no junior on it", ()),
    ("no journalists, no impact whatsoever on our reputation", ()),
    ("it doesn't affect compliance", ()),
    # Doubt is no denial, and neither is what happens to stand before.
    ("we cannot rule out a breach", (SECURITY,)),
    ("not sure about security", (SECURITY,)),
    ("data loss is not ruled out", (DATA_LOSS,)),
    ("data loss: no idea", (DATA_LOSS,)),
    ("not confirmed: data loss", (DATA_LOSS,)),
    ("not working since the security breach", (SECURITY,)),
    ("checkout does not load customers cannot pay", (REVENUE,)),
    ("no, security breach!", (SECURITY,)),
    # Revenue is money or sales that are lost, and not a service with such a name.
    ("payments", ()),
    ("the payments team has it, checkout is down", ()),
    ("payments fail over to the second region, billing is slow", (PERFORMANCE,)),
    ("the revenue dashboard is empty, sales demo at nine", ()),
    ("pay attention: transactions of the database fail, we can't pay attention to all", ()),
    ("the money transfer service restarts", ()),
    ("lost data in the orders database", (DATA_LOSS,)),
    ("customers cannot pay", (REVENUE,)),
    ("nobody can buy anything", (REVENUE,)),
    ("revenue loss", (REVENUE,)),
    ("checkout down costs sales", (REVENUE,)),
    ("it costs us a lot of money", (REVENUE,)),
    ("we are losing $40k a minute", (REVENUE,)),
    ("losing about 2,000 dollars an hour", (REVENUE,)),
    ("losing 10 requests a minute", ()),
    ("a tenth of the payments fail", (REVENUE,)),
    ("we do not lose orders, no payments are lost", ()),
    # Parts of a system.
    ("a security group change, the audit log is full", ()),
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


WORDS_SAID = [
    (concern, word.replace("*", "").replace("?", "s").replace(" … ", " ").replace("#", "$5"))
    for concern, words in WORDS.items() for word in words
]  # fmt: skip


@pytest.mark.parametrize("concern", list(Concern))
def test_every_word_can_be_denied_and_doubted(concern: Concern) -> None:
    """For each word of each concern: said, it is read; denied, it is not; what cannot be ruled out is."""
    for of, word in WORDS_SAID:
        if of is concern:
            assert concern in read_guidance(f"it is {word}.").found, word
            assert concern not in read_guidance(f"there is no sign of {word}.").found, word
            assert concern not in read_guidance(f"no {word}, all is well").found, word
            assert concern in read_guidance(f"we cannot rule out {word}").found, word


def test_it_says_which_word_it_was() -> None:
    """A reading that somebody doubts can be looked up."""
    assert read_guidance("Payments are hit by a breach").found == {SECURITY: "breach"}
    assert read_guidance("Half of the payments are lost").found == {REVENUE: "payments are lost"}


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
    room.does(Engage(by=FARID))
    assert room.page(FARID).answer is PageAnswer.ENGAGED
    assert room.page(ANA).answer is PageAnswer.OPEN
    assert room.state.tiers[1].engaged is None
    assert room.state.acknowledged is not None
    room.passes(minutes=5)
    assert paged(room.events)[-1] == BO


def test_a_silent_security_lead_has_no_next() -> None:
    """Nobody is called in Farid's place, and Ana's answer is what counts for on-call."""
    room = guided("security breach")
    room.does(Engage(by=ANA))
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
    room.does(Engage(by=ANA))
    assert room.timers["tier:1"] == room.at(15)
    assert guided("revenue").does(Engage(by=ANA))


def test_updates_come_more_often_and_never_less() -> None:
    """P1's half hour becomes a quarter, P2's day four hours; P0 has its quarter already, P3 has none (K1)."""
    for severity, minutes in {Severity.P0: 15, Severity.P1: 15, Severity.P2: 240}.items():
        room = guided("tight SLA", severity)
        assert room.state.next_update == room.at(minutes), severity
        room.does(PostUpdate(by=ANA, text="we are on it"))
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
    room.does(DeclinePage(by=FARID))
    room.does(DeclineRole(by=FARID, role=Role.SECURITY_LEAD))
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
