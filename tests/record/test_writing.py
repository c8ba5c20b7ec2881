"""An export into a folder: all of it, where it belongs, and nothing that was there is lost unasked."""

from pathlib import Path

import pytest

from bot.record.tree import Document, Format, documents
from bot.record.writing import CannotWrite, LeadsOutside, WouldOverwrite, told, write_tree
from tests.record.cases import rich

TWO = (Document("a/one.md", b"one"), Document("two.md", b"two"))


def test_the_files_lie_below_the_folder_and_are_listed(tmp_path: Path) -> None:
    folder = tmp_path / "not there yet"
    written = write_tree(TWO, folder, force=False)
    assert [path.relative_to(folder).as_posix() for path in written] == ["a/one.md", "two.md"]
    assert (folder / "a/one.md").read_bytes() == b"one"
    assert told(written, folder) == f"a/one.md\ntwo.md\n2 files in {folder}"
    assert sorted(path.name for path in folder.rglob("*")) == ["a", "one.md", "two.md"]


def test_what_is_there_stays_unless_it_is_forced(tmp_path: Path) -> None:
    (tmp_path / "two.md").write_text("somebody's own")
    with pytest.raises(WouldOverwrite, match=r"1 of the files are in .* already, two\.md among them"):
        write_tree(TWO, tmp_path, force=False)
    assert [path.name for path in tmp_path.iterdir()] == ["two.md"]
    write_tree(TWO, tmp_path, force=True)
    assert (tmp_path / "two.md").read_bytes() == b"two"


def test_nothing_is_written_through_a_link_that_leads_out(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "folder"
    outside.mkdir()
    folder.mkdir()
    (folder / "a").symlink_to(outside)
    with pytest.raises(LeadsOutside, match=r"a/one\.md leads out of"):
        write_tree(TWO, folder, force=True)
    assert not list(outside.iterdir())
    assert not (folder / "two.md").exists()


def test_a_link_in_the_place_of_a_file_is_replaced_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("precious")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "two.md").symlink_to(tmp_path / "precious")
    write_tree(TWO, tmp_path / "out", force=True)
    assert (tmp_path / "precious").read_text() == "precious"


@pytest.mark.parametrize("path", ["../out.md", "a/../../out.md"])
def test_a_path_that_climbs_out_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(LeadsOutside):
        write_tree([Document(path, b"x")], tmp_path / "in", force=True)
    assert not (tmp_path / "out.md").exists()


def test_a_folder_that_is_a_file_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(CannotWrite, match="Choose another folder"):
        write_tree(TWO, tmp_path / "file", force=False)


def test_a_register_grows_by_a_line_and_each_entry_is_in_it_once(tmp_path: Path) -> None:
    def row(name: str, status: str) -> Document:
        text = f"# Register\n\n| Regression | Status |\n|---|---|\n| {name} | {status} |\n"
        return Document("register.md", text.encode(), append=True)

    for one in (row("REG-1", "OPEN"), row("REG-2", "OPEN"), row("REG-1", "CLOSED")):
        write_tree([one], tmp_path, force=False)
    assert (tmp_path / "register.md").read_text().splitlines()[4:] == ["| REG-2 | OPEN |", "| REG-1 | CLOSED |"]


def test_two_incidents_lie_side_by_side_in_one_folder(tmp_path: Path) -> None:
    found = documents(rich(), Format.AIWG)
    other = [Document(one.path.replace("101", "102"), one.content, one.append) for one in found]
    write_tree(found, tmp_path, force=False)
    write_tree(other, tmp_path, force=False)
    assert sorted(path.name for path in (tmp_path / ".aiwg/incidents").iterdir()) == ["INC-101", "INC-102"]
