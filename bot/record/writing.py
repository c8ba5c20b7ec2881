"""An export into a folder: all of it or nothing, never outside the folder, never over what is there unasked."""

import os
import secrets
from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.errors import MusterError
from bot.record.tree import Document


class WouldOverwrite(MusterError):
    """{count} of the files are in {folder} already, {first} among them. Nothing was written. Write over them with
    --force, or elsewhere with --to DIR.
    """


class LeadsOutside(MusterError):
    """{path} leads out of {folder} by a link. Nothing was written. Take the link away, or choose another folder."""


class CannotWrite(MusterError):
    """{path} cannot be written ({problem}). Choose another folder with --to DIR, or mend its rights."""


def write_tree(documents: Sequence[Document], folder: Path, *, force: bool) -> list[Path]:
    """Write the files below `folder`, which is made if need be, and give their paths in order.

    What was written before is overwritten only with `force`; files that grow by a line do so without.
    Raises WouldOverwrite and LeadsOutside, after which nothing has changed, and CannotWrite.
    """
    root = folder.resolve()
    targets = [(_below(root, one.path), one) for one in documents]
    there = [path for path, one in targets if not one.append and os.path.lexists(path)]
    if there and not force:
        raise WouldOverwrite(count=len(there), folder=folder, first=there[0].relative_to(root))
    for path, one in targets:
        try:
            _write(path, _grown(path, one) if one.append else one.content)
        except OSError as problem:
            raise CannotWrite(path=path, problem=problem.strerror or problem) from problem
    return [path for path, _ in targets]


def _below(root: Path, path: str) -> Path:
    """Where a file goes; no part of its way there may be a link that leads out of the folder."""
    target = root / path
    if not target.parent.resolve().is_relative_to(root) or ".." in target.parts:
        raise LeadsOutside(path=path, folder=root)
    return target


def _write(path: Path, content: bytes) -> None:
    """Put the whole file in place at once; a link of that name is replaced, not followed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        beside.write_bytes(content)
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def _grown(path: Path, one: Document) -> bytes:
    """The file that is there with the document's last line; a line on the same thing is replaced."""
    if not path.is_file():
        return one.content
    line = one.content.decode().rstrip("\n").split("\n")[-1]
    kept = [old for old in path.read_text(encoding="utf-8", errors="replace").splitlines() if not _same(old, line)]
    return ("\n".join([*kept, line]) + "\n").encode()


def _same(one: str, other: str) -> bool:
    """Whether two rows of a table are about the same thing: their first cells are equal."""
    return _cells(one)[:2] == _cells(other)[:2] and one.startswith("|")


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.split("|")]


def told(paths: Iterable[Path], folder: Path) -> str:
    """What was written, for a terminal."""
    listed = [str(path.relative_to(folder.resolve())) for path in paths]
    return "\n".join([*listed, f"{len(listed)} files in {folder}"])
