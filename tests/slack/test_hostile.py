"""Hostile text does nothing: nobody is called by it, nothing is made bold, no link comes of it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.incident.organisation import Organisation
from bot.slack.mrkdwn import aloud, at, escape, fallback, link, mention, pieces, quiet, seen, shorten, shorten_markup
from tests.incident.rehearsal import BO, ORGANISATION, START, declared
from tests.slack.shown import TOKEN, loud, mrkdwn, texts, view

WILD = ["<!channel>", "<!everyone>", "<@U0HOSTILE>", "<https://evil.example|Approve>", "<#C0SECRET>", "<!subteam^S1>"]
HOSTILE = f"{' '.join(WILD)} & *bold* _slanted_ ~gone~ `code` ```block``` &lt;!here&gt; :fire: > quote"


def test_nothing_that_people_type_becomes_markup() -> None:
    """In every field of an incident: what they typed is shown, and nothing of it works."""
    for key, message in view(loud(HOSTILE)).messages.items():
        for part in [*mrkdwn(message), message.text] if not key.startswith("ask:") else mrkdwn(message):
            for wild in WILD:
                assert wild not in part, f"{key}: {part}"
            assert "<" not in TOKEN.sub("", part), f"{key}: {part}"
            assert not re.search(r"&(?!amp;|lt;|gt;)", part), f"{key}: {part}"


def test_nobody_is_called_by_what_they_are_asked_for() -> None:
    """The fallback text is markup for Slack too."""
    asked = [message for key, message in view(loud(HOSTILE)).messages.items() if key.startswith("ask:")]
    assert asked
    assert not [one.text for one in asked if "<!channel>" in one.text]


def test_what_people_type_is_not_lost() -> None:
    """Escaped is not deleted: each field is still there to be read."""
    shown = view(loud("<b> & so on"))
    for key in ("status", "alert", "gate:triage", "update:7", "page:U01ONCALL:1", "report"):
        everything = "\n".join(text for _, text in texts(shown.messages[key]))
        assert "&lt;b&gt; &amp; so on" in everything or "<b> & so on" in everything, key


def test_people_of_the_file_may_be_called_anything() -> None:
    """A name with signs of markup is shown as it is, wherever people are named."""
    people = tuple(one.but(name="Bo <!channel> & *Co*") if one.slack == BO else one for one in ORGANISATION.people)
    organisation: Organisation = ORGANISATION.but(people=people)
    room = declared(organisation=organisation)
    for minutes in (0, 3):
        room.passes(minutes=minutes)
        for key, message in view(room).messages.items():
            for part in [*mrkdwn(message), message.text]:
                assert "<!channel>" not in part, f"{key}: {part}"
                assert "<" not in TOKEN.sub("", part), f"{key}: {part}"


@given(st.text(st.sampled_from("<>&*_~`@!#|abU0 \n\x00\x1b\u202e\u2066"), max_size=60))
def test_escaped_text_has_no_token(text: str) -> None:
    """Whatever it is made of: no angle bracket and no bare ampersand is left (Slack's three control signs).

    Nor what turns the rest of the line round, or what only machines read.
    """
    escaped = escape(text)
    assert not {"\x00", "\x1b", "\u202e", "\u2066"} & set(escaped)
    assert "<" not in escaped and ">" not in escaped
    assert not re.search(r"&(?!amp;|lt;|gt;)", escaped)


@given(st.text(st.sampled_from("<>&*_~`ab "), max_size=40))
def test_quiet_text_cannot_end_our_formatting(text: str) -> None:
    """Inside our bold, a star of theirs does not close it, and nothing of theirs opens."""
    assert not re.search(r"[*_~`](?!\u200b)", quiet(text))
    assert quiet(text).replace("\u200b", "") == escape(text)


@given(st.text(max_size=80))
def test_plain_text_is_only_shown_as_it_is(text: str) -> None:
    """What needs no escaping is left alone, and what was escaped reads back."""
    if not set(text) & set("<>&"):
        assert escape(text) == seen(text)
    if "<@" not in text:
        assert escape(text).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == seen(text)


def test_a_typed_mention_is_a_plain_name() -> None:
    """ "<@U1|ana> is on it" notifies nobody and reads as a sentence (rule 11)."""
    assert escape("<@U01ONCALL|ana> and <@U02BACKUP> are on it") == "@ana and @U02BACKUP are on it"


@pytest.mark.parametrize(
    ("url", "words", "made"),
    [
        ("https://x.example/a b", "Overview", "<https://x.example/a%20b|Overview>"),
        ("https://x.example/?a=1&b=2", "both", "<https://x.example/?a=1&amp;b=2|both>"),
        ("https://x.example/?a=1|2>", "a|b <c>", "<https://x.example/?a=1%7C2%3E|a/b &lt;c&gt;>"),
    ],
)
def test_a_link_ends_where_it_should(url: str, words: str, made: str) -> None:
    """Neither its address nor its words can end it early."""
    assert link(url, words) == made


@given(st.text(st.sampled_from("ab \n"), max_size=200), st.integers(1, 30))
def test_long_text_is_cut_into_pieces_without_loss(text: str, limit: int) -> None:
    """Each piece fits, and all of them together are the text but for blanks at the cuts."""
    found = pieces(text, limit)
    assert all(0 < len(piece) <= limit for piece in found)
    assert re.sub(r"\s", "", "".join(found)) == re.sub(r"\s", "", text)


@given(st.text(max_size=50), st.integers(1, 60))
def test_shortened_text_fits_and_says_that_it_goes_on(text: str, limit: int) -> None:
    """What is cut ends with an ellipsis; what fits is untouched."""
    short = shorten(text, limit)
    assert len(short) <= limit
    assert short == text if len(text) <= limit else short.endswith("…")


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("fits as it is", "fits as it is"),
        ("eleven signs and &lt;more&gt;", "eleven signs and…"),
        ("who has it: <@U01ONCALL>", "who has it:…"),
        ("since <!date^1795229460^{time}|2026-11-21 02:51 UTC>", "since…"),
        ("plain words that are too long for it", "plain words that ar…"),
    ],
)
def test_no_token_is_cut_in_two(text: str, cut: str) -> None:
    """What does not fit is left out as a whole: half a mention would be shown as it stands."""
    assert shorten_markup(text, 20) == cut


@given(st.text(max_size=80), st.integers(1, 100))
def test_cut_markup_is_still_sound(text: str, limit: int) -> None:
    """Cut anywhere, a line with our tokens in it has whole ones only."""
    line = f"{mention('U01ONCALL')} {quiet(text)} {at(START)} {link('https://x.example/?a&b', 'see')}"
    cut = shorten_markup(line, limit)
    assert len(cut) <= limit
    assert "<" not in TOKEN.sub("", cut)
    assert not re.search(r"&(?!amp;|lt;|gt;)", cut)


def test_a_fallback_has_no_tokens() -> None:
    """Phones and screen readers give it as it stands (rule 13)."""
    where = f"in <#C0101>, {link('https://x.example', 'see')}, &lt;b&gt;\u200b"
    text = f"<!here> {mention('U99STRANGER')} at {at(START)} {where}"
    assert fallback(text, 200) == " @U99STRANGER at 02:51 UTC in the channel, see, &lt;b&gt;"
    assert fallback("&lt;" * 10, 9) == "&lt;&lt;…"


def test_dates_are_absolute_and_in_the_readers_zone() -> None:
    """Slack replaces the token; what cannot, shows UTC and says so (rule 3)."""
    assert at(START) == f"<!date^{int(START.timestamp())}^{{time}}|2026-11-21 02:51 UTC>"
    assert "{date_short_pretty} {time}" in at(START, day=True)
    assert aloud(f"*Ack* by {at(START)}: `x` &lt;y&gt;") == "Ack by 02:51 UTC: x <y>"


def test_a_mention_of_ours_is_one() -> None:
    """Whom Muster means to notify is notified."""
    assert mention("U01ONCALL") == "<@U01ONCALL>"
