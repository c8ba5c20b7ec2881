"""What makes each of the four flows its own, as its source tells it: its order, its gates, its headings."""

import pytest

from bot.incident.durations import MINUTE_SECONDS
from bot.incident.playbook import Playbook, Step
from bot.incident.roles import Permission, Role
from bot.incident.severity import Severity
from bot.incident.state import GateState
from bot.incident.topics.steps.doing import CompleteStep
from tests.incident.rehearsal import ANA
from tests.playbooks.playing import SHIPPED, Played

ITIL, RAPID, GATED, SRE = (SHIPPED[name] for name in ("itil", "rapid", "gated", "sre"))


def own(steps: dict[str, Step]) -> list[str]:
    """The steps that people fill in."""
    return [name for name, step in steps.items() if not step.built_in]


def before(done: list[str], *names: str) -> bool:
    """Whether these were done, in this order."""
    places = [done.index(name) for name in names]
    return places == sorted(places)


def test_itil_has_the_seven_steps_of_the_source_with_regression_triage_between() -> None:
    """A and I, 10.6."""
    numbers = [phase.title.partition(" · ")[0] for phase in ITIL.phases]
    assert numbers == ["1", "1.5", "2", "3", "4", "5", "6", "7"]
    assert sum(len(phase.deliverables) for phase in ITIL.phases) >= 35


def test_regression_triage_never_holds_up_the_triage() -> None:
    """R: it is a form beside it, and nothing at all waits for it."""
    assert {"regression", "triage", "tier_1"} <= set(Played(ITIL).ready())
    assert not [step for step in ITIL.steps.values() if {"regression", "bisect"} & set(step.needs)]


@pytest.mark.parametrize(("verdict", "asked"), [("CONFIRMED", True), ("LIKELY", True), ("POSSIBLE", False)])
def test_a_regression_is_bisected_and_looked_into_and_nothing_else_is(verdict: str, asked: bool) -> None:
    """R4, P7: two more forms, for the verdicts for which a regression is registered; a later verdict counts."""
    played = Played(ITIL)
    assert not {"bisect", "regression_review"} & set(played.ready())
    played.room.does(CompleteStep(by=ANA, step="regression", fields={"regression_verdict": verdict}))
    assert ("bisect" in played.ready()) is asked
    played.until("review_document")
    assert ("regression_review" in played.ready()) is asked
    played.room.does(CompleteStep(by=ANA, step="regression", fields={"regression_verdict": "NOT_REGRESSION"}))
    assert "regression_review" not in played.ready()


def test_itil_finds_factors_beside_the_whys_and_then_the_cause() -> None:
    """C5: the primary cause is filled in when both are done, with the test that validates it."""
    played = Played(ITIL).until("five_whys")
    assert {"hypotheses", "five_whys", "fishbone"} <= set(played.ready())
    played.until("cause")
    assert {"five_whys", "fishbone"} <= set(played.done)
    copied = {field.name: field.source for field in ITIL.steps["cause"].fields if field.source}
    assert copied["validation_test"] == "five_whys.validation_test"
    assert copied["root_cause"] == "five_whys.root_cause"


def test_itil_lets_a_tested_hypothesis_be_enough_to_choose_a_strategy() -> None:
    """Users come first: five whys and fishbone go on beside the mitigation, the review waits for the cause."""
    played = Played(ITIL).until("strategy")
    assert "five_whys" in played.ready() or "five_whys" in played.done
    assert ITIL.steps["strategy"].needs == ("gate:triage", "hypotheses")
    assert "cause" in ITIL.steps["review_document"].needs


def test_tier_1_hands_over_and_tier_2_has_a_form_from_then_on() -> None:
    """E1 to E4: `escalate` with a reason calls the next tier, whose form appears."""
    played = Played(ITIL)
    assert "tier_2" not in played.ready()
    played.does("tier_1", escalate=True, reason="no runbook")
    assert played.room.state.tiers[2].reason == "no runbook"
    assert "tier_2" in played.ready()
    played.does("tier_2", escalate=True, reason="a flaw in the design")
    assert "tier_3" in played.ready()


