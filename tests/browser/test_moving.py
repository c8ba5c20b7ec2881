"""In a long channel, in Chromium: what is read stays in place, everything is found again, nothing typed is lost."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from bot.workspace.embedded import LocalWorkspace, running_workspace
from tests.bench.crowd import LONG, LONG_NAME, seed
from tests.browser.film import WIDE, Film
from tests.workspace.people import Json, Person, button, get, slack

Opens = Callable[..., Page]


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalWorkspace]:
    """A workspace in which a night's channel has 400 messages."""
    folder = tmp_path_factory.mktemp("night") / "workspace"
    seed(folder, channels=12, messages=800)
    with running_workspace(data=folder) as workspace:
        yield workspace


@pytest.fixture
def opens(night: LocalWorkspace, browser: Browser) -> Iterator[Opens]:
    """Opens that channel as a person, in a window with a session of its own."""
    contexts: list[BrowserContext] = []

    def as_person(user: str, channel: str = LONG) -> Page:
        context = browser.new_context(viewport=WIDE, reduced_motion="reduce")
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{night.base_url}/?as={user}#{channel}")
        expect(message(page)).to_be_visible()
        return page

    yield as_person
    for context in contexts:
        context.close()


def message(page: Page, words: str = "") -> Locator:
    """The newest message that is drawn and has these words."""
    return page.get_by_role("log", name="Messages").get_by_role("article").filter(has_text=words).last


def composer(page: Page) -> Locator:
    """Where the person types."""
    return page.get_by_role("textbox", name=re.compile("^Message "))


def newest(night: LocalWorkspace) -> str:
    """The timestamp of the last message of the night."""
    return str(get(night, f"/local/history?as=ana&channel={LONG}&limit=1")["messages"][0]["ts"])


@contextmanager
def in_place(page: Page, reading: Locator) -> Iterator[None]:
    """What is read stands where it stood, to the pixel, after what happens meanwhile."""
    before = reading.bounding_box()
    yield
    page.wait_for_timeout(200)
    after = reading.bounding_box()
    assert before and after
    assert abs(before["y"] - after["y"]) < 2


def test_who_reads_further_up_is_not_disturbed(night: LocalWorkspace, opens: Opens, film: Film) -> None:
    """A card above grows and shrinks, messages come below: nothing moves; a button counts them and leads to them."""
    client, bo = slack(night), Person(night, "bo")
    card = client.chat_postMessage(channel=LONG, text="a card")["ts"]
    for number in range(30):
        bo.does("message", channel=LONG, text=f"line {number}\nand its second line")
    page = opens("U01ONCALL")
    message(page).hover()
    page.mouse.wheel(0, -200)
    reading = message(page, "line 22")
    expect(page.get_by_role("button", name="Newest")).to_be_visible()
    with in_place(page, reading):
        client.chat_update(channel=LONG, ts=card, text="grown\n" * 40)
    with in_place(page, reading):
        client.chat_update(channel=LONG, ts=card, text="small again")
        for number in range(3):
            bo.does("message", channel=LONG, text=f"later {number}")
    film.takes(page, "reading further up")
    page.get_by_role("button", name="3 new messages").click()
    expect(message(page, "later 2")).to_be_in_viewport()
    expect(page.get_by_role("separator").filter(has_text="New")).to_have_count(1)
    bo.does("message", channel=LONG, text="and it stays at the end")
    expect(message(page, "stays at the end")).to_be_in_viewport()


def test_the_whole_channel_can_be_read_back_to_its_beginning(opens: Opens) -> None:
    """The wheel leads through all messages, each next to its neighbours, and the browser never holds all of them."""
    page = opens("U02BACKUP")
    message(page).hover()
    most = 0
    for _ in range(200):
        page.mouse.wheel(0, -1500)
        page.wait_for_timeout(30)
        most = max(most, page.get_by_role("article").count())
        if page.get_by_text(f"This is the beginning of #{LONG_NAME}").is_visible():
            break
    expect(page.get_by_text(f"This is the beginning of #{LONG_NAME}")).to_be_visible()
    assert most < 250


