"""Templates to text: Jinja2 in its sandbox, in which whatever a template forgets to filter is one harmless line."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.errors import MusterError
from bot.record.harmless import Safe
from bot.record.printing import MARKDOWN, PLAIN, Printing, Style

TEMPLATES = Path(__file__).parents[2] / "templates"

#: The longest text that a template may give, in characters: an incident's whole timeline fits with room.
LONGEST_DOCUMENT_CHARACTERS = 2_000_000


class Fields:
    """Values by name for templates: a name that has none reads as nothing, and is printed as missing."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = dict(values)

    def __getitem__(self, name: str) -> object:
        return self._values.get(name)

    def __contains__(self, name: str) -> bool:
        return self._values.get(name) not in (None, "", [])

    def __bool__(self) -> bool:
        return any(name in self for name in self._values)


class TemplateFault(MusterError):
    """The template {template} cannot be rendered: {problem}"""


def document(template: str, record: Mapping[str, Any], *, longest: int = LONGEST_DOCUMENT_CHARACTERS) -> str:
    """The Markdown of `templates/TEMPLATE` with the record filled in, cut at `longest` characters.

    Raises TemplateFault, which names the template and what is wrong in it.
    """
    return tidy(_render(MARKDOWN, template, record, longest))


def tidy(text: str) -> str:
    """A document without runs of empty lines, in which each `**Key**: value` keeps a line of its own."""
    lines: list[str] = []
    fenced = False
    for line in text.rstrip().split("\n"):
        fenced ^= line.startswith("```")
        if not fenced and not line.strip() and (not lines or not lines[-1].strip()):
            continue
        if not fenced and line.startswith("**") and lines and lines[-1].startswith("**"):
            lines[-1] = f"{lines[-1].rstrip()}  "
        lines.append(line)
    return "\n".join(lines) + "\n"


def draft(name: str, record: Mapping[str, Any], *, longest: int = 3_000) -> str:
    """The plain text of `templates/drafts/NAME.md.j2`, for a person to edit in a form. Raises TemplateFault."""
    return _render(PLAIN, f"drafts/{name}.md.j2", record, longest).strip()


def _render(style: Style, template: str, record: Mapping[str, Any], longest: int) -> str:
    try:
        return _cut(environment(style).get_template(template).generate(dict(record)), longest)
    except (TemplateError, TypeError, ValueError) as problem:
        raise TemplateFault(template=template, problem=f"{type(problem).__name__}: {problem}") from problem


def _cut(pieces: Iterable[str], longest: int) -> str:
    parts: list[str] = []
    left = longest
    for piece in pieces:
        parts.append(piece[:left])
        left -= len(piece)
        if left < 0:
            note = f"\n\n(cut here: a document holds {longest:,} characters)\n"
            return "".join(parts)[: longest - len(note)] + note
    return "".join(parts)


def _joined(parts: Iterable[str]) -> Safe:
    """What a macro prints: made of the template's own words and of values that were printed harmless already."""
    return Safe("".join(parts))


class _Environment(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox, in which what a macro printed is not made harmless a second time."""

    concat = staticmethod(_joined)


@cache
def environment(style: Style) -> ImmutableSandboxedEnvironment:
    """The environment of all documents, or of all drafts."""
    printing = Printing(style)
    made = _Environment(
        loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, finalize=printing.printed, autoescape=False,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    made.globals.clear()
    made.filters.update(printing.filters())
    return made
