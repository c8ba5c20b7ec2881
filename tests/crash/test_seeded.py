"""Real processes: something is killed or goes wrong in the middle of an incident, and nothing is lost or doubled.

A run of these tests plays eight seeds with the quick blows, other ones each day; the seeds are printed, and
`python -m tests.crash.seeded --seeds N --kinds quick` plays one of them again. Blows that last 40 s and more, the
look 30 s later, and how long it may take until the incident moves on, are for
`python -m tests.crash.seeded --seeds 0..199 --kinds all`.
"""

from datetime import date

import pytest

from tests.crash.seeded import chosen, results

SEEDS = 8
STACKS = 4


def test_nothing_is_lost_or_doubled_when_something_dies(capsys: pytest.CaptureFixture[str]) -> None:
    first = date.today().toordinal() * SEEDS
    problems = []
    for result in results(range(first, first + SEEDS), chosen("quick"), STACKS, patient=False):
        with capsys.disabled():
            print(f"\n{result}", end="")
        problems += [f"seed {result.seed}: {problem}" for problem in result.problems]
    assert not problems, "\n".join(problems)
