"""`/incident timeline`: who did what, when and why, by phase, with filters, pages, and whole as a file."""

import hashlib
import re
from contextlib import suppress
from datetime import datetime
from itertools import groupby

from bot.incident.fact import What
from bot.incident.state import Incident
from bot.incident.timeline import Entry, Wanted, timeline_of
from bot.incident.typed_times import read_moment
from bot.slack import parts
from bot.slack.card_context import CardContext
from bot.slack.mrkdwn import escape, quiet, shorten
from bot.slack.view import Block
from bot.store.timeline import latest
from bot.store.uploads import Content, Upload
from bot.wiring import Muster
from handlers.context import card_context_of, meant
from handlers.declare_text import NotUnderstood
from handlers.options import Options, read_options
from handlers.request import Ask, Reply

#: Lines of one page, and the most commits of an incident that are looked through; the file has all.
LINES_A_PAGE, COMMITS_READ = 30, 2_000

#: Characters of text that an answer may hold; Slack takes 13,200 in one message.
MOST_CHARACTERS = 11_500

#: What a person may type for each kind.
KINDS = ("gates", "pages", "roles", "notes", "updates", "steps", "severity")

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")


def timeline(muster: Muster, ask: Ask) -> Reply:
    """The last things that happened, oldest first; `--before N` shows those before the N-th."""
    incident, wanted, options = read_timeline(muster, ask)
    if "all" in options.flags:
        return _as_file(muster, ask, incident, wanted)
    stage = card_context_of(muster, incident)
    found = _entries(muster, stage, wanted)
    end = min(len(found), _number(options.values.get("before"), len(found)))
    return _page(stage, found, end, options)


def read_timeline(muster: Muster, ask: Ask) -> tuple[Incident, Wanted, Options]:
    """Whose timeline is asked for, and which of it. Raises NotUnderstood, WhichIncident."""
    options = read_options(ask.text, ("who", "what", "since", "before"), ("all",))
    target = meant(muster, _asked(ask, options), "timeline {id}", id_only=True)
    return target.incident, _wanted(muster, options), options


def _asked(ask: Ask, options: Options) -> Ask:
    return Ask(user=ask.user, channel=ask.channel, key=ask.key, trigger=ask.trigger, text=options.rest)


def _entries(muster: Muster, stage: CardContext, wanted: Wanted) -> list[Entry]:
    entries = latest(muster.transactions.redis, stage.incident.id, COMMITS_READ)
    facts = (event for entry in entries for event in entry.events)
    titles = {name: spec.title for name, spec in stage.playbook.gate_specs.items()}
    told = timeline_of(facts, stage.organisation.name_of, titles)
    return [one for one in told if wanted.has(one, stage.times.shown(one.at))]


def _page(stage: CardContext, found: list[Entry], end: int, options: Options) -> Reply:
    incident = stage.incident
    head = f"Timeline of {incident.id}: {quiet(incident.title)}"
    chosen = " ".join(_typed(name, value) for name, value in options.values.items() if name != "before")
    if not found:
        none = f"Nothing on the timeline of {incident.id} is of that kind." if chosen else "Nothing happened yet."
        return Reply(text=none)
    lines = _that_fit([_line(stage, one) for one in found[:end][-LINES_A_PAGE:]])
    start = end - len(lines)
    blocks: list[Block] = [parts.context(f"{head} · {start + 1} to {end} of {len(found)}{_of_kind(chosen)}")]
    told = zip(found[start:end], lines, strict=True)
    for phase, group in groupby(told, key=lambda pair: pair[0].phase):
        blocks += [parts.section(text) for text in parts.joined([f"*{phase}*", *(line for _, line in group)])]
    buttons = []
    if start:
        older = f"{incident.id} --before {start} {chosen}".strip()
        buttons.append(parts.button(f"Older ({start})", "timeline_older", older))
    if start or end < len(found):
        buttons.append(parts.button("All as a file", "timeline_all", f"{incident.id} --all {chosen}".strip()))
    if buttons:
        blocks.append(parts.actions("timeline", *buttons))
    text = f"Timeline of {incident.id}, entries {start + 1} to {end} of {len(found)}"
    return Reply(text=text, blocks=tuple(blocks))


def _typed(name: str, value: str) -> str:
    """An option as its line is typed again by a button."""
    return f'--{name} "{value}"' if " " in value else f"--{name} {value}"


def _that_fit(lines: list[str]) -> list[str]:
    """The last lines that one answer holds."""
    left, kept = MOST_CHARACTERS, 0
    for line in reversed(lines):
        left -= len(line) + 1
        if left < 0:
            break
        kept += 1
    return lines[len(lines) - kept :]


def _of_kind(chosen: str) -> str:
    return f" with {escape(chosen)}" if chosen else ""


def _line(stage: CardContext, one: Entry) -> str:
    """When, who, what and why."""
    return f"{stage.at(one.at)}  {escape(shorten(' '.join(one.told.split()), 300))}"


def _as_file(muster: Muster, ask: Ask, incident: Incident, wanted: Wanted) -> Reply:
    upload = Upload(
        id=upload_id(ask), incident=incident.id, content=Content.TIMELINE, form=wanted.model_dump_json(), by=ask.user,
        to=ask.user,
    )  # fmt: skip
    muster.uploads.ask(upload)
    return Reply(text=f"The timeline of {incident.id} comes to you as a file, in a direct message from Muster.")


def upload_id(ask: Ask) -> str:
    """The same request, however often Slack delivers it, is one upload."""
    return hashlib.sha256(ask.key.encode()).hexdigest()[:20]


def _wanted(muster: Muster, options: Options) -> Wanted:
    """The filters as values. Raises NotUnderstood, naming what would do."""
    given = options.values
    return Wanted(
        who=(_person(muster, given["who"]),) if "who" in given else (),
        what=tuple(_kind(one) for one in given.get("what", "").replace("|", ",").split(",") if one.strip()),
        since=_since(muster, given["since"]) if "since" in given else None,
    )


def _person(muster: Muster, text: str) -> str:
    if found := _MENTION.fullmatch(text):
        return found[1]
    word = text.lstrip("@").lower()
    people = muster.organisation.people
    near = [one.slack for one in people if word in (one.slack.lower(), *one.name.lower().split(), one.name.lower())]
    if len(near) != 1:
        raise NotUnderstood(f'Nobody is called "{text}" for sure. Write `--who @somebody`.')
    return near[0]


def _kind(text: str) -> What:
    word = text.strip().lower()
    word = f"{word}s" if f"{word}s" in KINDS else word
    if word not in KINDS:
        raise NotUnderstood(f'"{text}" is no kind of entry. `--what` takes {", ".join(KINDS)}.')
    return What(word)


def _since(muster: Muster, text: str) -> datetime:
    """A real moment (UTC): a time of day in the organisation's time zone, a date, or a length of time ago."""
    now = muster.timekeeper.times.shown(muster.timekeeper.now())
    for words in (text, f"{text} ago"):
        with suppress(ValueError):
            return read_moment(words, now, muster.organisation.organisation.zone)
    raise NotUnderstood(f'"{text}" is no time. Write `--since 02:50`, `--since 2026-11-21T02:50` or `--since 30min`.')


def _number(text: str | None, most: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else most
