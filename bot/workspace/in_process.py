"""The app in this very process: what people do is handed to it without a socket between."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from bot.workspace.app_link import NotCarried, Parcel, nobody_asks
from bot.workspace.wire import Json

#: Things that people do that are worked on side by side.
THREADS = 32

#: Hands a payload to the app and returns the payload of its acknowledgement.
Deliver = Callable[[Json], Json | None]


class InProcess:
    """Calls the app in a thread.

    Args:
        deliver: raises NotCarried when the app does not acknowledge.
    """

    def __init__(self, deliver: Deliver) -> None:
        self._deliver = deliver
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="deliver")
        self.down = False
        self.on_change: Callable[[], None] = nobody_asks

    @property
    def connected(self) -> bool:
        """Always: there is nothing between that could break."""
        return True

    async def drop_all(self) -> None:
        """There is no connection to drop."""

    async def carry(self, parcel: Parcel, patience: float) -> Json | None:
        """Hand it over and return what the app acknowledged with.

        Raises:
            NotCarried: operation_timeout after `patience` seconds, or as the app has it.
        """
        loop = asyncio.get_running_loop()
        try:
            return await asyncio.wait_for(
                loop.run_in_executor(self._threads, self._deliver, parcel.payload), patience
            )
        except TimeoutError:
            raise NotCarried("operation_timeout") from None
