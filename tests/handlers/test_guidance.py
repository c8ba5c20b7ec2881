"""Guidance, the eight questions, and incidents that are over: what people say, and what comes of it in Slack."""

from tests.handlers.harness import Harness, Person, Shown
from tests.handlers.test_hostile_text import NASTY


def values(form: Shown) -> dict[str, str]:
    """What stands in the fields of a form."""
    assert form.view
    found = {}
    for block, elements in form.view["values"].items():
        for entry in elements.values():
            chosen = entry.get("selected_option") or {}
            found[block] = str(entry.get("value") or chosen.get("value") or "")
    return found


def test_guidance_of_a_declare_is_read_and_the_channel_says_so(harness: Harness, vera: Person) -> None:
    """Which words were read, who is called, and what else follows (D10)."""
    said = vera.types('declare P1 checkout is down --guidance "a breach, tight SLA, new team"')
    assert "Read from what you said: security, tight SLA, new team; the channel says what follows." in said.words
    assert "Ana Ortiz, Farid Haddad and Ines Costa are paged. Hugo Martin hears of it." in said.words
    harness.settle()
    card = vera.sees("guidance:1").words
    assert "Guidance on INC-101: security (“breach”), tight SLA, new team" in card
    assert "Security lead Farid Haddad is called." in card
    assert "Executive sponsor: Ines Costa is informed at once (security)." in card
    assert "Preserve evidence before anything is changed" in card
    assert "Documents are written in full." in card
    assert "the next tier is called in half the time" in card
    assert "Updates every 15 min." in card
    assert "evidence before changes" in vera.sees("status").words
    assert "You are named security lead." in harness.person("farid").sees("page:U07SECURITY:1").words


def test_guidance_can_be_given_any_time(harness: Harness, vera: Person, bo: Person) -> None:
    """By a line or by a form; the whole text stands in the channel."""
    vera.types("declare P1 checkout is down")
    harness.settle()
    room = vera.room()
    said = vera.types("guidance payments are lost & customers complain", room)
    assert said.words.startswith("Your guidance is on the record of INC-101: read as revenue")
    form = vera.types("guidance", room)
    assert vera.fills(form, text="   ").errors == {"text": "Write the guidance here."}
    assert vera.fills(form, text="be quick").errors == {}
    harness.settle()
    assert "payments are lost & customers complain" in vera.sees("guidance:1").words
    assert "Executive sponsor" in vera.sees("guidance:1").words
    assert "nothing in it changes the course by itself" in vera.sees("guidance:2").words
    assert "Not given: This needs a responder" in bo.types("guidance security", room).words
    timeline = vera.types("timeline", room).words
    assert "Vera Novak gave guidance: payments are lost & customers complain (read: revenue)" in timeline


def test_what_follows_is_said_once(harness: Harness, vera: Person) -> None:
    """The second guidance and the answers say only what is new."""
    vera.types("declare P1 checkout is down --guidance revenue")
    harness.settle()
    room = vera.room()
    vera.types("guidance revenue and compliance", room)
    vera.fills(vera.types("questions", room), business=["revenue"], experience="new")
    harness.settle()
    said = [vera.sees(key).words for key in ("guidance:1", "guidance:2", "questions")]
    assert [words.count("Product owner Hugo Martin hears of it.") for words in said] == [1, 0, 0]
    assert [words.count("General counsel Jun Park hears of it.") for words in said] == [0, 1, 0]
    assert [words.count("Runbooks are shown step by step") for words in said] == [0, 0, 1]


def test_the_questions_can_be_answered_at_declare(harness: Harness, vera: Person) -> None:
    """--interactive: the eight questions stand below the form's own fields, and one click submits all (D11)."""
    form = vera.types("declare checkout is down --interactive --service checkout")
    assert form.view
    blocks = [block["block_id"] for block in form.view["blocks"] if block["type"] == "input"]
    assert blocks == [
        "title", "severity", "service", "private", "guidance", "playbook",
        "impact", "users_percent", "began", "changes", "sensitive", "business", "experience", "sla",
    ]  # fmt: skip
    done = vera.fills(
        form, users_percent="60 %", began="20 min ago", changes="deploy of v42", sensitive="no",
        business=["revenue"], experience="new", sla="breach within hours",
    )  # fmt: skip
    assert (done.error, done.errors) == (None, {})
    direct = vera.channels()["@vera"]["messages"][-1]
    assert "P0 Critical by your answers, until triage" in str(direct["blocks"])
    assert "questions_open" not in str(direct["blocks"])
    harness.settle()
    assert vera.sees("status").words.startswith("P0 Critical · checkout is down")
    card = vera.sees("questions").words
    for words in ("*Users*  60 %", "*Changed in 24 h*  deploy of v42", "*Security or data loss*  no",
                  "*Business*  revenue", "*Team on call*  new", "*SLA*  breach within hours",
                  "*First severity*  P0: 60 % of users, until triage decides"):  # fmt: skip
        assert words in card
    assert "You hear of it as deployment manager" in harness.person("kim").sees("told:U05DEPLOY").words


