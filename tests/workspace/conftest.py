"""A fresh workspace for each story."""

from collections.abc import Iterator

import pytest
from slack_bolt import App

from bot.workspace.embedded import LocalWorkspace, running_workspace
from tests.workspace.people import Person, slack


@pytest.fixture
def workspace() -> Iterator[LocalWorkspace]:
    """A workspace that keeps nothing."""
    with running_workspace() as running:
        yield running


@pytest.fixture
def ana(workspace: LocalWorkspace) -> Person:
    """The on-call engineer."""
    return Person(workspace, "ana")


@pytest.fixture
def bo(workspace: LocalWorkspace) -> Person:
    """The backup."""
    return Person(workspace, "bo")


@pytest.fixture
def app(workspace: LocalWorkspace) -> App:
    """A real slack-bolt app, not connected yet."""
    return App(client=slack(workspace))
