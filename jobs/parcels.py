"""What goes into a parcel: an incident's documents as a zip with its final report, its timeline, its fishbone."""

from collections.abc import Callable

from bot.record.archive import zipped
from bot.record.context import record
from bot.record.fishbone import fishbone
from bot.record.material import Material, gather
from bot.record.png import png
from bot.record.rendering import TemplateFault
from bot.record.timeline_file import timeline_file
from bot.record.tree import Format, documents
from bot.slack.delivery import CannotPack, Contents, Enclosure, Pack
from bot.slack.mrkdwn import quiet, shorten
from bot.store.errors import NoSuchIncident
from bot.store.parcels import Content, Parcel
from bot.wiring import Muster


def packer(muster: Muster) -> Pack:
    """Packs parcels from the record as it is when they leave."""

    def pack(parcel: Parcel) -> Contents:
        try:
            material = gather(muster.store, muster.exchange.redis, parcel.incident)
            return CONTENTS[parcel.content](material, parcel)
        except (TemplateFault, NoSuchIncident, ValueError) as problem:
            raise CannotPack(str(problem)) from problem

    return pack


def _export(material: Material, parcel: Parcel) -> Contents:
    format = Format(parcel.form)
    found = documents(material, format)
    report = next(one for one in found if one.path.endswith("final-report.md"))
    asked = quiet(material.organisation.name_of(parcel.by))
    comment = f"{parcel.incident} · {len(found)} documents as `{format}`, asked for by {asked}"
    name = f"{parcel.incident}-{format}.zip"
    return Contents(
        comment,
        (
            Enclosure(name, f"{parcel.incident}: the documents ({format})", zipped(found)),
            Enclosure(f"{parcel.incident}-final-report.md", f"{parcel.incident}: final report", report.content),
        ),
    )


def _timeline(material: Material, parcel: Parcel) -> Contents:
    text = timeline_file(material, parcel.form)
    name = f"{parcel.incident}-timeline.md"
    comment = f"The timeline of {parcel.incident} that you asked for"
    return Contents(comment, (Enclosure(name, f"{parcel.incident}: timeline", text.encode()),))


def _fishbone(material: Material, parcel: Parcel) -> Contents:
    picture = fishbone(record(material))
    name = f"{parcel.incident}-fishbone.png"
    return Contents(
        f"The fishbone of {parcel.incident}", (Enclosure(name, shorten(picture.title, 200), png(picture)),)
    )  # fmt: skip


CONTENTS: dict[Content, Callable[[Material, Parcel], Contents]] = {
    Content.EXPORT: _export,
    Content.TIMELINE: _timeline,
    Content.FISHBONE: _fishbone,
}
