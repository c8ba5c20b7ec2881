"""Differences from what was recorded that are meant, each with its reason; the list begins empty."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Accepted:
    """A meant difference.

    `where` is a glob over `recording/part`, as `python -m tests.recordings` prints them (`*` also stands for `/`).
    `text` is a regular expression: with it only differences are meant in each of whose lines (`- old`, `+ new`) it
    is found.
    """

    where: str
    reason: str
    text: str = ""


ACCEPTED: tuple[Accepted, ...] = (
    Accepted("*.ics", "written by a library: nobody is invited by what is published, and a later file replaces it"),
    Accepted("*/snapshot", "a step notes that a picture of its fishbone is owed", text='"fishbone": true'),
    Accepted(
        "*/register",
        "numbers given by hand are not remembered any more",
        text=r'schema [23]|"given": \[|^- +("\d+",?|\],?)$',
    ),
)
