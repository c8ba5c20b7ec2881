"""Where recordings lie, and how they are written: compressed JSON, the same bytes for the same content."""

import json
import lzma
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent

#: What an incident was declared with: files of organisations, and playbooks and policies as they were pinned.
INPUTS = HERE / "inputs"

#: Recorded incidents.
STREAMS = HERE / "streams"

#: Recorded stores with incidents in their middle, and the Slack workspaces that belong to them.
STORES = HERE / "stores"


def names(folder: Path) -> list[str]:
    """What is recorded in that folder."""
    return sorted(file.name.removesuffix(".json.xz") for file in folder.glob("*.json.xz"))


def read(folder: Path, name: str) -> Any:
    """A recording. Raises FileNotFoundError."""
    return json.loads(lzma.decompress((folder / f"{name}.json.xz").read_bytes()))


def write(folder: Path, name: str, content: object) -> None:
    """Keep a recording."""
    folder.mkdir(exist_ok=True)
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    (folder / f"{name}.json.xz").write_bytes(lzma.compress(text.encode(), preset=9))
