"""`/incident export`: the documents come into the incident's channel, once."""

import io
import time
import urllib.request
import zipfile
from typing import Any

import pytest

from bot.incident.command import Command
from bot.incident.severity import Level
from bot.incident.topics.gates.deciding import DecideGate
from bot.incident.topics.paging import Engage
from bot.incident.topics.steps.doing import CompleteStep
from bot.incident.topics.triage import ProposeTriage
from bot.record.rendering import TemplateFault
from bot.slack import delivery
from jobs import files
from tests.handlers.harness import Harness, Person


@pytest.fixture
def room(harness: Harness, vera: Person) -> str:
    """The channel of an incident that was declared just now."""
    vera.types("declare P1 checkout is down")
    harness.settle()
    return vera.room()


def uploads(person: Person, room: str) -> list[dict[str, Any]]:
    """Messages with files that the person sees in the channel."""
    return [one for one in person.channels()[room]["messages"] if one["files"]]


def content(file: dict[str, Any]) -> bytes:
    """What a person gets who opens the file."""
    with urllib.request.urlopen(file["url_private"]) as answer:
        found: bytes = answer.read()
    return found


def test_the_documents_come_as_one_zip_with_the_final_report_beside_it(
    harness: Harness, vera: Person, room: str
) -> None:
    said = vera.types("export", room)
    assert said.words.startswith("The documents of INC-101 (aiwg) come to <#C")
    harness.settle()
    (message,) = uploads(vera, room)
    assert message["text"].startswith("INC-101 · 2")
    assert message["text"].endswith("documents as `aiwg`, asked for by Vera Novak")
    archive, report = message["files"]
    assert (archive["name"], report["name"]) == ("INC-101-aiwg.zip", "INC-101-final-report.md")
    names = zipfile.ZipFile(io.BytesIO(content(archive))).namelist()
    assert ".aiwg/incidents/INC-101/incident-record.md" in names
    assert content(report).startswith(b"# Incident Response Complete: INC-101")


@pytest.mark.parametrize("format", ["aiwg", "itil", "inc", "sre", "rapid", "steps"])
def test_any_format_can_be_asked_for_from_anywhere(harness: Harness, vera: Person, room: str, format: str) -> None:
    vera.types(f"export 101 {format}")
    harness.settle()
    (message,) = uploads(vera, room)
    assert message["files"][0]["name"] == f"INC-101-{format}.zip"


def test_a_format_that_is_none_is_told(vera: Person, room: str) -> None:
    said = vera.types("export docx", room).words
    assert '"docx" is no format. Formats: aiwg, itil, inc, sre, rapid, steps.' in said


def test_asking_twice_brings_it_twice_and_one_request_delivered_twice_once(
    harness: Harness, vera: Person, room: str
) -> None:
    body = {
        "command": "/incident", "text": "export INC-101 inc", "user_id": "U13VISITOR", "channel_id": "C0",
        "trigger_id": "1.2.3", "response_url": "", "team_id": "T", "api_app_id": "A",
    }  # fmt: skip
    first, second = harness.delivers(body), harness.delivers(body)
    assert first == second
    harness.settle()
    harness.delivers(body)
    harness.settle()
    assert len(uploads(vera, room)) == 1
    vera.types("export inc", room)
    harness.settle()
    assert len(uploads(vera, room)) == 2


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
@pytest.mark.parametrize("fault", ["lose_answer", "500", "429"])
def test_a_lost_answer_brings_nothing_twice(
    harness: Harness, vera: Person, room: str, method: str, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An upload whose end nobody heard of is looked for before it is shown again."""
    monkeypatch.setattr(delivery, "SECOND_LOOK_SECONDS", 0.2)
    harness.breaks({"method": method, "times": 1, "do": fault, "retry_after": 1})
    vera.types("export inc", room)
    for _ in range(4):
        harness.passes(seconds=70)
        time.sleep(0.1)
    assert len(uploads(vera, room)) == 1
    assert len(uploads(vera, room)[0]["files"]) == 2


def test_what_slack_refuses_is_told_to_the_one_who_asked(harness: Harness, vera: Person, room: str) -> None:
    harness.breaks({"method": "files.completeUploadExternal", "times": 9, "do": "refuse", "error": "not_allowed"})
    vera.types("export inc", room)
    harness.settle()
    (direct,) = [one for one in vera.channels().values() if one.get("is_im")]
    assert direct["messages"][-1]["text"] == (
        "The files of INC-101 that you asked for could not be uploaded: Slack says not_allowed."
        " On a machine of Muster's, `muster export INC-101` writes them into a folder."
    )
    assert uploads(vera, room) == []


def test_a_template_that_is_broken_is_told_and_not_tried_for_ever(
    harness: Harness, vera: Person, room: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise TemplateFault(template="documents/inc/x", problem="UndefinedError: no")

    monkeypatch.setattr(files, "documents", broken)
    vera.types("export inc", room)
    harness.settle()
    (direct,) = [one for one in vera.channels().values() if one.get("is_im")]
    assert "could not be uploaded: The template documents/inc/x cannot be rendered" in direct["messages"][-1]["text"]


def test_a_private_incident_exports_for_its_members_into_its_own_channel(harness: Harness, vera: Person) -> None:
    hugo = harness.person("hugo")
    hugo.types("declare P3 a leak --private")
    harness.settle()
    assert "There is no incident INC-101" in vera.types("export INC-101").words
    hugo.types("export INC-101 inc")
    harness.settle()
    assert len(uploads(hugo, hugo.room())) == 1
    assert not [name for name in vera.channels() if name.startswith("incident-")]


def test_a_fishbone_is_a_picture_under_the_card_of_its_phase(harness: Harness, vera: Person, room: str) -> None:
    """It comes when the step is done, once, in the thread."""
    store = harness.bot.muster.store

    def does(key: str, command: Command) -> None:
        store.commit(command, key=key, incident="INC-101")

    does("a", Engage(by="U01ONCALL"))
    does("b", CompleteStep(by="U01ONCALL", step="tier_1", fields={"checks": ["acknowledged"]}))
    does("c", ProposeTriage(by="U01ONCALL", impact=Level.HIGH, urgency=Level.MEDIUM))
    digest = store.load("INC-101").gates["triage"].digest
    does("d", DecideGate(by="U03OWNER", gate="triage", choice="approve", digest=digest))
    bones = {"people": ["nobody knew the tax service"], "technology": ["no limit"]}
    does("e", CompleteStep(by="U01ONCALL", step="fishbone", fields=bones))
    for _ in range(4):
        harness.passes(seconds=10)
    (message,) = uploads(vera, room)
    assert message["text"] == "The fishbone of INC-101"
    assert message["thread_ts"] == vera.sees("step:root_cause").ts
    assert message["files"][0]["mimetype"] == "image/png"
    assert content(message["files"][0]).startswith(b"\x89PNG")
