"""What goes into an upload: an incident's documents as a zip with its final report, its timeline, its fishbone."""

from collections.abc import Callable

from bot.record.archive import zipped
from bot.record.context import record
from bot.record.fishbone import fishbone
from bot.record.png import png
from bot.record.record_inputs import RecordInputs, gather
from bot.record.rendering import TemplateFault
from bot.record.timeline_file import timeline_file
from bot.record.tree import Format, documents
from bot.slack.delivery import CannotPack, Contents, Enclosure, Pack
from bot.slack.mrkdwn import quiet, shorten
from bot.store.errors import NoSuchIncident
from bot.store.uploads import Content, Upload
from bot.wiring import Muster


def packer(muster: Muster) -> Pack:
    """Packs uploads from the record as it is when they leave."""

    def pack(upload: Upload) -> Contents:
        try:
            inputs = gather(muster.store, muster.transactions.redis, upload.incident)
            return CONTENTS[upload.content](inputs, upload)
        except (TemplateFault, NoSuchIncident, ValueError) as problem:
            raise CannotPack(str(problem)) from problem

    return pack


def _export(inputs: RecordInputs, upload: Upload) -> Contents:
    format = Format(upload.form)
    found = documents(inputs, format)
    report = next(one for one in found if one.path.endswith("final-report.md"))
    asked = quiet(inputs.organisation.name_of(upload.by))
    comment = f"{upload.incident} · {len(found)} documents as `{format}`, asked for by {asked}"
    name = f"{upload.incident}-{format}.zip"
    return Contents(
        comment,
        (
            Enclosure(name, f"{upload.incident}: the documents ({format})", zipped(found)),
            Enclosure(f"{upload.incident}-final-report.md", f"{upload.incident}: final report", report.content),
        ),
    )


def _timeline(inputs: RecordInputs, upload: Upload) -> Contents:
    text = timeline_file(inputs, upload.form)
    name = f"{upload.incident}-timeline.md"
    comment = f"The timeline of {upload.incident} that you asked for"
    return Contents(comment, (Enclosure(name, f"{upload.incident}: timeline", text.encode()),))


def _fishbone(inputs: RecordInputs, upload: Upload) -> Contents:
    picture = fishbone(record(inputs))
    name = f"{upload.incident}-fishbone.png"
    return Contents(
        f"The fishbone of {upload.incident}", (Enclosure(name, shorten(picture.title, 200), png(picture)),)
    )  # fmt: skip


CONTENTS: dict[Content, Callable[[RecordInputs, Upload], Contents]] = {
    Content.EXPORT: _export,
    Content.TIMELINE: _timeline,
    Content.FISHBONE: _fishbone,
}
