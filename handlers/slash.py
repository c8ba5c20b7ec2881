"""`/incident`: the registry of its sub-commands, and how a line that somebody typed reaches one of them.

The local workspace completes commands from a file made of the registry:
`python -c "import handlers.slash as s; print(s.as_json())" > templates/slash-commands.json`
"""

import difflib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.slack import parts
from bot.slack.mrkdwn import escape, quiet, shorten
from bot.wiring import Muster
from handlers import (
    question_form,
    roles,
    slash_console,
    slash_course,
    slash_declare,
    slash_export,
    slash_list,
    slash_people,
    slash_reading,
    slash_roster,
    slash_timeline,
    slash_words,
)
from handlers.answers import SAID_NO, refusal, typed_back
from handlers.context import WhichIncident
from handlers.request import Ask, Reply


@dataclass(frozen=True)
class SubCommand:
    """One sub-command: how it is typed, what it is for, what it did (for refusals), and who does it."""

    usage: str
    help: str
    done: str
    run: Callable[[Muster, Ask], Reply]


SUB_COMMANDS: dict[str, SubCommand] = {
    "declare": SubCommand(
        'declare <what is wrong> [--severity P0..P3] [--service NAME] [--guidance "..."] [--playbook NAME] [--id ID]'
        " [--private] [--interactive] [--started TIME] [--resolved TIME]",
        "Open an incident; without text, a form", "declared", slash_declare.declare,
    ),
    "list": SubCommand(
        "list [--service NAME] [--severity P0..P3] [--mine] [--closed]", "Open incidents, late ones first", "listed",
        slash_list.list_incidents,
    ),
    "status": SubCommand("status [INC-101]", "How an incident stands", "shown", slash_reading.status),
    "update": SubCommand("update [text]", "Post a status update", "posted", slash_words.update),
    "severity": SubCommand(
        "severity P0..P3 <why>", "Set the severity, with the reason", "changed", slash_course.severity
    ),
    "assign": SubCommand("assign <role> @somebody", "Give a role to somebody", "assigned", roles.assign),
    "roster": SubCommand(
        "roster [INC-101]", "Every part, who plays it, and one click to take it", "shown", slash_roster.roster
    ),
    "oncall": SubCommand("oncall [service]", "Who is on call now, and until when", "shown", slash_roster.oncall),
    "join": SubCommand("join [INC-101]", "Become a responder", "joined", slash_people.join),
    "escalate": SubCommand(
        "escalate [tier 1..4 | @somebody] <why>", "Call the next tier, or somebody", "escalated",
        slash_people.escalate,
    ),
    "ack": SubCommand("ack", "Acknowledge the page that waits for you", "acknowledged", slash_people.acknowledge),
    "triage": SubCommand("triage", "Assess impact and urgency in a form", "opened", slash_course.triage),
    "guidance": SubCommand(
        "guidance <text>", "Say what should change how it is handled: security, revenue, a tight SLA, a new team",
        "given", slash_words.guidance,
    ),
    "questions": SubCommand(
        "questions [INC-101]", "Eight questions that set severity, people and pace", "opened",
        question_form.ask_questions,
    ),
    "note": SubCommand("note <text>", "Put something on the record", "noted", slash_words.note),
    "pause": SubCommand("pause [why]", "Hold the flow; clocks and pages go on", "paused", slash_course.pause),
    "resume": SubCommand("resume", "Let the flow go on", "resumed", slash_course.resume),
    "resolve": SubCommand("resolve <what ended it>", "The impact is over", "resolved", slash_course.resolve),
    "close": SubCommand("close [reason]", "End the incident; shows what is open", "closed", slash_course.close),
    "reopen": SubCommand("reopen [INC-101] <why>", "Take it up again", "reopened", slash_course.reopen),
    "restart": SubCommand(
        "restart [INC-101] <why>", "Begin anew with the same report; the old channel is archived", "started again",
        slash_course.restart,
    ),
    "timeline": SubCommand(
        "timeline [INC-101] [--who @somebody] [--what gates|pages|roles|notes|updates|steps|severity]"
        " [--since 02:50] [--all]",
        "What happened, who did it and why; all of it as a file", "shown", slash_timeline.timeline,
    ),
    "export": SubCommand(
        "export [INC-101] [aiwg|itil|inc|sre|rapid|steps]", "The incident's documents as files in its channel",
        "exported", slash_export.export,
    ),
    "console": SubCommand(
        "console [revoke]", "Your link to the emergency console, for when Slack is down", "given",
        slash_console.console,
    ),
    "help": SubCommand("help [sub-command]", "This list, or one of it", "shown", lambda _, ask: help_for(ask.text)),
}  # fmt: skip

