"""Stories by the playbooks: played to their end, sent back at gates, failed and skipped, late."""

from typing import Any

from tests.recordings.recorder import ANA, BO, CHIDI, ELIF, GRACE, HUGO, KIM, SAM, VERA, Recorder
from tests.recordings.stories import story

#: What people write where it matters where it goes.
TYPED: dict[str, Any] = {
    "regression_verdict": "CONFIRMED", "regression_confidence": "HIGH", "introducing_change": "4f2c batch tax",
    "rollback_feasibility": "SAFE", "blast_radius": "LOW", "recommended_action": "ROLLBACK",
    "introducing_message": "batch tax lookups",
    "problem_statement": "Checkout fails for 40 % of payments",
    "why_1": "the tax lookup timed out", "why_2": "it opened a connection for each item",
    "why_3": "the batch was unbounded", "why_4": "no test has a large basket", "why_5": "test data is older than v42",
    "root_cause": "The tax lookup opens a connection for each item of a basket",
    "people": ["nobody on call knew the tax service"], "process": ["no load test before release"],
    "technology": ["the connection pool has no limit", "no alert on pool use"],
    "environment": ["a sale doubled traffic"],
    "hypotheses": [
        ["The deploy of v42", "roll one node back", "CONFIRMED", "errors stop there"],
        ["The database is slow", "look at slow queries", "REJECTED", "p95 is 4 ms"],
    ],
    "hypothesis": "v42 exhausts the connection pool", "strategy": "rollback",
    "metrics": [["Error rate", "38 %", "0.1 %", "<0.5 %"], ["Latency p95", "9,400 ms", "310 ms", "<800 ms"]],
    "resolution_status": "RESOLVED", "escalate": False,
    "could_improve": ["The alert was late", "Bo should have looked"],
    "actions_immediate": [["Bound the batch", "Chidi Okafor", "2026-11-27", "Open"]],
    "actions_short_term": [["Alert on pool use", "Ana Ortiz", "2026-12-18", "In Progress"]],
    "actions_long_term": [["Load test before each release", "Dana Petrova", "2027-02-12", "Open"]],
}  # fmt: skip


def begun(play: Recorder, severity: str | None = "P1") -> None:
    """Checkout is down, and the on-call engineer works on it."""
    play.declares("Checkout is down", severity=severity, service="checkout")
    play.passes(seconds=40)
    play.order("engage", ANA)


def answered(play: Recorder) -> None:
    """Whoever is asked for a decision gives it, where the words that ask are approved."""
    for step, round, person in list(play.room.decisions()):
        play.order("give_decision", person, step=step, round=round, choice=0)


def decider(play: Recorder, gate: str) -> str:
    """The likeliest person to decide a gate that waits."""
    return dict(play.room.gates(play.now))[gate]


@story("itil")
def itil_to_the_end(play: Recorder) -> None:
    """Everything that ITIL asks, one after the other: a regression that is rolled back and reviewed."""
    begun(play, None)
    play.point("engaged")
    play.plays(until="gate:triage", typed=TYPED)
    play.point("triage gate", ["itil"])
    play.plays(until="gate:mitigation", typed=TYPED)
    play.point("mitigation gate", ["aiwg"])
    play.plays(until="gate:review", typed=TYPED)
    play.point("review gate")
    play.plays(typed=TYPED)


@story("itil")
def itil_tiers_and_words(play: Recorder) -> None:
    """Three tiers one after the other, and words to management and executives that ask for decisions."""
    begun(play, "P0")
    words = {"action_needed": "DECISION REQUIRED", "decision": "Switch checkout off?", "escalate": True}
    typed: dict[str, Any] = {**TYPED, **words, "decision_options": ["Yes", "No", "In an hour"], "severity": "P0"}
    play.plays(until="tier_1", typed=typed)
    play.order("escalate", ANA, reason="no runbook")
    play.order("engage", CHIDI)
    play.passes(minutes=45)
    play.does("management_notification", ELIF, **typed)
    play.point("words wait", ["itil"])
    play.plays(until="five_whys", typed=typed)
    play.point("decision asked")
    answered(play)
    play.point("decision given")
    play.plays(typed={**typed, "escalate": False})


@story("itil")
def itil_sent_back(play: Recorder) -> None:
    """Steps fail and are skipped; a strategy is sent back, and what was done does not suffice."""
    begun(play)
    play.plays(until="five_whys", typed=TYPED)
    play.order("fail_step", ANA, step="five_whys", reason="nobody knows the code")
    play.point("failed")
    play.order("skip_step", ANA, step="fishbone", reason="one cause is enough")
    play.order("complete_step", CHIDI, step="five_whys", fields={"why_1": "a leak", "root_cause": "a leak"})
    play.plays(until="gate:mitigation", typed=TYPED)
    play.gate("mitigation", "revise", decider(play, "mitigation"), "too risky at this hour")
    play.point("sent back")
    play.plays(until="validation", typed={**TYPED, "strategy": "hotfix"})
    play.does("validation", **{**TYPED, "resolution_status": "NOT RESOLVED"})
    play.point("did not suffice", ["aiwg"])
    play.order("pause", ANA, words="the vendor looks at it")
    play.passes(hours=1)
    play.order("resume", ANA)
    play.plays(until="validation", typed={**TYPED, "strategy": "configuration"})
    play.plays(typed=TYPED)


