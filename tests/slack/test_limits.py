"""Whatever people do and write, Slack takes every message of it."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.incident.severity import Severity
from bot.incident.state import MUSTER
from bot.incident.topics.declaring import Declare
from bot.incident.topics.resolving import Resolve
from bot.slack import parts
from bot.slack.view import Message
from bot.workspace.blocks import check_message_blocks, check_view
from tests.incident.orders import Step, played, stories
from tests.incident.rehearsal import declared
from tests.slack.shown import TOKEN, faults, loud, mrkdwn, shown, texts, view, words

#: The longest texts that are kept, of characters that grow most when they are escaped, break lines, or are wide.
longest = st.sampled_from(["&" * 10_000, "<" * 10_000, "*" * 10_000, "a\n" * 5_000, "火" * 10_000, "w " * 5_000])


@given(stories)
def test_slack_takes_every_message(story: tuple[Declare, list[Step]]) -> None:
    """No message of any story is refused: blocks, sections, headers, buttons, values, topic, fallback text."""
    seen = view(played(story), opened=False)
    for key, message in seen.messages.items():
        assert faults(message) == [], key
    assert 1 <= len(seen.channel.topic) <= 250
    assert 1 <= len(seen.channel.purpose) <= 250
    assert re.fullmatch(r"[a-z0-9-]{1,80}", seen.channel.name)


@given(longest, st.sampled_from([Severity.P0, Severity.P1]), st.booleans())
def test_the_longest_texts_fit(text: str, severity: Severity, ended: bool) -> None:
    """Everybody writes as much as is kept, in the worst characters: every message still fits, and none is empty."""
    room = loud(text, severity)
    if ended:
        room.does(Resolve(by=MUSTER, summary=text))
    for key, message in view(room).messages.items():
        assert faults(message) == [], key
        if key != "escalation":
            assert cut_tokens(message) == [], key


def cut_tokens(message: Message) -> list[str]:
    """Texts in which a date or a mention of ours is cut in two."""
    return [part for part in mrkdwn(message) if "<" in TOKEN.sub("", part)]


def test_a_long_escalation_log_loses_its_oldest_lines() -> None:
    """What happened last is what somebody looks for."""
    log = shown(loud("<" * 10_000), "escalation")
    assert cut_tokens(log) == []
    assert "Jun Park" in words(log)


def test_the_local_workspace_takes_every_message_too() -> None:
    """It refuses what Slack refuses: two judges, one verdict."""
    for message in view(loud("<!channel> & *all*" * 500)).messages.values():
        check_message_blocks(list(message.blocks))


def test_what_is_chosen_is_among_a_hundred() -> None:
    """An organisation with more services than a menu holds: the one that the form begins with is offered."""
    options = tuple(parts.option(f"Service {number}", f"s{number}") for number in range(130))
    for initial in ("s0", "s99", "s129", "none"):
        submit = parts.plain("Go", 24)
        form = {"type": "modal", "title": submit, "submit": submit, "blocks": [
            parts.select("one", "Service", options, initial=initial),
            parts.checkboxes("some", "Services", options, (initial, "s120", "s121")),
        ]}  # fmt: skip
        check_view(form, "modal")


@given(stories)
def test_every_message_can_be_read_aloud(story: tuple[Declare, list[Step]]) -> None:
    """Phones and screen readers get words: no date token, no markup, no zero-width signs (rule 13)."""
    for key, message in view(played(story)).messages.items():
        assert len(message.text.strip()) >= 10, key
        assert "<!date" not in message.text, key
        assert "\u200b" not in message.text, key


@given(stories)
def test_the_same_incident_looks_the_same(story: tuple[Declare, list[Step]]) -> None:
    """Rendering twice makes no difference, so that nothing is edited without need."""
    room = played(story)
    once, twice = view(room), view(room)
    assert {key: one.digest for key, one in once.messages.items()} == {
        key: one.digest for key, one in twice.messages.items()
    }


@given(stories)
def test_a_private_incident_is_announced_nowhere(story: tuple[Declare, list[Step]]) -> None:
    """No alert, and messages only in its own channel and to people who belong to it (DESIGN 12)."""
    room = played(story)
    seen = view(room)
    assert ("alert" in seen.messages) == (not room.state.private)
    if room.state.private:
        assert seen.channel.private
        places = {message.channel for message in seen.messages.values()}
        assert room.state.channel
        assert places <= {room.state.channel.id, *room.state.responders}


def test_before_the_channel_is_open_the_pages_are_out() -> None:
    """Nothing waits for Slack to open the channel: Ana is paged, and the alert says where it will be."""
    room = declared(Severity.P0)
    seen = view(room, opened=False)
    direct = {key for key in seen.messages if key.startswith(("role:", "told:"))}
    assert set(seen.messages) == {"alert", "page:U01ONCALL:1", *direct}
    assert "#incident-2026-11-21-101" in "".join(text for _, text in texts(seen.messages["alert"]))
    assert "alert" not in view(room, announcements=None, opened=False).messages
