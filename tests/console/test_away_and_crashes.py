"""Slack comes back while processes die: however often it is begun anew, there is one summary and one of each card."""

import json
import urllib.request
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from tests.crash.effects import Fault, Kind
from tests.crash.play import Play
from tests.servers import RedisServer

#: Every so many points are played; a run begins with another one each day.
STRIDE = 12


class AwayPlay(Play):
    """A story in which Slack is away in the middle: what is owed to it then stays owed."""

    away = False

    def settle(self) -> None:
        """Do what is due; while Slack is away that is one try."""
        if not self.away:
            return super().settle()
        self._run(self._work_once)
        return None

    def slack(self, *, down: bool) -> None:
        """Slack goes away or comes back."""
        self.away = down
        body = json.dumps({"down": down}).encode()
        url = self.harness.api_url.removesuffix("api/") + "local/faults"
        urllib.request.urlopen(urllib.request.Request(url, body, {"Content-Type": "application/json"})).close()

    def _compare(self) -> None:
        """What was left out is missing on purpose: the tests say what has to be there."""


def outage(redis_url: str) -> AwayPlay:
    """An incident whose triage, update and end Slack did not see; it answers again."""
    play = AwayPlay(redis_url)
    play.command("hugo", "declare checkout is down --severity P1 --service checkout", "general")
    play.slack(down=True)
    play.command("ana", "ack")
    play.command("elif", "update half of the payments work")
    play.wait(400)
    play.command("ana", "escalate the cache is slow")
    play.command("ana", "resolve rolled back to v41")
    play.wait(400)
    play.slack(down=False)
    return play


def ends(play: AwayPlay) -> list[tuple[str, str]]:
    """Where each message is, with its key and its words but for the moment of Slack's return."""
    play.settle()
    play.wait(60)
    return sorted((card.channel.name, card.key) for card in play.harness.cards())


@pytest.mark.parametrize("kind", [Kind.CRASH_BEFORE, Kind.CRASH_AFTER, Kind.ANSWER_LOST, Kind.NOT_SENT], ids=str)
def test_wherever_a_process_dies_the_summary_comes_once_and_nothing_twice(
    kind: Kind, redis_server: RedisServer, tmp_path: Path
) -> None:
    undisturbed = outage(redis_server.url)
    before = len(undisturbed.effects.seen)
    expected = ends(undisturbed)
    effects = undisturbed.effects.seen[before:]
    undisturbed.leave()
    assert Counter(key.split(":")[0] for _, key in expected)["away"] == 1
    for number in range(1 + date.today().toordinal() % STRIDE, len(effects) + 1, STRIDE):
        play = outage(redis_server.url)
        try:
            play.effects.fault = Fault(kind, len(play.effects.seen) + number)
            found = ends(play)
            assert play.effects.struck, f"there is no effect {number}"
            assert found == expected, f"{kind} {play.effects.struck}"
        finally:
            play.leave()
