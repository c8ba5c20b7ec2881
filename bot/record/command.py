"""`muster export INC-101`: the incident's documents as files in a folder."""

from pathlib import Path
from typing import Any

from bot.incident.refusals import BadId
from bot.incident.topics.declaring import read_id
from bot.record.record_inputs import gather
from bot.record.tree import Format, documents
from bot.record.writing import told, write_tree
from bot.store.commit import Store
from bot.store.errors import NoSuchIncident


def run_export(store: Store, redis: Any, id: str, format: str | None, to: Path | None, *, force: bool) -> int:
    """Write the tree and print what was written; without a format the playbook's own. Gives the exit status.

    Raises MusterError for an incident that is not there and a folder that cannot be written.
    """
    try:
        incident = f"INC-{read_id(id)}"
    except BadId as bad:
        raise NoSuchIncident(incident=id) from bad
    inputs = gather(store, redis, incident)
    chosen = chosen_format(format, inputs.playbook.export)
    folder = to or Path(f"{incident}-{chosen}")
    print(told(write_tree(documents(inputs, chosen), folder, force=force), folder))
    return 0


def chosen_format(asked: str | None, usual: str) -> Format:
    """The format asked for, else the playbook's; a playbook may name one that this version does not know."""
    known = {format.value: format for format in Format}
    return known.get(asked or usual, Format.STEPS)
