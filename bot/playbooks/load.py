"""The playbooks that incidents may follow: those that ship with Muster, and the organisation's own files."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.errors import MusterError
from bot.incident.playbook import PLAIN, Playbook
from bot.incident.playbook_consistency import Incoherent
from bot.organisation.document import Document, parse
from bot.organisation.errors import FileInvalid, FileUnreadable
from bot.organisation.load import placed, text_of
from bot.organisation.problem import Problem
from bot.organisation.shape import in_words

SHIPPED = Path(__file__).parents[2] / "templates" / "playbooks"


class PlaybookInvalid(MusterError):
    """The playbook {file} cannot be used:
    {listing}"""

    def __init__(self, file: Path, messages: Iterable[str]) -> None:
        self.messages = tuple(messages)
        super().__init__(file=file, listing="\n".join(self.messages))


@dataclass(frozen=True)
class Read:
    """A sound playbook with its file, and what stands where in it."""

    file: Path
    playbook: Playbook
    document: Document

    def messages(self, problems: Iterable[Problem]) -> list[str]:
        """Problems of this file on a line each, in its order."""
        return [one.message(str(self.file), line) for line, one in placed(self.document, problems)]


def load_playbooks(own: Iterable[Path | str] = ()) -> dict[str, Playbook]:
    """Every playbook by name, and `plain` for none; an own one takes the place of a shipped one of the same name.

    Raises PlaybookInvalid with every fault of a file, its line and its remedy.
    """
    read = [read_playbook(file).playbook for file in map(Path, own)]
    return {playbook.name: playbook for playbook in (*_ours(), *read, PLAIN)}


@cache
def _ours() -> tuple[Playbook, ...]:
    """What ships does not change while a process runs: it is read and judged once."""
    return tuple(read_playbook(file).playbook for file in shipped())


def shipped() -> list[Path]:
    """The files of the playbooks that ship with Muster."""
    return sorted(SHIPPED.glob("*.yaml"))


def read_playbook(file: Path) -> Read:
    """One playbook. Raises PlaybookInvalid."""
    try:
        document = parse(text_of(file))
    except FileUnreadable as problem:
        message = f"{file}: it cannot be read: {problem.facts['reason']} -> put it right, or name another file"
        raise PlaybookInvalid(file, [message]) from problem
    except FileInvalid as problem:
        raise PlaybookInvalid(file, problem.messages) from problem
    playbook, problems = _judged(document)
    if playbook is None or problems:
        raise PlaybookInvalid(file, [one.message(str(file), line) for line, one in placed(document, problems)])
    return Read(file, playbook, document)


def _judged(document: Document) -> tuple[Playbook | None, list[Problem]]:
    if document.problems:
        return None, document.problems
    if not isinstance(document.data, dict):
        return None, [Problem((), "it holds no keys", "begin with name: and title:")]
    try:
        return Playbook.model_validate(document.data), []
    except ValidationError as invalid:
        return None, [problem for one in invalid.errors(include_url=False) for problem in _problems(one)]


def _problems(error: ErrorDetails) -> Iterator[Problem]:
    """What pydantic found, and each fault of a whole that does not fit together at its own place."""
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, Incoherent):
        yield from (Problem.said(fault.at, fault.words) for fault in cause.faults)
    else:
        yield in_words(error, Playbook)
