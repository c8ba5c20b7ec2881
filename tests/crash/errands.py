"""The story that people play at a running Muster: each errand is tried until it is done, and seen."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.crash.clients import NotThere, Outcome, Shown, Workspace

#: Real seconds between two tries, and between two looks.
PAUSE, LOOK = 0.3, 0.1

#: Real seconds after which an errand is given up: longer than every fault, and what follows it.
PATIENCE = 130.0


@dataclass(frozen=True)
class Errand:
    """Something that somebody does, and how everybody sees that it is done."""

    name: str
    act: Callable[[Workspace], Outcome]
    seen: Callable[[Shown], bool]
    #: What stands in the record once it is done: the kind of the fact, and words in it.
    fact: tuple[str, str]
    visible: bool = True


@dataclass
class Told:
    """How an errand went: real seconds on one clock, and every answer that was read."""

    errand: Errand
    began: float
    acknowledged: float | None = None
    seen: float | None = None
    read: list[str] = field(default_factory=list)


def errands(seed: int) -> list[Errand]:
    """From the declaration to the end, with words by which they are found again in the record."""
    words = f"seed-{seed}"
    declare = f"declare Checkout {words} --severity P1 --service checkout"
    assessment = {"impact": "MEDIUM", "urgency": "HIGH", "summary": words}
    return [
        Errand(
            "declare", lambda w: w.command("hugo", declare, "general"),
            lambda s: any(room["pins"] for room in s.rooms) and "page:U01ONCALL:1" in s.cards, ("declared", words),
        ),
        Errand(
            "acknowledge", lambda w: w.press("ana", "page:U01ONCALL:1", "page_ack"),
            lambda s: s.reads("page:U01ONCALL:1", "You acknowledged it"), ("page_answered", "acknowledged"),
        ),
        Errand(
            "engage", lambda w: w.press("ana", "page:U01ONCALL:1", "page_engage"),
            lambda s: s.reads("page:U01ONCALL:1", "You are on it"), ("page_answered", "engaged"),
        ),
        Errand(
            "triage", lambda w: w.fill_in("ana", "step:triage", "triage_open", **assessment),
            lambda s: "gate:triage" in s.cards, ("triage_proposed", words),
        ),
        Errand(
            "approve", lambda w: w.press("chidi", "gate:triage", "gate_approve"),
            lambda s: s.reads("gate:triage", "approved as P1"), ("gate_decided", "approve"),
        ),
        Errand(
            "note", lambda w: w.command("ana", f"note tried {words}"), lambda s: True, ("note_added", words),
            visible=False,
        ),
        Errand(
            "update", lambda w: w.command("ana", f"update working on {words}"),
            lambda s: s.reads("update:1", words), ("update_posted", words),
        ),
        Errand(
            "severity", lambda w: w.command("ana", f"severity P0 worse {words}"),
            lambda s: s.reads("severity:1", "P0"), ("severity_set", words),
        ),
        Errand(
            "resolve", lambda w: w.command("ana", f"resolve rolled back {words}"),
            lambda s: s.reads("resolved:0", words), ("resolved", words),
        ),
        Errand(
            "close", lambda w: w.command("ana", f"close told everybody {words}"),
            lambda s: s.reads("status", "CLOSED"), ("closed", words),
        ),
    ]  # fmt: skip


def run(workspace: Workspace, errand: Errand) -> Told:
    """Do an errand until it is acknowledged and seen; or give it up."""
    told = Told(errand, time.monotonic())
    until = told.began + PATIENCE
    while told.seen is None and time.monotonic() < until:
        outcome = _try(workspace, errand)
        told.read.append(outcome.read)
        told.acknowledged = time.monotonic() if outcome.acknowledged else None
        if outcome.acknowledged or outcome.done_before:
            _watch(workspace, told, outcome, until)
        else:
            time.sleep(PAUSE)
            told.seen = _moment_seen(workspace, told)
    return told


def _watch(workspace: Workspace, told: Told, outcome: Outcome, until: float) -> None:
    """Look until it is seen, or until the person reads after all that it was not done."""
    while time.monotonic() < until:
        if (seen := _moment_seen(workspace, told)) is not None:
            told.seen = seen
            return
        if outcome.acknowledged and (refusal := _refusal(workspace, outcome)):
            told.acknowledged = None
            told.read.append(refusal)
            return
        time.sleep(LOOK)


def _try(workspace: Workspace, errand: Errand) -> Outcome:
    try:
        return errand.act(workspace)
    except NotThere as missing:
        return Outcome(False, False, f"not there: {missing}")
    except OSError as away:
        return Outcome(False, False, f"workspace away: {away}")


def _moment_seen(workspace: Workspace, told: Told) -> float | None:
    """Now, if everybody sees it; what leaves nothing to be seen counts once it is acknowledged."""
    try:
        there = told.errand.seen(workspace.shown())
    except OSError:
        return None
    return time.monotonic() if there and (told.errand.visible or told.acknowledged) else None


def _refusal(workspace: Workspace, outcome: Outcome) -> str | None:
    try:
        return workspace.shown().refusal(outcome)
    except OSError:
        return None
