"""An incident is steered by commands: severity, updates, notes, pause, resolve, close, reopen."""

import pytest

from tests.handlers.harness import Harness, Person


@pytest.fixture(autouse=True)
def ana_works_on_it(harness: Harness, vera: Person, ana: Person) -> None:
    """Checkout is down as a P1, and Ana leads."""
    vera.types("declare P1 checkout is down")
    harness.settle()
    ana.presses("I'm on it", ana.sees("page:U01ONCALL:1"))
    harness.settle()


def test_the_commander_sets_the_severity_with_a_reason(harness: Harness, ana: Person) -> None:
    """The channel hears once that it got worse; the clocks count from detection as before (T3, T5)."""
    said = ana.types("severity sev-1\npayments are lost", ana.room())
    assert said.words == "INC-101 is P0 Critical now; its clocks count from detection."
    harness.settle()
    assert ana.sees("status").words.startswith("P0 Critical · checkout is down")
    assert "set by Ana Ortiz: payments are lost" in ana.sees("status").words
    assert ana.sees("severity:1").text == "warning · INC-101 was raised to P0 Critical"
    assert ana.types("severity P0 again", ana.room()).words.startswith("Not changed: INC-101 is P0 already.")
    ana.types("severity P2 a tenth of them", ana.room())
    harness.settle()
    words = ana.sees("status").words
    assert "*Who*  Commander Ana Ortiz · Technical lead Chidi Okafor · Communications Elif Yilmaz" in words
    # A phase that is not required any more says so, where its card stands, and keeps no button.
    public = ana.sees("step:hierarchical_escalation")
    assert public.words.startswith("*4 · Leadership and public words · not required*")
    assert public.buttons == []


def test_a_severity_needs_a_level_a_reason_and_the_right(ana: Person, vera: Person) -> None:
    """Each is named; without words the form comes up, but only for those who may."""
    room = ana.room()
    assert '"P9" is no severity. Use P0, P1, P2 or P3' in ana.types("severity P9 x", room).words
    assert "Write the level and why after the command" in ana.types("severity P0", room).words
    refused = vera.types("severity P0 payments are lost", room)
    assert refused.words.startswith("Not changed: This needs the incident commander or the technical lead")
    assert "/incident severity P0 payments are lost" in refused.words
    assert refused.buttons == ["Ask Ana", "Ask Chidi"]
    assert vera.types("severity", room).view is None
    form = ana.types("severity", room)
    assert form.view
    assert ana.fills(form, severity="P0", reason="payments are lost").errors == {}


def test_an_update_by_command_goes_to_the_channel(harness: Harness, elif_: Person) -> None:
    """Under her name, and the next one is due a cadence later (K1)."""
    said = elif_.types("update half of the users can pay again", elif_.room())
    assert said.words.startswith("Update 1 on INC-101 goes to its channel. The next is due ")
    harness.settle()
    update = elif_.sees("update:1")
    assert update.words.startswith("*Update 1 on INC-101*\nhalf of the users can pay again\nElif Yilmaz, ")
    assert "*Last update*" in elif_.sees("status").words


def test_an_update_by_form_is_drafted_from_what_is_known(harness: Harness, ana: Person) -> None:
    """The commander edits the draft; what is too long or empty is said in place."""
    form = ana.presses("Post an update", ana.sees("status"))
    assert form.view
    assert form.view["values"]["text"]["text"]["value"].startswith("P1 High, INVESTIGATING.")
    assert ana.fills(form, text="  ").errors == {"text": "Write the update here."}
    assert ana.fills(form, text="x" * 2_501).errors == {"text": "Must be 2500 characters or less."}
    assert ana.fills(form, text="we roll back to v41").errors == {}
    harness.settle()
    assert "we roll back to v41" in ana.sees("update:1").words


def test_an_update_by_the_wrong_person_is_not_posted(harness: Harness, vera: Person) -> None:
    """Vera hears who may, has her words back, and asks with one click; by button no form opens for her."""
    said = vera.types("update all is well", vera.room())
    assert said.words.startswith(
        "Not posted: This needs the communications lead or the incident commander (Elif Yilmaz, Ana Ortiz)."
    )
    assert "/incident update all is well" in said.words
    assert said.buttons == ["Ask Elif", "Ask Ana"]
    assert vera.presses("Ask Elif", said).words == "Elif Yilmaz is asked."
    pressed = vera.presses("Post an update", vera.sees("status"))
    assert pressed.view is None
    assert "What you typed" not in pressed.words
    harness.settle()
    assert vera.finds("update:1") is None
    assert any(key.startswith("ask:U06COMMS") for key in harness.person("elif").cards())


