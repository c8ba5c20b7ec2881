"""A review that lays blame is shown where; one about systems is left alone."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.incident.blame import HINDSIGHT, MOTIVE, PERSON, blame


@pytest.mark.parametrize(
    ("text", "words", "rather"),
    [
        ("Bo is to blame for this", "to blame", PERSON),
        ("It was Bo's fault", "Bo's fault", PERSON),
        ("It was human error", "human error", PERSON),
        ("Bo made a stupid mistake", "made a stupid mistake", PERSON),
        ("The change was careless", "careless", MOTIVE),
        ("Nobody noticed; they didn't bother", "didn't bother", MOTIVE),
        ("She should have tested it", "should have", HINDSIGHT),
        ("The engineer failed to roll back", "engineer failed to", HINDSIGHT),
        ("Bo forgot the flag", "forgot", HINDSIGHT),
    ],
)
def test_words_that_blame_are_found_and_a_better_way_is_named(text: str, words: str, rather: str) -> None:
    found = blame(text)
    assert [(one.words, one.rather) for one in found] == [(words, rather)]
    assert text[found[0].start : found[0].end] == words


@pytest.mark.parametrize(
    "text",
    [
        "The health check failed to notice the leak",
        "A blameless review: the pool had no limit",
        "Payments failed; the default timeout was 30 s",
        "`git blame` shows the commit, and the fault tolerance held",
        "Error rate rose, the on-call engineer was paged and acknowledged in 40 s",
        "",
    ],
)
def test_words_about_systems_are_left_alone(text: str) -> None:
    assert blame(text) == ()


@given(st.lists(st.sampled_from(["Bo ", "forgot ", "and should have ", "blame", "\n", "is lazy. "])).map("".join))
def test_places_stand_in_order_and_never_overlap(text: str) -> None:
    found = blame(text)
    assert all(one.end <= following.start for one, following in pairwise(found))
    assert all(text[one.start : one.end] == one.words for one in found)
