"""Names of background work on the agenda, and the table of what is owed."""

import pytest

from bot.incident.work import Work, read_work
from bot.settings import Settings
from bot.store import keys
from bot.store.show import print_agenda
from tests.servers import RedisServer
from tests.store.harness import Room


@pytest.mark.parametrize(
    ("name", "work"),
    [
        ("sync:INC-101", Work("sync", "INC-101")),
        ("console_sync:INC-101", Work("console_sync", "INC-101")),
        ("timer:INC-101:page:U1:2", Work("timer", "INC-101", "page:U1:2")),
        ("timer:INC-PAY-1:update", Work("timer", "INC-PAY-1", "update")),
    ],
)
def test_work_reads_back_as_itself(name: str, work: Work) -> None:
    """What a process puts on the agenda, another one understands."""
    assert read_work(name) == work
    assert str(work) == name


@pytest.mark.parametrize("name", ["agent:INC-101:1", "", "sync", ":"])
def test_work_of_another_version_is_not_guessed_at(name: str) -> None:
    """It stays on the agenda for the process that understands it."""
    with pytest.raises(ValueError):
        read_work(name)


def test_the_table_says_what_is_owed_and_when(room: Room, capsys: pytest.CaptureFixture[str]) -> None:
    """`muster agenda`: each member with its moment, whether it is held, and what it is for."""
    room.declare()
    room.agenda.take("sync:INC-101")
    room.redis.zadd(keys.agenda("agent"), {"agent:INC-101:1": 1})
    assert print_agenda(Settings(redis_url=room.server.url)) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"{2 + len(room.timers())} owed. It is 20")
    assert [line for line in lines if "held" in line and "bring Slack up to date" in line]
    assert [line for line in lines if line.endswith("INC-101  timer page:U01ONCALL:1")]
    assert [line for line in lines if "agent:INC-101:1  (written by a newer Muster)" in line]


def test_an_empty_agenda_is_an_answer_too(empty_redis: RedisServer, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is owed."""
    assert print_agenda(Settings(redis_url=empty_redis.url)) == 0
    assert capsys.readouterr().out.startswith("0 owed.")