def test_an_overdue_update_is_reminded_once(harness: Harness, elif_: Person) -> None:
    """Elif is reminded with a button; what was missed is counted in one message, and it says goodbye."""
    harness.passes(minutes=30, seconds=1)
    reminder = elif_.sees("update_due:0")
    assert "<@U06COMMS> *an update is due* on INC-101." in reminder.words
    assert reminder.buttons == ["Post an update"]
    harness.passes(minutes=61)
    assert "*3 updates were missed* on INC-101." in elif_.sees("update_due:0").words
    assert "*update overdue*" in elif_.types("list").words or "update overdue" in elif_.types("list").words
    elif_.types("update still looking", elif_.room())
    harness.settle()
    assert elif_.sees("update_due:0").words == "done · The update that was due on INC-101 is waited for no more."


def test_notes_by_anybody_are_on_the_timeline(vera: Person) -> None:
    """By command, by form, and by the card's menu."""
    assert vera.types("note tried a restart", vera.room()).words.startswith("Noted on INC-101.")
    form = vera.types("note", vera.room())
    assert vera.fills(form, text=" ").errors == {"text": "Write the note here."}
    assert vera.fills(form, text="restarted again").errors == {}
    assert vera.fills(vera.presses("Add a note", vera.sees("status")), text="and again").errors == {}
    timeline = vera.types("timeline", vera.room()).words
    for words in ("tried a restart", "restarted again", "and again"):
        assert f"Vera Novak noted: {words}" in timeline


def test_pausing_and_resuming(harness: Harness, ana: Person, chidi: Person) -> None:
    """Who paused it and why stands on the card; clocks go on (S3)."""
    said = ana.types("pause waiting for the vendor", ana.room())
    assert said.words == "INC-101 is paused. Clocks and pages go on. `/incident resume` lets it go on."
    harness.settle()
    words = ana.sees("status").words
    assert "· PAUSED" in words
    assert "*Now*  Paused by Ana Ortiz at" in words
    assert "“waiting for the vendor”" in words
    assert chidi.types("pause", ana.room()).words == "Not paused: Ana Ortiz paused INC-101 already."
    assert chidi.presses("Resume", chidi.sees("status")).words == "INC-101 goes on."
    assert chidi.types("resume INC-101").words.startswith("Not resumed: INC-101 is not paused.")


def test_resolving_stops_everything_and_tells_everybody(harness: Harness, ana: Person, chidi: Person) -> None:
    """Status, duration, what ended it; nobody is called any more (M9)."""
    said = ana.types("resolve rolled back to v41", ana.room())
    assert said.words.startswith("INC-101 is resolved after ")
    harness.settle()
    assert "rolled back to v41" in ana.sees("resolved:0").words
    words = ana.sees("status").words
    assert "*INC-101 · RESOLVED*" in words
    assert "rolled back to v41" in words
    assert "*Now*  It is over; left to do: " in words
    assert ana.sees("status").buttons == ["Close incident", "Post an update"]
    triage = ana.sees("step:triage")
    assert "not required" in triage.words
    assert "Deliverables" not in triage.words
    assert triage.buttons == []
    for form in ("triage", "severity", "questions", "guidance", "escalate"):
        assert "INC-101 is RESOLVED. To go on with it: `/incident reopen" in ana.types(form, ana.room()).words
    assert ana.types("pause", ana.room()).words == "INC-101 is paused. `/incident resume` lets it go on."
    harness.settle()
    assert "*If not*  The flow stays paused until `/incident resume`\n" in ana.sees("status").words
    ana.types("resume", ana.room())
    assert "*Over after*" in ana.sees("alert").words
    harness.passes(hours=5)
    assert [key for key in chidi.cards() if key.startswith("page:")] == []
    assert chidi.types("resolve me too", ana.room()).words.startswith("Not resolved: INC-101 is RESOLVED already.")


def test_resolving_by_form(harness: Harness, ana: Person, vera: Person) -> None:
    """Only those who may get the form."""
    assert vera.types("resolve", vera.room()).view is None
    form = ana.presses("Resolve", ana.sees("status"))
    assert ana.fills(form, summary=" ").errors == {"summary": "Write what ended it here."}
    assert ana.fills(form, summary="rolled back").errors == {}
    harness.settle()
    assert "rolled back" in ana.sees("resolved:0").words


def test_closing_shows_what_is_open_and_takes_a_reason(harness: Harness, ana: Person) -> None:
    """The checklist comes from the record; what is open needs a reason (S8)."""
    ana.types("resolve rolled back", ana.room())
    harness.settle()
    form = ana.presses("Close incident", ana.sees("status"))
    assert form.view
    still_open, _, done = form.view["blocks"]
    assert "*open* · Update sent after the end" in still_open["text"]["text"]
    assert "done · Resolved" in done["text"]["text"]
    assert set(ana.fills(form).errors) == {"reason"}
    assert "cannot be closed without a reason while this is open" in ana.fills(form, reason="  ").errors["reason"]
    assert ana.fills(form, reason="told them by phone").errors == {}
    harness.settle()
    words = ana.sees("status").words
    assert "*INC-101 · CLOSED*" in words
    assert ana.sees("status").buttons == []
    assert "closed it: told them by phone (left open: " in ana.types("timeline 101").words
    assert ana.types("close", ana.room()).words == "Not closed: INC-101 is CLOSED already."
    assert "INC-101 is CLOSED. To go on with it: " in ana.types("assign", ana.room()).words


