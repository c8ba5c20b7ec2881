"""Files that are data and not prose: logs, metrics, facts, and the state of the SRE orchestrator's session."""

import json
import re
from typing import Any

from bot.incident.events import EVENT
from bot.record.harmless import csv_row, plain_block
from bot.record.record_inputs import RecordInputs

Record = dict[str, Any]

#: Fields in which people put what machines said, by canonical name.
DIAGNOSTICS = (
    "data_collected", "findings", "log_patterns", "trace_analysis", "metrics_anomalies", "apm_findings", "evidence",
    "diagnosis",
)  # fmt: skip


def logs(inputs: RecordInputs, record: Record) -> str:
    """The timeline line by line, then every diagnostic text that was put on record, to the letter."""
    lines = [
        f"{one['at']:%Y-%m-%dT%H:%M:%SZ} {one['what']} | {one['event']} | {one['actor']} | {one['notes']}"
        for one in record["timeline"]
    ]
    parts = ["\n".join(" ".join(line.split()) for line in lines) or record["missing"]]
    for name in DIAGNOSTICS:
        value = record["f"][name]
        if value:
            text = "\n".join(map(str, value)) if isinstance(value, list) else str(value)
            parts.append(f"--- {name}\n{plain_block(text)}")
    return "\n\n".join(parts) + "\n"


def metrics(inputs: RecordInputs, record: Record) -> str:
    """Response times in minutes, and what was measured before and after, as CSV."""
    rows = [csv_row(("kind", "metric", "before", "value", "target", "verdict"))]
    for one in record["metrics"]:
        took = "" if one["took"] is None else f"{one['took'].total_seconds() / 60:.1f} min"
        rows.append(csv_row(("response", one["name"], "", took, one["target"], one["verdict"])))
    if budget := record["budget"]:
        rows.append(csv_row(("slo", "availability", "", budget["availability"], budget["target"], "")))
        rows.append(csv_row(("slo", "error budget consumed", "", budget["consumed"], "", "")))
    for row in record["f"]["metrics"] or []:
        name, before, after, target = [*row, "", "", "", ""][:4]
        rows.append(csv_row(("measured", name, before, after, target, "")))
    return "".join(f"{row}\r\n" for row in rows)


def events(inputs: RecordInputs, record: Record) -> str:
    """Every fact as it is stored, one JSON object a line: the audit log."""
    return "".join(EVENT.dump_json(one).decode() + "\n" for one in inputs.events)


#: O's steps: the file that each is written to, and the fields that show that it was done, in any playbook.
O_STEPS: dict[int, tuple[str, tuple[str, ...]]] = {
    1: ("01-classification.md", ()),
    2: ("02-observability.md", ("trace_analysis", "metrics_anomalies", "log_patterns", "data_collected")),
    3: ("03-mitigation.md", ("steps_taken", "execution_result", "temporary_fixes")),
    4: ("04-debugging.md", ("root_cause", "five_whys", "why_1")),
    5: ("05-investigation.md", ("security_assessment",)),
    6: ("05-investigation.md", ("performance_bottlenecks", "capacity_issues")),
    7: ("06-fix.md", ("fix_description", "commit", "rolled_back_to", "new_value")),
    8: ("07-deployment.md", ("deployment_status", "resolution_status")),
    9: ("08-communication.md", ("message",)),
    10: ("09-customer-impact.md", ("customer_impact", "impact_summary")),
    11: ("10-postmortem.md", ("went_well", "could_improve")),
    12: ("11-monitoring.md", ("new_alerts", "dashboard_updates")),
    13: ("12-hardening.md", ("architecture_improvements", "resilience_patterns", "capacity_plan")),
}

#: The last step of each of O's phases.
O_PHASES = (3, 6, 8, 10, 13)

#: O's checkpoints: after which step, and the gate that stands for it.
O_CHECKPOINTS = {3: ("checkpoint-1", "triage"), 6: ("checkpoint-2", "cause"), 8: ("checkpoint-3", "deploy")}

_SETTLED = ("done", "skipped", "not required")


def state(inputs: RecordInputs, record: Record) -> str:
    """O's state.json: which steps are done, where the session stands."""
    incident = inputs.incident
    done = [number for number in O_STEPS if _done(number, record, inputs)]
    following = next((number for number in O_STEPS if number not in done), 14)
    over = incident.closed is not None
    found = {
        "incident": record["incident"]["title"],
        "status": "complete" if over else "in_progress",
        "severity": incident.severity.value if incident.severity else "P1",
        "current_step": "complete" if over else _current(following, inputs),
        "current_phase": 5 if over else next((n for n, last in enumerate(O_PHASES, 1) if following <= last), 5),
        "completed_steps": done,
        "files_created": list(dict.fromkeys(O_STEPS[number][0] for number in done)),
        "started_at": record["incident"]["detected"].isoformat(),
        "last_updated": (record["timeline"][-1]["at"] if record["timeline"] else record["now"]).isoformat(),
    }
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def _done(number: int, record: Record, inputs: RecordInputs) -> bool:
    """Whether O's step is done: by the steps that bear its number in `sre`, else by what is on record."""
    if inputs.playbook.name == "sre":
        own = [step for phase in record["phases"] for step in phase["steps"] if number in _numbers(step["title"])]
        return all(step["state"] in _SETTLED for step in own) and any(step["state"] == "done" for step in own)
    if number == 1:
        return inputs.incident.proposal is not None
    return any(record["f"][name] for name in O_STEPS[number][1])


def _numbers(title: str) -> list[int]:
    """O's numbers of a step, from its title: `5 + 6 · Combined findings` is part of both."""
    found = re.match(r"(\d+)(?: \+ (\d+))? · ", title)
    return [int(number) for number in found.groups() if number] if found else []


def _current(following: int, inputs: RecordInputs) -> int | str:
    """The step that comes next, or the checkpoint that waits before it."""
    name, gate = O_CHECKPOINTS.get(following - 1, ("", ""))
    waiting = inputs.incident.gates.get(gate)
    if name and waiting and waiting.state.value in ("open", "revision"):
        return name
    return min(following, 13)
