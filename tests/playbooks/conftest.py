"""Somebody's own playbook beside their muster.yaml, written with whatever a story wants changed."""

from pathlib import Path

import pytest

from bot.organisation.load import EXAMPLE
from tests.playbooks.night import OWN, Write


@pytest.fixture
def night(tmp_path: Path) -> Write:
    """Writes the playbook with parts of it replaced."""

    def write(*changes: tuple[str, str]) -> Path:
        text = OWN
        for before, after in changes:
            assert text.count(before) >= 1, before
            text = text.replace(before, after, 1)
        file = tmp_path / "night.yaml"
        file.write_text(text)
        return file

    return write


@pytest.fixture
def muster(tmp_path: Path) -> Write:
    """Writes a muster.yaml beside the playbook: the example organisation with more in it."""

    def write(*changes: tuple[str, str], more: str = "playbooks: [night.yaml]\n") -> Path:
        text = EXAMPLE.read_text(encoding="utf-8")
        for before, after in changes:
            assert before in text
            text = text.replace(before, after)
        file = tmp_path / "muster.yaml"
        file.write_text(text + more)
        return file

    return write