@pytest.mark.parametrize("status", ["PARTIALLY RESOLVED", "NOT RESOLVED"])
def test_a_mitigation_that_is_not_enough_asks_for_the_next_strategy(status: str) -> None:
    """M8: strategy, gate and execution come again; the second time it is over."""
    played = Played(ITIL).until("validation")
    played.does("validation", resolution_status=status)
    assert "strategy" in played.ready()
    played.to_the_end()
    assert played.done.count("gate:mitigation") == 2
    assert played.done.count("validation") == 2


def test_management_and_executives_are_written_to_once_they_were_called() -> None:
    """K3: the words follow the escalation, and nobody has to think of them."""
    played = Played(ITIL).until("gate:triage")
    played.does("gate:triage")
    assert not {"management_notification", "executive_notification"} & set(played.ready())
    played.room.passes(minutes=31)
    assert {"management_notification", "executive_notification"} <= set(played.ready())


def test_itil_puts_four_phases_on_the_status_page_at_the_right_moments() -> None:
    """K2: at once, when something is decided, when it is carried out, when it is over."""
    done = Played(ITIL).to_the_end().done
    assert before(done, "status_investigating", "strategy", "status_identified")
    assert before(done, "execution_rollback", "status_monitoring", "validation", "status_resolved")


def test_rapid_has_five_stages_and_diagnoses_and_mitigates_side_by_side() -> None:
    """C2."""
    assert [phase.title for phase in RAPID.phases] == [
        "1 · Triage", "2 · Diagnose and mitigate", "3 · Fix", "4 · Deploy", "5 · Postmortem",
    ]  # fmt: skip
    played = Played(RAPID).until("diagnose")
    assert {"diagnose", "mitigate"} <= set(played.ready())
    played.until("fix")
    assert {"diagnose", "gate:mitigation", "relief"} <= set(played.done)


def test_rapid_calls_team_lead_manager_and_executive_by_its_own_path() -> None:
    """E6: counted from detection, the executive for P0 only."""
    assert [(step.after, step.role, step.says, step.only) for step in RAPID.escalation] == [
        (15 * MINUTE_SECONDS, Role.ENGINEERING_MANAGER, "Team lead", ()),
        (30 * MINUTE_SECONDS, Role.ENGINEERING_MANAGER, "Engineering manager", ()),
        (60 * MINUTE_SECONDS, Role.EXECUTIVE_SPONSOR, "Executive", (Severity.P0,)),
    ]


def test_rapid_deploys_only_what_the_deployment_manager_approved() -> None:
    """G's fast track: the fix, its review, then one decision."""
    assert RAPID.gate_specs["deploy"].approve is Permission.GATE_DEPLOY
    assert RAPID.steps["deploy"].needs == ("gate:deploy",)


@pytest.mark.parametrize("status", ["PARTIALLY RESOLVED", "NOT RESOLVED"])
def test_rapid_fixes_again_after_a_deploy_that_failed_and_leaves_the_relief_alone(status: str) -> None:
    """M7, M8: the fix, its approval and its deploy come again; users keep the relief that they have."""
    played = Played(RAPID).until("deploy")
    played.does("deploy", resolution_status=status)
    assert "fix" in played.ready() and not {"mitigate", "relief", "gate:mitigation"} & set(played.ready())
    played.to_the_end()
    assert [played.done.count(name) for name in ("fix", "gate:deploy", "deploy")] == [2, 2, 2]
    assert [played.done.count(name) for name in ("diagnose", "mitigate", "gate:mitigation", "relief")] == [1, 1, 1, 1]


def test_rapid_chooses_another_relief_where_the_first_was_none() -> None:
    """M8, C2: the diagnosis beside it stays, and the fix waits; a fix that would be quicker need not."""
    played = Played(RAPID).until("relief")
    played.does("relief", relieved="NO")
    assert "mitigate" in played.ready() and "fix" not in played.ready()
    played.until("fix")
    assert [played.done.count(name) for name in ("mitigate", "gate:mitigation", "relief", "diagnose")] == [2, 2, 2, 1]
    sooner = Played(RAPID, relieved="NOT YET").until("fix")
    assert sooner.done.count("mitigate") == 1