def test_the_questions_come_with_the_confirmation(harness: Harness, vera: Person, ana: Person) -> None:
    """One click after the declare; answered again, the form holds the last answers and the card changes in place."""
    said = vera.types("declare checkout is down")
    assert said.buttons == ["Answer eight questions"]
    form = vera.presses("Answer eight questions", said)
    thanks = vera.fills(form, users_percent="20", impact="payments time out")
    assert thanks.errors == {}
    harness.settle()
    first = vera.sees("questions")
    form = ana.presses("Change the answers", first)
    assert values(form)["users_percent"] == "20"
    assert values(form)["impact"] == "payments time out"
    assert ana.fills(form, users_percent="5").errors == {}
    harness.settle()
    assert vera.sees("questions").ts == first.ts
    assert vera.sees("status").words.startswith("P2 Medium")


def test_answers_that_cannot_be_read_are_named_under_their_field(harness: Harness, vera: Person) -> None:
    """The form stays open with everything in it."""
    vera.types("declare checkout is down")
    harness.settle()
    form = vera.types("questions", vera.room())
    assert vera.fills(form, users_percent="many").errors == {
        "users_percent": '"many" is no share: write a whole number from 0 to 100.'
    }
    assert "is no time: write one such as 14:05" in vera.fills(form, users_percent="", began="noon").errors["began"]
    assert vera.fills(form, began="2099-01-01 10:00").errors == {"began": "This lies in the future."}
    assert "Write at least one answer here." in vera.fills(form, began="").errors["impact"]


def test_the_triage_form_knows_the_answers(harness: Harness, vera: Person) -> None:
    """What the questions asked, triage does not ask again."""
    vera.types("declare checkout is down")
    harness.settle()
    room = vera.room()
    vera.fills(vera.types("questions", room), users_percent="12", impact="payments time out", sensitive="data loss")
    harness.settle()
    form = vera.types("triage", room)
    assert form.view
    assert (values(form)["users_percent"], values(form)["summary"]) == ("12", "payments time out")
    ticked = form.view["values"]["definition"]["definition"]["selected_options"]
    assert [one["value"] for one in ticked] == ["data_loss"]


def test_a_decided_severity_is_not_touched(harness: Harness, vera: Person, ana: Person) -> None:
    """Ana decided P2; nine of ten users are on the record and change nothing by themselves."""
    vera.types("declare checkout is down")
    harness.settle()
    ana.types("severity P2 a test system", ana.room())
    vera.fills(vera.types("questions", vera.room()), users_percent="90")
    harness.settle()
    assert vera.sees("status").words.startswith("P2 Medium")
    assert "*First severity*  P0: 90 % of users\n" in vera.sees("questions").words + "\n"


def test_people_who_are_told_can_take_their_role_with_one_click(harness: Harness, vera: Person) -> None:
    """Kim hears of a P0 at once, is asked for nothing, and takes the role where she reads it (N4)."""
    vera.types("declare P0 checkout is down --service checkout")
    harness.settle()
    kim, ines = harness.person("kim"), harness.person("ines")
    card = kim.sees("told:U05DEPLOY")
    assert "For your information: P0 Critical, checkout is down" in card.words
    assert "Rollbacks and hotfixes wait for your decision" in card.words
    done = kim.presses("Take the role of deployment manager", card)
    assert "You are deployment manager of INC-101 now." in done.words
    harness.settle()
    assert kim.sees("told:U05DEPLOY").buttons == []
    word = ines.sees("told:U11SPONSOR").words
    assert "Nothing is asked of you yet. If it is not over by" in word
    assert "you are paged." in word
    assert "Told at once: Kim Tanaka (deployment manager), Ines Costa (executive" in vera.sees("status").words
    harness.passes(minutes=31)
    assert "management is informed" in ines.sees("page:U11SPONSOR:1").words


