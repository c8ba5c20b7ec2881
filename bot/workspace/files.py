"""Files that were uploaded: first an address to send the bytes to, then a message that shows them."""

import mimetypes
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bot.workspace.journal import Journal
from bot.workspace.wire import BOT_USER, Json, Refusal

#: Bytes that one file may have here.
LARGEST = 50_000_000


@dataclass(slots=True)
class File:
    """One file: what it is called, how long it is, and whether its bytes are here and shown."""

    id: str
    name: str
    title: str
    size: int
    created: int
    arrived: bool = False
    complete: bool = False
    user: str = BOT_USER
    #: Where it is shown: channel and timestamp of the message.
    shares: dict[str, str] = field(default_factory=dict)

    def shown(self, base_url: str) -> Json:
        """Slack's file object."""
        kind = mimetypes.guess_type(self.name)[0] or "application/octet-stream"
        shares = {"public": {channel: [{"ts": ts}] for channel, ts in self.shares.items()}} if self.shares else {}
        suffix = Path(self.name).suffix.lstrip(".") or "binary"
        return {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": kind,
            "filetype": suffix,
            "size": self.size,
            "user": self.user,
            "mode": "hosted",
            "is_external": False,
            "is_public": True,
            "url_private": f"{base_url}/files/{self.id}",
            "url_private_download": f"{base_url}/files/{self.id}",
            "permalink": f"{base_url}/files/{self.id}",
            "channels": [channel for channel in self.shares if channel.startswith("C")],
            "groups": [channel for channel in self.shares if channel.startswith("G")],
            "ims": [channel for channel in self.shares if channel.startswith("D")],
            "shares": shares,
        }


class Files:
    """Files by id; their bytes lie in a folder, or in memory when nothing is kept."""

    def __init__(self, journal: Journal, folder: Path | None) -> None:
        self._journal = journal
        self._folder = folder / "files" if folder else None
        self._bytes: dict[str, bytes] = {}
        self._files = {key: File(**row) for key, row in journal.load("file")}

    def announce(self, name: str, size: int, now: float, user: str = BOT_USER) -> File:
        """A file that is about to be uploaded by `user`.

        Raises:
            Refusal: file_upload_size_restricted above `LARGEST`.
        """
        if size > LARGEST:
            raise Refusal("file_upload_size_restricted")
        file = File(f"F{secrets.token_hex(5).upper()}", name, "", size, int(now), user=user)
        self._save(file)
        return file

    def receive(self, file_id: str, content: bytes) -> bool:
        """Take the bytes of an announced file; False when they do not have the announced length."""
        file = self.find(file_id)
        if len(content) != file.size:
            return False
        if self._folder is None:
            self._bytes[file_id] = content
        else:
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / file_id).write_bytes(content)
        file.arrived = True
        self._save(file)
        return True

    def complete(self, file_id: str, title: str) -> File:
        """The upload is over, the file may be shown.

        Raises:
            Refusal: file_not_found, also when its bytes never came.
        """
        file = self.find(file_id)
        if not file.arrived:
            raise Refusal("file_not_found")
        file.title, file.complete = title, True
        self._save(file)
        return file

    def share(self, file: File, channel: str, ts: str) -> None:
        """It is shown in a message from now on."""
        file.shares[channel] = ts
        self._save(file)

    def find(self, file_id: str) -> File:
        """The file with that id.

        Raises:
            Refusal: file_not_found.
        """
        if file_id not in self._files:
            raise Refusal("file_not_found")
        return self._files[file_id]

    def content(self, file: File) -> bytes:
        """Its bytes."""
        return (self._folder / file.id).read_bytes() if self._folder else self._bytes[file.id]

    def _save(self, file: File) -> None:
        self._files[file.id] = file
        self._journal.put("file", file.id, asdict(file))
