"""`/incident export`: the documents of an incident, uploaded into its channel."""

import re
from dataclasses import replace

from bot.record.command import chosen_format
from bot.record.tree import Format
from bot.slack.mrkdwn import channel_link, quiet
from bot.store.uploads import Content, Upload
from bot.wiring import Muster
from handlers.context import meant
from handlers.declare_text import NotUnderstood
from handlers.request import Ask, Reply
from handlers.slash_timeline import upload_id

#: A number alone can only be an incident's here: no format begins with one.
_BARE = re.compile(r"^#?(\d{1,9})\b")


def export(muster: Muster, ask: Ask) -> Reply:
    """Have the documents uploaded: `export INC-101 aiwg`; without a format the playbook's own."""
    target = meant(muster, replace(ask, text=_BARE.sub(r"INC-\1", ask.text.strip())), "export {id} aiwg")
    incident, word = target.incident, target.rest.lower().removeprefix("--format").strip(" =")
    formats = [format.value for format in Format]
    if word and word not in formats:
        raise NotUnderstood(f'"{word[:40]}" is no format. Formats: {", ".join(formats)}.')
    _, playbook = muster.store.pinned(incident)
    format = chosen_format(word or None, playbook.export)
    room = incident.channel.id if incident.channel else ask.user
    upload = Upload(
        id=upload_id(ask), incident=incident.id, content=Content.EXPORT, form=format, by=ask.user, to=room
    )  # fmt: skip
    muster.uploads.ask(upload)
    where = f"to {channel_link(incident.channel.id)}" if incident.channel else "to you, as it has no channel yet"
    return Reply(text=f"The documents of {incident.id} ({quiet(format)}) come {where} in a moment.")
