"""Text that could do harm, or is too much of it: it is shown to the letter, and nothing of it is lost."""

import json
from collections.abc import Iterator
from typing import Any

from tests.handlers.harness import Harness, Person
from tests.workspace.people import Json, get

#: Everything that Slack would take for markup, with a line end inside.
NASTY = (
    "<!channel> & <b> `code` *bold* _it_ ~gone~ ```fence``` <@U01ONCALL|x> :fire: 🔥 <https://x.example|y>\n>quote"
)


def shown_texts(state: Json) -> Iterator[str]:
    """Every text in every message and answer that Slack would read markup in."""
    whispers = state["ephemeral"]
    messages = [message for channel in state["channels"] for message in channel["messages"]]
    for one in [*messages, *whispers]:
        yield one["text"]
        yield from _markup(one.get("blocks") or [])


def _markup(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            yield value["text"]
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _markup(inner)


def test_nothing_that_is_typed_becomes_markup(harness: Harness, ana: Person, vera: Person, chidi: Person) -> None:
    """No mention, link or `<!channel>` comes of a title, note, update, reason or answer, on any surface."""
    vera.types(f'declare P1 {NASTY} --service checkout --guidance "{NASTY}"')
    harness.settle()
    room = ana.room()
    ana.presses("I'm on it", ana.sees("page:U01ONCALL:1"))
    ana.types(f"pause {NASTY}", room)
    harness.settle()
    for line in ("note", "update", "resume", "escalate", "severity P0", "declare --service checkout",
                 "assign", NASTY, "help", "status", "decalre", "declare --nope"):  # fmt: skip
        ana.types(f"{line} {NASTY}", room)
    form = chidi.types("triage", room)
    chidi.fills(form, impact="MEDIUM", urgency="HIGH", summary=NASTY, actions=NASTY, affected=NASTY)
    harness.settle()
    ana.fills(ana.presses("Revise…", ana.sees("gate:triage")), words=NASTY)
    vera.types("list")
    vera.types("timeline 101")
    vera.types("note")
    harness.settle()
    ana.types(f"resolve {NASTY}", room)
    ana.types(f"close {NASTY}", room)
    harness.settle()
    texts = list(shown_texts(get(harness.workspace, "/local/state")))
    assert len(texts) > 60
    for text in texts:
        for harm in ("<!channel>", "<b>", "<https://x.example", "<@U01ONCALL|x>"):
            assert harm not in text


def test_the_title_is_shown_to_the_letter(harness: Harness, vera: Person) -> None:
    """Signs, emoji and backticks stand where they stood; the second line is in the report."""
    vera.types("declare P1 <!channel> & <b> `x` *y* :fire: 🔥\nsecond line ```with``` a fence")
    harness.settle()
    assert vera.sees("status").blocks[0]["text"]["text"] == "P1 High · <!channel> & <b> `x` *y* :fire: 🔥"
    assert "second line ```with``` a fence" in vera.sees("report").words
    assert vera.channels()[vera.room()]["topic"].endswith("<!channel> & <b> `x` *y* :fire: 🔥")
    assert "<!channel> & <b> `x` *y* :fire: 🔥" in vera.types("list").words


def test_ten_thousand_characters_are_kept(harness: Harness, vera: Person) -> None:
    """The title is its beginning; the report is in the channel to the last character."""
    words = " ".join(f"word{number:04}" for number in range(1_111))[:9_990] + " the end!"
    assert len(words) < 10_000
    said = vera.types(f"declare {words}")
    assert said.error is None
    assert "INC-101 is declared: word0000" in said.words
    harness.settle()
    report = vera.sees("report").words
    assert "word0000" in report
    assert report.rstrip().endswith("the end!")
    assert report.count("word") == words.count("word")
    assert "\u2026" in vera.sees("status").blocks[0]["text"]["text"]


def test_ten_thousand_signs_are_kept_too(harness: Harness, vera: Person) -> None:
    """Signs that grow when they are escaped, without a space anywhere."""
    vera.types(f"declare {'<&>' * 3_300}end")
    harness.settle()
    report = vera.sees("report").words.replace("\n", "")
    assert report.count("<&>") == 3_300
    assert report.endswith("end")


def test_more_is_refused_and_given_back(harness: Harness, vera: Person) -> None:
    """The limit is named, and the text comes back in full."""
    words = "word " * 2_001
    said = vera.types(f"declare {words}x")
    assert said.error is None
    assert said.words.startswith("Not declared: The text has 10006 characters; at most 10000 are kept.")
    assert said.words.count("word") == 2_001
    many = vera.types(f"declare {'<&>' * 3_400}")
    assert many.error is None
    assert many.words.replace("\n", "").count("<&>") == 3_400
    assert "No incident is open" in vera.types("list").words


def test_empty_text_is_never_taken(harness: Harness, vera: Person) -> None:
    """Blanks are no report, note or reason: a form or the usage answers."""
    for line in ("declare", "declare    ", "declare \n\t "):
        assert vera.types(line).view, repr(line)
    assert "/incident declare" in vera.types("   ").words
    assert vera.types('declare --guidance "x"').view
    assert vera.cards() == []


def test_a_long_note_and_a_long_update(harness: Harness, ana: Person) -> None:
    """A note keeps 10,000 characters, an update fits one card; more is refused and comes back."""
    ana.types("declare P1 checkout is down")
    harness.settle()
    assert ana.types(f"note {'n' * 10_000}", ana.room()).words.startswith("Noted")
    assert "at most 10000 are kept" in ana.types(f"note {'n' * 10_001}", ana.room()).words
    too_long = ana.types(f"update {'u' * 2_501}", ana.room())
    assert "at most 2500 are kept" in too_long.words
    assert "u" * 2_501 in too_long.words.replace("\n", "")
    assert ana.types(f"update {'<' * 2_500}", ana.room()).words.startswith("Update 1")
    harness.settle()
    assert ana.sees("update:1").words.count("<") == 2_500


def test_a_form_that_slack_does_not_open_gives_the_words_back(harness: Harness, vera: Person) -> None:
    """Slack refuses the view: Vera is told, and has what she typed."""
    harness.breaks({"method": "views.open", "times": 1, "do": "refuse", "error": "internal_error"})
    said = vera.types("declare <b>checkout</b> --interactive")
    assert said.view is None
    assert said.words.startswith("Slack did not open the form.")
    assert "You typed: declare <b>checkout</b> --interactive" in said.words
    assert json.dumps(said.blocks) == "[]"