@story("itil", organisation="two-for-words")
def itil_two_for_words(play: Recorder) -> None:
    """Public words wait for somebody who did not write them; one who wrote them may not."""
    begun(play)
    play.does("status_investigating", ELIF, message="We are looking into it.")
    gate = next(name for name, _ in play.room.gates(play.now) if "investigating" in name)
    play.refused("decide_gate", ELIF, gate=gate, choice="approve", digest=play.room.digest(gate))
    play.point("words wait")
    play.gate(gate, "revise", ANA, "say which payments")
    play.does("status_investigating", ELIF, message="Card payments fail.")
    play.gate(gate, "approve", ANA)
    play.point("words are out")
    play.passes(minutes=11)
    play.order("resolve", ANA, summary="rolled back")
    play.passes(hours=1)


@story("itil")
def itil_small(play: Recorder) -> None:
    """A P2 from its declare to its close, with what its level leaves out."""
    begun(play, "P2")
    play.plays(until="gate:triage", typed={**TYPED, "severity": "P2"})
    play.passes(minutes=12)
    play.point("backup asked")
    play.plays(typed={**TYPED, "severity": "P2", "regression_verdict": "UNLIKELY"})


@story("gated")
def gated_to_the_end(play: Recorder) -> None:
    """Six phases with their artifacts, four gates, the panel before the post-mortem."""
    begun(play)
    play.plays(until="gate:triage", typed=TYPED)
    play.point("triage gate")
    play.plays(until="gate:go_ahead", typed=TYPED)
    play.point("go-ahead gate", ["inc"])
    play.plays(until="gate:cause", typed=TYPED)
    play.point("cause gate")
    play.plays(typed=TYPED)


@story("gated")
def gated_insufficient(play: Recorder) -> None:
    """A rollback is approved and does not suffice; a hotfix is another's to approve; the cause is sent back."""
    begun(play)
    play.plays(until="gate:go_ahead", typed=TYPED)
    play.gate("go_ahead", "approve", KIM)
    play.does("mitigation", steps_taken=["rolled back"], mitigation_status="Mitigation failed")
    play.gate("mitigation", "insufficient", decider(play, "mitigation"), "v41 fails too")
    play.point("insufficient", ["inc"])
    play.plays(until="gate:cause", typed={**TYPED, "strategy": "hotfix"})
    play.gate("cause", "revise", decider(play, "cause"), "why was it not seen?")
    play.point("cause sent back")
    play.order("assign_role", ANA, role="incident_commander", user=BO)
    play.point("handed over")
    play.order("assign_role", BO, role="incident_commander", user=ANA)
    play.plays(typed={**TYPED, "strategy": "hotfix"})


@story("rapid")
def rapid_to_the_end(play: Recorder) -> None:
    """Diagnosis beside mitigation, fix, deploy, postmortem, as the demonstration plays it."""
    begun(play)
    typed = {**TYPED, "relieved": "YES", "steps_taken": ["rollback to v41: done in 3 min"]}
    play.plays(until="gate:triage", typed=typed)
    play.point("triage gate")
    play.plays(until="gate:mitigation", typed=typed)
    play.point("mitigation gate", ["rapid"])
    play.plays(typed=typed)


@story("rapid")
def rapid_path(play: Recorder) -> None:
    """Nobody ends it: the playbook's own path calls team lead, manager and executives in its place."""
    begun(play, "P0")
    play.passes(minutes=16)
    play.point("first call")
    play.passes(minutes=50)
    play.point("last call", ["rapid"])
    play.order("engage", SAM)
    play.order("join", GRACE)
    play.plays(until="relief", typed={**TYPED, "severity": "P0"})
    play.does("relief", **{**TYPED, "relieved": "NO"})
    play.point("not relieved")
    play.plays(until="deploy", typed={**TYPED, "relieved": "YES", "severity": "P0"})
    play.does("deploy", **{**TYPED, "resolution_status": "PARTIALLY RESOLVED"})
    play.point("done again")
    play.plays(typed={**TYPED, "relieved": "YES", "severity": "P0"})


@story("rapid", organisation="nobody-above")
def rapid_path_without_people(play: Recorder) -> None:
    """The path calls roles that nobody holds: the chain stands in."""
    begun(play, "P0")
    play.passes(minutes=70)
    play.point("called")


@story("sre")
def sre_to_the_end(play: Recorder) -> None:
    """Thirteen steps, three checkpoints, twelve files."""
    begun(play)
    play.plays(until="gate:triage", typed=TYPED)
    play.point("triage gate", ["sre"])
    play.plays(until="fix", typed=TYPED)
    play.point("fix")
    play.plays(typed=TYPED)


@story("sre")
def sre_sent_back(play: Recorder) -> None:
    """Checkpoints ask for changes and for a rollback; an update is forgotten meanwhile."""
    begun(play, "P0")
    typed = {**TYPED, "severity": "P0"}
    for gate, choice in (("triage", "revise"), ("cause", "revise"), ("deploy", "roll_back")):
        play.plays(until=f"gate:{gate}", typed=typed)
        play.gate(gate, choice, decider(play, gate), "look again")
        play.point(f"{gate} sent back")
        play.passes(minutes=16)
    play.plays(typed=typed)


@story("night")
def night_of_their_own(play: Recorder) -> None:
    """A playbook that somebody wrote beside their muster.yaml."""
    begun(play)
    play.plays(until="gate:go", typed=TYPED)
    play.gate("go", "other", decider(play, "go"), "a restart is quicker")
    play.point("something else")
    play.plays(until="tell", typed={**TYPED, "strategy": "restart"})
    play.order("add_note", HUGO, text="it is quiet now")
    play.plays(typed=TYPED)
    play.refused("add_note", VERA, text="")
