"""Slack was away: what its channels show when it is back, and what they are spared."""

from collections import Counter
from collections.abc import Iterator

import pytest

from bot.slack import messages
from handlers import buttons, slash, submissions
from handlers.request import Ask, Form, Reply
from tests.handlers.harness import Harness, Person, open_harness
from tests.servers import RedisServer
from tests.workspace.people import post

TRIAGE = {"impact": "HIGH", "urgency": "MEDIUM", "summary": "only card payments"}


class Slack:
    """The Slack of a harness, which can go away for a while."""

    def __init__(self, harness: Harness) -> None:
        self._town = harness
        self._calls = 0

    def goes_away(self) -> None:
        """From now on it answers nothing."""
        post(self._town.workspace, "/local/faults", {"down": True})

    def comes_back(self) -> None:
        """It answers again, and what was put off is done."""
        self._calls = len(self._town.calls())
        post(self._town.workspace, "/local/faults", {"down": False})
        for _ in range(4):
            self._town.passes(seconds=9)

    def calls(self, method: str) -> Counter[str]:
        """How many calls of a method it got since it is back, by channel."""
        return Counter(one["channel"] for one in self._town.calls()[self._calls :] if one["method"] == method)


class Elsewhere:
    """The people, as they go on where Slack is not needed."""

    def __init__(self, harness: Harness) -> None:
        self._town = harness
        self._deeds = 0

    def types(self, name: str, text: str) -> Reply:
        """An `/incident` line."""
        reply = slash.handle(self._town.bot.muster, self._ask(name, text))
        assert not reply.refused, reply.text
        self._town.settle()
        return reply

    def presses(self, name: str, button: str, value: str) -> Reply:
        """A button."""
        press, _ = buttons.BUTTONS[button]
        reply = press(self._town.bot.muster, self._ask(name, value))
        self._town.settle()
        return reply

    def assesses(self, name: str, incident: str) -> None:
        """Impact and urgency, in the form."""
        form = Form(self._ask(name, ""), TRIAGE, {}, {"incident": incident})
        assert not submissions.submit(self._town.bot.muster, "triage", form).errors
        self._town.settle()

    def fills(self, name: str, step: str, **fields: str) -> None:
        """A step's form."""
        form = Form(self._ask(name, ""), fields, {}, {"incident": "INC-101", "step": step, "seen": "0"})
        assert not submissions.submit(self._town.bot.muster, "step", form).errors
        self._town.settle()

    def triages(self, name: str, incident: str) -> None:
        """Assess it, and approve that."""
        self.assesses(name, incident)
        digest = self._town.bot.muster.store.load(incident).gates["triage"].digest
        self.presses(name, "gate_approve", f"{incident} triage {digest}")

    def _ask(self, name: str, text: str) -> Ask:
        self._deeds += 1
        return Ask(user=self._town.person(name).id, channel="", key=f"elsewhere {self._deeds}", text=text)


@pytest.fixture
def harness(empty_redis: RedisServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Harness]:
    """A harness in which a lost post is looked for at once, as its real seconds do not pass."""
    monkeypatch.setattr(messages, "SECOND_LOOK_SECONDS", 0.0)
    with open_harness(empty_redis, monkeypatch) as opened:
        yield opened


@pytest.fixture
def slack(harness: Harness) -> Slack:
    return Slack(harness)


@pytest.fixture
def elsewhere(harness: Harness) -> Elsewhere:
    return Elsewhere(harness)


def declared(harness: Harness, *more: str) -> list[str]:
    """A P1 of checkout that Slack shows, and the keys of its messages."""
    harness.person("hugo").types(f"declare checkout is down --severity P1 --service checkout {' '.join(more)}")
    harness.settle()
    return harness.person("ana").cards()


def passing(keys: list[str]) -> list[str]:
    """The kinds of messages without the cards that stand as long as the incident: its phases, its escalation."""
    return [key.split(":")[0] for key in keys if not key.startswith(("step:", "escalation"))]


def summaries(person: Person, incident: str = "INC-101") -> list[str]:
    """What the messages say that tell of an absence."""
    return [person.sees(key, incident).words for key in person.cards(incident) if key.startswith("away:")]


