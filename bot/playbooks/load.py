"""The playbooks that incidents may follow: those that ship with Muster, and the organisation's own files."""

from collections.abc import Iterable
from pathlib import Path

import yaml
from pydantic import ValidationError

from bot.errors import MusterError
from bot.incident.playbook import PLAIN, Playbook

SHIPPED = Path(__file__).parents[2] / "templates" / "playbooks"

#: A playbook is text that people write; more than this is a mistake, in bytes.
LARGEST = 512 * 1024


class PlaybookInvalid(MusterError):
    """The playbook {file} cannot be used: {problems}"""

    def __init__(self, file: Path, problems: Iterable[str]) -> None:
        super().__init__(file=file, problems="; ".join(problems))


def load_playbooks(own: Iterable[Path] = ()) -> dict[str, Playbook]:
    """Every playbook by name, and `plain` for none; an own one takes the place of a shipped one of the same name.

    Raises PlaybookInvalid with every fault and its remedy.
    """
    read = [read_playbook(file) for file in (*sorted(SHIPPED.glob("*.yaml")), *own)]
    return {playbook.name: playbook for playbook in (*read, PLAIN)}


def read_playbook(file: Path) -> Playbook:
    """One playbook. Raises PlaybookInvalid."""
    try:
        if file.stat().st_size > LARGEST:
            raise PlaybookInvalid(file, [f"it is larger than {LARGEST // 1024} KiB -> shorten it"])
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as problem:
        raise PlaybookInvalid(file, [f"it cannot be read ({problem})"]) from problem
    if not isinstance(data, dict):
        raise PlaybookInvalid(file, ["it holds no mapping -> begin with name: and title:"])
    try:
        return Playbook.model_validate(data)
    except ValidationError as invalid:
        raise PlaybookInvalid(file, [_fault(one) for one in invalid.errors()]) from invalid


def _fault(error: object) -> str:
    facts = error if isinstance(error, dict) else {}
    place = ".".join(str(part) for part in facts.get("loc", ()))
    words = str(facts.get("msg", "")).removeprefix("Value error, ")
    return f"{place}: {words}" if place else words
