"""Somebody declares, in every form there is, and what they and everybody else get."""

import json
from concurrent.futures import ThreadPoolExecutor

from bot.slack.channel_keeper import RECORD_BOOKMARK
from tests.handlers.harness import Harness, Person
from tests.workspace.people import slack


def test_one_line_gets_a_confirmation_that_says_what_was_understood(vera: Person) -> None:
    """Vera reads at once: the id, the channel, how bad, by when, and who is called (D9)."""
    said = vera.types("declare checkout is down")
    assert said.error is None
    assert "INC-101 is declared: checkout is down" in said.words
    assert "-101` opens now; you are invited" in said.words
    assert "to be decided by triage; until then the clocks run as P1" in said.words
    assert "resolved within 4 h" in said.words
    assert "Ana Ortiz is paged." in said.words
    assert said.text.startswith("INC-101 is declared: checkout is down. Channel #incident-")


def test_one_line_gets_a_furnished_channel(harness: Harness, vera: Person) -> None:
    """The channel has topic, purpose, the service's links, and everybody who was called (D5)."""
    vera.types("declare P1 checkout is down --service checkout")
    harness.settle()
    room = vera.channels()[vera.room()]
    assert room["topic"] == "P1 High · DETECTED · checkout is down"
    assert room["purpose"] == "INC-101: checkout is down"
    assert [one["title"] for one in room["bookmarks"]] == ["Overview", "Payments funnel", "Runbooks", RECORD_BOOKMARK]
    assert room["bookmarks"][-1]["link"].endswith(f"/p{vera.sees('status').ts.replace('.', '')}")
    assert {"U13VISITOR", "U01ONCALL", "U03OWNER", "U06COMMS"} <= set(room["members"])
    assert not room["is_private"]


def test_the_bookmark_to_the_record_follows_the_pinned_status(harness: Harness, vera: Person, ana: Person) -> None:
    """Somebody deleted the status message: it is posted anew, and the bookmark leads to the new one (D5, D6)."""
    vera.types("declare P1 checkout is down --service checkout")
    harness.settle()
    lost = vera.sees("status")
    slack(harness.workspace).chat_delete(channel=lost.channel, ts=lost.ts)
    ana.presses("I'm on it", ana.sees("page:U01ONCALL:1"))
    harness.settle()
    status = vera.sees("status")
    assert status.ts != lost.ts
    links = [one["link"] for one in vera.channels()[vera.room()]["bookmarks"] if one["title"] == RECORD_BOOKMARK]
    assert [link.rpartition("/p")[2] for link in links] == [status.ts.replace(".", "")]


def test_one_line_gets_a_pinned_status_card(harness: Harness, vera: Person) -> None:
    """One pinned message answers what is broken, what is waited for, what if nobody acts, who, and by when (D6)."""
    vera.types("declare P1 checkout is down --service checkout")
    harness.settle()
    card = vera.sees("status")
    assert card.pinned
    assert card.words.startswith("P1 High · checkout is down\n*INC-101 · DETECTED*")
    assert "*Now*  Ana Ortiz (On-call primary) is paged since" in card.words
    assert "*If not*  Bo Lindqvist (on-call backup) is paged at" in card.words
    assert "Commander Ana Ortiz · Technical lead Chidi Okafor · Communications Elif Yilmaz" in card.words
    for clock in ("Acknowledge by", "Engage by", "Triage by", "Cause by", "Resolve by", "Next update"):
        assert clock in card.words
    assert "reported by Vera Novak" in card.words
    assert "https://example.com/dashboards/checkout" in card.words
    assert card.buttons == ["Take a role", "Post an update", "What is open?"]
    assert card.text.startswith("INC-101 P1 High: checkout is down. DETECTED. Ana Ortiz (On-call primary) is paged")


def test_one_line_tells_everybody_once(
    harness: Harness, vera: Person, ana: Person, chidi: Person, elif_: Person
) -> None:
    """Announcements hear of it, Ana is paged, Chidi and Elif hear of their roles; Ana hears hers once (D7, T6)."""
    vera.types("declare checkout is down")
    harness.settle()
    alert = vera.sees("alert")
    assert "*Issue*  checkout is down" in alert.words
    assert "*Assigned*  Ana Ortiz" in alert.words
    assert alert.channel == vera.channels()["incidents"]["id"]
    page = ana.sees("page:U01ONCALL:1")
    assert "You are paged: Severity TBD, checkout is down. On-call primary." in page.words
    assert "You are named incident commander." in page.words
    assert "or Bo Lindqvist (on-call backup) is paged" in page.words
    assert page.buttons == ["I'm on it", "Acknowledge", "I can't: page Bo Lindqvist now"]
    assert [key for key in ana.cards() if key.startswith("role:")] == []
    assert chidi.sees("role:technical_lead:U03OWNER").buttons == ["Hand over…", "Decline"]
    assert "You are communications lead of INC-101" in elif_.sees("role:communications_lead:U06COMMS").words
    assert "Anybody who responds can fill it in" in vera.sees("step:triage").words
    assert [key for key in vera.cards() if key.startswith(("page:", "role:"))] == []


