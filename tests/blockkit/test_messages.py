"""Slack takes every message and every home, whatever people order and write, in every organisation and playbook."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack.home import home
from bot.slack.render import render
from bot.workspace.blocks import check_message_blocks, check_view
from tests.blockkit.firms import FILES, firm
from tests.blockkit.incidents import PLAYBOOKS, played, stage
from tests.blockkit.surfaces import wrong_with_form, wrong_with_message, wrong_with_view
from tests.incident.rehearsal import ANA

ANNOUNCEMENTS = "C01INCIDENTS"
NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)

firms = st.sampled_from([*FILES])
playbooks = st.sampled_from([*PLAYBOOKS])


@settings(max_examples=50)
@given(st.data(), firms, playbooks)
def test_slack_takes_every_message(data: st.DataObject, organisation: str, playbook: str) -> None:
    """At most 50 blocks, at most 3,000 characters in a text, a text to read aloud, and nobody's words are obeyed."""
    for room in played(data, organisation, playbook):
        assert wrong_with_view(render(stage(room), ANNOUNCEMENTS)) == []


@settings(max_examples=12)
@given(st.data(), firms, playbooks)
def test_slack_takes_every_home(data: st.DataObject, organisation: str, playbook: str) -> None:
    """At most 100 blocks, for somebody who is asked for everything."""
    for room in played(data, organisation, playbook, most=6):
        stages = [stage(room, 101 + number) for number in range(data.draw(st.sampled_from([1, 30])))]
        person = data.draw(st.sampled_from([ANA, *(one.slack for one in firm(organisation).people[:3])]))
        view = home(person, stages, NOW)
        assert wrong_with_form(view) == []
        check_view(view, "home")


@settings(max_examples=12)
@given(st.data(), firms, playbooks)
def test_the_local_workspace_takes_what_slack_takes(data: st.DataObject, organisation: str, playbook: str) -> None:
    """Two judges, one verdict, over everything that is shown."""
    for room in played(data, organisation, playbook, most=6):
        for message in render(stage(room), ANNOUNCEMENTS).messages.values():
            check_message_blocks(list(message.blocks))
            assert wrong_with_message(message) == []
