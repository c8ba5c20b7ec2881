"""`python -m tests.recordings [NAME…]`: play recorded incidents again, and print what is no longer as it was.

`--record` records what has no recording yet; what is recorded is never written again, as it is what lies in the Redis
of somebody who upgrades.
"""

import argparse
import sys
from collections.abc import Sequence

from tests.recordings import files, living, stories_people, stories_playbooks
from tests.recordings.accepted import ACCEPTED
from tests.recordings.compare import Difference, replayed, unaccepted
from tests.recordings.recorder import record
from tests.recordings.stories import STORIES

#: Lines of a difference that are printed, and the characters of each.
MOST_LINES, WIDEST = 12, 160

#: Modules whose stories are recorded.
TOLD = (stories_people, stories_playbooks)


def main(arguments: Sequence[str] | None = None) -> int:
    """1 when something is not as it was recorded and nobody meant it, or what is accepted never differs; else 0."""
    parser = argparse.ArgumentParser(prog="python -m tests.recordings", description=__doc__)
    parser.add_argument("names", nargs="*", help="recordings; without one, all")
    parser.add_argument("--record", action="store_true", help="record the stories that have no recording yet")
    parser.add_argument("--whole", action="store_true", help="print all differing parts, to their last line")
    chosen = parser.parse_args(arguments)
    if chosen.record:
        return _record()
    names = chosen.names or files.names(files.STREAMS)
    found = {name: _played(name, whole=chosen.whole) for name in names}
    every = [one for differences in found.values() for one in differences]
    unused = [entry for entry in ACCEPTED if not any(one.meant_by(entry) for one in every)]
    if not chosen.names:
        for entry in unused:
            print(f"accepted, but nothing differs there: {entry.where} ({entry.reason})")
    wrong = sum(bool(unaccepted(differences, ACCEPTED)) for differences in found.values())
    print(f"{len(names)} recordings, {wrong} with differences that nobody accepted")
    return 1 if wrong or (unused and not chosen.names) else 0


def _record() -> int:
    new = [story for name, story in STORIES.items() if name not in files.names(files.STREAMS)]
    for story in new:
        record(story)
        print(f"recorded {story.name}")
    stores = [name for name in living.LEFT if name not in files.names(files.STORES)]
    for name in stores:
        living.leave(name)
        print(f"left {name} in its middle")
    print(f"{len(new) + len(stores)} new recordings")
    return 0


def _played(name: str, *, whole: bool) -> list[Difference]:
    found = replayed(name)
    left = unaccepted(found, ACCEPTED)
    accepted = f", {len(found) - len(left)} accepted" if len(found) > len(left) else ""
    print(f"{name}: {f'{len(left)} parts differ' if left else 'same'}{accepted}", flush=True)
    for lines, places in _alike(left).items():
        print(f"  {places[0]}{f', and the same in {len(places) - 1} more' if len(places) > 1 else ''}")
        for place in places[1:] if whole else ():
            print(f"  {place}")
        for line in lines[: None if whole else MOST_LINES]:
            print(f"    {line if whole else line[:WIDEST]}")
        if not whole and len(lines) > MOST_LINES:
            print(f"    … {len(lines) - MOST_LINES} lines more")
    return found


def _alike(found: Sequence[Difference]) -> dict[tuple[str, ...], list[str]]:
    """The places of differences by what differs there: the same words on ten cards are read once."""
    places: dict[tuple[str, ...], list[str]] = {}
    for one in found:
        places.setdefault(one.lines, []).append(one.where)
    return places


if __name__ == "__main__":
    sys.exit(main())
