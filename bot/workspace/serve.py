"""Runs the local workspace as a process of `muster up`."""

import gc
from pathlib import Path
from typing import Protocol

from bot.workspace.cast import Named
from bot.workspace.server import Options, Server, listen


class Peopled(Protocol):
    """What the workspace reads of the organisation."""

    @property
    def people(self) -> tuple[Named, ...]:
        """Everybody in the file."""
        ...


def serve_workspace(data: Path, port: int, speed: float, organisation: Peopled) -> None:
    """Serve the workspace on the loopback interface until a signal ends it.

    Args:
        data: the data folder of `muster up`; the state lies in its `workspace`.
        port: to listen on.
        speed: how many times as fast the product's clocks run; shown on the page.
        organisation: whose people are in the workspace.

    Raises:
        OSError: the port is taken.
    """
    options = Options(data=data / "workspace", people=organisation.people, speed=speed)
    server = Server(options, listen(port))
    # What was loaded lives as long as the process. The collector would stop it for a tenth of a second to look again.
    gc.collect()
    gc.freeze()
    server.run()
