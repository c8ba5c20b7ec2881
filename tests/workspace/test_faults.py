"""Faults that are set on purpose: lost answers, refusals, slowness, outages."""

import http.client
import urllib.error

import pytest
from slack_bolt import Ack, App
from slack_sdk.errors import SlackApiError

from bot.workspace.embedded import LocalWorkspace
from tests.workspace.people import Json, Person, connected, get, post, slack, until


def faults(workspace: LocalWorkspace, **setting: object) -> None:
    """Set faults."""
    assert post(workspace, "/local/faults", setting)["ok"]


def rule(method: str, do: str, times: int = 1, **more: object) -> Json:
    """A rule."""
    return {"method": method, "do": do, "times": times, **more}


def test_a_lost_answer_was_applied(workspace: LocalWorkspace, ana: Person) -> None:
    """The client sees its connection end without an answer; the message is there once."""
    faults(workspace, rules=[rule("chat.postMessage", "lose_answer")])
    client = slack(workspace)
    with pytest.raises((http.client.HTTPException, ConnectionError, urllib.error.URLError)):
        client.chat_postMessage(channel="C00GENERAL", text="once")
    assert [message["text"] for message in ana.sees("general")] == ["once"]
    client.chat_postMessage(channel="C00GENERAL", text="twice")
    calls = get(workspace, "/local/calls")["calls"]
    assert [(call["status"], call["error"]) for call in calls] == [(0, "answer_lost"), (200, None)]


@pytest.mark.parametrize(
    ("fault", "status", "word"),
    [
        (rule("pins.add", "429", retry_after=7), 429, "ratelimited"),
        (rule("*", "500"), 500, "internal_error"),
        (rule("pins.add", "refuse", error="not_pinnable"), 200, "not_pinnable"),
    ],
)
def test_a_refused_call_is_not_applied(workspace: LocalWorkspace, fault: Json, status: int, word: str) -> None:
    """The pin is not there after the fault, and it is after the next try."""
    client = slack(workspace)
    ts = client.chat_postMessage(channel="C00GENERAL", text="x")["ts"]
    faults(workspace, rules=[fault])
    with pytest.raises(SlackApiError) as error:
        client.pins_add(channel="C00GENERAL", timestamp=ts)
    assert (error.value.response.status_code, error.value.response["error"]) == (status, word)
    if status == 429:
        assert error.value.response.headers["Retry-After"] == "7"
    assert client.pins_list(channel="C00GENERAL")["items"] == []
    client.pins_add(channel="C00GENERAL", timestamp=ts)
    assert len(client.pins_list(channel="C00GENERAL")["items"]) == 1


def test_a_rule_hits_as_often_as_it_says(workspace: LocalWorkspace) -> None:
    """Two of three calls of that method fail, calls of others do not; a new setting replaces the old one."""
    client = slack(workspace)
    faults(workspace, rules=[rule("users.info", "refuse", times=2, error="fatal_error")])
    words: list[str | None] = []
    for method in ("users.info", "team.info", "users.info", "users.info"):
        try:
            client.api_call(method, json={"user": "U01ONCALL"})
            words.append(None)
        except SlackApiError as error:
            words.append(error.response["error"])
    assert words == ["fatal_error", None, "fatal_error", None]
    faults(workspace, rules=[rule("users.info", "refuse", times=5)])
    faults(workspace)
    assert client.users_info(user="U01ONCALL")["ok"]


def test_slowness_is_in_the_record(workspace: LocalWorkspace) -> None:
    """Each call takes at least as long as was added, by the record's own clock."""
    faults(workspace, latency_ms=80)
    slack(workspace).auth_test()
    call = get(workspace, "/local/calls")["calls"][0]
    assert call["end"] - call["start"] >= 0.08


def test_while_slack_is_down_people_still_see_and_set_things(
    workspace: LocalWorkspace, app: App, ana: Person
) -> None:
    """Calls and sockets are refused, /local answers, and when it is taken back the bot comes again by itself."""

    @app.command("/incident")
    def answer(ack: Ack) -> None:
        ack("Here again.")

    with connected(workspace, app):
        faults(workspace, down=True)
        assert ana.command("status")["error"] == "dispatch_failed"
        assert ana.does("message", channel="general", text="is it me?")["ok"]
        with pytest.raises(SlackApiError) as error:
            slack(workspace).auth_test()
        assert error.value.response.status_code == 503
        faults(workspace)
        until(lambda: bool(get(workspace, "/local/about")["connected"]))
        assert ana.command("status")["ephemeral"][0]["text"] == "Here again."


@pytest.mark.parametrize(
    "wrong", [{"rules": [{"method": "x", "do": "explode"}]}, {"latency": 5}, {"latency_ms": -1}, {"down": "perhaps"}]
)
def test_a_fault_that_does_not_exist(workspace: LocalWorkspace, wrong: Json) -> None:
    """A setting with a mistake is refused and says what is wrong."""
    answer = post(workspace, "/local/faults", wrong)
    assert answer["error"] == "invalid_faults"
    assert answer["detail"]


def test_the_record_can_be_read_on_from_where_one_was(workspace: LocalWorkspace, ana: Person) -> None:
    """`since` gives only what is new, and a person's `start` is on the same clock."""
    client = slack(workspace)
    client.auth_test()
    first = get(workspace, "/local/calls")
    moment = ana.command("status")["start"]
    client.chat_postMessage(channel="C00GENERAL", text="x")
    rest = get(workspace, f"/local/calls?since={first['next']}")
    assert [call["method"] for call in first["calls"]] == ["auth.test"]
    assert [call["method"] for call in rest["calls"]] == ["chat.postMessage"]
    assert first["calls"][0]["end"] <= moment <= rest["calls"][0]["start"]
