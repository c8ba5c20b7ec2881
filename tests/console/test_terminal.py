"""`muster incident` in a terminal: the same handlers, roles and gates, and answers that can be read as text."""

from collections.abc import Callable, Iterator

import pytest

from bot.cli import main
from tests.handlers.harness import Harness, open_harness
from tests.servers import RedisServer

Muster = Callable[..., tuple[int, str]]


@pytest.fixture
def harness(empty_redis: RedisServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Harness]:
    with open_harness(empty_redis, monkeypatch) as opened:
        yield opened


@pytest.fixture
def muster(empty_redis: RedisServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Muster:
    """Runs `muster incident` with these words; exit status and what is printed."""
    monkeypatch.setenv("REDIS_URL", empty_redis.url)
    monkeypatch.delenv("MUSTER_PERSON", raising=False)

    def run(*words: str) -> tuple[int, str]:
        capsys.readouterr()
        status = main(["incident", *words])
        printed = capsys.readouterr()
        return status, printed.out + printed.err

    return run


def test_an_incident_is_led_from_declare_to_its_end(harness: Harness, muster: Muster) -> None:
    status, said = muster(
        "--as", "@hugo", "declare", "checkout", "is", "down", "--severity", "P1", "--service", "checkout"
    )
    assert (status, "INC-101 is declared: checkout is down" in said) == (0, True), said
    assert "the same line would do it once more" in said, "nobody is led to declare twice"
    harness.settle()
    assert muster("ack", "INC-101", "--as", "ana")[1].startswith("Acknowledged: INC-101")
    status, said = muster("triage", "INC-101", "--as", "ana", "--set", "impact=high", "--set", "urgency=MEDIUM")
    assert (status, said) == (0, "Done: Triage INC-101.\n")
    status, said = muster("approve", "--as", "ana")
    assert "Approve the triage of INC-101 as P1 High?" in said
    assert "muster incident approve INC-101 triage" in said
    plan = said.partition("muster incident approve INC-101 triage ")[2].split()[0]
    status, unread = muster("approve", "INC-101", "triage", "--as", "ana")
    assert (status, plan in unread) == (1, True), "what is not named was not read: it is shown"
    assert muster("approve", "INC-101", "triage", "0123456789ab", "--as", "ana")[0] == 1, "it is another plan"
    status, said = muster("approve", "INC-101", "triage", plan, "--as", "ana")
    assert (status, said) == (0, "INC-101: the triage gate is approved as P1 High.\n")
    assert muster("engage", "INC-101", "--as", "ana") == (0, "You work on INC-101 now.\n")
    muster("update", "INC-101", "half of the payments work", "--as", "elif")
    muster("note", "INC-101", "seen", "in", "the", "funnel", "--as", "hugo")
    assert "resolved after" in muster("resolve", "INC-101", "rolled back", "--as", "ana")[1]
    harness.settle()
    ana = harness.person("ana")
    assert "RESOLVED" in ana.sees("status").words
    assert "half of the payments work" in ana.sees("update:1").words
    timeline = muster("timeline", "INC-101", "--as", "ana")[1]
    whole = muster("timeline", "INC-101", "--all", "--what", "notes", "--as", "ana")[1]
    for words in ("Hugo Martin declared INC-101", "Hugo Martin noted: seen in the funnel", "rolled back"):
        assert words in timeline
    assert "| Hugo Martin | seen in the funnel |" in whole, "no Slack is needed to read all of it"
    assert "declared" not in whole
    assert "closed" in muster("close", "INC-101", "told", "by", "phone", "--as", "ana")[1]


def test_answers_can_be_read_without_slack(harness: Harness, muster: Muster) -> None:
    muster("--as", "hugo", "declare", "*checkout* & <cart> is down", "--severity", "P1", "--service", "checkout")
    harness.settle()
    for words in (("status", "INC-101"), ("list",), ("timeline", "INC-101"), ("help",)):
        status, said = muster("--as", "ana", *words)
        assert status == 0
        for raw in ("<@", "<#", "<!date", "&amp;", "&lt;", "\u200b", '"type"'):
            assert raw not in said, (words, raw, said)
    assert f"#{harness.person('ana').room()}" in muster("--as", "ana", "list")[1]
    assert "*checkout* & <cart> is down" in muster("--as", "ana", "status", "INC-101")[1]


def test_the_words_are_listed_to_anybody(muster: Muster) -> None:
    status, said = muster("help")
    assert status == 0
    for words in ("muster incident declare <what is wrong>", "muster incident approve [INC-101 [GATE PLAN]]"):
        assert words in said
    assert muster("help", "resolve")[1].startswith("muster incident resolve <what ended it>")


def test_what_people_wrote_does_nothing_to_the_terminal(harness: Harness, muster: Muster) -> None:
    """No colours, no title of the window, no line that is read backwards."""
    hostile = "\x1b]0;mine\x07 \x1b[31mred \u202eevil"
    muster("--as", "hugo", "declare", f"checkout {hostile}", "--severity", "P1", "--service", "checkout")
    muster("--as", "hugo", "note", "INC-101", hostile)
    for words in (("list",), ("status", "INC-101"), ("timeline", "INC-101"), ("timeline", "INC-101", "--all")):
        status, said = muster("--as", "hugo", *words)
        assert (status, "red evil" in said) == (0, True), said
        assert not {"\x1b", "\x07", "\u202e"} & set(said)


def test_who_may_not_is_told_who_may_and_can_ask_them(harness: Harness, muster: Muster) -> None:
    muster("--as", "hugo", "declare", "checkout is down", "--severity", "P1", "--service", "checkout")
    status, said = muster("--as", "vera", "resolve", "INC-101", "it is fine")
    assert status == 1
    assert "Not resolved: This needs the incident commander" in said
    assert "[Ask Ana]" in said
    status, said = muster("--as", "vera", "resolve", "INC-101", "it is fine", "--press", "ask ana")
    assert (status, "Ana Ortiz is asked." in said) == (0, True), said


def test_a_form_shows_its_fields_and_says_what_is_wrong_with_them(harness: Harness, muster: Muster) -> None:
    muster("--as", "hugo", "declare", "checkout is down", "--severity", "P1", "--service", "checkout")
    status, said = muster("triage", "INC-101", "--as", "ana")
    assert status == 1
    assert "impact (needed): Impact" in said
    assert "Fill it in with --set FIELD=VALUE" in said
    for given, words in {
        ("impact=HUGE", "urgency=LOW"): 'impact cannot be "HUGE". Choose: HIGH, MEDIUM, LOW.',
        ("impact=HIGH",): "Left out, and needed: urgency.",
        ("size=HIGH",): 'The form has no field "size"',
    }.items():
        options = [word for one in given for word in ("--set", one)]
        status, said = muster("triage", "INC-101", "--as", "ana", *options)
        assert (status, words in said) == (2, True), said
    status, said = muster(
        "triage", "INC-101", "--as", "ana", "--set", "impact=LOW", "--set", "urgency=LOW",
        "--set", "users_percent=many", "--set", "definition=outage,data_loss",
    )  # fmt: skip
    assert (status, 'users_percent: "many" is no share' in said) == (1, True), said


def test_an_incident_that_is_open_already_is_declared_all_the_same_by_a_press(
    harness: Harness, muster: Muster
) -> None:
    muster("--as", "hugo", "declare", "checkout is down", "--service", "checkout")
    status, said = muster("--as", "hugo", "declare", "carts are empty", "--service", "checkout")
    assert (status, "[Declare all the same]" in said) == (1, True), said
    status, said = muster(
        "--as", "hugo", "declare", "carts are empty", "--service", "checkout", "--press", "Declare all the same"
    )
    assert (status, "INC-102 is declared" in said) == (0, True), said


def test_a_step_of_the_playbook_is_done_in_a_terminal(harness: Harness, muster: Muster) -> None:
    muster("--as", "hugo", "declare", "checkout is down", "--service", "checkout", "--playbook", "itil")
    status, said = muster("step", "INC-101", "no_such_step", "--as", "ana")
    assert (status, "has no step" in said) == (1, True), said


def test_what_somebody_wrote_is_replaced_by_who_names_it(harness: Harness, muster: Muster) -> None:
    """In one line nobody reads what stands there: it is shown, with what to add to the line."""
    muster("--as", "hugo", "declare", "checkout is down", "--service", "checkout", "--playbook", "itil")
    harness.settle()
    muster("engage", "INC-101", "--as", "ana")
    step = ("step", "INC-101", "tier_1", "--as", "ana", "--set")
    assert muster(*step, "checks=acknowledged") == (0, "Done: Tier 1 · First response.\n")
    status, said = muster(*step, "runbook=restart")
    assert status == 1 and "now: acknowledged" in said and "the same line with --set seen=1" in said
    assert muster(*step, "runbook=restart", "--set", "seen=7")[0] == 1
    assert muster(*step, "runbook=restart", "--set", "seen=1")[0] == 0
    assert "--set seen=2" in muster(*step, "runbook=restart", "--set", "seen=1")[1]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["list"], "Say who you are"),
        (["--as", "@nobody", "list"], "Nobody called @nobody"),
        (["--as", "ana", "status"], "This channel has no incident"),
        (["--as", "ana", "status", "INC-999"], "There is no incident INC-999"),
        (["--as", "ana", "decalre", "x"], "Did you mean"),
        (["--as", "ana", "approve", "INC-999", "triage"], "There is no incident INC-999"),
    ],
)
def test_what_cannot_be_done_says_why_and_what_to_do(muster: Muster, words: list[str], told: str) -> None:
    status, said = muster(*words)
    assert status in (1, 2)
    assert told in said


def test_a_private_incident_is_not_there_for_others(harness: Harness, muster: Muster) -> None:
    muster("--as", "hugo", "declare", "card numbers are in a log", "--private")
    assert "There is no incident INC-101" in muster("--as", "vera", "status", "INC-101")[1]
    assert "INC-101" not in muster("--as", "vera", "list")[1]
    assert "INC-101" in muster("--as", "hugo", "list")[1]


def test_the_help_says_how_far_it_is_to_be_trusted(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["incident", "--help"])
    assert "whoever reaches this Redis may act as anybody" in capsys.readouterr().out
