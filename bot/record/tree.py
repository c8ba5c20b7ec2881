"""A format's tree: which files an export has, made of templates or of data, as `tree.yaml` says."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

import yaml
from pydantic import Field, model_validator

from bot.incident.model import Value
from bot.record import raw
from bot.record.blameless import Roles
from bot.record.calendar import calendar
from bot.record.context import record
from bot.record.fishbone import fishbone, svg
from bot.record.harmless import Safe
from bot.record.record_inputs import RecordInputs
from bot.record.rendering import TEMPLATES, document

Record = dict[str, Any]


class Format(StrEnum):
    """The formats in which an incident exports: the sources' own trees, and one for any playbook (P10)."""

    AIWG = "aiwg"
    ITIL = "itil"
    INC = "inc"
    SRE = "sre"
    RAPID = "rapid"
    STEPS = "steps"


#: Files that are not rendered from a template.
MADE: dict[str, Callable[[RecordInputs, Record], str]] = {
    "calendar": lambda inputs, found: calendar(found),
    "fishbone": lambda inputs, found: svg(fishbone(found)),
    "logs": raw.logs,
    "metrics": raw.metrics,
    "events": raw.events,
    "state": raw.state,
}

#: What a file may depend on.
WHEN: dict[str, Callable[[Record], bool]] = {
    "always": lambda found: True,
    "meeting": lambda found: bool(found["meeting"] and found["meeting"]["starts"]),
    "regression": lambda found: found["regression"]["id"] is not None,
}


class TreeFile(Value):
    """One file, or with `each: steps` one for every step. `append` adds its last line to a file that is there."""

    path: str = Field(pattern=r"^[^/\\][^\\]*$")
    template: str = ""
    made: str = ""
    when: str = "always"
    each: str = Field(default="", pattern=r"^(steps)?$")
    blameless: bool = False
    append: bool = False

    @model_validator(mode="after")
    def _makes_sense(self) -> "TreeFile":
        if bool(self.template) == bool(self.made) or (self.made and self.made not in MADE) or self.when not in WHEN:
            raise ValueError(f"{self.path} needs one of template and made ({', '.join(MADE)}), and a known `when`")
        return self


class Tree(Value):
    """A format's files in their order."""

    title: str
    files: tuple[TreeFile, ...]


@dataclass(frozen=True)
class Document:
    """One file of an export. `append`: its last line is added to a file of that name that is there already."""

    path: str
    content: bytes
    append: bool = False


@cache
def tree_of(format: Format) -> Tree:
    """The tree of a format."""
    text = (TEMPLATES / "documents" / format / "tree.yaml").read_text(encoding="utf-8")
    return Tree.model_validate(yaml.safe_load(text))


def documents(inputs: RecordInputs, format: Format) -> tuple[Document, ...]:
    """Every file of an incident's export, whatever playbook it followed. Raises TemplateFault."""
    found = record(inputs)
    planned = list(_planned(tree_of(format), found))
    # Made of names of ours and of the incident's id: nothing in them is markup.
    found["artifacts"] = [Safe(path) for _, path, _ in planned]
    roles = Roles(inputs.incident, inputs.organisation, inputs.events)
    return tuple(_document(inputs, {**found, **more}, file, path, roles) for file, path, more in planned)


def _planned(tree: Tree, found: Record) -> Iterator[tuple[TreeFile, str, Record]]:
    """The files that are wanted, with their paths and what each adds to the record."""
    names = {
        "id": found["incident"]["id"], "number": found["incident"]["number"],
        "regression_id": found["regression"]["id"],
    }  # fmt: skip
    steps = [step for phase in found["phases"] for step in phase["steps"]]
    for file in tree.files:
        if not WHEN[file.when](found):
            continue
        if not file.each:
            yield file, file.path.format(**names), {}
            continue
        for place, step in enumerate(steps, 1):
            more = {"place": f"{place:02d}", "step": step["name"].replace("_", "-")}
            yield file, file.path.format(**names, **more), {"step": step}


def _document(inputs: RecordInputs, found: Record, file: TreeFile, path: str, roles: Roles) -> Document:
    if file.made:
        text = MADE[file.made](inputs, found)
    else:
        suffix = "" if "." in file.template.rsplit("/", 1)[-1] else ".md"
        text = document(f"documents/{file.template}{suffix}.j2", found)
    text = roles(text) if file.blameless else text
    return Document(path, text.encode("utf-8", "replace"), file.append)
