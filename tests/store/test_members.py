"""Names of agenda members, and the table of what is owed."""

import pytest

from bot.settings import Settings
from bot.store import keys
from bot.store.members import Kind, Member, mirror, read_member, sync, timer
from bot.store.show import print_agenda
from tests.servers import RedisServer
from tests.store.rooms import Room


@pytest.mark.parametrize(
    ("name", "member"),
    [
        (sync("INC-101"), Member(Kind.SYNC, "INC-101")),
        (mirror("INC-101"), Member(Kind.MIRROR, "INC-101")),
        (timer("INC-101", "page:U1:2"), Member(Kind.TIMER, "INC-101", "page:U1:2")),
        (timer("INC-PAY-1", "update"), Member(Kind.TIMER, "INC-PAY-1", "update")),
    ],
)
def test_a_member_reads_back_as_itself(name: str, member: Member) -> None:
    """What a process puts on the agenda, another one understands."""
    assert read_member(name) == member
    assert str(member) == name


@pytest.mark.parametrize("name", ["agent:INC-101:1", "", "sync", ":"])
def test_a_member_of_another_version_is_not_guessed_at(name: str) -> None:
    """It stays on the agenda for the process that understands it."""
    with pytest.raises(ValueError):
        read_member(name)


def test_the_table_says_what_is_owed_and_when(room: Room, capsys: pytest.CaptureFixture[str]) -> None:
    """`muster agenda`: each member with its moment, whether it is held, and what it is for."""
    room.declare()
    room.agenda.take(sync("INC-101"))
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