def test_a_past_incident_is_declared_with_its_times(harness: Harness, vera: Person, ana: Person) -> None:
    """It is RESOLVED at once, judged by its own times, and nobody is called (D13)."""
    said = vera.types("declare P0 checkout was down --started yesterday 10:00 --resolved yesterday 11:30")
    assert "It was over after 1 h 30 min, from" in said.words
    assert "in time for a P0" in said.words
    assert "Nobody is paged and no clock runs. The flow begins with the cause." in said.words
    assert said.buttons == []
    harness.settle()
    harness.passes(hours=5)
    card = vera.sees("status").words
    assert "· RESOLVED*" in card and "Over after 1 h 30 min\nIt began" in card and "declared when it was over" in card
    notice = vera.sees("resolved:0").words
    assert "INC-101 was over before it was declared, after 1 h 30 min" in notice
    assert "nobody was paged, no clock runs · left: its cause, and what follows from it" in notice
    assert any("*Five whys*" in vera.sees(key).words for key in vera.cards() if key.startswith("step:"))
    assert [key for key in ana.cards() if key.startswith(("page:", "role:", "told:"))] == []
    assert [key for key in vera.cards() if key.startswith(("update_due", "reminder"))] == []


WRONG_TIMES = {
    "declare P0 x --resolved 00:01": "a past incident needs its beginning too; add `--started`",
    "declare P0 x --started 2026-01-02 --resolved 2026-01-01": "it was resolved before it started",
    "declare P0 x --started 2099-01-01 10:00": "the time lies in the future",
    "declare x --started 2026-01-01 10:00 --resolved 2026-01-01 11:00": "A past incident needs its severity",
}


def test_times_that_do_not_fit(vera: Person) -> None:
    """Each is refused with what is wrong and what to do, and the line comes back."""
    for line, why in WRONG_TIMES.items():
        said = vera.types(line)
        assert said.words.startswith("Not declared: "), line
        assert why in said.words, line
        assert f"/incident {line}" in said.words


def test_a_past_incident_by_form_keeps_its_times(harness: Harness, vera: Person) -> None:
    """What the form has no field for is carried along and named above; the severity is asked for in place."""
    form = vera.types("declare --started yesterday 10:00 --resolved yesterday 11:30 --id old-1")
    assert form.view
    note = form.view["blocks"][0]["elements"][0]["text"]
    assert note.startswith("id INC-OLD-1, started ") and "resolved " in note
    assert "severity" in vera.fills(form, title="checkout was down").errors
    assert vera.fills(form, title="checkout was down", severity="P1").errors == {}
    harness.settle()
    assert "Over after 1 h 30 min" in vera.sees("status", "INC-OLD-1").words


def test_another_service_in_the_form_is_another_question(harness: Harness, vera: Person) -> None:
    """Declared despite an open one for checkout; changed to payments, which is open too, it asks again (D14)."""
    vera.types("declare one --service checkout")
    vera.types("declare two --service payments")
    form = vera.types("declare --service checkout --playbook rapid")
    again = vera.fills(form, title="three")
    assert "INC-101 is open for checkout already" in str(again.view)
    assert values(again)["playbook"] == "rapid"
    asked = vera.fills(again, title="three", service="payments")
    assert "INC-102 is open for payments already" in str(asked.view)
    done = vera.fills(asked, title="three", service="payments")
    assert (done.errors, done.view) == ({}, None)
    assert "INC-103 is declared" in vera.channels()["@vera"]["messages"][-1]["text"]


def test_a_playbook_is_chosen_in_the_form_or_by_name(harness: Harness, vera: Person) -> None:
    """Without a choice it is the organisation's own."""
    vera.types("declare one --playbook sre")
    vera.fills(vera.types("declare"), title="two", playbook="gated")
    vera.fills(vera.types("declare"), title="three")
    register = {one.id: one.playbook for one in harness.bot.muster.store.load_all(["INC-101", "INC-102", "INC-103"])}
    assert register == {"INC-101": "sre", "INC-102": "gated", "INC-103": "itil"}


def test_hostile_words_in_guidance_and_answers_are_shown_to_the_letter(harness: Harness, vera: Person) -> None:
    """No mention, link or markup comes of them."""
    vera.types("declare checkout is down")
    harness.settle()
    room = vera.room()
    vera.types(f"guidance security {NASTY}", room)
    vera.fills(vera.types("questions", room), impact=NASTY, changes=NASTY)
    harness.settle()
    for key in ("guidance:1", "questions"):
        shown = str(vera.sees(key).blocks)
        assert "<!channel>" not in shown or '"type": "rich_text"' in shown.replace("'", '"')
        assert "<!channel>" in vera.sees(key).words
