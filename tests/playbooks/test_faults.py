"""A broken playbook is refused with line and remedy for everything that is wrong in it."""

from pathlib import Path

import pytest

from bot.playbooks.load import PlaybookInvalid, read_playbook
from tests.playbooks.night import Write


def faults(file: Path) -> list[str]:
    """What is said of a broken playbook, without the folder."""
    with pytest.raises(PlaybookInvalid) as refused:
        read_playbook(file)
    return [message.removeprefix(f"{file.parent}/") for message in refused.value.messages]


#: What is changed in the sound playbook, and all that is said of it.
BROKEN: list[tuple[str, tuple[tuple[str, str], ...], list[str]]] = [
    (
        "a step that is not there is needed",
        (("needs: [look]", "needs: [luck]"), ("from: look.root_cause", "kind: long")),
        ["phases[1].steps[1].needs[0]: step plan needs luck, which is not there -> name a step, or a gate as gate:N"],
    ),
    (
        "a gate that is not there is needed",
        (('needs: ["gate:go"]', 'needs: ["gate:gone"]'),),
        ["phases[1].steps[2].needs[0]: step restart needs gate:gone, which is not there -> name a step, or a gate"],
    ),
    (
        "a gate after a step that is not there",
        (("after: [plan]", "after: [plans]"),),
        ["gates[1].after[0]: gate go names the step plans, which is not there -> name a step of this playbook"],
    ),
    (
        "a gate that does again what is not there",
        (("redo: [plan]", "redo: [plans]"),),
        ["gates[1].choices[0].redo[0]: gate go names the step plans, which is not there -> name a step"],
    ),
    (
        "a gate that shows what is not there",
        (("shows: [plan.strategy]", "shows: [plan.strategies]"),),
        ["gates[1].shows[0]: gate go shows plan.strategies, which is not there -> write it as step.field"],
    ),
    (
        "a deliverable of nothing",
        (("done: look", "done: looked"),),
        ["phases[1].deliverables[0].done: deliverable 'It was looked at' is done by looked, which is not there"],
    ),
    (
        "a copy of what is not there",
        (("from: look.root_cause", "from: look.cause"),),
        ["phases[1].steps[1].fields[1].from: field plan.rationale is copied from look.cause, which is not there"],
    ),
    (
        "a copy of what does not come before",
        (("needs: [look]", "needs: []"),),
        [
            "phases[1].steps[1].fields[1].from: field plan.rationale is copied from look, which does not come before"
            " it -> add look to the needs of plan"
        ],
    ),
    (
        "a circle of steps and gates",
        (('needs: ["gate:triage"]', "needs: [tell]"),),
        ["phases[1].steps[0]: gate:go, look, plan, restart, tell can never be reached, as they wait for each other"],
    ),
    (
        "a step that waits for itself",
        (("needs: [look]", "needs: [look, plan]"),),
        ["phases[1].steps[1]: plan can never be reached, as they wait for each other -> cut the circle"],
    ),
    (
        "conditions that never hold at once",
        (("when: ongoing", "when: [ongoing, resolved]"),),
        ["phases[1].steps[1].when: step plan can never be reached: ongoing and resolved never hold at once -> leave"],
    ),
    (
        "a step after the close",
        (("needs: [restart]\n", "needs: [close]\n"), ("needs: [tell]", "needs: [restart]")),
        ["phases[1].steps[3]: step tell can never be reached: close closes the incident before it -> let it come"],
    ),
    (
        "an ongoing step after the end",
        (
            ("needs: [restart]\n", "needs: [restart]\n        when: resolved\n"),
            ("needs: [look]", "needs: [look, tell]"), ('needs: ["gate:go"]', "needs: []"),
        ),
        [
            "phases[1].steps[1]: step plan can never be reached: it is for an ongoing incident, and comes after tell",
        ],
    ),
    (
        "a strategy that nobody chooses",
        (
            ("effect: strategy", "effect: cause"),
            ("when: ongoing\n        effect: validation", "when: strategy_hotfix"),
        ),
        ["phases[1].steps[2].when: step restart can never be reached: it wants strategy_hotfix, and no step chooses"],
    ),
    (
        "doing again what comes later",
        (("redo: [plan]", "redo: [plan, tell]"),),
        ["gates[1].choices[0].redo[1]: gate go has tell done again, which does not come before it"],
    ),
    (
        "a button that names a strategy which nobody chose",
        (("after: [plan]", "after: [look]\n    answer: Go ahead with {strategy}"), ("redo: [plan]", "redo: [look]")),
        ["gates[1].answer: the answer of gate go names the strategy, and no step it comes after chooses one -> le"],
    ),
    (
        "a choice in a form that does again what comes later",
        (("NOT RESOLVED]", "{value: NOT RESOLVED, redo: [plan, tell]}]"),),
        ["phases[1].steps[2].fields[0].options[1].redo[1]: step restart has tell done again, which does not come"],
    ),
    (
        "a choice in a form that does again what is not there",
        (("NOT RESOLVED]", "{value: NOT RESOLVED, redo: [plans]}]"),),
        ["phases[1].steps[2].fields[0].options[1].redo[0]: step restart has plans done again, which is not there"],
    ),
    (
        "words that nobody approves",
        (("  - {name: words, title: Hand-over, after: [tell]", "  - {name: words, title: Hand-over, after: [look]"),),
        ["phases[1].steps[3]: step tell posts words to Day shift, and nobody approves them -> add a gate after it"],
    ),
    (
        "two steps of one name",
        (
            ("- name: plan", "- name: look"), ("shows: [plan.strategy]", "shows: []"),
            ("after: [plan]", "after: [look]"), ("redo: [plan]", "redo: [look]"),
            ("from: look.root_cause", "kind: long"),
        ),
        ["phases[1].steps[1].name: there are two steps called look -> give each a name of its own"],
    ),
    (
        "no triage",
        (("built_in: triage}\n  - name: work", "built_in: record}\n  - name: work"),),
        ["phases: a playbook has one step with built_in: triage -> severity is decided in one place"],
    ),
    (
        "no triage gate",
        (("- {name: triage, title: Triage, after: [triage]", "- {name: severity, title: Triage, after: [triage]"),
         ('needs: ["gate:triage"]', "needs: [triage]")),
        ["gates[0]: a playbook has one gate called triage, with built_in: triage (T7) -> add it"],
    ),
    (
        "an unknown condition",
        (("when: ongoing", "when: ongoin"),),
        ["phases[1].steps[1].when[0]: there is no condition 'ongoin' -> did you mean ongoing?"],
    ),
    (
        "an unknown effect",
        (("effect: strategy", "effect: strategies"),),
        ["phases[1].steps[1].effect: there is no word 'strategies' -> did you mean strategy?"],
    ),
    (
        "an unknown kind",
        (("kind: list", "kind: lists"),),
        ["phases[1].steps[0].fields[1].kind: there is no word 'lists' -> did you mean list?"],
    ),
    (
        "an unknown key",
        (("summary: Look", "sumary: Look"),),
        ["sumary: there is no such key -> did you mean summary?"],
    ),
    (
        "an unknown deed",
        (('"gate:mitigation"', '"gate:mitigate"'),),
        ["gates[1].approve: there is no deed 'gate:mitigate' -> did you mean gate:mitigation?"],
    ),
    (
        "a deed that decides no gate",
        (('"gate:mitigation"', "close"),),
        ["gates[1].approve: 'close' decides no gate -> use a deed that begins with gate:"],
    ),
    (
        "a name that is none",
        (("name: night", "name: Night Shift"),),
        ["name: 'Night Shift' cannot be used here -> a small letter, then small letters, digits and _, at most 40"],
    ),
    ("no title", (("title: Night shift\n", ""),), ["title: this is missing -> add it"]),
    (
        "a choice of nothing",
        (("kind: choice, options: [restart, rollback]", "kind: choice"),),
        ["phases[1].steps[1].fields[0]: field strategy: a choice has options, and nothing else has -> mend kind or"],
    ),
    (
        "words without a message",
        (("{name: message, title: Message", "{name: words, title: Message"),),
        ["phases[1].steps[3]: step tell posts words and has no field `message` -> add one"],
    ),
    (
        "an alias",
        (("title: Night shift", "title: *other"),),
        ["title: an alias ('other') -> write the value out once more"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "said"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_what_is_wrong_is_said_with_its_place_and_what_to_do(
    night: Write, changes: tuple[tuple[str, str], ...], said: list[str]
) -> None:
    """Every fault at once, each on a line of its own, as editors and people find it."""
    found = faults(night(*changes))
    assert len(found) == len(said), found
    for message, words in zip(found, said, strict=True):
        file, line, rest = message.split(":", 2)
        assert (file, line.isdigit()) == ("night.yaml", True)
        assert rest.strip().startswith(words)
        assert " -> " in rest


def test_a_fault_names_the_line_that_has_to_change(night: Write) -> None:
    """Also that of a need in brackets."""
    (message,) = faults(night(("needs: [tell]", "needs: [told]")))
    line = int(message.split(":")[1])
    assert "needs: [told]" in night(("needs: [tell]", "needs: [told]")).read_text().splitlines()[line - 1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "it holds no keys -> begin with name: and title:"),
        ("- one\n- two\n", "it holds no keys"),
        ("name: [a, b\ntitle: x\n", "close the ["),
        ("\tname: x", "indent with spaces"),
        ("a: &a [x, x]\nb: [*a, *a]\n", "an alias"),
    ],
)
def test_what_is_no_playbook_at_all_is_refused_in_words(tmp_path: Path, text: str, said: str) -> None:
    """No stack trace, whatever lies in the file."""
    file = tmp_path / "night.yaml"
    file.write_text(text)
    assert said in "\n".join(faults(file))


def test_a_file_that_is_not_there_or_no_text_is_named(tmp_path: Path) -> None:
    """With what to do."""
    (message,) = faults(tmp_path / "gone.yaml")
    assert message == "gone.yaml: it cannot be read: No such file or directory -> put it right, or name another file"
    (tmp_path / "latin.yaml").write_bytes(b"name: night\ntitle: \xff\n")
    (message,) = faults(tmp_path / "latin.yaml")
    assert message.startswith("latin.yaml:2: this is no UTF-8 text")
