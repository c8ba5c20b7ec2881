"""The organisation's figures, as the catalogue prints them (10.1, 10.3, 10.4, 10.5)."""

from datetime import timedelta

import pytest

from bot.incident.organisation import Policies
from bot.incident.severity import NAMES, Level, Severity, read_severity, spoken
from bot.incident.state import ClockName
from bot.incident.topics.triage import ProposeTriage, SetSeverity
from tests.incident.rehearsal import ANA, VERA, declared

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)

#: 10.1, line by line: HxH P0; HxM, MxH P1; HxL, MxM, LxH P2; MxL, LxM, LxL P3.
PRIORITY = [
    ("HIGH", "HIGH", "P0"),
    ("HIGH", "MEDIUM", "P1"),
    ("MEDIUM", "HIGH", "P1"),
    ("HIGH", "LOW", "P2"),
    ("MEDIUM", "MEDIUM", "P2"),
    ("LOW", "HIGH", "P2"),
    ("MEDIUM", "LOW", "P3"),
    ("LOW", "MEDIUM", "P3"),
    ("LOW", "LOW", "P3"),
]


@pytest.mark.parametrize(("impact", "urgency", "severity"), PRIORITY)
def test_impact_times_urgency_gives_the_priority(impact: str, urgency: str, severity: str) -> None:
    """Who fills in two levels gets the level of the matrix, and the card says by which rule."""
    room = declared(None)
    room.does(ProposeTriage(by=VERA, impact=Level(impact), urgency=Level(urgency)))
    assert room.state.proposal
    assert room.state.proposal.severity == severity
    assert room.state.proposal.rule == f"impact {impact} x urgency {urgency}"


@pytest.mark.parametrize(
    ("what", "rule"),
    [
        (["outage"], "a complete outage: P0 by definition"),
        (["data_loss"], "data loss: P0 by definition"),
        (["security"], "a security breach: P0 by definition"),
        (["outage", "security"], "a complete outage and a security breach: P0 by definition"),
    ],
)
def test_the_worst_is_p0_whatever_the_matrix_says(what: list[str], rule: str) -> None:
    """An outage, lost data or a breach is P0 at the lowest levels too, and the card says why (T3)."""
    room = declared(None)
    seen = {name: name in what for name in ("outage", "data_loss", "security")}
    room.does(ProposeTriage.model_validate({"by": VERA, "impact": "LOW", "urgency": "LOW", **seen}))
    assert room.state.proposal
    assert room.state.proposal.severity is Severity.P0
    assert room.state.proposal.rule == rule


#: 10.3: acknowledge, engage, resolve, next update, triage, cause; None where the level has no clock.
RESPONSE = {
    "P0": (2 * MINUTE, 15 * MINUTE, 2 * HOUR, 15 * MINUTE, 15 * MINUTE, 30 * MINUTE),
    "P1": (5 * MINUTE, 30 * MINUTE, 4 * HOUR, 30 * MINUTE, 15 * MINUTE, 1 * HOUR),
    "P2": (30 * MINUTE, 4 * HOUR, 24 * HOUR, 24 * HOUR, 15 * MINUTE, None),
    "P3": (None, None, None, None, None, None),
}


@pytest.mark.parametrize("severity", [*Severity, None])
def test_each_level_has_its_clocks_from_detection(severity: Severity | None) -> None:
    """Every deadline of 10.3 counts from detection; before triage the clocks run as P1 (T3, T5)."""
    acknowledge, engage, resolve, update, triage, cause = RESPONSE[severity or "P1"]
    wanted = {
        ClockName.ACKNOWLEDGE: acknowledge, ClockName.ENGAGE: engage, ClockName.RESOLVE: resolve,
        ClockName.TRIAGE: triage, ClockName.CAUSE: cause,
    }  # fmt: skip
    room = declared(severity)
    begun = room.state.detected_at
    assert {name: clock.due for name, clock in room.state.clocks.items()} == {
        name: begun + length for name, length in wanted.items() if length
    }
    assert room.state.next_update == (begun + update if update else None)


#: 10.4: minutes from when tier 1, 2 and 3 was engaged until the next is called.
ESCALATION = {"P0": (15, 30, 60), "P1": (30, 60, 120), "P2": (120, 480), "P3": ()}


@pytest.mark.parametrize("severity", list(Severity))
def test_each_level_has_its_escalation(severity: Severity) -> None:
    """The tiers wait as long as 10.4 says."""
    waits = Policies().escalation[severity]
    assert tuple(seconds // 60 for seconds in waits) == ESCALATION[severity]


@pytest.mark.parametrize(
    ("severity", "sev", "gated", "word"),
    [
        ("P0", "SEV-1", "Critical", "Critical"),
        ("P1", "SEV-2", "Major", "High"),
        ("P2", "SEV-3", "Minor", "Medium"),
        ("P3", "SEV-4", "Minor", "Low"),
    ],
)
def test_each_level_has_its_names(severity: str, sev: str, gated: str, word: str) -> None:
    """P-name, SEV-name, and the words of the sources are one level (10.5); people may type either name."""
    names = NAMES[Severity(severity)]
    assert (names.sev, names.gated, names.word) == (sev, gated, word)
    assert read_severity(sev) == read_severity(severity.lower()) == read_severity(sev.replace("-", "")) == severity
    assert spoken(Severity(severity)) == f"{severity} {word}"


@pytest.mark.parametrize("text", ["", "P4", "P", "P00", "SEV-0", "SEV-5", "sev", "high", "P0 P1", "P0!"])
def test_what_is_no_level_is_not_taken_for_one(text: str) -> None:
    """A word of the report is not read as its severity."""
    assert read_severity(text) is None


@pytest.mark.parametrize("given", [*Severity, None])
@pytest.mark.parametrize("decided", list(Severity))
def test_a_change_of_severity_arms_the_clocks_from_detection(given: Severity | None, decided: Severity) -> None:
    """Whatever it was before, what is still to be done is due as if the level had been known at detection (T5)."""
    room = declared(given)
    room.now += MINUTE
    room.does(SetSeverity(by=ANA, severity=decided, reason="payments are lost"))
    _, _, resolve, update, _, cause = RESPONSE[decided]
    due = {name: clock.due for name, clock in room.state.clocks.items()}
    begun = room.state.detected_at
    assert due.get(ClockName.RESOLVE) == (begun + resolve if resolve else None)
    assert due.get(ClockName.CAUSE) == (begun + cause if cause else None)
    assert room.state.next_update == (begun + update if update else None)


@pytest.mark.parametrize("given", [*Severity, None])
@pytest.mark.parametrize("decided", list(Severity))
def test_getting_worse_is_remembered_for_the_one_message_that_says_so(
    given: Severity | None, decided: Severity
) -> None:
    """Worse than it was, from the backlog too, is news; the same or better is not. Before triage it was as a P1."""
    room = declared(given)
    room.does(SetSeverity(by=ANA, severity=decided, reason="as seen"))
    assert [one.severity for one in room.state.raises] == ([decided] if decided < (given or "P1") else [])
