"""50 people declare in the same moment: how long each waits for the answer, and for a channel."""

import http.client
import json
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from bot.organisation.load import load_organisation
from tests.bench.figures import Figure, percentile, spread
from tests.bench.machine import await_quiet
from tests.bench.progress import say
from tests.bench.stack import Stack, get, running

AT_ONCE = 50

#: Milliseconds for the acknowledgement, and seconds until a reporter sees a channel or a place in the queue.
ACKNOWLEDGED, SEEN = 300.0, 5.0

#: Real seconds after the declares for which channels are waited for.
LOOK = 8.0

_CHANNEL = re.compile(r"incident-\d{4}-\d\d-\d\d-\d+")


@dataclass(frozen=True)
class Report:
    """What one reporter got: the answer, and the seconds from the request to a channel they are in."""

    answer: dict[str, Any]
    invited: float | None

    @property
    def shown(self) -> str:
        """Everything that the answer shows, as text."""
        return json.dumps(self.answer["ephemeral"])

    @property
    def queued(self) -> bool:
        """Whether the answer names a place in the queue."""
        return "in the queue" in self.shown

    @property
    def seen(self) -> float | None:
        """Seconds until the reporter saw a place in the queue or was in the channel; None: not while we looked."""
        return self.answer["ack_ms"] / 1000 if self.queued and self.answer["ack_ms"] else self.invited


def measure(rounds: int) -> Iterator[Figure]:
    """Acknowledgement and first sight of 50 declares at once, on a fresh stack each round."""
    collected = []
    for number in range(rounds):
        with running() as stack:
            reports = one_round(stack)
        collected.append(reports)
        say(f"round {number + 1}: {_round_words(reports)}")
    yield _acknowledged(collected)
    yield _seen([report for reports in collected for report in reports])


def one_round(stack: Stack) -> list[Report]:
    """50 declares by threads that start together, and what came of each."""
    people = [person.slack for person in load_organisation(None).people]
    gate = threading.Barrier(AT_ONCE)
    await_quiet()
    with ThreadPoolExecutor(AT_ONCE) as threads:
        asked = [
            threads.submit(_declare, stack, gate, people[n % len(people)], f"checkout fails in region {n}")
            for n in range(AT_ONCE)
        ]
        answers = [one.result() for one in asked]
    time.sleep(LOOK)
    invited = _invited(stack)
    return [Report(answer, _wait_for_channel(answer, invited)) for answer in answers]


def _declare(stack: Stack, gate: threading.Barrier, user: str, text: str) -> dict[str, Any]:
    parts = urlsplit(stack.base_url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
    connection.connect()
    body = {"user": user, "channel": "general", "command": "/incident", "text": f"declare {text}"}
    content = json.dumps(body)
    gate.wait()
    connection.request("POST", "/local/command", content, {"Content-Type": "application/json"})
    answer: dict[str, Any] = json.loads(connection.getresponse().read())
    connection.close()
    return answer


def _invited(stack: Stack) -> dict[str, float]:
    """By channel name the moment, on the workspace's clock, at which its people were invited."""
    names = {one["id"]: one["name"] for one in get(f"{stack.base_url}/local/state")["channels"]}
    calls = get(f"{stack.base_url}/local/calls")["calls"]
    done = [one for one in calls if one["method"] == "conversations.invite" and not one["error"]]
    return {names[one["channel"]]: one["end"] for one in reversed(done) if one["channel"] in names}


def _wait_for_channel(answer: dict[str, Any], invited: dict[str, float]) -> float | None:
    name = _CHANNEL.search(json.dumps(answer["ephemeral"]))
    at = invited.get(name[0]) if name else None
    return at - answer["start"] if at is not None else None


def _acknowledged(rounds: list[list[Report]]) -> Figure:
    reports = [report for reports in rounds for report in reports]
    failed = Counter(report.answer["error"] for report in reports if report.answer["error"])
    waited = [[report.answer["ack_ms"] or 3000.0 for report in reports] for reports in rounds]
    everything = [wait for waits in waited for wait in waits]
    ends = [percentile(waits, 0.99) for waits in waited]
    trouble = f"; FAILED {dict(failed)}" if failed else ""
    return Figure(
        f"acknowledgement, {AT_ONCE} declares at once, first use of a fresh stack",
        f"{spread(everything)} ms; p99 of the median round {median(ends):.0f}, of the worst {max(ends):.0f}"
        f" ({len(ends)} rounds){trouble}",
        f"p99 < {ACKNOWLEDGED:.0f} ms",
        median(ends) < ACKNOWLEDGED and not failed,
    )


def _seen(reports: list[Report]) -> Figure:
    seen = [report.seen for report in reports]
    late = sum(one is None or one > SEEN for one in seen)
    known = [one for one in seen if one is not None]
    queued = sum(report.queued for report in reports)
    return Figure(
        "until each reporter is in the channel or has a place in the queue",
        f"{spread(known, 2)}, longest {max(known):.2f} s; {queued} of {len(reports)} queued; {late} later than"
        f" {SEEN:.0f} s or never",
        f"all within {SEEN:.0f} s",
        not late,
    )


def _round_words(reports: list[Report]) -> str:
    waits = [report.answer["ack_ms"] or 3000.0 for report in reports]
    rooms = [report.invited for report in reports if not report.queued]
    there = sorted(one for one in rooms if one is not None)
    last = f", the last after {there[-1]:.2f} s" if there else ""
    return f"acknowledged {spread(waits)} ms; {len(there)} of {len(rooms)} promised channels there{last}"