def test_what_happened_in_an_hour_of_outage_is_one_message_and_each_card_is_edited_once(
    harness: Harness, slack: Slack, elsewhere: Elsewhere
) -> None:
    ana, before = harness.person("ana"), declared(harness)
    slack.goes_away()
    elsewhere.types("ana", "ack INC-101")
    harness.passes(minutes=20)
    elsewhere.types("elif", "update INC-101 half of the payments work")
    elsewhere.types("ana", "severity INC-101 P0 refunds fail too")
    harness.passes(minutes=20)
    elsewhere.types("ana", "resolve INC-101 rolled back to v41")
    harness.passes(minutes=20)
    slack.comes_back()
    new = [key for key in ana.cards() if key not in before]
    assert passing(new) == ["away"]
    told = summaries(ana)[0]
    assert "While Slack was away" in told
    for words in ("Elif Yilmaz sent update 1: half of the payments work", "refunds fail too", "rolled back to v41"):
        assert words in told
    assert "declared INC-101" not in told, "Slack showed that before"
    assert "RESOLVED" in ana.sees("status").words
    assert "RESOLVED" in ana.sees("alert").words
    room = ana.sees("status").channel
    assert slack.calls("chat.postMessage") == {room: len(new)}
    edits = slack.calls("chat.update")
    assert edits.pop(room) <= len(before), "each card once"
    assert set(edits.values()) == {1}, "a card each: the alert, a page, two roles"


def test_an_incident_that_slack_never_saw_gets_its_channel_its_status_and_the_summary_only(
    harness: Harness, slack: Slack, elsewhere: Elsewhere
) -> None:
    ana = harness.person("ana")
    slack.goes_away()
    elsewhere.types("hugo", "declare search gives nothing --service search")
    elsewhere.types("ana", "ack INC-101")
    elsewhere.triages("ana", "INC-101")
    harness.passes(minutes=30)
    elsewhere.types("ana", "resolve INC-101 the index is rebuilt")
    harness.passes(minutes=30)
    slack.comes_back()
    assert passing(ana.cards()) == ["alert", "status", "away"]
    assert ana.sees("status").pinned
    assert not ana.finds("page:U01ONCALL:1"), "she had answered it elsewhere"
    assert "Ana Ortiz decided the triage gate" in summaries(ana)[0]


def test_what_was_closed_meanwhile_leaves_its_status_its_report_and_the_summary(
    harness: Harness, slack: Slack, elsewhere: Elsewhere
) -> None:
    ana = harness.person("ana")
    slack.goes_away()
    elsewhere.types("hugo", "declare search gives nothing --service search")
    elsewhere.types("ana", "ack INC-101")
    harness.passes(minutes=10)
    elsewhere.types("ana", "resolve INC-101 the index is rebuilt")
    elsewhere.types("ana", "close INC-101 told by phone")
    slack.comes_back()
    assert passing(ana.cards()) == ["alert", "status", "away", "report"]
    assert "closed it" in summaries(ana)[0]


@pytest.mark.parametrize("unseen", [False, True], ids=["it goes on", "Slack never saw it"])
def test_what_people_wrote_meanwhile_comes_as_one_reply_each_under_its_phase(
    harness: Harness, slack: Slack, elsewhere: Elsewhere, unseen: bool
) -> None:
    ana, before = harness.person("ana"), [] if unseen else declared(harness)
    slack.goes_away()
    if unseen:
        elsewhere.types("hugo", "declare checkout is down --severity P1 --service checkout")
    elsewhere.types("ana", "ack INC-101")
    elsewhere.fills("chidi", "tier_1", data_collected="the pool is exhausted", runbook="none helps")
    elsewhere.fills("chidi", "regression", regression_verdict="LIKELY", introducing_change="4f2c")
    if unseen:
        elsewhere.triages("chidi", "INC-101")
        elsewhere.fills("chidi", "fishbone", technology="no limit")
    harness.passes(minutes=20)
    if unseen:
        elsewhere.types("ana", "resolve INC-101 rolled back to v41")
        elsewhere.types("ana", "close INC-101 told by phone")
    slack.comes_back()
    wrote = {"tier_1": "functional_escalation", "regression": "regression_triage"}
    for step, phase in wrote.items():
        reply = ana.sees(f"artifact:{step}")
        assert reply.thread == ana.sees(f"step:{phase}").ts
        assert "Chidi Okafor" in reply.words
    assert "the pool is exhausted" in ana.sees("artifact:tier_1").words
    assert len(summaries(ana)) == 1
    room = ana.sees("status").channel
    harness.passes(minutes=1)
    pictures = [one for one in ana.channels()[ana.room()]["messages"] if one.get("files")]
    drawn = [ana.sees("step:root_cause").ts] if unseen else []
    assert [one["thread_ts"] for one in pictures] == drawn, "a fishbone of before the channel was there"
    new = [key for key in ana.cards() if key not in before and ana.sees(key).channel == room]
    assert len(new) == len(set(new)) == slack.calls("chat.postMessage")[room], "one message for each card"


