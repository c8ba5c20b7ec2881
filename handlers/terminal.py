"""`muster incident` in a terminal: the same handlers as in Slack, their answers as plain text."""

import json
import re
import secrets
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.console.command import find_person
from bot.errors import MusterError
from bot.incident.state import Gate, GateState, Incident
from bot.record.record_inputs import gather
from bot.record.timeline_file import timeline_file
from bot.slack import parts
from bot.slack.cards.gate import gate_card
from bot.slack.mrkdwn import seen
from bot.slack.plain import Names, as_text, buttons, plain
from bot.slack.view import Block
from bot.store.errors import NoSuchIncident, StorageAway
from bot.wiring import Muster
from handlers import slash
from handlers.answers import SAID_NO, refusal
from handlers.buttons import BUTTONS, FAMILIES
from handlers.context import WhichIncident, card_context_of, meant, open_incidents
from handlers.forms_in_text import asked, filled, told
from handlers.request import Ask, Form, Reply
from handlers.slash_timeline import read_timeline
from handlers.submissions import submit


class WhoAreYou(MusterError):
    """Say who you are: `muster incident --as @ana {words}`, or set MUSTER_PERSON."""


@dataclass(frozen=True)
class Line:
    """What was typed: words, values for the fields of a form, and a button of the answer that is to be pressed."""

    words: str
    fields: dict[str, str]
    press: str = ""


def as_line(words: Sequence[str]) -> str:
    """What the shell took apart as one line again: an option's value of several words is quoted."""
    line: list[str] = []
    for before, word in zip(["", *words], words, strict=False):
        quoted = before.startswith("--") and " " in word
        line.append(f'"{word}"' if quoted else word)
    return " ".join(line)


class Terminal:
    """One person at a terminal. `prompt` asks for a field of a form; None where nobody can answer."""

    def __init__(self, muster: Muster, person: str, prompt: Callable[[str], str] | None) -> None:
        self._muster = muster
        self._person = person
        self._prompt = prompt
        self._names = Names(muster.organisation.name_of, self._channel)

    def does(self, line: Line) -> int:
        """Do what a line says and print the answer; 1 when it was not done."""
        ask = Ask(user=self._person, channel="", key=f"terminal:{secrets.token_hex(8)}")
        word, _, rest = line.words.partition(" ")
        work = OWN.get(word)
        if work:
            reply = self._safely(lambda ask: work(self._muster, ask), replace(ask, text=rest.strip()), DONE[word])
        else:
            reply = slash.handle(self._muster, replace(ask, text=line.words))
        return self._answer(reply, ask, line)

    def _answer(self, reply: Reply, ask: Ask, line: Line) -> int:
        if line.press and (press := _find(reply.blocks, line.press)):
            label, action, value = press
            _print(f"[{label}]")
            family = (name for pattern, name in FAMILIES.items() if re.search(pattern, action))
            work, done = BUTTONS[next(family, action)]
            pressed = self._safely(lambda ask: work(self._muster, ask), replace(ask, text=value), done)
            return self._answer(pressed, ask, replace(line, press=""))
        if reply.view is not None:
            return self._form(reply.view, ask, line)
        self._say(reply)
        if buttons(reply.blocks):
            again = reply.refused or line.words.partition(" ")[0] in READING
            _print(PRESS if again else DONE_ALREADY)
        return 1 if reply.refused else 0

    def _form(self, view: dict[str, Any], ask: Ask, line: Line) -> int:
        """A form: filled from --set, or asked for field by field, then submitted as the same form in Slack."""
        carried = json.loads(view.get("private_metadata") or "{}")
        given, unread = _what_was_read(line.fields, carried)
        if unread or not given:
            _print(told(view, self._names))
            given = asked(view, self._prompt) if self._prompt else {}
        if not given:
            _print(unread or "Fill it in with --set FIELD=VALUE for each field.")
            return 1
        values, ticked = filled(view, given, lambda who: find_person(self._muster.organisation, who).slack)
        form = Form(replace(ask, key=f"{ask.key}:form", text=json.dumps(values)), values, ticked, carried)
        reply = submit(self._muster, str(view["callback_id"]), form)
        for field, problem in reply.errors.items():
            _print(f"{field}: {problem}")
        if reply.errors:
            return 1
        if reply.view is not None:
            _print(told(reply.view, self._names))
            return 1
        self._say(reply)
        if not (reply.text or reply.blocks):
            _print(f"Done: {view['title']['text']}.")
        return 0

    def _safely(self, work: Callable[[Ask], Reply], ask: Ask, what: str) -> Reply:
        try:
            return work(ask)
        except WhichIncident as which:
            return replace(which.reply, refused=True)
        except SAID_NO as problem:
            return refusal(self._muster, ask, problem, what)

    def _say(self, reply: Reply) -> None:
        words = as_text(reply.blocks, self._names) if reply.blocks else plain(reply.text, self._names)
        if words:
            _print(words)

    def _channel(self, id: str) -> str:
        try:
            incident = self._muster.store.in_channel(id)
            channel = self._muster.store.load(incident).channel if incident else None
        except (StorageAway, NoSuchIncident):
            return id
        return channel.name if channel else id