def test_settling_again_changes_nothing(harness: Harness, vera: Person) -> None:
    """Once everything is shown, nothing is posted, edited or pinned a second time."""
    vera.types("declare checkout is down")
    harness.settle()
    before = len(harness.calls())
    harness.settle()
    assert len(harness.calls()) == before


SEVERITIES = {
    "declare P1 checkout is down": ("P1 High", "checkout is down"),
    "declare checkout is down P0": ("P0 Critical", "checkout is down"),
    "declare sev-2: checkout is down": ("P1 High", "checkout is down"),
    "declare checkout is down SEV3": ("P2 Medium", "checkout is down"),
    "declare checkout is down --severity p2": ("P2 Medium", "checkout is down"),
    "declare --severity=SEV-1 checkout is down": ("P0 Critical", "checkout is down"),
    "declare —severity P2 checkout is down": ("P2 Medium", "checkout is down"),
    "DECLARE  P3   slow  page": ("P3 Low", "slow page"),
    "declare\nP0 checkout is down": ("P0 Critical", "checkout is down"),
}


def test_every_way_of_naming_the_severity(vera: Person) -> None:
    """A bare P0 or SEV-2 at either end, an option in any spelling, and a phone's long dash all work (D1, T4)."""
    for line, (level, title) in SEVERITIES.items():
        words = vera.types(line).words
        assert f"is declared: {title}*" in words, line
        assert f"Severity: {level} as you said, until triage" in words, line


def test_a_level_inside_a_sentence_is_part_of_the_report(vera: Person) -> None:
    """What was P1 yesterday is not a severity given today."""
    assert "Severity: to be decided by triage" in vera.types("declare the P1 of yesterday is back").words


def test_backlog_pages_nobody(harness: Harness, vera: Person, ana: Person) -> None:
    """P3 runs no clocks, pages nobody, and says how to close what is no incident (N4, T7)."""
    said = vera.types("declare P3 the footer is misaligned")
    harness.settle()
    assert "Backlog: no clocks run. If it is no incident, close it" in said.words
    assert "Nobody is paged." in said.words
    assert ana.cards() == ["alert"] or "page:U01ONCALL:1" not in ana.cards()
    assert "*Now*  Backlog: no clocks run" in vera.sees("status").words


def test_service_id_and_guidance_with_a_phones_quotes(harness: Harness, vera: Person) -> None:
    """Options are read wherever they stand; curly quotes hold words together; guidance is shown in full (D1, D10)."""
    said = vera.types("declare search is slow --service search --id INC-pay-7 --guidance “revenue & a new team” P2")
    harness.settle()
    assert "INC-PAY-7 is declared: search is slow*" in said.words
    assert vera.room("pay-7")
    report = vera.sees("report", "INC-PAY-7")
    assert "INC-PAY-7 as Vera Novak reported it" in report.words
    assert "revenue & a new team" in report.words
    assert "service search" in vera.sees("status", "INC-PAY-7").words


def test_the_next_number_follows_given_ids(vera: Person) -> None:
    """A given id takes no number, and one that was given is not given again (N1)."""
    vera.types("declare payments fail --id 102")
    assert "INC-101 is declared" in vera.types("declare checkout is down").words
    assert "INC-103 is declared" in vera.types("declare search is down").words
    taken = vera.types("declare again --id INC-102")
    assert "Not declared: INC-102 exists already. Leave `--id` out to get the next number." in taken.words


def test_people_and_links_in_a_report_stand_as_they_were_typed(vera: Person) -> None:
    """Slack sends mentions, channels and `&<>` encoded; the title shows names and signs."""
    line = "declare @chidi sees a & b < c in <#C00GENERAL|general>: https://example.com/g"
    words = vera.types(line).words
    assert "INC-101 is declared: @Chidi Okafor sees a & b < c in #general: https://example.com/g*" in words


