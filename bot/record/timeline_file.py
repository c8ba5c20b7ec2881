"""The timeline as a file of its own: by day and phase, whole or as much of it as somebody asked for."""

from itertools import groupby
from typing import Any

from bot.incident.timeline import Entry, Wanted, timeline_of
from bot.record.harmless import cell, line
from bot.record.record_inputs import RecordInputs
from bot.record.speaking import Speaker


def timeline_file(inputs: RecordInputs, form: str) -> str:
    """The lines that `form` (a `Wanted` as JSON) wants, as Markdown. Times are real ones in UTC."""
    wanted = Wanted.model_validate_json(form)
    speaker = Speaker(inputs.organisation, inputs.times)
    titles = {name: spec.title for name, spec in inputs.playbook.gate_specs.items()}
    told = timeline_of(inputs.events, inputs.organisation.name_of, titles)
    shown = [(speaker.at(one.at), one) for one in told]
    kept = [(at, one) for at, one in shown if at and wanted.has(one, at)]
    parts = [
        f"# Timeline: {inputs.incident.id}",
        f"{line(speaker.words(inputs.incident.title))}. All times in UTC. {_chosen(wanted, speaker)}".strip(),
    ]
    for (day, phase), lines in groupby(kept, key=lambda pair: (f"{pair[0]:%Y-%m-%d}", pair[1].phase.value)):
        parts.append(f"## {day} · {phase}")
        rows = [_row(at, one, speaker) for at, one in lines]
        parts.append("\n".join(["| Time | Event | Actor | Notes |", "|------|-------|-------|-------|", *rows]))
    if not kept:
        parts.append("Nothing on the timeline is of that kind.")
    return "\n\n".join(parts) + "\n"


def _row(at: Any, one: Entry, speaker: Speaker) -> str:
    words = [f"{at:%H:%M:%S}", *(cell(speaker.words(text)) or " " for text in (one.event, one.actor, one.notes))]
    return f"| {' | '.join(words)} |"


def _chosen(wanted: Wanted, speaker: Speaker) -> str:
    """What was asked for, in words."""
    parts = []
    if wanted.who:
        parts.append(f"about {line(', '.join(speaker.organisation.name_of(one) for one in wanted.who))}")
    if wanted.what:
        parts.append(", ".join(wanted.what))
    if wanted.since:
        parts.append(f"since {wanted.since:%Y-%m-%d %H:%M} UTC")
    return f"Only: {'; '.join(parts)}." if parts else ""