def _what_was_read(fields: dict[str, str], carried: dict[str, str]) -> tuple[dict[str, str], str]:
    """The fields without the mark of what was read; and what to type where it is missing, or is another's.

    In one line nobody reads what they replace: a result that was written before is named by its round.
    """
    given = {name: value for name, value in fields.items() if name != "seen"}
    before = carried.get("seen", "0")
    if "step" not in carried or before == "0" or not given or fields.get("seen") == before:
        return given, ""
    return {}, f"It was filled in before. To replace what is shown: the same line with --set seen={before}"


def _print(text: str) -> None:
    """What people wrote does not move the cursor, colour the screen or set the window's title."""
    print(seen(text))


def approve(muster: Muster, ask: Ask) -> Reply:
    """`approve INC-101 triage 1f0c…`: approves the plan that was shown; without it, the gates that are open."""
    id, name, plan, *_ = [*ask.text.split(), "", "", ""]
    if not (id and name):
        return _open_gates(muster, ask)
    incident = meant(muster, replace(ask, text=id), "approve {id} <gate>", id_only=True).incident
    gate = incident.gates.get(name)
    if gate is None or not plan:
        return replace(_open_gates(muster, replace(ask, text=id)), refused=True)
    press, _ = BUTTONS["gate_approve"]
    press(muster, replace(ask, text=f"{incident.id} {name} {plan}"))
    decided = muster.store.load(incident.id)
    return Reply(text=f"{decided.id}: the {name} gate is {decided.gates[name].outcome or 'approved'}.")


def engage(muster: Muster, ask: Ask) -> Reply:
    """`engage INC-101`: I am working on it."""
    incident = meant(muster, ask, "engage {id}", id_only=True).incident
    mine = [page for page in incident.pages.values() if page.user == ask.user]
    newest = next((page.key for page in reversed(mine)), "")
    press, _ = BUTTONS["page_engage"]
    press(muster, replace(ask, text=f"{incident.id} {newest}"))
    return Reply(text=f"You work on {incident.id} now.")


def step(muster: Muster, ask: Ask) -> Reply:
    """`step INC-101 five_whys`: the form of a step of the playbook."""
    press, _ = BUTTONS["step_open"]
    return press(muster, ask)


def timeline(muster: Muster, ask: Ask) -> Reply:
    """`timeline INC-101 --all`: all of it at once, as there may be no Slack through which a file could come."""
    incident, wanted, options = read_timeline(muster, ask)
    if "all" not in options.flags:
        return slash.run(muster, "timeline", ask)
    material = gather(muster.store, muster.transactions.redis, incident.id)
    whole = {"type": "text", "text": timeline_file(material, wanted.model_dump_json())}
    return Reply(
        text=f"The timeline of {incident.id}",
        blocks=({"type": "rich_text", "elements": [{"type": "rich_text_preformatted", "elements": [whole]}]},),
    )


#: What is a button in Slack and a word here, or is answered here in another way.
OWN: dict[str, Callable[[Muster, Ask], Reply]] = {
    "approve": approve, "engage": engage, "step": step, "timeline": timeline,
}  # fmt: skip
DONE = {"approve": "approved", "engage": "engaged", "step": "opened", "timeline": "shown"}

OWN_HELP = """muster incident approve [INC-101 [GATE PLAN]]
The gates that wait; with the plan that is shown, approve one
muster incident engage INC-101
Say that you work on it
muster incident step INC-101 STEP
The form of a step of the playbook"""

#: Words that change nothing: their line may be repeated.
READING = ("list", "status", "roster", "oncall", "timeline", "approve", "help")

PRESS = 'To press one of these: the same line with --press "what stands on it".'
DONE_ALREADY = "It is done: the same line would do it once more. What buttons do has words: muster incident help"


def _open_gates(muster: Muster, ask: Ask) -> Reply:
    named = ask.text.strip()
    wanted = open_incidents(muster, ask.user)
    if named:
        wanted = [meant(muster, ask, "approve {id} <gate>", id_only=True).incident]
    found = [(one, name, gate) for one in wanted for name, gate in one.gates.items() if gate.state is GateState.OPEN]
    if not found:
        return Reply(text="No gate waits for a decision" + (f" in {wanted[0].id}." if named else "."))
    blocks: list[Block] = []
    for incident, name, gate in found:
        blocks += _gate(muster, incident, name, gate)
    return Reply(text=f"{len(found)} gates wait", blocks=tuple(blocks))


def _gate(muster: Muster, incident: Incident, name: str, gate: Gate) -> list[Block]:
    card = gate_card(card_context_of(muster, incident), "", name, gate)
    shown = [block for block in card.blocks if block["type"] != "actions"]
    return [*shown, parts.context(f"muster incident approve {incident.id} {name} {gate.digest}"), parts.divider()]


def _find(blocks: Sequence[Block], label: str) -> tuple[str, str, str] | None:
    wanted = label.strip().lower()
    return next((one for one in buttons(blocks) if one[0].lower().rstrip("…") == wanted.rstrip("…")), None)


def run_incident(muster: Muster, who: str | None, line: Line) -> int:
    """Do one line as somebody. Raises MusterError."""
    word, _, rest = line.words.partition(" ")
    if word == "help" or not (word or who):
        names = Names(muster.organisation.name_of, str)
        listed = as_text(slash.help_for(rest).blocks, names).replace("`", "")
        print(listed.replace("/incident ", "muster incident "))
        print(OWN_HELP)
        return 0
    if not who:
        raise WhoAreYou(words=line.words or "list")
    person = find_person(muster.organisation, who).slack
    prompt = input if sys.stdin.isatty() else None
    return Terminal(muster, person, prompt).does(line)
