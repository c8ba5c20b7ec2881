"""Stories of people: paged, asked, refused, told; most of them by the plain playbook, which has only triage."""

from datetime import timedelta

from tests.recordings.recorder import (
    ANA,
    BO,
    CHIDI,
    DANA,
    ELIF,
    FARID,
    GRACE,
    HUGO,
    SAM,
    START,
    VERA,
    Recorder,
)
from tests.recordings.stories import story

#: Text that would notify, format or hide, if it were not escaped.
HOSTILE = "<!channel> *x* _y_ ~z~ `q` & > <@U01ONCALL> é 火事 \u202eevil"


@story("plain")
def plain_whole_life(play: Recorder) -> None:
    """Paged, triaged, sent back once, approved, worse, over, closed, reopened, closed again."""
    play.declares("Checkout is down\nPayments fail since two", severity="P1", service="checkout", by=HUGO)
    play.point("declared")
    play.passes(minutes=1)
    play.order("acknowledge", ANA)
    play.order("engage", ANA)
    play.order("join", GRACE)
    play.triages("P1", users_percent=12, summary="a tenth of payments")
    play.point("gate open")
    play.gate("triage", "revise", CHIDI, "more than a tenth")
    play.passes(minutes=3)
    play.triages("P1", by=ANA, users_percent=40)
    play.gate("triage", "approve", CHIDI, "agreed", severity="P2")
    play.order("add_note", HUGO, text="a restart did not help")
    play.order("post_update", ELIF, text="Half of the payments work.")
    play.order("set_severity", ANA, severity="P0", reason="all regions fail")
    play.point("worse", ["steps"])
    play.order("take_role", BO, role="on_call_engineer")
    play.order("assign_role", ANA, role="product_owner", user=HUGO)
    play.order("decline_role", HUGO, role="product_owner")
    play.passes(minutes=40)
    play.order("resolve", ANA, summary="rolled back to v41")
    play.point("resolved")
    play.order("post_update", ELIF, text="Payments work again.")
    play.order("close", ANA, reason="told by phone")
    play.point("closed", ["aiwg"])
    play.passes(hours=3)
    play.order("reopen", HUGO, reason="errors are back")
    play.order("engage", ANA)
    play.point("reopened")
    play.order("resolve", ANA, summary="the cache is rebuilt")
    play.order("close", ANA, reason="all is said")


@story("plain")
def plain_nobody_answers(play: Recorder) -> None:
    """Everybody sleeps: the chain is called to its end, clocks and updates are missed, management hears of it."""
    play.declares("Search gives nothing", severity="P0", service="search")
    play.passes(minutes=20)
    play.point("chain exhausted")
    play.passes(minutes=50)
    play.order("engage", BO)
    play.passes(hours=2)
    play.point("all clocks missed", ["itil"])
    play.order("resolve", SAM, summary="the index is rebuilt")


@story("plain")
def plain_clock_slept(play: Recorder) -> None:
    """No clock ran for five hours: what fell due meanwhile is told once, and one tier is called."""
    play.declares("Website is slow", severity="P1", service="website")
    play.order("engage", ANA)
    play.sleeps(hours=5)
    play.point("awake")
    play.order("post_update", ANA, text="We look at it.")
    play.passes(hours=2)


@story("plain")
def plain_pages_declined(play: Recorder) -> None:
    """Pages are declined and given on; tiers and single people are called by hand."""
    play.declares("Payments fail", severity="P1", service="payments")
    play.order("decline_page", ANA)
    play.order("engage", BO)
    play.order("escalate", BO, reason="a token leaked", user=FARID)
    play.order("decline_page", FARID)
    play.order("escalate", BO, reason="deep knowledge is needed")
    play.order("acknowledge", CHIDI)
    play.point("tier 2 called")
    play.order("engage", CHIDI)
    play.order("escalate", CHIDI, reason="the design is wrong", tier=3)
    play.order("engage", DANA)
    play.order("escalate", DANA, reason="it will take all night", tier=4)
    play.passes(hours=1)
    play.point("management called")
    play.order("take_role", CHIDI, role="technical_lead")


@story("plain", organisation="nobody-above")
def plain_nobody_above(play: Recorder) -> None:
    """Nobody is architect, manager or sponsor: the next of the chain is called, and hears why."""
    play.declares("Checkout is down", severity="P0", service="checkout")
    play.order("engage", ANA)
    play.passes(hours=2, minutes=10)
    play.point("late")


@story("plain")
def plain_not_an_incident(play: Recorder) -> None:
    """A false alarm is closed before it was resolved, and taken up again after all."""
    play.declares("The alarm of search rang", service="search", guidance="slow queries")
    play.order("engage", ANA)
    play.order("close", ANA, reason="it was a test of the alarm")
    play.point("not an incident", ["rapid"])
    play.passes(minutes=10)
    play.order("reopen", VERA, reason="customers see it too")


@story("plain")
def plain_private(play: Recorder) -> None:
    """A private one: those outside do not know of it, and who may not decide asks who may; nobody decides in time."""
    play.declares("Card numbers are in a log", by=ANA, private=True, guidance="security")
    play.refused("add_note", GRACE, text="I heard of it")
    play.order("decline_page", ANA)
    play.order("engage", BO)
    play.triages("P2", by=ANA, security=True)
    play.order("ask_for", ANA, user=SAM, what="decide the severity of INC-101")
    play.passes(minutes=6)
    play.point("reminded")
    play.passes(minutes=6)
    play.order("pause", BO, words="the lawyers look at it")
    play.point("paused")
    play.passes(minutes=30)
    play.order("resume", BO)
    play.order("resolve", BO, summary="the log is deleted")