def test_a_search_leads_to_a_message_far_above(night: LocalWorkspace, opens: Opens, film: Film) -> None:
    """Ctrl+K, words, Enter: the message is in view with the focus on it; one click leads back to what is new."""
    page = opens("U03OWNER")
    page.keyboard.press("Control+k")
    page.keyboard.type(f"in:{LONG_NAME} INC-42")
    found = page.get_by_role("option").filter(has_text="INC-42: triage waits")
    expect(found).to_have_count(1)
    film.takes(page, "found")
    expect(message(page, "INC-42: triage")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(message(page, "triage of INC-42?")).to_be_in_viewport()
    expect(message(page, "triage of INC-42?")).to_be_focused()
    Person(night, "bo").does("message", channel=LONG, text="posted meanwhile")
    page.get_by_role("button", name="1 new message").click()
    expect(message(page, "posted meanwhile")).to_be_in_viewport()
    expect(page.get_by_role("button", name=re.compile("Newest|new message"))).to_have_count(0)


def test_a_search_finds_nothing_that_is_not_for_its_person(night: LocalWorkspace, opens: Opens) -> None:
    """Another's page stays theirs."""
    slack(night).chat_postMessage(channel="U02BACKUP", text="only for the backup: zebra")
    for user, hits in (("U04ARCH", 0), ("U02BACKUP", 1)):
        page = opens(user)
        page.keyboard.press("Control+k")
        page.keyboard.type("zebra")
        if hits:
            expect(page.get_by_role("option").filter(has_text="zebra")).to_have_count(hits)
        else:
            expect(page.get_by_text("Nothing found in what you can see.")).to_be_visible()
        page.keyboard.press("Escape")
        expect(composer(page)).to_be_focused()


def test_what_is_unread_is_kept_for_each_person(night: LocalWorkspace, opens: Opens) -> None:
    """Bold with a count of mentions; a line above the first new message; read once, it stays read after a reload."""
    Person(night, "kim").does("read", channel=LONG, ts=newest(night))
    Person(night, "bo").does("message", channel=LONG, text="@kim are you there?")
    page = opens("U05DEPLOY", "C00GENERAL")
    row = page.get_by_role("navigation", name="Channels").get_by_role("button", name=re.compile(LONG_NAME))
    expect(row).to_have_accessible_name(f"Channel {LONG_NAME}, 1 for you")
    row.click()
    expect(page.get_by_role("separator").filter(has_text="New")).to_be_visible()
    expect(row).to_have_accessible_name(f"Channel {LONG_NAME}")
    page.reload()
    expect(message(page, "are you there?")).to_be_visible()
    expect(row).to_have_accessible_name(f"Channel {LONG_NAME}")
    expect(page.get_by_role("separator").filter(has_text="New")).to_have_count(0)


def test_a_channel_opens_where_one_left_off(night: LocalWorkspace, opens: Opens, film: Film) -> None:
    """At the first message that was not seen, under the line "New"; what was in view is read, the rest stays unread.

    What is sent leads to the end.
    """
    Person(night, "dana").does("read", channel=LONG, ts=newest(night))
    bo = Person(night, "bo")
    for number in range(25):
        bo.does("message", channel=LONG, text=f"unseen {number}\nand its second line")
    page = opens("U04ARCH", "C00GENERAL")
    row = page.get_by_role("navigation", name="Channels").get_by_role("button", name=re.compile(LONG_NAME))
    row.click()
    expect(page.get_by_role("separator").filter(has_text="New")).to_be_in_viewport()
    expect(message(page, "unseen 0")).to_be_in_viewport()
    expect(message(page, "unseen 24")).not_to_be_in_viewport()
    film.takes(page, "where one left off")
    rest = re.compile(rf"^Channel {LONG_NAME}, (?!25 )\d+ unread$")
    expect(row).to_have_accessible_name(rest)
    page.get_by_role("navigation", name="Channels").get_by_role("button", name="general").click()
    row.click()
    expect(message(page, "unseen 0")).not_to_be_in_viewport()
    expect(message(page, "unseen 24")).not_to_be_in_viewport()
    line = page.get_by_role("separator").filter(has_text="New")
    expect(line).to_be_in_viewport()
    with in_place(page, line):
        bo.does("message", channel=LONG, text="and one more")
        expect(page.get_by_role("button", name="new messages")).to_be_visible()
    composer(page).fill("I have read it")
    composer(page).press("Enter")
    expect(message(page, "I have read it")).to_be_in_viewport()
    expect(row).to_have_accessible_name(f"Channel {LONG_NAME}")
    page.reload()
    expect(message(page, "I have read it")).to_be_in_viewport()


def test_a_card_that_asks_is_not_lost_above(night: LocalWorkspace, opens: Opens, film: Film) -> None:
    """A gate far above the view says what it asks of whom it names, and leads there; decided, it asks no more."""
    client, bo = slack(night), Person(night, "bo")
    words = {"type": "section", "text": {"type": "mrkdwn", "text": "<@U07SECURITY> please decide"}}
    approve = {**button("gate_approve", label="Approve as P1")["elements"][0], "style": "primary"}
    asked: list[Json] = [words, {"type": "actions", "elements": [approve]}]
    said = "Approve the triage of INC-7 as P1 High?"
    gate = client.chat_postMessage(channel=LONG, text=said, blocks=asked)["ts"]
    for number in range(12):
        bo.does("message", channel=LONG, text=f"meanwhile {number}\nand its second line")
    Person(night, "farid").does("read", channel=LONG, ts=newest(night))
    page, other = opens("U07SECURITY"), opens("U11SPONSOR")
    asking = page.get_by_role("button", name=f"Asks you: {said}")
    film.takes(page, "asks above")
    asking.click()
    expect(message(page, "please decide")).to_be_focused()
    expect(asking).to_have_count(0)
    expect(other.get_by_role("button", name="Asks you")).to_have_count(0)
    page.get_by_role("button", name="Newest").click()
    expect(asking).to_be_visible()
    client.chat_update(channel=LONG, ts=gate, text="Approved", blocks=[words])
    expect(asking).to_have_count(0)


def test_one_sees_who_is_being_paged_and_becomes_them(night: LocalWorkspace, opens: Opens, film: Film) -> None:
    """The cast shows whom something waits for, as it comes in; a few letters and Enter, and one is them."""
    page = opens("U08SUPPORT")
    asked = [button("page_ack", label="Acknowledge")]
    slack(night).chat_postMessage(channel="U12COUNSEL", text="You are paged: checkout is down.", blocks=asked)
    page.get_by_role("button", name=re.compile("^You are Grace Mensah.*being paged")).click()
    expect(page.get_by_role("option").filter(has_text="Jun Park")).to_contain_text("1 page to answer")
    film.takes(page, "the cast")
    page.keyboard.type("counsel")
    page.keyboard.press("Enter")
    rows = page.get_by_role("navigation", name="Channels")
    rows.get_by_role("button", name="Direct messages with Muster, 1 for you").click()
    expect(message(page, "Acknowledge")).to_be_visible()


def test_nothing_typed_is_lost(opens: Opens) -> None:
    """A draft outlives a reload, for this person alone; the arrow up brings commands back, down goes on again."""
    page = opens("U09PRODUCT")
    for command in ("/incident list", "/incident help"):
        composer(page).fill(command)
        composer(page).press("Enter")
        expect(composer(page)).to_have_value(command)
        composer(page).fill("")
    composer(page).press("ArrowUp")
    composer(page).press("ArrowUp")
    expect(composer(page)).to_have_value("/incident list")
    composer(page).press("ArrowDown")
    expect(composer(page)).to_have_value("/incident help")
    composer(page).fill("half a sen")
    page.reload()
    expect(composer(page)).to_have_value("half a sen")
    page.get_by_role("button", name=re.compile("^You are Hugo Martin")).click()
    page.keyboard.type("sam rivera")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=re.compile("^You are Sam Rivera"))).to_be_visible()
    expect(composer(page)).to_have_value("")


def test_the_keyboard_goes_from_message_to_thread_and_back(opens: Opens) -> None:
    """Arrows go through the messages, Tab into one; Escape closes its thread, and the focus is where one types."""
    page = opens("U10MANAGER")
    page.get_by_role("group", name="Messages").focus()
    page.keyboard.press("ArrowUp")
    last = page.evaluate("document.activeElement.dataset.ts")
    page.keyboard.press("ArrowUp")
    assert last and page.evaluate("document.activeElement.dataset.ts") < last
    message(page).hover()
    message(page).get_by_role("button", name="Message actions").click()
    page.get_by_role("menuitem", name="Reply in thread").press("Enter")
    expect(page.get_by_role("textbox", name="Reply in thread")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("complementary", name="Thread")).to_have_count(0)
    expect(composer(page)).to_be_focused()
