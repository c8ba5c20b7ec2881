"""The fishbone as a picture (C5): where its lines and words stand, and the same as SVG."""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from bot.incident.results import BONES
from bot.record.harmless import plain_line
from bot.record.printing import entries

#: Pixels: how wide the picture is, how far factors stand apart, and where bones meet the spine.
WIDTH, APART, LEAN, TWIG = 1280, 46, 150, 270
JOINTS = (520, 950)
HEAD = 1000

#: Factors that one bone shows, and characters in a line of each; the rest is counted.
MOST, FACTOR, PROBLEM = 6, 38, 24

INK, QUIET, PAPER, ACCENT = "#1d1c1d", "#616061", "#ffffff", "#b3261e"


@dataclass(frozen=True)
class Line:
    """A stroke."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float = 2
    colour: str = INK


@dataclass(frozen=True)
class Words:
    """One line of text; `y` is its base line, `x` its left end, or its middle when `centred`."""

    x: float
    y: float
    text: str
    size: int = 14
    bold: bool = False
    colour: str = INK
    centred: bool = False


@dataclass(frozen=True)
class Box:
    """A frame around words."""

    x: float
    y: float
    width: float
    height: float
    colour: str = INK


Shape = Line | Words | Box


@dataclass(frozen=True)
class Picture:
    """Shapes on a sheet of so many pixels. `title` says in words what is to be seen."""

    width: int
    height: int
    title: str
    shapes: tuple[Shape, ...]


def fishbone(record: dict[str, Any]) -> Picture:
    """The fishbone of an incident; bones that nobody filled in say so."""
    found = {bone: [plain_line(one) for one in entries(record["f"][bone])] for bone in BONES}
    above, below = _reach(found[BONES[0]], found[BONES[1]]), _reach(found[BONES[2]], found[BONES[3]])
    middle = above + 60
    problem = plain_line(record["f"]["problem_statement"] or record["incident"]["title"])
    cause = plain_line(record["report"]["root_cause"] or record["missing"])
    shapes: list[Shape] = [Line(40, middle, HEAD, middle, 4)]
    shapes += _head(problem, cause, middle)
    for place, bone in enumerate(BONES):
        tip = middle - above if place < 2 else middle + below
        shapes += _bone(bone, found[bone] or [record["missing"]], JOINTS[place % 2], middle, tip)
    title = f"Fishbone of {record['incident']['id']}: {problem}"
    return Picture(WIDTH, int(middle + below + 60), title, tuple(shapes))


def _reach(*bones: Sequence[str]) -> float:
    """How far bones stand off the spine: as far as the longest of them needs."""
    return max([min(len(factors), MOST + 1) for factors in bones] + [3]) * APART + 40


def _head(problem: str, cause: str, middle: float) -> Iterator[Shape]:
    lines = _wrapped(problem, PROBLEM, 4)
    height = 40 + 20 * len(lines)
    yield Box(HEAD, middle - height / 2, WIDTH - HEAD - 20, height)
    for number, text in enumerate(lines):
        y = middle - height / 2 + 32 + 20 * number
        yield Words((HEAD + WIDTH - 20) / 2, y, text, size=16, bold=True, centred=True)
    yield Words(HEAD, middle + height / 2 + 28, "Primary root cause", bold=True, colour=ACCENT)
    for number, text in enumerate(_wrapped(cause, 32, 5)):
        yield Words(HEAD, middle + height / 2 + 48 + 18 * number, text)


def _bone(name: str, factors: Sequence[str], joint: float, middle: float, tip: float) -> Iterator[Shape]:
    """One bone from its name to the spine, with a twig for each factor."""
    above = tip < middle
    yield Line(joint - LEAN, tip, joint, middle, 3)
    yield Words(joint - LEAN, tip - 12 if above else tip + 26, name.capitalize(), size=18, bold=True, centred=True)
    shown = list(factors[:MOST])
    if len(factors) > MOST:
        shown.append(f"and {len(factors) - MOST} more, see the document")
    for number, factor in enumerate(shown):
        away = APART * number + 44
        y = tip + away if above else tip - away
        x = joint - LEAN * (y - middle) / (tip - middle)
        yield Line(x - TWIG, y, x, y, 1, QUIET)
        for row, text in enumerate(reversed(_wrapped(factor, FACTOR, 2))):
            yield Words(x - TWIG, y - 6 - 16 * row, text, size=13)


def _wrapped(text: str, width: int, most: int) -> list[str]:
    return textwrap.wrap(text, width, max_lines=most, placeholder=" …") or [""]


def svg(picture: Picture) -> str:
    """The picture as SVG: text stays text, nothing in it runs or is loaded."""
    size = f'width="{picture.width}" height="{picture.height}" viewBox="0 0 {picture.width} {picture.height}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" font-family="Helvetica, Arial, sans-serif">'
    sheet = f'<rect width="100%" height="100%" fill="{PAPER}"/>'
    body = [_shape(one) for one in picture.shapes]
    return "\n".join([head, f"<title>{escape(picture.title)}</title>", sheet, *body, "</svg>", ""])


def _shape(shape: Shape) -> str:
    match shape:
        case Line():
            ends = f'x1="{shape.x1:.1f}" y1="{shape.y1:.1f}" x2="{shape.x2:.1f}" y2="{shape.y2:.1f}"'
            return f'<line {ends} stroke="{shape.colour}" stroke-width="{shape.width}" stroke-linecap="round"/>'
        case Box():
            frame = f'x="{shape.x:.1f}" y="{shape.y:.1f}" width="{shape.width:.1f}" height="{shape.height:.1f}"'
            return f'<rect {frame} rx="6" fill="none" stroke="{shape.colour}" stroke-width="2"/>'
        case Words():
            anchor = ' text-anchor="middle"' if shape.centred else ""
            weight = ' font-weight="bold"' if shape.bold else ""
            place = f'x="{shape.x:.1f}" y="{shape.y:.1f}" font-size="{shape.size}" fill="{shape.colour}"'
            return f"<text {place}{anchor}{weight}>{escape(shape.text)}</text>"