@pytest.mark.parametrize(("playbook", "gate", "choice", "again"), [
    (GATED, "mitigation", "insufficient", {"strategy", "gate:go_ahead", "mitigation", "gate:mitigation"}),
    (SRE, "triage", "revise", {"mitigation_plan", "gate:go_ahead", "mitigation", "gate:triage"}),
    (SRE, "deploy", "roll_back", {"fix", "gate:go_live", "deployment", "gate:deploy"}),
])  # fmt: skip
def test_only_what_did_not_suffice_is_done_again(playbook: Playbook, gate: str, choice: str, again: set[str]) -> None:
    """M7, M8: everything else stays done, and is asked for once."""
    played = Played(playbook).until(f"gate:{gate}")
    played.does(f"gate:{gate}", choice=choice)
    played.to_the_end()
    assert {name for name in played.done if played.done.count(name) > 1} == again


def test_gated_has_six_phases_and_an_artifact_for_each() -> None:
    """T: INC-1 to INC-6."""
    assert [phase.title for phase in GATED.phases] == [
        "1 · Triage [INC-1]", "2 · Mitigate [INC-2]", "3 · Communicate [INC-3]", "4 · Root cause [INC-4]",
        "5 · Post-mortem [INC-5]", "6 · Action items [INC-6]",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("gate", "criteria"),
    [
        ("triage", ["Severity is assessed", "Impact scope is understood", "Immediate actions are identified"]),
        (
            "mitigation",
            [
                "User impact is reduced or eliminated", "Mitigation is verified with metrics",
                "Residual risk is known",
            ],
        ),
        (
            "cause",
            [
                "Root cause is definitive, not speculative", "Causal chain is traceable",
                "Contributing and systemic factors are identified",
            ],
        ),
        (
            "review",
            [
                "Post-mortem is blameless",
                "Action items are concrete, prioritized, and address systemic factors",
                "Lessons learned are actionable",
            ],
        ),
    ],
)  # fmt: skip
def test_gated_has_four_gates_with_the_approval_criteria_of_the_source(gate: str, criteria: list[str]) -> None:
    """T's four stops; the fifth that is no words is the go-ahead of M2."""
    assert list(GATED.gate_specs[gate].criteria) == criteria
    stops = [one.name for one in GATED.gates if one.approve is not Permission.GATE_WORDS]
    assert stops == ["triage", "go_ahead", "mitigation", "cause", "review"]


def test_gated_tries_another_mitigation_when_the_first_is_not_enough() -> None:
    """M8: a choice of the gate, with words; the strategy is chosen and approved again."""
    played = Played(GATED).until("gate:mitigation")
    played.does("gate:mitigation", choice="insufficient")
    assert "strategy" in played.ready()
    played.until("gate:mitigation")
    assert played.done.count("gate:go_ahead") == 2
    assert played.room.state.gates["mitigation"].round == 2


def test_gated_hears_a_panel_before_the_post_mortem_is_written() -> None:
    """P2, T's round table of personas."""
    done = Played(GATED).to_the_end().done
    assert before(done, "gate:cause", "panel", "postmortem", "gate:review", "actions")


def test_sre_has_thirteen_steps_in_order() -> None:
    """O: numbered as in the source; what is done in one step number may be more than one form."""
    numbers = [
        step.title.partition(" · ")[0] for step in SRE.steps.values() if step.title[0].isdigit()
    ]  # fmt: skip
    singles = sorted({int(number) for number in numbers if number.isdigit()})
    assert singles == list(range(1, 14))
    done = Played(SRE).to_the_end().done
    assert before(
        done, "classification", "observability", "mitigation", "gate:triage", "debugging", "security", "gate:cause",
        "fix", "deployment", "gate:deploy", "engineering_update", "customer_impact", "postmortem", "monitoring",
        "hardening",
    )  # fmt: skip


def test_sre_has_three_checkpoints_with_the_choices_of_the_source() -> None:
    """Approve and pause are everywhere; beside them: request changes, request changes, roll back."""
    checkpoints = {gate.title: gate for gate in SRE.gates if gate.title.startswith("Checkpoint")}
    assert [title for title in checkpoints] == ["Checkpoint 1", "Checkpoint 2", "Checkpoint 3"]
    choices = [[choice.title for choice in gate.choices] for gate in checkpoints.values()]
    assert choices == [["Request changes…"], ["Request changes…"], ["Roll back…"]]
    assert checkpoints["Checkpoint 1"].built_in == "triage"
    assert checkpoints["Checkpoint 1"].after == ("classification", "observability", "mitigation")
    assert checkpoints["Checkpoint 3"].approve is Permission.GATE_DEPLOY


