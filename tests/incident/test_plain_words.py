"""What people say to the bot in plain words, and what is read from it (D2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.incident.plain_words import read_wish
from bot.incident.severity import Severity

SERVICES = {"checkout": "Checkout", "payments": "Payments", "search": "Search", "eu-api": "European API"}

#: The triggers of the source (A:40-48), to the letter, and how people say the same.
WISHES = [
    "Handle incident", "Production issue detected", "Incident response", "P0 incident", "Service down",
    "System outage", "Critical production issue", "Emergency response",
    "checkout is down", "the search doesn't work", "the search doesn\u2019t work", "users cannot log in",
    "Payments are failing!", "we have an outage in eu-west", "please declare an incident", "SEV-2 incident",
    "production is completely down", "the api is not responding", "data loss in orders",
    "there's an incident with the database", "EMERGENCY", "nobody can't pay", "database server down",
    "checkout is slow for everybody", "503s on payments", "errors everywhere", "sev2: certificates expire tonight",
]  # fmt: skip
NO_WISHES = [
    "", "   ", "hello", "thanks!", "list incidents", "show me all incidents", "what is an incident?",
    "how do I declare an incident?", "who is on call?", "INC-101 is down to P2", "no incident here",
    "that is not an incident", "the outage is over", "status of the incident", "can you help me", "good night",
]  # fmt: skip


@pytest.mark.parametrize("words", WISHES)
def test_a_wish_is_heard(words: str) -> None:
    """In any case, with any sign behind it."""
    assert read_wish(words, SERVICES)
    assert read_wish(words.upper(), SERVICES)


@pytest.mark.parametrize("words", NO_WISHES)
def test_what_is_no_wish_is_left_alone(words: str) -> None:
    """Questions, thanks, and talk about incidents that are there."""
    assert read_wish(words, SERVICES) is None


READ = {
    "P0 incident: checkout is down": ("checkout is down", Severity.P0, "checkout"),
    "hey, please declare a P1 incident: payments fail for half": ("payments fail for half", Severity.P1, "payments"),
    "handle incident - search slow": ("search slow", None, "search"),
    "sev-2: the European API is unreachable": ("the European API is unreachable", Severity.P1, "eu-api"),
    "Critical production issue": ("Critical production issue", Severity.P0, None),
    "P0 incident": ("P0 incident", Severity.P0, None),
    "checkout and payments are failing": ("checkout and payments are failing", None, None),
    "checkouts are failing": ("checkouts are failing", None, None),
    "service down\nsince the deploy": ("service down\nsince the deploy", None, None),
}


@pytest.mark.parametrize(("words", "wish"), READ.items())
def test_text_severity_and_service_are_read(words: str, wish: tuple[str, Severity | None, str | None]) -> None:
    """What stands before the matter is no title; one service alone is taken for the one that is meant."""
    found = read_wish(words, SERVICES)
    assert found and (found.text, found.severity, found.service) == wish


@given(st.text(max_size=200))
def test_whatever_is_said_has_an_answer(words: str) -> None:
    """A wish has words to declare."""
    found = read_wish(words, SERVICES)
    assert found is None or found.text.strip()
