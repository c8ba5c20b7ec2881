"""What `muster init` and `muster check` do."""

import json
from collections.abc import Iterator
from pathlib import Path

from bot.incident.durations import spoken_duration
from bot.incident.organisation import Organisation, Policies
from bot.incident.playbook import PLAIN
from bot.incident.severity import Severity, spoken
from bot.organisation.errors import FileInTheWay, FileInvalid, FileUnwritable
from bot.organisation.load import EXAMPLE, TEMPLATES, Reading, read
from bot.organisation.problem import Problem, quoted, suggestion
from bot.playbooks.check import Verdict, check_playbooks

#: The commented file that `muster init` writes.
STARTER = TEMPLATES / "muster.yaml"


def run_init(path: Path, force: bool = False) -> int:
    """Writes a commented file at the path and says what to do next; returns the exit status.

    Raises FileInTheWay when there is a file and `force` is not set, FileUnwritable for what the system says.
    """
    text = STARTER.read_text(encoding="utf-8")
    try:
        with path.open("w" if force else "x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as problem:
        raise FileInTheWay(path) from problem
    except OSError as problem:
        raise FileUnwritable(path, problem.strerror or str(problem)) from problem
    print(f"Wrote {path}. Put your people in place of the placeholders, then run: {_check_command(path)}")
    return 0


def _check_command(path: Path) -> str:
    return "muster check" if path == Path("muster.yaml") else f"MUSTER_CONFIG={path} muster check"


def run_check(path: Path | None, schema: bool = False) -> int:
    """Prints every fault, or every warning and what was read; returns 1 when the file cannot be used.

    With `schema` it prints the file's JSON schema, for editors that complete and check while one types.
    Raises FileUnreadable.
    """
    if schema:
        print(json.dumps(json_schema(), indent=2))
        return 0
    try:
        reading = read(path)
    except FileInvalid as fault:
        return _refused(fault.messages, "Muster does not use the file until they are corrected")
    verdict = check_playbooks(reading.organisation)
    if errors := [*_no_such_default(reading, verdict), *verdict.errors]:
        return _refused(errors, "incidents would not get through their playbooks until they are corrected")
    warnings = [*reading.warnings, *verdict.warnings]
    print("\n".join([*(f"warning: {one}" for one in warnings), *_summary(reading, verdict, len(warnings))]))
    return 0


def _refused(messages: list[str], why: str) -> int:
    print("\n".join(messages))
    print(f"{_count(len(messages), 'error')}: {why}.")
    return 1


def _no_such_default(reading: Reading, verdict: Verdict) -> Iterator[str]:
    """The playbook of incidents that name none has to be there."""
    name = reading.organisation.policies.playbook
    if name in (*verdict.names, PLAIN.name):
        return
    problem = Problem(
        ("policies", "playbook"), f"there is no playbook {quoted(name)}", suggestion(name, verdict.names, "playbooks")
    )
    yield problem.message(str(reading.file), reading.document.line(problem))


def json_schema() -> dict[str, object]:
    """The JSON schema of `muster.yaml`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Organisation.model_json_schema(),
        "title": "muster.yaml",
    }


def _summary(reading: Reading, verdict: Verdict, warnings: int) -> Iterator[str]:
    """What was read, in words: how many of each, and every figure as it will be used."""
    organisation, policies = reading.organisation, reading.organisation.policies
    for level in Severity:
        yield f"{spoken(level)}: {_figures(policies, level)}"
    gates = f"reminder after {spoken_duration(policies.gate_reminder)}"
    yield f"Gates: {gates}, backup asked after {spoken_duration(policies.gate_backup)}"
    yield f"Playbooks: {', '.join(verdict.names)}; incidents that name none follow {policies.playbook}"
    counts = ", ".join(
        (
            _count(len(organisation.people), "person", "people"),
            _count(len(organisation.rotations), "rotation"),
            _count(len(organisation.services), "service"),
            _count(len(organisation.actions), "action"),
            _count(warnings, "warning"),
        )
    )
    name = "the built-in example" if reading.file == EXAMPLE else str(reading.file)
    yield f"Read {name}: {organisation.organisation.name} ({organisation.organisation.timezone}), {counts}."


def _figures(policies: Policies, level: Severity) -> str:
    figures = [
        f"{field.replace('_', ' ')} {spoken_duration(due)}"
        for field, due in policies.response[level]
        if due is not None
    ]
    tiers = ", ".join(spoken_duration(limit) for limit in policies.escalation[level])
    said = [*([", ".join(figures)] if figures else []), *([f"tiers {tiers}"] if tiers else [])]
    return "; ".join(said) or "no clocks"


def _count(number: int, one: str, more: str = "") -> str:
    return f"{number} {one if number == 1 else more or one + 's'}"
