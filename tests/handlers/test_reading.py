"""Somebody looks: what is open, how it stands, what happened, and how to say what they mean."""

import re

from handlers.slash import SUB_COMMANDS
from tests.handlers.harness import Harness, Person


def test_the_list_has_late_ones_first(harness: Harness, vera: Person) -> None:
    """Then the worst, then the oldest; each line says what is waited for."""
    assert vera.types("list").words == "No incident is open. To declare one: `/incident declare what is wrong`."
    vera.types("declare P2 search is slow")
    vera.types("declare P0 payments fail")
    vera.types("declare P1 checkout is down")
    harness.settle()
    first = vera.types("list").words
    assert first.index("INC-102") < first.index("INC-103") < first.index("INC-101")
    assert "*INC-102* P0 Critical · DETECTED · payments fail <#C" in first
    assert "Ana Ortiz (On-call primary) is paged since" in first
    harness.person("ana").types("ack INC-102")
    harness.person("ana").types("ack INC-103")
    harness.passes(minutes=20)
    late = vera.types("list").words
    assert "late" in late[: late.index("\n")]


def test_the_list_says_how_many_more(vera: Person) -> None:
    """Twenty are shown."""
    for number in range(22):
        vera.types(f"declare P3 broken thing {number}")
    words = vera.types("list").words
    assert words.count("broken thing") == 20
    assert words.endswith("and 2 more")


def test_status_and_timeline_from_elsewhere(harness: Harness, vera: Person) -> None:
    """By the id in any case, with or without INC-; without buttons, which belong to the card."""
    vera.types("declare P1 checkout is down")
    harness.settle()
    for line in ("status INC-101", "status inc-101", "status 101"):
        said = vera.types(line)
        assert said.words.startswith("P1 High · checkout is down\n*INC-101 · DETECTED*"), line
        assert said.buttons == []
    timeline = vera.types("timeline 101").words
    assert timeline.startswith("Timeline of INC-101: checkout is down")
    assert timeline.index("Vera Novak declared INC-101: checkout is down") < timeline.index("Ana Ortiz (On-call")
    here = vera.types("status", vera.room())
    assert here.words.startswith("P1 High · checkout is down")


def test_what_is_open_is_answered_by_a_button(harness: Harness, vera: Person) -> None:
    """Who is waited for, what comes then, the clocks that run, and what closing asks for: not the card once more."""
    vera.types("declare P1 checkout is down")
    harness.settle()
    said = vera.presses("What is open?", vera.sees("status"))
    assert said.words.startswith("*Open on INC-101*\n*Now*  Ana Ortiz (On-call primary) is paged since")
    assert "*Clocks*  acknowledge by" in said.words
    assert "*Before closing*  Resolved · Severity decided · Update sent after the end" in said.words


def test_long_lists_and_timelines_are_cut_at_whole_lines(vera: Person) -> None:
    """However long titles and notes are, the answer comes, and says that there is more."""
    for _ in range(21):
        vera.types(f"declare P3 {'&' * 90}")
    listed = vera.types("list")
    assert listed.error is None
    assert re.search(r"and \d+ more$", listed.words)
    assert listed.words.count("\nsince ") == listed.words.count("*INC-1")
    for number in range(40):
        vera.types(f"note INC-101 {number} {'<' * 2_000}")
    timeline = vera.types("timeline INC-101")
    assert timeline.error is None
    assert "Vera Novak noted: 39 <<<" in timeline.words
    assert timeline.words.startswith("Timeline of INC-101")
    assert timeline.buttons[0].startswith("Older (")


def test_outside_an_incidents_channel_mine_are_named(harness: Harness, vera: Person, bo: Person) -> None:
    """Vera reads what to type, with her own incident in it; Bo, who has none, reads what is open."""
    assert bo.types("status").words == (
        "This channel has no incident, and none is open. Declare one: `/incident declare what is wrong`."
    )
    vera.types("declare P3 the footer is misaligned")
    bo.types("declare P3 the header is misaligned")
    harness.settle()
    hers = vera.types("resolve it is fine")
    assert hers.words.startswith("This channel has no incident. Name it: `/incident resolve INC-101 <what ended")
    assert "Yours:\n• INC-101 the footer is misaligned <#C" in hers.words
    assert "INC-102" not in hers.words
    others = harness.person("hugo").types("note hello")
    assert "Open:\n• INC-101 the footer is misaligned" in others.words
    assert "• INC-102 the header is misaligned" in others.words


def test_an_unknown_incident(vera: Person) -> None:
    """The answer says where the known ones are."""
    for id in ("INC-999", "999", "nonsense!", "<@U01ONCALL>"):
        said = vera.types(f"status {id}")
        assert "Not shown: There is no incident" in said.words, id
        assert "`/incident list` shows those that are open." in said.words
    assert "Not noted: There is no incident INC-999" in vera.types("note INC-999 hello").words


def test_help_lists_everything_and_one_thing(vera: Person) -> None:
    """Each sub-command with its usage; `/incident` alone is help too."""
    for line in ("help", ""):
        words = vera.types(line).words
        for one in SUB_COMMANDS.values():
            assert f"`/incident {one.usage}`\n{one.help}" in words
    assert vera.types("help ack").words == "`/incident ack`\nAcknowledge the page that waits for you"
    assert 'There is no sub-command "nope".' in vera.types("help nope").words


def test_a_mistyped_sub_command_is_one_click_away(vera: Person) -> None:
    """`decalre x` is not declared, but offered (SURFACES)."""
    said = vera.types("decalre checkout is down")
    assert said.words == 'There is no sub-command "decalre". Did you mean: `/incident declare checkout is down`'
    assert said.buttons == ["Do it"]
    assert "INC-101 is declared: checkout is down" in vera.presses("Do it", said).words
    assert "Did you mean: `/incident status 101`" in vera.types("stat 101").words


def test_a_report_without_declare_is_offered_as_a_declare(vera: Person) -> None:
    """Somebody woken at three leaves out the word: one click declares what they wrote."""
    said = vera.types("checkout is down")
    assert said.words == 'There is no sub-command "checkout". Did you mean: `/incident declare checkout is down`'
    assert "INC-101 is declared: checkout is down" in vera.presses("Do it", said).words


def test_nonsense_is_pointed_to_help(vera: Person) -> None:
    """One unknown word alone declares nothing."""
    assert vera.types("xyzzy").words == (
        'There is no sub-command "xyzzy". `/incident help` lists them all. '
        "To declare: `/incident declare what is wrong`."
    )
    assert vera.types("xyzzy").buttons == []