#: How much of a line that was probably meant is shown in the question; all of it is given back below.
SUGGESTED_CHARACTERS = 300

#: Sub-commands that are told of a person; in all others a mention is part of what somebody says.
NAMES_PEOPLE = ("assign", "escalate", "timeline")


def handle(muster: Muster, ask: Ask) -> Reply:
    """Answer one `/incident` line, whatever it is."""
    word, rest = [*ask.text.split(None, 1), "", ""][:2]
    name = word.lower()
    if not name:
        return help_for("")
    if name not in SUB_COMMANDS:
        return _unknown(word, rest.strip())
    words = rest.strip() if name in NAMES_PEOPLE else slash_people.by_name(muster, rest.strip())
    return run(muster, name, replace(ask, text=words))


def as_json() -> str:
    """The registry as `templates/slash-commands.json` holds it."""
    listed = [{"name": name, "usage": one.usage, "help": one.help} for name, one in SUB_COMMANDS.items()]
    return json.dumps(listed, indent=1, ensure_ascii=False)


def run(muster: Muster, name: str, ask: Ask) -> Reply:
    """Run one sub-command; what it refuses becomes an answer that gives the typed text back."""
    command = SUB_COMMANDS[name]
    try:
        return command.run(muster, ask)
    except WhichIncident as which:
        return replace(which.reply, refused=True)
    except SAID_NO as problem:
        typed = f"/incident {name} {ask.text}" if ask.text else ""
        return refusal(muster, ask, problem, command.done, typed=typed)


def help_for(text: str) -> Reply:
    """Usage of all sub-commands, or of one."""
    name = text.strip().lower().split(" ")[0] if text.strip() else ""
    if name and name not in SUB_COMMANDS:
        return _unknown(name, "")
    wanted = {name: SUB_COMMANDS[name]} if name else SUB_COMMANDS
    lines = [f"`/incident {escape(one.usage)}`\n{one.help}" for one in wanted.values()]
    first = "\n".join(lines[: len(lines) // 2 + 1])
    second = "\n".join(lines[len(lines) // 2 + 1 :])
    blocks = [parts.section(text) for text in (first, second) if text]
    plain = "\n".join(f"/incident {one.usage}: {one.help}" for one in wanted.values())
    return Reply(text=escape(plain), blocks=tuple(blocks))


def _unknown(word: str, rest: str) -> Reply:
    said = f'There is no sub-command "{quiet(word[:80])}".'
    line = _meant_line(word, rest)
    if not line:
        how = "`/incident help` lists them all. To declare: `/incident declare what is wrong`."
        return Reply(text=f"{said} {how}", refused=True)
    text = f"{said} Did you mean: `/incident {quiet(shorten(line, SUGGESTED_CHARACTERS))}`"
    offer = (
        [parts.actions("do_it", parts.button("Do it", "do_it", line))] if len(line) <= parts.VALUE_CHARACTERS else []
    )
    back = typed_back(f"/incident {word} {rest}") if len(line) > SUGGESTED_CHARACTERS else []
    return Reply(text=text, blocks=(parts.section(text), *offer, *back), refused=True)


def _meant_line(word: str, rest: str) -> str:
    """The line that was meant: the sub-command that begins or reads so, else a declare that left out `declare`."""
    begun = [name for name in SUB_COMMANDS if len(word) > 2 and name.startswith(word.lower())]
    if near := begun or difflib.get_close_matches(word.lower(), SUB_COMMANDS, n=1, cutoff=0.6):
        return f"{near[0]} {rest}".strip()
    return f"declare {word} {rest}" if rest else ""
