"""What the recordings ask of the product. Only this module knows where the product keeps it and what it is called.

Everything that goes in or comes out is text or JSON as the product itself stores or shows it. When something of the
product is moved or renamed, this module follows; the names of orders and of parts stay, as recordings have them.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bot.incident.closing_checklist import checklist
from bot.incident.command import Command
from bot.incident.decide import COMMANDS, decide
from bot.incident.deciding import DecisionContext
from bot.incident.evolve import evolve, evolve_register
from bot.incident.fact import Fact
from bot.incident.organisation import Organisation, Policies
from bot.incident.permissions import deciders
from bot.incident.playbook import PLAIN, Playbook
from bot.incident.refusals import Refused
from bot.incident.results import Result
from bot.incident.schedule import gate_deed, ready_steps
from bot.incident.state import GateState, Incident
from bot.incident.timers import timers
from bot.incident.times import Times
from bot.incident.topics.steps.doing import StepDone
from bot.incident.work import WorkContext, work_due
from bot.organisation.load import load_organisation
from bot.playbooks.load import load_playbooks, read_playbook
from bot.record.context import record
from bot.record.fishbone import fishbone
from bot.record.png import png
from bot.record.record_inputs import RecordInputs
from bot.record.timeline_file import timeline_file
from bot.record.tree import Format, documents
from bot.slack.card_context import CardContext
from bot.slack.home import home
from bot.slack.render import render
from bot.slack.view import Message
from bot.store.pinned_rules import digest_of
from bot.store.register import read_register, write_register
from bot.store.schema import read_events, read_incident, write_events, write_incident
from handlers import forms, step_forms, steps, triage_form

Json = dict[str, Any]

ANNOUNCEMENTS = "C01INCIDENTS"

#: Orders by the name under which they are recorded.
ORDERS: dict[str, type[Command]] = {
    re.sub(r"(?<!^)(?=[A-Z])", "_", command.__name__).lower(): command for command in COMMANDS
}

#: Whoever asks what is owed has to know every kind of work.
import_module("jobs.kinds")

#: Orders whose decision looks at the results of steps, as the store gives them.
LOOK_AT_RESULTS = ("close", "record_channel")


class NotDone(Exception):
    """The product refused an order: the refusal's code, and its words."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(f"{code}: {words}")
        self.code = code
        self.words = words


@dataclass(frozen=True)
class Inputs:
    """What an incident was declared with: the organisation's file, and what it pinned, as stored."""

    organisation: Path
    policies: str
    playbook: str


