"""The whole itil flow clicked by a cast of people, from the slash command to CLOSED."""

from playwright.sync_api import expect

from tests.browser import checkout as story
from tests.browser.people import Cast, Someone

ROOM = "incident-"


def test_itil(cast: Cast) -> None:
    """Checkout is down after a deploy; the cast finds out why, rolls back, tells the world, and learns from it."""
    declared_and_answered(cast)
    assessed_sent_back_and_assessed_again(cast)
    roles_and_an_update(cast)
    looked_into(cast)
    cause_found(cast)
    plan_sent_back_and_approved(cast)
    rolled_back(cast)
    learnt_from(cast)
    closed(cast)


def step(person: Someone, button: str, written: story.Written, *, send: str = "Done") -> None:
    """Open a step's form by its button, fill it in, keep a picture of it, and send it."""
    person.presses(button)
    person.fills(written)
    person.keeps(button)
    person.sends(send)


def declared_and_answered(cast: Cast) -> None:
    cast.vera.types(story.DECLARED)
    cast.vera.hears("INC-101 is declared")
    cast.vera.keeps("declared")
    cast.ana.opens("Direct messages with Muster")
    cast.ana.keeps("paged")
    cast.ana.presses("I'm on it", on="You are paged")
    cast.ana.opens(ROOM)
    cast.ana.keeps("the channel")


def assessed_sent_back_and_assessed_again(cast: Cast) -> None:
    cast.chidi.opens(ROOM)
    cast.chidi.presses("Assess impact and urgency")
    cast.chidi.fills(story.TRIAGE)
    cast.chidi.submits("Propose")
    expect(cast.chidi.field("Share of users affected, in per cent")).to_have_value("40 of 100")
    cast.chidi.keeps("a number that is none")
    cast.chidi.fills({"Share of users affected, in per cent": "40"})
    cast.chidi.sends("Propose")
    cast.ana.keeps("the gate asks")
    cast.ana.presses("Revise…", on="Approve the triage of INC-101")
    cast.ana.fills({"What has to change?": story.SENT_BACK})
    cast.ana.sends("Send back")
    cast.chidi.sees("sent back", "Refunds fail as well")
    cast.chidi.keeps("sent back")
    cast.chidi.presses("Revise the assessment")
    cast.chidi.fills({"Impact": "HIGH", "Share of users affected, in per cent": "55"})
    cast.chidi.keeps("assessed again")
    cast.chidi.sends("Propose")
    cast.ana.presses("Approve as P0", on="Approve the triage of INC-101")
    cast.ana.sees("Triage of INC-101 approved as P0 Critical")
    cast.ana.keeps("approved")


def roles_and_an_update(cast: Cast) -> None:
    cast.chidi.opens("Direct messages with Muster")
    cast.chidi.presses("Hand over…", on="You are technical lead")
    cast.chidi.fills({"Who is technical lead from now on?": "Bo Lindqvist"})
    cast.chidi.keeps("a role is handed over")
    cast.chidi.sends("Hand over")
    cast.bo.opens("Direct messages with Muster")
    cast.bo.sees("You are technical lead of INC-101")
    cast.bo.keeps("a role was given")
    cast.bo.opens(ROOM)
    cast.elif_.opens(ROOM)
    cast.elif_.presses("Post an update", on="INC-101 · ")
    cast.elif_.fills({"How do things stand?": story.UPDATE})
    cast.elif_.keeps("an update is written")
    cast.elif_.sends("Post")
    cast.ana.sees("Update 1 on INC-101", story.UPDATE)


def looked_into(cast: Cast) -> None:
    step(cast.bo, "Fill in: Regression triage", story.REGRESSION)
    step(cast.bo, "Fill in: Bisect by hand", story.BISECT)
    step(cast.ana, "Fill in: Tier 1 · First response", story.TIER_1)
    step(cast.elif_, "Write: Status page · Investigating", story.INVESTIGATING, send="Approve and post")
    cast.ana.keeps("looked into")


