"""Somebody edits muster.yaml, makes a mistake, and is told the line, what is wrong and what to do."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from bot.errors import MusterError
from bot.organisation.errors import FileInvalid, FileUnreadable
from bot.organisation.load import load_organisation

FaultsOf = Callable[[str | bytes], list[str]]

HERE = Path(__file__).parent
SOUND = (HERE / "sound.yaml").read_text(encoding="utf-8")
MISTAKES = yaml.safe_load((HERE / "mistakes.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def faults_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FaultsOf:
    """Messages for a text that is written to muster.yaml."""
    monkeypatch.chdir(tmp_path)

    def faults(text: str | bytes) -> list[str]:
        file = Path("muster.yaml")
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        try:
            load_organisation(file)
        except FileInvalid as fault:
            return fault.messages
        return []

    return faults


def test_a_sound_file_is_taken_as_it_is(faults_of: FaultsOf) -> None:
    """A file without mistakes gives no message at all."""
    assert faults_of(SOUND) == []


@pytest.mark.parametrize("made", MISTAKES, ids=[made["mistake"] for made in MISTAKES])
def test_one_mistake_gives_one_message_with_line_and_remedy(faults_of: FaultsOf, made: dict[str, str]) -> None:
    """Each mistake is named once, where it stands, with what to do."""
    assert made["instead of"] in SOUND
    assert faults_of(SOUND.replace(made["instead of"], made["write"], 1)) == [made["says"]]


BROKEN_YAML = [
    ("tab", "organisation:\n\tname: x\n", 2, "indent with spaces, never tabs"),
    ("colon in a value", "organisation:\n  name: a: b\n", 2, "put a value that has a colon in quotes"),
    ("list not closed", "a: 1\npeople: [U1,\nservices: {}\n", 2, "close the [ of line 2"),
    ("quotes not closed", "a: 1\nname: 'abc\nb: 2\n", 2, "close the quotes that begin in line 2"),
    ("sign at the beginning", "name: @ana\n", 1, "put values that begin with a sign in quotes"),
    ("key twice", "people: []\nservices: {}\npeople: []\n", 3, "keep one of them"),
    ("alias", "models: &m {}\nintegrations: *m\n", 2, "write the value out once more"),
    (
        "tag that would run a program",
        "models: !!python/object/apply:os.system [ls]\n",
        1,
        "leave the tag out",
    ),
    ("two documents", "models: {}\n---\nmodels: {}\n", 2, "keep everything in one"),
    ("key that is a list", "models:\n  [a, b]: c\n", 2, "write a plain word before the colon"),
    ("depth without end", "a: " + "[" * 5000, 1, "flatten them"),
    ("control character", "organisation:\n  name: a\x07b\n", 2, "delete it"),
    ("other encoding", "organisation:\n  name: Käse\n".encode("latin-1"), 2, "save the file as UTF-8"),
]


@pytest.mark.parametrize(
    ("text", "line", "remedy"), [row[1:] for row in BROKEN_YAML], ids=[r[0] for r in BROKEN_YAML]
)
def test_what_is_no_sound_yaml_is_named_with_line_and_remedy(
    faults_of: FaultsOf, text: str | bytes, line: int, remedy: str
) -> None:
    """A slip of YAML is explained in words; nothing is executed, expanded or guessed."""
    first = faults_of(text)[0]
    assert first.startswith(f"muster.yaml:{line}: ")
    assert remedy in first


def test_an_alias_gives_one_message_and_not_another_for_what_it_left_empty(faults_of: FaultsOf) -> None:
    """What follows from a mistake is not held against the writer as well."""
    text = SOUND.replace("name: Bakery", "name: &name bakery\n  announcements: *name")
    assert faults_of(text) == [
        "muster.yaml:3: organisation.announcements: an alias ('name') -> write the value out once more"
    ]


def test_an_alias_bomb_costs_one_message_a_line_and_no_memory(faults_of: FaultsOf) -> None:
    """Aliases of aliases are never followed."""
    bomb = "models:\n  a: &a [x, x, x, x, x, x, x, x, x]\n"
    for one, next_one in zip("abcdefgh", "bcdefghi", strict=True):
        bomb += f"  {next_one}: &{next_one} [" + ", ".join([f"*{one}"] * 9) + "]\n"
    messages = faults_of(bomb)
    assert len([message for message in messages if "an alias" in message]) == 8 * 9
    assert len(messages) < 100


def test_all_mistakes_are_shown_at_once_in_the_order_of_the_file(faults_of: FaultsOf) -> None:
    """Nobody has to correct one line to hear of the next, even when shape and references are wrong alike."""
    text = (
        SOUND.replace("Europe/Berlin", "Berlin")
        .replace("    name: Bo Lindqvist", "    nmae: Bo Lindqvist")
        .replace("primary: [U01ANA]", "primary: [U09GONE]")
        .replace("limit: 5 min", "limit: soon")
        .replace("gate_backup: 10 min", "gate_backup: 2 min")
    )
    places = [message.split(": ")[:2] for message in faults_of(text)]
    assert places == [
        ["muster.yaml:3", "organisation.timezone"],
        ["muster.yaml:8", "people[1].name"],
        ["muster.yaml:9", "people[1].nmae"],
        ["muster.yaml:13", "rotations.default.primary[0]"],
        ["muster.yaml:23", "actions.rollback.limit"],
        ["muster.yaml:26", "policies.gate_backup"],
    ]


def test_one_broken_key_does_not_hide_the_others_of_its_entry(faults_of: FaultsOf) -> None:
    """A rotation whose backup is no list still has its primary looked up, and a service its owners."""
    text = SOUND.replace("primary: [U01ANA]", "primary: [U09GONE]").replace("backup: [U02BO]", "backup: U02BO")
    text = text.replace("owners: [U02BO]", "owners: [U09GONE]\n    slo: {availability: 100}")
    assert [message.split(": ")[1] for message in faults_of(text)] == [
        "rotations.default.primary[0]",
        "rotations.default.backup",
        "services.checkout.owners[0]",
        "services.checkout.slo.availability",
    ]


def test_a_reference_to_an_entry_with_a_mistake_is_no_second_mistake(faults_of: FaultsOf) -> None:
    """A person without a name is still a person, and a broken rotation still a rotation."""
    text = SOUND.replace("    name: Bo Lindqvist\n", "").replace("    primary: [U01ANA]\n", "")
    text = text.replace("    owners: [U02BO]", "    owners: [U02BO]\n    rotation: default")
    assert [message.split(": ")[1] for message in faults_of(text)] == [
        "people[1].name",
        "rotations.default.primary",
    ]


def test_the_error_itself_reads_as_one_text_with_every_line(tmp_path: Path) -> None:
    """A program that only prints the error shows all of it."""
    file = tmp_path / "muster.yaml"
    file.write_text("organisation: {name: {x}}\npeople: 3\n")
    with pytest.raises(MusterError) as caught:
        load_organisation(file)
    assert "2 errors" in str(caught.value)
    assert f"{file}:2: people: '3' is no list" in str(caught.value)


def test_what_was_written_is_shown_short_and_without_control_characters(faults_of: FaultsOf) -> None:
    """A terminal that shows a message cannot be steered by what is in the file."""
    long = "x" * 5000
    messages = faults_of(
        f'organisation:\n  "a\\e[2Jb": 1\n  timezone: "\\e]0;{long}"\n  announcements: "{long} {long}"\n'
    )
    assert len(messages) == 3
    assert all(len(message) < 250 and message.isprintable() for message in messages)


@pytest.mark.parametrize("text", ["", "# only a comment\n", "just words\n", "- a\n- b\n"])
def test_a_file_with_nothing_in_it_is_refused_with_the_way_to_a_new_one(
    faults_of: FaultsOf, text: str | bytes
) -> None:
    """An empty file is no organisation."""
    assert "muster init" in faults_of(text)[0]


def test_a_section_with_only_comments_in_it_counts_as_left_out(faults_of: FaultsOf) -> None:
    """Commenting out the entries of a section does not break the file."""
    assert faults_of("organisation:\n  name: Bakery\npeople:\n  # - slack: U01\nservices:\n  website:\n") == []


def test_a_missing_file_is_named_with_the_way_to_a_new_one(tmp_path: Path) -> None:
    """Somebody who mistypes the name of the file hears so."""
    with pytest.raises(FileUnreadable, match=r"No such file.*muster init"):
        load_organisation(tmp_path / "muster.yml")


def test_a_folder_in_place_of_the_file_is_named(tmp_path: Path) -> None:
    """A folder is no file."""
    with pytest.raises(FileUnreadable, match="directory"):
        load_organisation(tmp_path)


def test_a_file_over_a_mebibyte_is_refused(tmp_path: Path) -> None:
    """Somebody who names a log file by mistake is told, before anything is parsed."""
    file = tmp_path / "muster.yaml"
    file.write_bytes(b"#" * (1024 * 1024 + 1))
    with pytest.raises(FileUnreadable, match="1024 KiB"):
        load_organisation(file)