def test_who_hears_at_once_hears_late_if_it_is_not_over(harness: Harness, slack: Slack, elsewhere: Elsewhere) -> None:
    slack.goes_away()
    elsewhere.types("ana", "declare all payments fail --severity P0 --service checkout")
    harness.passes(minutes=10)
    slack.comes_back()
    everybody = harness.person("ana").everybody()
    heard = [one["name"] for one in everybody if harness.person(one["name"]).finds(f"told:{one['id']}")]
    assert heard, "executives hear of a P0, also when Slack was away as it began"


def test_a_page_and_a_gate_that_still_wait_for_somebody_come_after_the_summary(
    harness: Harness, slack: Slack, elsewhere: Elsewhere
) -> None:
    ana, bo, _ = harness.person("ana"), harness.person("bo"), declared(harness)
    slack.goes_away()
    elsewhere.types("ana", "ack INC-101")
    elsewhere.assesses("chidi", "INC-101")
    harness.passes(minutes=4)
    elsewhere.types("ana", "escalate INC-101 @bo the cache is his")
    slack.comes_back()
    assert "I'm on it" in bo.sees("page:U02BACKUP:1").buttons
    gate, told = ana.sees("gate:triage"), next(key for key in ana.cards() if key.startswith("away:"))
    assert "Approve as P1" in gate.buttons
    assert float(ana.sees(told).ts) < float(gate.ts)


def test_what_was_left_out_comes_when_somebody_is_waited_for_again(
    harness: Harness, slack: Slack, elsewhere: Elsewhere
) -> None:
    ana, _ = harness.person("ana"), declared(harness)
    slack.goes_away()
    elsewhere.triages("ana", "INC-101")
    harness.passes(minutes=10)
    slack.comes_back()
    assert not ana.finds("gate:triage")
    elsewhere.assesses("chidi", "INC-101")
    assert "Approve as P1" in ana.sees("gate:triage").buttons


def test_a_hiccup_is_not_told_of_and_nothing_is_left_out(
    harness: Harness, slack: Slack, elsewhere: Elsewhere
) -> None:
    ana, _ = harness.person("ana"), declared(harness)
    slack.goes_away()
    elsewhere.types("elif", "update INC-101 half of the payments work")
    harness.passes(minutes=2)
    slack.comes_back()
    assert not summaries(ana)
    assert "half of the payments work" in ana.sees("update:1").words


def test_a_second_outage_is_told_by_itself(harness: Harness, slack: Slack, elsewhere: Elsewhere) -> None:
    ana, _ = harness.person("ana"), declared(harness)
    for number in (1, 2):
        slack.goes_away()
        elsewhere.types("elif", f"update INC-101 this is number {number}")
        harness.passes(minutes=10)
        slack.comes_back()
    first, second = summaries(ana)
    assert "this is number 1" in first
    assert "this is number 2" in second
    assert "this is number 1" not in second


def test_slack_that_answers_some_calls_and_loses_others_is_not_away(harness: Harness, elsewhere: Elsewhere) -> None:
    ana, _ = harness.person("ana"), declared(harness)
    for number in (1, 2, 3):
        harness.breaks({"method": "chat.postMessage", "times": 1, "do": "500"})
        elsewhere.types("elif", f"update INC-101 this is number {number}")
        harness.passes(minutes=5)
    harness.passes(minutes=1)
    assert not summaries(ana)
    assert "this is number 3" in ana.sees("update:3").words


def test_a_long_absence_is_told_in_a_few_lines_and_the_rest_is_counted(
    harness: Harness, slack: Slack, elsewhere: Elsewhere
) -> None:
    ana, _ = harness.person("ana"), declared(harness)
    slack.goes_away()
    elsewhere.types("elif", "update INC-101 half of the payments work")
    for number in range(30):
        elsewhere.types("hugo", f"note INC-101 seen {number}")
    elsewhere.types("ana", "severity INC-101 P0 refunds fail too")
    harness.passes(minutes=5)
    slack.comes_back()
    lines = summaries(ana)[0].split("\n")
    assert len(lines) <= 14
    assert any("refunds fail too" in line for line in lines), "what weighs more does not give way to notes"
    assert "more: `/incident timeline INC-101`" in lines[-1]