def test_without_words_a_form_opens(vera: Person) -> None:
    """Only what is wrong must be filled in (D1)."""
    form = vera.types("declare")
    assert form.view
    assert form.view["callback_id"] == "declare"
    fields = {block["block_id"]: block for block in form.view["blocks"]}
    assert list(fields) == ["title", "severity", "service", "private", "guidance", "playbook"]
    assert {block for block in fields if not fields[block]["optional"]} == {"title", "severity"}
    assert vera.fills(form).errors == {"title": "Please complete this required field."}
    assert vera.fills(form, title="   ").errors == {"title": "Write what is wrong here."}


def test_the_form_declares(harness: Harness, vera: Person) -> None:
    """What the form says is declared, and the confirmation comes as a message from Muster."""
    form = vera.types("declare")
    done = vera.fills(
        form, title="checkout is down\nsince the deploy", severity="P0", service="checkout", guidance="revenue",
    )  # fmt: skip
    assert (done.error, done.errors, done.view) == (None, {}, None)
    harness.settle()
    assert vera.sees("status").words.startswith("P0 Critical · checkout is down\n")
    assert "checkout is down\nsince the deploy" in vera.sees("report").words
    direct = vera.channels()["@vera"]["messages"]
    assert "INC-101 is declared" in direct[-1]["text"]


def test_a_bare_severity_opens_the_form_with_it(vera: Person) -> None:
    """`/incident declare P1` says how bad, not what: the form asks for the rest."""
    form = vera.types("declare P1")
    assert form.view
    chosen = form.view["values"]["severity"]["severity"]["selected_option"]
    assert chosen["value"] == "P1"
    assert vera.cards() == []


def test_interactive_opens_the_form_with_everything_that_was_typed(vera: Person) -> None:
    """Nothing that was typed has to be typed again."""
    line = 'declare checkout is down --interactive --service checkout --private --guidance "be quick"'
    form = vera.types(line)
    assert form.view
    values = form.view["values"]
    assert values["title"]["title"]["value"] == "checkout is down"
    assert values["service"]["service"]["selected_option"]["value"] == "checkout"
    assert values["guidance"]["guidance"]["value"] == "be quick"
    assert [one["value"] for one in values["private"]["private"]["selected_options"]] == ["private"]


def test_the_shortcut_opens_the_same_form(vera: Person) -> None:
    """From anywhere in Slack, without a channel."""
    form = vera.chooses("declare")
    assert vera.fills(form, title="checkout is down").errors == {}
    assert "INC-101 is declared" in vera.channels()["@vera"]["messages"][-1]["text"]


NOT_READ = {
    "declare x --severity high": '"high" is no severity. Use P0, P1, P2 or P3 (or SEV-1 to SEV-4).',
    "declare x --sverity P1": "There is no option `--sverity`. Did you mean `--severity`? Known: --severity",
    "declare x --time-out errors": "There is no option `--time-out`. Known: --severity",
    "declare x --severity": "`--severity` needs a value behind it: P0, P1, P2 or P3.",
    "declare x --sev P1": "There is no option `--sev`. Did you mean `--severity`?",
    "declare x --guidance": '`--guidance` needs a value behind it, in quotes: `--guidance "revenue is at stake"`.',
    "declare x --guidance --private": "`--guidance` needs a value behind it",
    'declare x --guidance "it goes on and on': 'The quote behind `--guidance` has no end: put `"` behind its last',
    "declare x --guidance “half": "The quote behind `--guidance` has no end",
    'declare x --service ""': "`--service` needs a value behind it.",
    "declare x --started noon": '`--started`: "noon" is no time: write one such as 14:05, yesterday 14:05',
    "declare x --started yesterday --resolved 14:05": '`--started`: "yesterday" is no time',
    "declare x --resolved 2026-13-41": '`--resolved`: "2026-13-41" is no time',
    "declare x --service nope": 'No service is called "nope". Known: checkout, payments, search, website.',
    "declare x --playbook nope": 'No playbook is called "nope". Known: gated, itil, rapid, sre, plain.',
    "declare x --id bad_id!": '"bad_id!" cannot be an incident id: letters, digits and hyphens',
}


def test_what_cannot_be_read_is_named_with_its_remedy(vera: Person) -> None:
    """Nothing is declared, the wrong word and the right ones are named, and the line comes back."""
    for line, why in NOT_READ.items():
        said = vera.types(line)
        assert said.words.startswith(f"Not declared: {why}"), line
        assert f"/incident {line}" in said.words
    assert "No incident is open" in vera.types("list").words


def test_two_people_at_once_get_two_incidents(harness: Harness, vera: Person, bo: Person) -> None:
    """Without a service nobody can know that it is the same: both are declared, each with a channel of its own."""
    assert "INC-101" in vera.types("declare checkout is down").words
    assert "INC-102" in bo.types("declare checkout is down").words
    harness.settle()
    assert vera.room("101") != vera.room("102")