@story("plain")
def plain_backlog(play: Recorder) -> None:
    """A small thing without clocks: triage withdraws its gate, and later finds it worse."""
    play.declares("A label is wrong", service="website")
    play.order("engage", ANA)
    play.triages("P2", by=ANA)
    play.triages("P3", by=ANA, users_percent=1)
    play.point("backlog", ["steps"])
    play.passes(hours=30)
    play.order("set_severity", ANA, severity="P2", reason="more see it")
    play.point("no longer")


@story("plain")
def plain_brings_everything(play: Recorder) -> None:
    """Declared from a message, with guidance and answers; evidence and a ticket follow."""
    origin = {"channel": "C00GENERAL", "ts": "1763693460.000100", "author": GRACE, "text": "customers cannot pay"}
    began = (START - timedelta(minutes=9)).isoformat()
    play.declares(
        "Checkout is down", severity="P1", service="checkout", guidance="revenue & compliance", origin=origin,
        started=began, detection="user-report",
    )  # fmt: skip
    reply = {"author": HUGO, "at": began, "text": "same here <!channel>"}
    evidence = {
        "number": 0, "author": GRACE, "channel": "C00GENERAL", "ts": origin["ts"], "text": origin["text"],
        "replies": [reply], "left_out": 2, "permalink": "https://example.com/p1",
    }  # fmt: skip
    play.order("add_evidence", evidence=evidence)
    play.order("add_evidence", evidence={**evidence, "ts": "1.2", "replies": [], "unread": "not_in_channel"})
    play.order("give_guidance", VERA, text="tight SLA, security is suspected")
    answers = {
        "impact": "payments time out", "users_percent": 60, "began": began, "changes": "deploy of v42",
        "sensitive": ["security"], "business": ["revenue"], "experience": "new", "sla": "breach within hours",
    }  # fmt: skip
    play.order("answer_questions", VERA, answers=answers)
    play.order("record_ticket", key="OPS-12", url="https://tracker.example.com/OPS-12")
    play.point("all there", ["aiwg"])
    play.order("engage", ANA)
    play.triages("P0", by=ANA, stakes={"revenue": "$5,000 an hour", "compliance": True, "trend": "stable"})
    play.gate("triage", "approve", CHIDI)
    play.passes(minutes=20)


@story("plain")
def plain_answers_at_declare(play: Recorder) -> None:
    """The eight questions come with the declare and set the level; the tracker refuses; a new team goes slower."""
    answers = {"impact": "slow pages", "users_percent": 20, "experience": "new", "not_sensitive": True}
    play.declares("Website is slow", answers=answers, id="WEB-7", detection="automated-alert")
    play.order("refuse_ticket", reason="HTTP 403")
    play.order("engage", ANA)
    play.order("give_guidance", ANA, text="the SLA window is tight")
    play.point("asked")
    play.passes(hours=1)


@story("plain")
def plain_hostile_text(play: Recorder) -> None:
    """Text from people forges nothing anywhere."""
    play.declares(f"{HOSTILE}\n# Forged\n| a | b |", severity="P1", service="checkout", guidance=HOSTILE)
    play.order("engage", ANA)
    play.order("add_note", VERA, text=HOSTILE)
    play.triages("P1", by=ANA, summary=HOSTILE, actions=HOSTILE, affected=HOSTILE)
    play.gate("triage", "revise", CHIDI, HOSTILE)
    play.order("post_update", ANA, text=HOSTILE)
    play.order("pause", ANA, words=HOSTILE)
    play.point("paused", ["aiwg"])
    play.order("resume", ANA)
    play.order("resolve", ANA, summary=HOSTILE)
    play.order("close", ANA, reason=HOSTILE)


@story("plain", already_open="INC-99")
def plain_despite_open(play: Recorder) -> None:
    """One is open for the service: somebody declares all the same, and starts it again later."""
    play.refused("declare", VERA, text="Checkout is down", severity="P1", service="checkout")
    play.declares("Checkout is down again", severity="P1", service="checkout", despite_open=True)
    play.order("engage", ANA)
    play.order("close", ANA, reason="it begins anew", started_again_as="INC-102")
    play.point("archived")


@story("plain")
def plain_refusals(play: Recorder) -> None:
    """What is refused says why, and who may."""
    play.refused("declare", VERA, text="")
    play.refused("declare", VERA, text="Checkout is down", service="checkuot")
    play.refused("declare", VERA, text="x" * 10_001)
    play.declares("Checkout is down", severity="P1", service="checkout")
    play.refused("acknowledge", GRACE)
    play.refused("resolve", VERA, summary="over")
    play.refused("set_severity", VERA, severity="P3", reason="small")
    play.refused("take_role", VERA, role="incident_commander")
    play.order("engage", ANA)
    play.refused("engage", ANA)
    play.triages("P1", by=ANA)
    play.refused("decide_gate", VERA, gate="triage", choice="approve", digest=play.room.digest("triage"))
    play.refused("decide_gate", CHIDI, gate="triage", choice="approve", digest="000000000000")
    play.gate("triage", "approve", CHIDI)
    play.refused("decide_gate", ANA, gate="triage", choice="approve", digest=play.room.digest("triage"))
    play.refused("resume", ANA)
    play.refused("complete_step", ANA, step="nothing", fields={})
    play.order("resolve", ANA, summary="over")
    play.refused("escalate", ANA, reason="again")
    play.order("close", ANA, reason="all is said")
    play.refused("engage", ANA)
    play.refused("pause", ANA)


@story("itil")
def itil_past(play: Recorder) -> None:
    """It was over before it was declared."""
    over = START - timedelta(hours=20)
    began = over - timedelta(minutes=90)
    play.declares("Checkout was down", severity="P1", started=began.isoformat(), resolved=over.isoformat())
    play.point("declared")
    play.passes(hours=1)
    play.order("add_note", HUGO, text="found in the books")
