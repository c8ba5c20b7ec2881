"""An export as one zip file: the same documents give the same bytes."""

import io
import zipfile
from collections.abc import Sequence

from bot.record.tree import Document

#: The date that every entry bears: the real ones stand in the documents.
NO_DATE = (1980, 1, 1, 0, 0, 0)


def zipped(documents: Sequence[Document]) -> bytes:
    """The documents in a zip file under their paths."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in documents:
            entry = zipfile.ZipInfo(one.path, NO_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, one.content)
    return made.getvalue()