def test_eight_people_in_the_same_instant(harness: Harness) -> None:
    """Each gets an id of their own, and nobody an error."""
    names = ("ana", "bo", "chidi", "dana", "elif", "farid", "grace", "hugo")
    with ThreadPoolExecutor(max_workers=8) as all_at_once:
        said = list(all_at_once.map(lambda name: harness.person(name).types(f"declare P3 from {name}"), names))
    assert [one.error for one in said] == [None] * 8
    assert {one.text.split(" ")[0] for one in said} == {f"INC-{number}" for number in range(101, 109)}
    assert all(f"from {name}" in one.words for name, one in zip(names, said, strict=True))


def test_a_place_in_the_queue_is_told(vera: Person) -> None:
    """Slack lets us open twenty channels a minute: the next reporter reads how long it takes (DESIGN 4)."""
    said = [vera.types(f"declare P3 broken thing {number}").words for number in range(21)]
    assert "is number" not in said[19]
    assert "is number 1 in the queue: Slack lets us open 20 channels a minute, so about" in said[20]
    assert "You are invited when it opens." in said[20]


def test_a_command_that_slack_delivers_twice_is_done_once(harness: Harness, vera: Person) -> None:
    """The same trigger is the same declare, however often it comes."""
    body = {
        "command": "/incident", "text": "declare checkout is down", "user_id": "U13VISITOR",
        "channel_id": "C00GENERAL", "trigger_id": "1.2.same", "team_id": "T00LOCAL",
    }  # fmt: skip
    first, second = harness.delivers(body), harness.delivers(body)
    assert json.loads(first)["text"] == json.loads(second)["text"]
    assert vera.types("list").text == "1 open: INC-101"


def test_the_same_service_offers_to_join(harness: Harness, vera: Person, bo: Person) -> None:
    """Bo is told that it is open already, and is in with one click (D14)."""
    vera.types("declare checkout is down --service checkout")
    harness.settle()
    said = bo.types("declare payments hang --service checkout")
    assert said.words.startswith("Not declared: INC-101 is open for checkout already.")
    assert "/incident declare payments hang --service checkout" in said.words
    assert said.buttons == ["Join INC-101", "Declare all the same"]
    assert "You are a responder of INC-101 now." in bo.presses("Join INC-101", said).words
    harness.settle()
    assert "U02BACKUP" in bo.channels()[bo.room()]["members"]
    assert "Not joined: You are a responder of INC-101 already." in bo.presses("Join INC-101", said).words


def test_the_same_service_can_be_declared_all_the_same(bo: Person) -> None:
    """One click, and nothing is typed again; a second click declares no third."""
    bo.types("declare checkout is down --service checkout")
    said = bo.types("declare P2 payments hang --service checkout")
    done = bo.presses("Declare all the same", said)
    assert "INC-102 is declared: payments hang" in done.words
    assert "P2 Medium as you said" in done.words


def test_a_report_too_long_for_a_button_is_not_cut(bo: Person) -> None:
    """The button would hold 2,000 characters of it: it is left away rather than lose the end."""
    bo.types("declare checkout is down --service checkout")
    said = bo.types(f"declare {'long ' * 500}--service checkout")
    assert said.buttons == ["Join INC-101"]


def test_the_form_says_that_one_is_open_and_declares_at_the_second_try(vera: Person, bo: Person) -> None:
    """Bo's words stay in the form, which says what is open; submitting once more declares."""
    vera.types("declare checkout is down --service checkout")
    form = bo.types("declare")
    again = bo.fills(form, title="payments hang", service="checkout", guidance="be quick")
    assert again.view
    assert "INC-101 is open for checkout already" in json.dumps(again.view["blocks"])
    assert again.view["values"]["title"]["title"]["value"] == "payments hang"
    assert bo.fills(again).view is None
    assert bo.types("list").text == "2 open: INC-101, INC-102"


def test_after_one_that_ended_lately_it_can_be_reopened(harness: Harness, vera: Person, ana: Person) -> None:
    """The reporter chooses between taking it up again and a new one (D14)."""
    vera.types("declare checkout is down --service checkout")
    harness.settle()
    ana.types("close it was a test", ana.room())
    said = vera.types("declare checkout is down again --service checkout")
    assert said.words.startswith("Not declared: INC-101 for checkout ended only lately.")
    assert said.buttons == ["Reopen INC-101", "Declare a new one"]
    assert "INC-101 is INVESTIGATING again; on-call is paged." in vera.presses("Reopen INC-101", said).words
    harness.settle()
    assert "· reopened" in vera.sees("status").words
