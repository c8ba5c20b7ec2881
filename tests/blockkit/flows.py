"""A playbook as large and as loud as a file may make it: every kind of field, the longest names, signs of markup."""

from typing import Any

from bot.incident.playbook import FieldKind, Playbook
from tests.blockkit.firms import loud

_WORDS = "gate:words"


def _field(kind: FieldKind, number: int) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": f"{kind}_{number}", "title": loud(kind, 150), "kind": kind, "hint": loud("hint", 300),
        "required": number == 0,
    }  # fmt: skip
    many = [{"value": f"{at} {loud('', 60)}", "title": loud(f"{at}", 75), "hint": loud("", 75)} for at in range(30)]
    if kind is FieldKind.CHOICE:
        field["options"] = many if number else many[:10]
    if kind is FieldKind.CHOICES:
        field["options"] = many[:10]
    if kind is FieldKind.TABLE:
        field["columns"] = [loud(f"{at}", 40) for at in range(8)]
    return field


def _step(number: int, **more: Any) -> dict[str, Any]:
    return {
        "name": f"step_{number}".ljust(40, "z"), "title": loud(f"{number}", 60), "asks": loud("asks", 200),
        "fields": [_field(kind, number % 2) for kind in FieldKind], **more,
    }  # fmt: skip


def _wild() -> Playbook:
    side_by_side = [_step(number) for number in range(1, 20)]
    built_in = [
        {"name": name, "title": loud(name, 60), "built_in": name, "needs": ["gate:last"]}
        for name in ("resolve", "close")
    ]
    message = {"name": "message", "title": loud("message", 150), "required": True}
    decision = {"name": "decision", "title": loud("decision", 150), "required": True}
    ask = {"name": "action_needed", "title": loud("ask", 150), "kind": "choice", "options": ["DECISION REQUIRED"]}
    posts = {"to": loud("to", 80), "title": loud("title", 120), "answered_by": "executive_sponsor"}
    public = _step(20, fields=[message, {**ask, "required": True}, decision], deed="update", posts=posts)
    names = [step["name"] for step in side_by_side]
    return Playbook.model_validate(
        {
            "name": "wild", "title": loud("Wild", 60), "summary": loud("", 300),
            "escalation": [{"after": "5m", "role": "engineering_manager", "says": loud("says", 60)}],
            "phases": [
                {
                    "name": "triage", "title": loud("Triage", 60),
                    "steps": [{"name": "triage", "title": loud("Triage", 60), "built_in": "triage"}],
                },
                {
                    "name": "many", "title": loud("Many", 60), "steps": side_by_side,
                    "deliverables": [{"words": loud(f"{at}", 150), "done": names[at % 19]} for at in range(30)],
                },
                {"name": "last", "title": loud("Last", 60), "steps": [public, *built_in]},
            ],
            "gates": [
                {
                    "name": "triage", "title": loud("Triage", 60), "after": ["triage"], "approve": "gate:triage",
                    "built_in": "triage",
                },
                {
                    "name": "many", "title": loud("Many", 60), "asks": loud("Approve {title} of {id}?", 140),
                    "after": names[:3], "approve": "gate:cause", "criteria": [loud(f"{at}", 200) for at in range(20)],
                    "shows": [f"{names[0]}.{kind}_1" for kind in FieldKind],
                    "choices": [
                        {"name": f"other_{at}", "title": loud(f"{at}", 40), "redo": names[:2]} for at in range(2)
                    ],
                },
                {"name": "last", "title": loud("Last", 60), "after": [public["name"]], "approve": _WORDS},
            ],
        }
    )  # fmt: skip


WILD = _wild()
