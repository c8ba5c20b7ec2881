"""Word on standard error of how far the benchmarks are, so that standard output holds the table alone."""

import sys


def say(line: str) -> None:
    """One line."""
    print(f"  {line}", file=sys.stderr, flush=True)
