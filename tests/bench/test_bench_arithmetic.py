"""What the benchmarks print can be trusted: percentiles, the way to the pin, and the table."""

from tests.bench.figures import Figure, percentile, spread, table
from tests.bench.pinned import path_of


def _call(method: str, start: float, end: float) -> dict[str, object]:
    return {"method": method, "start": start, "end": end, "error": None}


def test_percentiles_are_values_that_were_measured() -> None:
    """The reader gets a wait that somebody really had, not one between two."""
    waits = [float(n) for n in range(1, 51)]
    assert percentile(waits, 0.5) == 25
    assert percentile(waits, 0.99) == 50
    assert percentile([7.0], 0.99) == 7
    assert spread(waits) == "p50 25, p95 48, p99 50"


def test_own_time_leaves_out_the_calls_one_after_the_other_and_nothing_else() -> None:
    """A page that goes out beside the way to the pin neither lengthens the way nor counts as a call on it."""
    calls = [
        _call("conversations.create", 10.02, 10.12),
        _call("chat.postMessage", 10.13, 10.23),
        _call("conversations.invite", 10.13, 10.40),
        _call("pins.add", 10.24, 10.34),
        _call("chat.postMessage", 10.36, 10.46),
    ]
    path = path_of(calls, start=10.0)
    assert path.methods == ("conversations.create", "chat.postMessage", "pins.add")
    assert round(path.own, 6) == 0.04
    assert round(path.whole, 6) == 0.34


def test_a_call_that_was_made_before_the_request_is_not_on_its_way() -> None:
    """Work for an earlier incident does not make this one look better."""
    calls = [_call("chat.update", 9.0, 9.9), _call("pins.add", 10.2, 10.3)]
    assert path_of(calls, start=10.0).methods == ("pins.add",)


def test_the_table_says_short_where_a_limit_is_missed() -> None:
    """Whoever reads the last column alone knows what falls short."""
    printed = table([Figure("start", "6 s", "< 5 s", False), Figure("pins", "20 ms", "< 60 ms", True)])
    assert [line.split()[-1] for line in printed.splitlines()[2:]] == ["SHORT", "ok"]


def test_long_words_of_a_figure_stay_in_their_column() -> None:
    """A long figure makes more lines, not a wider terminal."""
    printed = table([Figure("name " * 40, "measured " * 30, "limit", True)])
    assert max(len(line) for line in printed.splitlines()) < 200
