"""A small playbook for stories: two steps side by side, a cause, a strategy with its gate, and words that go out."""

from bot.incident.playbook import Playbook
from bot.incident.severity import Level
from bot.incident.topics.gates.deciding import DecideGate
from bot.incident.topics.paging import Engage
from bot.incident.topics.triage import ProposeTriage
from tests.incident.rehearsal import ANA, VERA, Rehearsal, declared

SMALL = Playbook.model_validate(
    {
        "name": "small",
        "title": "Small",
        "escalation": [
            {"after": "15m", "role": "engineering_manager", "says": "Team lead"},
            {"after": "60m", "role": "executive_sponsor", "says": "Executive", "only": ["P0"]},
        ],
        "phases": [
            {
                "name": "triage", "title": "Triage",
                "steps": [{"name": "triage", "title": "Triage", "built_in": "triage"}],
            },
            {
                "name": "cause",
                "title": "Cause",
                "deliverables": [{"words": "5 Whys analysis completed", "done": "five_whys"}],
                "steps": [
                    {
                        "name": "five_whys", "title": "Five whys", "needs": ["gate:triage"], "effect": "cause",
                        "fields": [
                            {"name": "problem_statement", "title": "Problem", "draft": "problem"},
                            {"name": "root_cause", "title": "Root Cause", "required": True},
                        ],
                    },
                    {
                        "name": "fishbone", "title": "Fishbone", "needs": ["gate:triage"],
                        "fields": [{"name": "people", "title": "People", "kind": "list"}],
                    },
                    {
                        "name": "tier_two", "title": "Tier 2", "when": ["tier_2", "ongoing"],
                        "fields": [{"name": "hypothesis", "title": "Hypothesis"}],
                    },
                ],
            },
            {
                "name": "mitigation",
                "title": "Mitigation",
                "steps": [
                    {
                        "name": "strategy", "title": "Strategy", "needs": ["gate:cause"], "effect": "strategy",
                        "fields": [
                            {
                                "name": "strategy", "title": "Strategy", "kind": "choice", "required": True,
                                "options": ["rollback", "hotfix", "scaling"],
                            },
                            {"name": "rationale", "title": "Rationale", "from": "five_whys.root_cause"},
                        ],
                    },
                    {
                        "name": "validation", "title": "Validation", "needs": ["gate:strategy"],
                        "effect": "validation",
                        "fields": [
                            {
                                "name": "resolution_status", "title": "Resolution Status", "kind": "choice",
                                "options": ["RESOLVED", "PARTIALLY RESOLVED", "NOT RESOLVED"], "required": True,
                            },
                            {"name": "summary", "title": "Summary"},
                        ],
                    },
                    {
                        "name": "words", "title": "Status page", "deed": "step",
                        "posts": {"to": "Status page", "title": "Investigating"},
                        "fields": [{"name": "message", "title": "Message", "required": True}],
                    },
                ],
            },
            {
                "name": "review",
                "title": "Review",
                "steps": [
                    {
                        "name": "review", "title": "Review document", "needs": ["validation"], "when": "resolved",
                        "fields": [
                            {
                                "name": "actions", "title": "Actions", "kind": "table",
                                "columns": ["Action", "Owner", "Due date"],
                            },
                        ],
                    },
                ],
            },
        ],
        "gates": [
            {
                "name": "triage", "title": "Triage", "after": ["triage"], "approve": "gate:triage",
                "built_in": "triage",
            },
            {
                "name": "cause", "title": "Root cause", "after": ["five_whys", "fishbone"], "approve": "gate:cause",
                "shows": ["five_whys.root_cause", "fishbone.people"], "criteria": ["Definitive, not speculative"],
                "asks": "Approve the root cause of {id}?",
            },
            {
                "name": "strategy", "title": "Mitigation strategy", "after": ["strategy"], "when": "ongoing",
                "approve": "gate:mitigation", "approve_when": {"strategy_rollback": "gate:deploy"},
                "shows": ["strategy.strategy", "strategy.rationale"],
                "choices": [{"name": "another", "title": "Try another…", "redo": ["strategy"]}],
            },
            {
                "name": "words", "title": "Status page words", "after": ["words"], "approve": "gate:words",
                "by_author": True, "shows": ["words.message"],
            },
            {"name": "review", "title": "Review", "after": ["review"], "approve": "gate:review"},
        ],
    }
)  # fmt: skip


def begun(playbook: Playbook = SMALL) -> Rehearsal:
    """An incident that Ana works on, its triage approved."""
    room = declared(None, playbook=playbook)
    room.does(Engage(by=ANA))
    room.does(ProposeTriage(by=VERA, impact=Level.HIGH, urgency=Level.HIGH))
    room.does(DecideGate(by=ANA, gate="triage", choice="approve", digest=""))
    return room
