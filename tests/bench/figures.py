"""What the benchmarks print: figures beside their limit or peer, and the arithmetic behind them."""

import math
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HEADS = ("figure", "measured", "limit or peer", "")

#: Characters of a column beyond which its text is wrapped.
WIDEST = 62


@dataclass(frozen=True)
class Figure:
    """One row of the table. `fits` is None for a figure that has no limit."""

    name: str
    measured: str
    limit: str = ""
    fits: bool | None = None

    @property
    def verdict(self) -> str:
        """`ok`, `SHORT`, or nothing."""
        return "" if self.fits is None else "ok" if self.fits else "SHORT"


@dataclass(frozen=True)
class Unmeasured(Figure):
    """A figure that could not be measured; `measured` says why."""


def percentile(values: Iterable[float], share: float) -> float:
    """The smallest value that at least `share` (0 to 1) of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def spread(values: Sequence[float], digits: int = 0) -> str:
    """`p50 12, p95 30, p99 41`."""
    return ", ".join(f"p{share} {percentile(values, share / 100):.{digits}f}" for share in (50, 95, 99))


def table(figures: Sequence[Figure]) -> str:
    """The figures under each other, long texts wrapped."""
    rows = [[wrapped(cell) for cell in (one.name, one.measured, one.limit, one.verdict)] for one in figures]
    cells = [[[head] for head in HEADS], *rows]
    widths = [max(len(line) for row in cells for line in row[place]) for place in range(len(HEADS))]
    rule = "  ".join("-" * width for width in widths)
    printed = [_row(row, widths) for row in cells]
    return "\n".join([printed[0], rule, *printed[1:]])


def wrapped(text: str) -> list[str]:
    """The text in lines that fit a column."""
    return textwrap.wrap(text, WIDEST) or [""]


def _row(cells: Sequence[Sequence[str]], widths: Sequence[int]) -> str:
    height = max(len(lines) for lines in cells)
    filled = [[*lines, *[""] * (height - len(lines))] for lines in cells]
    return "\n".join(
        "  ".join(filled[column][line].ljust(width) for column, width in enumerate(widths)).rstrip()
        for line in range(height)
    )
