"""The organisation's file, or the built-in example: read, judged as a whole, and refused with every fault."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.incident.organisation import Organisation
from bot.organisation.advice import advice
from bot.organisation.consistency import Named, contradictions
from bot.organisation.document import LARGEST, Document, parse
from bot.organisation.errors import FileInvalid, FileUnreadable
from bot.organisation.problem import Problem
from bot.organisation.shape import shaped

TEMPLATES = Path(__file__).parents[2] / "templates"

#: The organisation of the local workspace.
EXAMPLE = TEMPLATES / "example-organisation.yaml"


@dataclass(frozen=True)
class Reading:
    """A sound file: the organisation, the lines to show about what is unwise in it, and what stands where."""

    file: Path
    organisation: Organisation
    warnings: tuple[str, ...]
    document: Document


def load_organisation(path: Path | None) -> Organisation:
    """The organisation that the file describes; without a path the built-in example.

    Raises FileUnreadable, or FileInvalid with every fault, its line and its remedy.
    """
    return read(path).organisation


def read(path: Path | None) -> Reading:
    """The organisation with warnings; raises as `load_organisation` does."""
    file = path or EXAMPLE
    document = parse(text_of(file))
    organisation, problems = _judged(document)
    if problems:
        raise FileInvalid(file, placed(document, problems))
    unwise = placed(document, advice(organisation))
    # Paths in the file are meant from where it lies; inside they are whole.
    near = tuple(str(file.absolute().parent / one) for one in organisation.playbooks)
    warnings = tuple(one.message(str(file), line) for line, one in unwise)
    return Reading(file, organisation.but(playbooks=near), warnings, document)


def placed(document: Document, problems: Iterable[Problem]) -> list[tuple[int, Problem]]:
    """The problems with their lines, in the order of the file."""
    return sorted(((document.line(one), one) for one in problems), key=lambda pair: pair[0])


def _judged(document: Document) -> tuple[Organisation, list[Problem]]:
    if document.data is None and document.problems:
        return Organisation(), document.problems
    organisation, wrong_shape = shaped(document.data)
    places = {problem.at for problem in document.problems}
    news = [problem for problem in wrong_shape if problem.at not in places]
    return organisation, [*document.problems, *news, *contradictions(organisation, Named.by(document))]


def text_of(file: Path) -> str:
    """The text of a file that people write. Raises FileUnreadable, or FileInvalid with the line that is no text."""
    try:
        with file.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError as problem:
        raise FileUnreadable(file, problem.strerror or str(problem)) from problem
    if len(content) > LARGEST:
        raise FileUnreadable(file, f"it is larger than {LARGEST // 1024} KiB")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        fault = Problem((), "this is no UTF-8 text", "save the file as UTF-8", line)
        raise FileInvalid(file, [(line, fault)]) from problem
