"""Whatever somebody writes, it forges nothing in a document that carries it."""

import csv
import io

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from bot.record.harmless import Safe, block, csv_row, line, plain_block, plain_line, verbatim, yaml_text
from tests.record.reading import read

PIECES = (
    "# ", "## Root Cause", "\n", "\r\n", "\x85", "\u2028", "|", "|---|", "| a | b |\n|---|---|\n| c | d |", "---",
    "===", "***", "___", "```", "~~~", "`", "`` x ``", "> ", "- ", "* ", "+ ", "1. ", "12) ", "<b>", "<!-- x", "-->",
    "<script>alert(1)</script>", "[x](http://a.b)", "![x](y)", "[x]: http://a.b", "<http://a.b>", "**bold**",
    "_em_", "~~gone~~", "\\", "&#35;", "&lt;", "    ", "\t", "\x00", "\u202e", "\u200b", ":-:", "a", "word", " ",
    "**Severity**: P3", "<details>", "$x$", "\ud800", "-", "=", "2026-11-21",
)  # fmt: skip
hostile = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=12).map("".join)


@given(hostile)
@example("| a\n:-:")
@example("x\n===")
@example("1. # heading in a list")
def test_a_line_stays_a_line_wherever_it_stands(text: str) -> None:
    made = line(text)
    assert "\n" not in made
    for around in ("{}", "# {}", "**Key**: {}", "- {}", "1. {}", "| Time | Event |\n|---|---|\n| {} | x |"):
        seen, expected = read(around.format(made)), read(around.format("word" if made else ""))
        assert seen.kinds_of_blocks == expected.kinds_of_blocks, (around, made)
        assert seen.markup(around) == [], (around, made)


@given(hostile)
@example("a\n---\nb")
@example("```\n# x\n```")
@example("- a\n- # b\n2. ## c")
def test_a_block_is_paragraphs_and_lists_and_nothing_else(text: str) -> None:
    seen = read(f"## Before\n\n{block(text)}\n\n## After")
    assert seen.headings == ["## Before", "## After"]
    assert not seen.tables
    assert seen.markup("") == []


@given(hostile)
@example("log\n```\n## Forged")
def test_output_of_a_machine_stays_in_its_fence(text: str) -> None:
    seen = read(f"## Before\n\n{verbatim(text)}\n\n## After")
    assert seen.headings == ["## Before", "## After"]
    assert seen.count("fence") == 1
    assert seen.markup("") == []


@given(hostile)
@example("half of a character: \ud800")
def test_a_yaml_scalar_reads_back_as_text(text: str) -> None:
    document = f"status: {yaml_text(text)}\nafter: 1\n".encode()
    read_back = yaml.safe_load(document)
    assert isinstance(read_back["status"], str)
    assert read_back["after"] == 1


@given(st.lists(hostile, min_size=1, max_size=4))
def test_a_csv_row_stays_a_row_and_no_cell_is_a_formula(texts: list[str]) -> None:
    rows = list(csv.reader(io.StringIO(csv_row(texts) + "\n")))
    assert len(rows) == 1
    assert len(rows[0]) == len(texts)
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in rows[0])


@given(hostile)
def test_plain_text_can_always_be_stored_and_posted(text: str) -> None:
    assert "\n" not in plain_line(text)
    plain_block(text).encode()


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("checkout_service is down", "checkout_service is down"),
        ("40 % of payments fail (EU)", "40 % of payments fail (EU)"),
        ("lost $5,000 & counting", "lost $5,000 & counting"),
        ("2026-11-21: deploy of v42", "2026-11-21: deploy of v42"),
    ],
)
def test_ordinary_words_stay_as_they_were_typed(typed: str, written: str) -> None:
    assert line(typed) == written


def test_a_list_that_somebody_typed_stays_a_list() -> None:
    assert block("First:\n- restart\n- scale\n1. wait") == "First:  \n- restart  \n- scale  \n1. wait"


def test_what_is_harmless_already_is_left_alone() -> None:
    ready = Safe("**ready**\n- a")
    assert line(ready) is ready
    assert block(ready) is ready
