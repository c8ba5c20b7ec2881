"""Files that are to be uploaded to Slack: asked for once, delivered once, kept until then."""

from enum import StrEnum
from typing import Any

from redis.client import Pipeline
from redis.exceptions import RedisError

from bot.incident.model import Value
from bot.incident.work import Work
from bot.store import keys
from bot.store.agenda import Agenda, Lease
from bot.store.errors import StorageAway
from bot.store.job_queue import JobQueue
from bot.store.surface import SLACK, Surface
from bot.store.timekeeper import Timekeeper
from bot.store.transactions import Transactions

#: Seconds for which an upload is remembered, so that the same request again delivers nothing twice.
KEPT_SECONDS = 7 * 24 * 3600


class Content(StrEnum):
    """What is uploaded."""

    EXPORT = "export"
    TIMELINE = "timeline"
    FISHBONE = "fishbone"


class Uploaded(Value):
    """One file whose bytes Slack has: it is shown to nobody before the upload is completed."""

    id: str
    title: str


class Upload(Value):
    """Files of an incident for a channel, or for a person by direct message (`to` is a Slack id).

    `files` are with Slack already. `sent_at` (real seconds) is when showing them was begun without an answer so far.
    """

    id: str
    incident: str
    content: Content
    form: str
    by: str
    to: str
    #: The key of the card in whose thread it belongs; empty for none.
    thread: str = ""
    files: tuple[Uploaded, ...] = ()
    sent_at: float = 0.0
    looked: bool = False
    #: How often earlier versions tried in vain; counted on the agenda now.
    failures: int = 0
    #: How often it was come back to for its card alone.
    waited: int = 0
    failed: str = ""
    done: bool = False

    @property
    def work(self) -> Work:
        """The background work that delivers it: all documents take longer than a timeline, and wait for longer."""
        return Work("export" if self.content is Content.EXPORT else "upload", self.id)


class Uploads:
    """Keeps uploads, and puts those that were asked for on the agenda."""

    def __init__(
        self,
        transactions: Transactions,
        agenda: Agenda,
        timekeeper: Timekeeper,
        jobs: JobQueue,
        surface: Surface = SLACK,
    ) -> None:
        self._transactions = transactions
        self._redis: Any = transactions.redis
        self._agenda = agenda
        self._timekeeper = timekeeper
        self._jobs = jobs
        self._surface = surface

    def ask(self, upload: Upload) -> None:
        """Have it delivered; asking again for the same changes nothing. Raises StorageAway."""
        name = str(self._surface.here(upload.work))
        try:
            now = self._timekeeper.now().timestamp()
            with self._redis.pipeline(transaction=True) as pipe:
                pipe.multi()
                pipe.set(keys.upload(upload.id), _stored(upload), ex=KEPT_SECONDS, nx=True)
                pipe.zadd(keys.agenda(name), {name: now}, nx=True)
                self._jobs.give(name, pipe)
                self._transactions.execute(pipe)
        except RedisError as away:
            raise StorageAway() from away

    def read(self, id: str) -> Upload | None:
        """The upload, None after a week. Raises RedisError."""
        stored = self._redis.get(keys.upload(id))
        return Upload.model_validate_json(stored) if stored else None

    def change(self, upload: Upload, lease: Lease) -> Upload:
        """Keep what became of it. Raises StaleToken."""

        def write(pipe: Pipeline) -> None:
            pipe.set(keys.upload(upload.id), _stored(upload), ex=KEPT_SECONDS)

        self._agenda.write(lease, write)
        return upload


def _stored(upload: Upload) -> str:
    return upload.model_dump_json(exclude_defaults=True)