class Room:
    """One incident in memory, built of stored facts."""

    def __init__(self, inputs: Inputs, register: str = "", already_open: str | None = None) -> None:
        policies = Policies.model_validate_json(inputs.policies)
        self._organisation = organisation_of(inputs.organisation).but(policies=policies)
        self._playbook = _playbook_of(inputs.playbook)
        self._already_open = already_open
        self._register = read_register(register or None)
        self._state: Incident | None = None
        self._events: list[Fact] = []
        self._results: dict[str, Result] = {}
        self._pictures: dict[str, None] = {}

    # -- what changes it

    def decides(self, order: Json, at: str) -> str:
        """The facts that follow from an order, as stored; nothing changes. Raises NotDone."""
        given = {name: value for name, value in order.items() if name != "kind"}
        command = ORDERS[order["kind"]].model_validate(given)
        scene = DecisionContext(
            organisation=self._organisation, register_=self._register, playbook=self._playbook,
            already_open=self._already_open, results=self._results if order["kind"] in LOOK_AT_RESULTS else {},
        )  # fmt: skip
        try:
            return write_events(decide(self._state, command, datetime.fromisoformat(at), scene))
        except Refused as refused:
            raise NotDone(refused.code, str(refused)) from refused

    def follows(self, facts: str) -> None:
        """Take up stored facts."""
        for event in read_events(facts):
            self._state = evolve(self._state, event)
            self._register = evolve_register(self._register, event, self._state)
            self._events.append(event)
            self._pictures |= dict.fromkeys(self._owed("fishbone"))
            if isinstance(event, StepDone):
                self._results[event.step] = Result(
                    step=event.step, round=event.round, by=event.by, at=event.at, fields=event.fields
                )

    # -- what it is

    @property
    def _incident(self) -> Incident:
        assert self._state is not None, "nothing was declared"
        return self._state

    def snapshot(self) -> str:
        """The incident as stored."""
        return write_incident(self._incident)

    def register(self) -> str:
        """Facts across incidents as stored."""
        return write_register(self._register)

    def timers(self) -> dict[str, str]:
        """What is armed, and for when."""
        found = timers(self._incident, self._organisation.policies)
        return {name: due.isoformat() for name, due in found.items()}

    def _owed(self, kind: str) -> list[str]:
        """The names of the background work of a kind that is owed."""
        return [work.name for work in work_due(self._state, WorkContext(self._organisation)) if work.kind == kind]

    def _errands(self) -> list[str]:
        """What is owed outside, as it was recorded: fetching evidence, making a ticket."""
        return [kind for kind in ("evidence", "ticket") if self._owed(kind)]

    # -- what it shows

    def shows(self, at: str, trees: list[str]) -> Iterator[tuple[str, object]]:
        """Everything that people see of it at that moment, by the name of the part; `trees` are export formats."""
        now = datetime.fromisoformat(at)
        yield "owed", {"timers": self.timers(), "errands": self._errands()}
        yield from self._cards()
        yield from self._views(now)
        material = self._material(now)
        yield "timeline", timeline_file(material, "{}").split("\n")
        for name in trees:
            for one in documents(material, Format(name)):
                yield f"trees/{name}/{one.path}", _readable(one.content)
        for name in self._pictures:
            yield f"pictures/{self._incident.id}-{name}", _named(png(fishbone(record(material))))

    def _stage(self) -> CardContext:
        return CardContext(self._incident, self._organisation, Times(), self._playbook, self._results)

    def _material(self, now: datetime) -> RecordInputs:
        facts = tuple(self._events)
        return RecordInputs(self._incident, self._organisation, now, self._playbook, self._results, facts)

    def _cards(self) -> Iterator[tuple[str, object]]:
        view = render(self._stage(), ANNOUNCEMENTS)
        yield "channel", asdict(view.channel)
        for key, message in view.messages.items():
            yield f"cards/{key}", _shown(message)
        for key, message in view.faded.items():
            yield f"faded/{key}", _shown(message)

    def _views(self, now: datetime) -> Iterator[tuple[str, object]]:
        """The Home of whoever leads, and the forms that somebody could open now."""
        stage, incident = self._stage(), self._incident
        channel = incident.channel.id if incident.channel else ""
        for person in sorted({held.user for held in incident.roles.values()}):
            yield f"home/{person}", home(person, [stage], now)
        yield "forms/triage", triage_form.triage_form(incident, channel)
        yield "forms/close", forms.close(incident, checklist(self._material(now).case), channel)
        yield "forms/update", forms.update(incident, channel)
        at_hand: Any = SimpleNamespace(timekeeper=SimpleNamespace(now=lambda: now))
        for step in ready_steps(self._playbook, incident):
            if step.built_in is None:
                known = steps.known(at_hand, stage, step)
                yield f"forms/step:{step.name}", step_forms.step_form(stage, step, known, channel)

    # -- what somebody could do next, for those who record

    @property
    def status(self) -> str:
        """Its status in one word."""
        return str(self._incident.status)

    def digest(self, gate: str) -> str:
        """What a gate's button carries: the hash of the plan that it shows."""
        return self._incident.gates[gate].digest

    def gates(self, now: datetime) -> Iterator[tuple[str, str]]:
        """The gates that wait, each with the likeliest person to decide it."""
        for name, gate in self._incident.gates.items():
            if gate.state is GateState.OPEN:
                deed = gate_deed(self._incident, self._playbook.gate_specs[name])
                yield name, deciders(self._incident, deed, self._organisation, now)[0]

    def steps(self) -> Iterator[tuple[str, str, list[Json]]]:
        """The steps that somebody could do, with what is built in and their fields; closing comes last."""
        ready = ready_steps(self._playbook, self._incident)
        for step in sorted(ready, key=lambda one: str(one.built_in) == "close"):
            fields = [
                {
                    "name": one.name, "kind": str(one.kind), "columns": list(one.columns),
                    "options": [option.value for option in one.options],
                }
                for one in step.fields
            ]  # fmt: skip
            yield step.name, str(step.built_in or ""), fields

    def decisions(self) -> Iterator[tuple[str, int, str]]:
        """The decisions that words ask for and nobody gave: the step, its round, and somebody who may give it."""
        for name, decision in self._incident.decisions.items():
            if decision.given is None:
                yield name, decision.round, decision.asked[0]


def rewritten_snapshot(stored: str) -> str:
    """A stored snapshot, read and stored again."""
    return write_incident(read_incident(stored))


def rewritten_facts(stored: str) -> str:
    """Stored facts, read and stored again."""
    return write_events(read_events(stored))


def rewritten_register(stored: str) -> str:
    """A stored register, read and stored again."""
    return write_register(read_register(stored))


def spoken_facts(stored: str, organisation: Path) -> list[str]:
    """What stored facts say in a sentence each."""
    return [event.sentence(organisation_of(organisation).name_of) for event in read_events(stored)]


@cache
def organisation_of(file: Path) -> Organisation:
    """What an organisation's file describes."""
    return load_organisation(file)


@cache
def _playbook_of(stored: str) -> Playbook:
    return Playbook.model_validate_json(stored) if stored else PLAIN


def pinned(organisation: Path, playbook: str | Path) -> Json:
    """What a declare would pin now: policies and playbook as stored, each with its digest; `plain` pins none.

    `playbook` is the name of one that ships, or a file.
    """
    policies = organisation_of(organisation).policies
    chosen = read_playbook(playbook).playbook if isinstance(playbook, Path) else load_playbooks()[playbook]
    plain = chosen == PLAIN
    return {
        "policies": policies.model_dump_json(), "policies_digest": digest_of(policies),
        "playbook": "" if plain else chosen.model_dump_json(by_alias=True),
        "plan_digest": "" if plain else digest_of(chosen),
    }  # fmt: skip


def formats() -> list[str]:
    """Every format in which an incident exports."""
    return [str(one) for one in Format]


def _shown(message: Message) -> Mapping[str, object]:
    return {**asdict(message), "urgency": message.urgency.name}


def _readable(content: bytes) -> list[str]:
    try:
        return content.decode().split("\n")
    except UnicodeDecodeError:
        return [_named(content)]


def _named(content: bytes) -> str:
    return f"{len(content)} bytes, sha256 {hashlib.sha256(content).hexdigest()}"


def plain_json(value: object) -> Any:
    """The same as JSON gives it back."""
    return json.loads(json.dumps(value, default=str))