def test_closing_with_nothing_open_needs_no_reason(harness: Harness, ana: Person, elif_: Person) -> None:
    """Triage, end and update are done, and no playbook asks for more: one word closes it."""
    ana.types("declare P1 search is slow --playbook plain")
    for line in ("severity INC-102 P1 confirmed", "resolve INC-102 rolled back", "update INC-102 it is over"):
        ana.types(line)
    assert ana.types("close INC-102").words == (
        "INC-102 is closed. `/incident reopen INC-102 <why>` takes it up again."
    )


def test_starting_again_archives_the_old_channel(harness: Harness, ana: Person) -> None:
    """Same report, a new channel; the old one says where it goes on, and cannot be reopened (S3)."""
    assert "Write why after the command" in ana.types("restart", ana.room()).words
    said = ana.types("restart we were on the wrong track", ana.room()).words
    assert said.startswith("INC-101 goes on as INC-102, in `#incident-")
    harness.settle()
    assert ana.channels()[ana.room("101")]["is_archived"]
    assert "Closed: started again as INC-102: we were on the wrong track" in ana.sees("status").words
    assert "checkout is down" in ana.sees("status", "INC-102").words
    assert "*If not*  Stays closed; it goes on as INC-102" in ana.sees("status").words
    assert "*Closed*  started again as INC-102: we were on the wrong track" in ana.sees("alert").words
    assert ana.types("list --closed").words.endswith(" · goes on as INC-102")
    assert "INC-101 was started again as INC-102" in ana.types("reopen INC-101 it was right after all").words
    ana.types("note INC-101 seen too late")
    harness.settle()


def test_what_was_no_incident_is_closed_as_such(harness: Harness, ana: Person) -> None:
    """Before it is resolved the form and the answer say what closing means (section 12)."""
    form = ana.types("close", ana.room())
    assert form.view
    assert "Closed now it counts as *not an incident*." in form.view["blocks"][0]["text"]["text"]
    before = [key for key in ana.cards() if key.startswith("step:")]
    said = ana.types("close it was a load test", ana.room())
    assert said.words.startswith("INC-101 is closed as not an incident: it was never resolved.")
    harness.settle()
    assert "· not an incident" in ana.sees("status").words
    assert "*Closed*  not an incident: it was a load test" in ana.sees("alert").words
    # What nobody did is not asked for any more, and nothing new begins.
    assert [key for key in ana.cards() if key.startswith("step:")] == before
    for key in (*before, "status"):
        card = ana.sees(key)
        assert "to do" not in card.words, card.words
        assert card.buttons == []
    assert "*Steps*  ITIL: done 3 · not done " in ana.sees("status").words
    report = ana.sees("report:final").words
    assert "SLA" not in report
    assert "Stability" not in report


def test_words_that_wait_for_approval_are_not_out(harness: Harness, ana: Person, vera: Person) -> None:
    """Who may not approve them reads so on the button; nothing counts as sent before somebody does (K2, S8)."""
    form = vera.presses("Write: Status page · Investigating", vera.sees("step:hierarchical_escalation"))
    assert form.view
    assert form.view["submit"] == "Ask for approval"
    vera.fills(form, message="We look into it.")
    harness.settle()
    assert "open: Status page updated" in ana.sees("step:hierarchical_escalation").words
    gate = ana.sees("gate:words_investigating")
    assert "otherwise nothing is sent; reminder" in gate.words
    ana.presses(gate.buttons[0], gate)
    harness.settle()
    assert "Status page updated" not in ana.sees("step:hierarchical_escalation").words


def test_an_ended_incident_refuses_what_makes_no_sense(harness: Harness, ana: Person, vera: Person) -> None:
    """Each answer says how to take it up again, and the words come back; a note is still taken."""
    card = ana.sees("status")
    ana.types("close it was a test", ana.room())
    harness.settle()
    for line in ("severity P0 worse", "escalate help", "pause", "assign comms @vera"):
        said = ana.types(line, ana.room())
        assert "INC-101 is CLOSED. To go on with it: `/incident reopen INC-101 <why>`." in said.words, line
    assert ana.types("note for the record", ana.room()).words.startswith("Noted")
    for label in ("Pause", "Take a role"):
        assert "INC-101 is CLOSED" in vera.presses(label, card).words


def test_reopening_pages_again(harness: Harness, ana: Person, vera: Person) -> None:
    """A responder takes it up again with a reason; on-call is paged anew (S3)."""
    ana.types("resolve rolled back", ana.room())
    ana.types("close done", ana.room())
    assert "Write why after the command" in vera.types("reopen INC-101").words
    assert vera.types("reopen INC-101 errors are back").words == "INC-101 is INVESTIGATING again; on-call is paged."
    harness.settle()
    assert "· INVESTIGATING* · reopened" in ana.sees("status").words
    assert "reopened: errors are back" in ana.sees("page:U01ONCALL:2").words
    assert "there is nothing to reopen" in vera.types("reopen INC-101 again").words
