"""What `muster init` and `muster check` do."""

import json
from collections.abc import Iterator
from pathlib import Path

from bot.incident.durations import spoken_duration
from bot.incident.organisation import Organisation, Policies
from bot.incident.severity import Severity, spoken
from bot.organisation.errors import FileInTheWay, FileInvalid, FileUnwritable
from bot.organisation.load import EXAMPLE, TEMPLATES, Reading, read

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
        print("\n".join(fault.messages))
        print(f"{_count(len(fault.messages), 'error')}: Muster does not use the file until they are corrected.")
        return 1
    print("\n".join([*(f"warning: {one}" for one in reading.warnings), *_summary(reading)]))
    return 0


def json_schema() -> dict[str, object]:
    """The JSON schema of `muster.yaml`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Organisation.model_json_schema(),
        "title": "muster.yaml",
    }


def _summary(reading: Reading) -> Iterator[str]:
    """What was read, in words: how many of each, and every figure as it will be used."""
    organisation, policies = reading.organisation, reading.organisation.policies
    for level in Severity:
        yield f"{spoken(level)}: {_figures(policies, level)}"
    gates = f"reminder after {spoken_duration(policies.gate_reminder)}"
    yield f"Gates: {gates}, backup asked after {spoken_duration(policies.gate_backup)}"
    counts = ", ".join(
        (
            _count(len(organisation.people), "person", "people"),
            _count(len(organisation.rotations), "rotation"),
            _count(len(organisation.services), "service"),
            _count(len(organisation.actions), "action"),
            _count(len(reading.warnings), "warning"),
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