def cause_found(cast: Cast) -> None:
    step(cast.bo, "Fill in: Hypothesis testing", story.HYPOTHESES)
    cast.chidi.opens(ROOM)
    step(cast.chidi, "Fill in: Five whys", story.FIVE_WHYS)
    step(cast.ana, "Fill in: Fishbone", story.FISHBONE)
    step(cast.bo, "Fill in: Root cause", story.CAUSE)
    cast.ana.sees("Cause", "v42 looks up taxes for each item")


def plan_sent_back_and_approved(cast: Cast) -> None:
    gate = "Approve the mitigation of INC-101"
    cast.bo.opens(ROOM)
    step(cast.bo, "Fill in: Mitigation strategy", story.STRATEGY)
    cast.kim.opens(ROOM)
    cast.kim.sees(gate)
    cast.kim.keeps("the plan waits")
    cast.kim.presses("Revise…", on=gate)
    cast.kim.fills({"What has to change?": story.PLAN_SENT_BACK})
    cast.kim.sends("Send back")
    cast.bo.sees("to do again", story.PLAN_SENT_BACK)
    cast.bo.keeps("the plan was sent back")
    step(cast.bo, "Fill in: Mitigation strategy", story.STRATEGY_AGAIN)
    cast.kim.presses("Approve rollback", on=gate)
    cast.kim.sees("Mitigation strategy of INC-101 approved", "Selected Strategy: Rollback")
    cast.kim.keeps("the plan is approved")


def rolled_back(cast: Cast) -> None:
    step(cast.elif_, "Write: Status page · Identified", story.IDENTIFIED, send="Approve and post")
    step(cast.bo, "Fill in: Rollback", story.ROLLBACK)
    step(cast.elif_, "Write: Status page · Monitoring", story.MONITORING, send="Approve and post")
    step(cast.bo, "Fill in: Validation", story.VALIDATION)
    cast.ana.sees("INC-101 · RESOLVED", "Rollback of checkout from v42 to v41")
    cast.ana.sees("done · Validation: RESOLVED")
    cast.ana.keeps("resolved")
    step(cast.elif_, "Write: Status page · Resolved", story.RESOLVED, send="Approve and post")
    step(cast.elif_, "Write: Resolution notification", story.TOLD, send="Approve and post")


def learnt_from(cast: Cast) -> None:
    gate = "Approve the review of INC-101"
    step(cast.ana, "Fill in: Review meeting", story.MEETING)
    step(cast.bo, "Fill in: Review document", story.REVIEW)
    cast.bo.presses("Fill in: Preventive actions")
    cast.bo.fills({"Immediate Actions (within 1 week)": story.ACTIONS_WITHOUT_DATE})
    cast.bo.submits("Done")
    expect(cast.bo.form.get_by_text("Row 1 has no Due date.")).to_be_visible()
    cast.bo.keeps("an action without a date")
    expect(cast.bo.field("Immediate Actions (within 1 week)")).to_have_value(story.ACTIONS_WITHOUT_DATE)
    cast.bo.fills(story.ACTIONS)
    cast.bo.keeps("actions with owners and dates")
    cast.bo.sends("Done")
    cast.ana.sees(gate, "otherwise the flow waits; reminder")
    cast.ana.keeps("the review waits")
    cast.ana.presses("Approve the review", on=gate)
    step(cast.chidi, "Fill in: Runbook update", story.RUNBOOK)
    step(cast.chidi, "Fill in: Knowledge base article", story.ARTICLE)
    step(cast.chidi, "Fill in: Regression deep dive · Tests and review", story.DEEP_DIVE)
    step(cast.chidi, "Fill in: Regression deep dive · Deployment and patterns", story.PATTERNS)


def closed(cast: Cast) -> None:
    cast.ana.presses("Close the incident…")
    cast.ana.keeps("what is open")
    expect(cast.ana.form.get_by_text("open · ")).to_have_count(0)
    cast.ana.sends("Close INC-101")
    cast.ana.sees("INC-101 · CLOSED")
    cast.ana.keeps("closed")
    cast.vera.types("/incident timeline INC-101")
    cast.vera.keeps("the record")
