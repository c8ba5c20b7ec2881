"""Templates: what is missing says so, what is unknown is a fault, and no template gets out of its sandbox."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.record import rendering
from bot.record.rendering import Fields, TemplateFault, document, draft

AT = datetime(2026, 11, 21, 2, 51, 7, tzinfo=UTC)


@pytest.fixture
def rendered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Renders the text of a template with a small record."""
    monkeypatch.setattr(rendering, "TEMPLATES", tmp_path)
    rendering.environment.cache_clear()

    def render(template: str, *, longest: int = 10_000, plain: bool = False, **more: object) -> str:
        record = {"incident": {"id": "INC-101", "detected": AT}, "missing": "Not recorded", **more}
        (tmp_path / "drafts").mkdir(exist_ok=True)
        (tmp_path / "drafts" / "one.md.j2").write_text(template)
        rendering.environment.cache_clear()
        text = draft("one", record) if plain else document("drafts/one.md.j2", record, longest=longest)
        return text.removesuffix("\n")

    yield render
    rendering.environment.cache_clear()


def test_a_field_that_nobody_filled_in_says_so(rendered: Any) -> None:
    assert rendered("{{ f.root_cause }}|{{ f.people | bullets }}", f=Fields({})) == "Not recorded|- Not recorded"


def test_a_word_that_the_record_does_not_know_is_a_fault_that_names_the_template(rendered: Any) -> None:
    with pytest.raises(TemplateFault, match=r"one\.md\.j2.*'rootcause' is undefined"):
        rendered("{{ rootcause }}")


def test_text_that_a_template_forgot_to_filter_is_one_harmless_line(rendered: Any) -> None:
    assert rendered("- {{ f.x }}", f=Fields({"x": "# Forged\n|a|"})) == r"- \# Forged \|a\|"


def test_a_draft_is_plain_text_that_people_edit_and_post(rendered: Any) -> None:
    values = Fields({"x": "p95 [ms] * 2\x00", "y": ["a_", "b"]})
    said = rendered("{{ f.x }}\n{{ f.y | bullets }}\n", plain=True, f=values)
    assert said == "p95 [ms] * 2\n- a_\n- b"


def test_values_are_printed_as_the_sources_write_them(rendered: Any) -> None:
    later = AT + timedelta(days=1)
    given = {"at": AT, "later": later, "yes": True, "long": timedelta(minutes=95), "rows": [["a", "b|c"]], "n": 12}
    template = (
        "{{ at }}|{{ at | clock }}|{{ later | clock }}|{{ at | when }}|{{ at | day }}|{{ yes }}|{{ long }}"
        "|{{ long | hours }}|{{ long | minutes }}|{{ n }}|{{ rows | numbered }}|{{ yes | tick }}"
    )
    assert rendered(template, **given).split("|", 11) == [
        "2026-11-21 02:51:07 UTC", "02:51 UTC", "2026-11-22 02:51 UTC", "2026-11-21 02:51 UTC", "2026-11-21", "YES",
        "1 h 35 min", "01:35", "95", "12", "1. a \\", " b\\|c|[x]",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "template",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ f.__init__.__globals__ }}",
        "{% include '../../pyproject.toml' %}",
        "{% for x in range(9) %}{{ x }}{% endfor %}",
        "{{ x.append(1) }}",
    ],
)
def test_a_template_gets_neither_at_python_nor_at_files(rendered: Any, template: str) -> None:
    with pytest.raises(TemplateFault):
        rendered(template, f=Fields({}), x=[])


def test_a_document_ends_at_its_limit_and_says_so(rendered: Any) -> None:
    text = rendered("{% for x in rows %}{{ x }}\n{% endfor %}", longest=500, rows=["word " * 20] * 100)
    assert len(text) <= 500
    assert text.endswith("(cut here: a document holds 500 characters)")
