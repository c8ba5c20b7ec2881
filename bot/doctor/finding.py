"""What the doctor found, as a value: one line each."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; what is not ok has a remedy."""

    verdict: Verdict
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.verdict:<4}  {self.what}" + (f"  -> {self.remedy}" if self.remedy else "")


def ok(what: str) -> Finding:
    """Nothing to do."""
    return Finding(Verdict.OK, what)


def warn(what: str, remedy: str) -> Finding:
    """It works, but not as well as it should."""
    return Finding(Verdict.WARN, what, remedy)


def fail(what: str, remedy: str) -> Finding:
    """Muster does not work, or may lose something."""
    return Finding(Verdict.FAIL, what, remedy)
