"""Somebody opens the app's Home: what waits for them, what is open, how to begin, and as of when."""

from tests.handlers.harness import Harness, Person, Shown

AS_OF = "is when you opened this"


def order(shown: Shown, *words: str) -> bool:
    """Whether these words stand in this order."""
    places = [shown.words.find(one) for one in words]
    assert -1 not in places, f"{words[places.index(-1)]!r} is not in: {shown.words}"
    return places == sorted(places)


def test_an_empty_home_says_how_to_begin(vera: Person) -> None:
    """Nothing waits, nothing is open; one button declares, and three lines say what to type."""
    home = vera.opens_home()
    assert order(home, AS_OF, "Nothing waits for you", "No incident is open", "/incident declare", "/incident help")
    assert home.buttons == ["Declare an incident…", "Refresh"]


def test_what_waits_for_me_comes_first(harness: Harness, vera: Person, ana: Person, bo: Person) -> None:
    """Ana's page with its buttons and its deadline; nobody else sees it as theirs."""
    vera.types("declare P1 checkout is down")
    harness.settle()
    home = ana.opens_home()
    assert order(home, "You are paged: P1 High, checkout is down", "or Bo Lindqvist", "Your roles", "Open incidents")
    assert "You are paged" not in bo.opens_home().words
    assert home.buttons[2:] == ["I'm on it", "Acknowledge", "I can't: page Bo Lindqvist now"]


def test_a_page_is_answered_at_home(harness: Harness, vera: Person, ana: Person) -> None:
    """One press: the incident knows, and the Home asks for what is left: the work."""
    vera.types("declare P1 checkout is down")
    harness.settle()
    ana.opens_home()
    after = ana.presses_at_home("Acknowledge")
    assert "You acknowledged it" in after.words and "Acknowledge by" not in after.words
    assert after.buttons == ["Declare an incident…", "Refresh", "I'm on it"]
    on_it = ana.presses_at_home("I'm on it")
    assert on_it.buttons == ["Declare an incident…", "Refresh"]
    assert "Ana Ortiz (on-call) works on it" in on_it.words


def test_a_gate_that_asks_me_is_named_with_its_channel(harness: Harness, vera: Person, ana: Person) -> None:
    """It is decided where the whole plan stands; afterwards the Home is silent about it."""
    vera.types("declare P1 checkout is down")
    harness.settle()
    ana.presses("I'm on it", ana.sees("page:U01ONCALL:1"))
    form = ana.presses("Assess impact and urgency", ana.sees("step:triage"))
    ana.fills(form, impact="HIGH", urgency="HIGH")
    harness.settle()
    room = ana.channels()[ana.room()]["id"]
    assert f"*Approve the triage of INC-101 as P0 Critical?* in <#{room}>" in ana.opens_home().words
    assert "Approve the triage" not in vera.opens_home().words
    ana.presses("Approve as P0", ana.sees("gate:triage"))
    assert "Approve the triage" not in ana.opens_home().words


def test_my_roles_are_listed_with_their_channel(harness: Harness, vera: Person, ana: Person) -> None:
    """Roles of what is over are no more."""
    vera.types("declare P1 checkout is down")
    harness.settle()
    room = ana.channels()[ana.room()]["id"]
    assert f"Incident commander of INC-101 checkout is down <#{room}>" in ana.opens_home().words
    ana.types("resolve INC-101 it came back")
    ana.types("close INC-101 a rehearsal")
    assert "Your roles" not in ana.opens_home().words


def test_open_incidents_stand_worst_and_late_first_with_what_is_waited_for(harness: Harness, vera: Person) -> None:
    """As in the list; more than twenty are counted, not shown."""
    for line in ("P2 search is slow", "P0 payments fail", "P1 checkout is down"):
        vera.types(f"declare {line}")
    harness.settle()
    home = vera.opens_home()
    assert order(home, "Open incidents (3)", "payments fail", "checkout is down", "search is slow")
    assert "is paged since" in home.words
    for number in range(20):
        vera.types(f"declare P3 broken thing {number}")
    home = vera.opens_home()
    assert len(home.blocks) <= 100
    assert "and 3 more: `/incident list`" in home.words


def test_a_private_incident_is_on_no_strangers_home(harness: Harness, vera: Person, bo: Person) -> None:
    """For somebody outside it is not there."""
    vera.types("declare P1 a password leaked --private")
    harness.settle()
    assert "a password leaked" in vera.opens_home().words
    assert "a password leaked" not in bo.opens_home().words


def test_the_declare_button_opens_the_form(harness: Harness, vera: Person) -> None:
    """What is filled in there is declared as everywhere else."""
    vera.opens_home()
    form = vera.presses_at_home("Declare an incident…", gives_form=True)
    assert form.view and form.view["callback_id"] == "declare"
    vera.fills(form, title="checkout is down")
    harness.settle()
    assert "checkout is down" in vera.opens_home().words


def test_a_refusal_at_home_is_shown_in_a_window(harness: Harness, vera: Person, ana: Person, bo: Person) -> None:
    """A Home has no messages for one person alone: why it was not done stands over it, and the Home is true again."""
    vera.types("declare P1 checkout is down")
    harness.settle()
    ana.opens_home()
    bo.types("ack INC-101")
    ana.types("resolve INC-101 it was nothing")
    window = ana.presses_at_home("Acknowledge", gives_form=True)
    assert window.view and window.view["title"] == "Muster"
    assert "Not acknowledged" in window.words


def test_hostile_titles_do_nothing_at_home(harness: Harness, vera: Person) -> None:
    """No mention, no link, no markup comes of what somebody typed."""
    vera.types("declare P1 <!channel> *bold* <https://evil.example|click>")
    harness.settle()
    raw = str(vera.opens_home().blocks)
    assert "<!channel>" not in raw and "<https://evil.example" not in raw


def test_without_storage_the_home_says_whom_to_call(harness: Harness, vera: Person) -> None:
    """It does not show what was true some time ago as if it were true now."""
    vera.types("declare P1 checkout is down")
    vera.opens_home()
    with harness.redis.away():
        home = vera.opens_home()
    assert "checkout is down" not in home.words
    assert order(home, AS_OF, "cannot reach its storage", "call Ana Ortiz, Bo Lindqvist, Sam Rivera by hand")
    assert home.buttons == ["Declare an incident…", "Refresh"]