def test_sre_decides_triage_and_first_mitigation_together() -> None:
    """T7: the triage gate is checkpoint 1, after the mitigation; nothing is debugged before."""
    played = Played(SRE)
    played.does("classification")
    assert "triage" not in played.room.state.gates
    played.until("gate:triage")
    assert played.room.state.gates["triage"].state is GateState.OPEN
    assert "mitigation" in played.done
    assert "debugging" not in played.ready()


def test_sre_looks_at_security_and_performance_side_by_side_and_merges_them() -> None:
    """C4: steps 5 and 6, one investigation."""
    played = Played(SRE).until("security")
    assert {"security", "performance"} <= set(played.ready())
    played.until("gate:cause")
    assert before(played.done, "security", "combined_findings")
    assert before(played.done, "performance", "combined_findings")


def test_sre_rolls_back_at_checkpoint_3_and_fixes_again() -> None:
    """M7: the fix and its deployment come again, and so do their approvals."""
    played = Played(SRE).until("gate:deploy")
    played.does("gate:deploy", choice="roll_back")
    assert "fix" in played.ready()
    played.to_the_end()
    assert played.done.count("gate:go_live") == 2
    assert played.done.count("deployment") == 2


def test_sre_uses_the_keys_of_the_source_as_headings() -> None:
    """O's output keys are what its files have for headings."""
    titles = {field.title for step in SRE.steps.values() for field in step.fields}
    assert {
        "AFFECTED_SERVICES", "USER_IMPACT", "BUSINESS_RISK", "INCIDENT_COMMAND", "SLO_STATUS", "TRACE_ANALYSIS",
        "METRICS_ANOMALIES", "LOG_PATTERNS", "APM_FINDINGS", "RUM_IMPACT", "SERVICE_HEALTH_MATRIX",
        "MITIGATION_ACTIONS", "TEMPORARY_FIXES", "ROLLBACK_DECISIONS", "SERVICE_STATUS_AFTER",
        "USER_IMPACT_REDUCTION", "ROOT_CAUSE", "CONTRIBUTING_FACTORS", "DEPENDENCY_IMPACT_MAP",
        "FIVE_WHYS_ANALYSIS", "SECURITY_ASSESSMENT", "BREACH_ANALYSIS", "VULNERABILITY_IDENTIFICATION",
        "DATA_EXPOSURE_RISK", "REMEDIATION_STEPS", "PERFORMANCE_BOTTLENECKS", "RESOURCE_RECOMMENDATIONS",
        "OPTIMIZATION_OPPORTUNITIES", "CAPACITY_ISSUES", "FIX_IMPLEMENTATION", "DEPLOYMENT_STRATEGY",
        "VALIDATION_PLAN", "ROLLBACK_PROCEDURES", "LONG_TERM_SOLUTION", "DEPLOYMENT_STATUS", "VALIDATION_RESULTS",
        "MONITORING_DASHBOARD", "ROLLBACK_READINESS", "SERVICE_HEALTH_POST_DEPLOY", "STATUS_PAGE_UPDATE",
        "ENGINEERING_UPDATE", "EXECUTIVE_SUMMARY", "SUPPORT_BRIEFING", "CUSTOMER_IMPACT_REPORT", "SLA_ANALYSIS",
        "REVENUE_IMPACT", "OUTREACH_RECOMMENDATIONS", "ROOT_CAUSE_SUMMARY", "WHAT_WENT_WELL", "IMPROVEMENTS",
        "NEW_ALERTS", "SLO_ADJUSTMENTS", "DASHBOARD_UPDATES", "RUNBOOK_AUTOMATION", "CHAOS_SCENARIOS",
        "ARCHITECTURE_IMPROVEMENTS", "RESILIENCE_PATTERNS", "CAPACITY_PLAN", "TECH_DEBT_ITEMS",
        "IMPLEMENTATION_ROADMAP",
    } <= titles  # fmt: skip
