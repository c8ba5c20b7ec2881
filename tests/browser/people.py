"""People at the page: what each does with hands and eyes, everything found by role, label and words."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from bot.workspace.cast import CAST
from tests.browser.film import WIDE, Film

#: Milliseconds until a person gives up waiting for something to appear.
PATIENCE = 15_000

#: What a person does reaches Muster by one of these requests, which is answered when Muster has.
_DEEDS = re.compile(r"/local/(command|message|action|submit|shortcut)$")

#: Pixels that a wheel turns at once, and turns until somebody has seen a whole channel.
_TURN, _TURNS = 700, 40

expect.set_options(timeout=PATIENCE)

Filled = str | list[str]


class Someone:
    """One person of the cast at the page."""

    def __init__(self, page: Page, film: Film, rest: Callable[[], None]) -> None:
        self.page = page
        self._film = film
        self._rest = rest

    # What they do.

    def types(self, text: str, *, where: str = "Message ") -> None:
        """Type into the composer and press Enter."""
        composer = self.page.get_by_role("textbox", name=re.compile(f"^{where}"))
        composer.fill(text)
        with self._answered():
            composer.press("Enter")

    def knows_their_way(self) -> None:
        """Put the guide for newcomers away."""
        self.page.get_by_role("button", name="Put the first minute away").click()

    def replies(self, text: str) -> None:
        """Type into the thread that is open."""
        self.types(text, where="Reply in thread")

    def opens(self, channel: str) -> None:
        """Choose a channel, or direct messages, in the list at the left: by the beginning or end of its name."""
        rows = self.page.get_by_role("navigation", name="Channels")
        drawer = self.page.get_by_role("button", name=re.compile("^Open channel list"))
        if drawer.is_visible():
            drawer.click()
        rows.get_by_role("button", name=re.compile(re.escape(channel))).first.click()

    def presses(self, label: str, *, on: str = "") -> None:
        """Press a button by its words, on the newest message that has the words `on`; without them anywhere."""
        button = self._around(on).get_by_role("button", name=label, exact=True)
        self._looks_for(button)
        with self._answered():
            button.last.click()

    def chooses(self, entry: str, *, on: str) -> None:
        """Open the menu of a card and choose an entry."""
        self.card(on).get_by_role("button", name="More actions").last.click()
        with self._answered():
            self.page.get_by_role("menuitem", name=entry, exact=True).click()

    def opens_thread(self, on: str) -> None:
        """Open the replies under a message."""
        self.card(on).get_by_role("button", name=re.compile(r"^\d+ repl")).click()
        expect(self.page.get_by_role("complementary", name="Thread")).to_be_visible()

    def fills(self, fields: Mapping[str, Filled]) -> None:
        """Fill in fields of the form in front, by their labels."""
        for label, value in fields.items():
            fill(self.field(label), value)

    def submits(self, label: str) -> None:
        """Press the form's button, whatever comes of it."""
        with self._answered():
            self.form.get_by_role("button", name=label, exact=True).click()

    def sends(self, label: str) -> None:
        """Press the form's button; it is taken, and the form closes."""
        form = self.page.get_by_role("dialog", name=self.form.get_attribute("aria-label") or "", exact=True)
        self.submits(label)
        expect(form).to_have_count(0)

    # What they see.

    @property
    def form(self) -> Locator:
        """The form in front."""
        return self.page.get_by_role("dialog").last

    def field(self, label: str) -> Locator:
        """A field of the form in front, by its label: an input, or a group of choices."""
        return self.form.get_by_label(re.compile(rf"^{re.escape(label)}( \(optional\)| \*)?$"))

    def card(self, words: str) -> Locator:
        """The newest message that has these words; who does not see it turns the wheel."""
        found = self._messages.get_by_role("article").filter(has_text=words)
        self._looks_for(found)
        return found.last

    def sees(self, *words: str) -> None:
        """Wait until a message has all these words."""
        found = self._messages.get_by_role("article")
        for one in words:
            found = found.filter(has_text=one)
        self._looks_for(found)
        expect(found.last).to_be_visible()

    def hears(self, words: str) -> None:
        """Wait until an answer to this person alone has these words."""
        expect(self._messages.get_by_role("article", name="only visible to you").last).to_contain_text(words)

    def keeps(self, words: str) -> None:
        """Take a picture of what they see."""
        self._film.takes(self.page, words)

    # How.

    @property
    def _messages(self) -> Locator:
        return self.page.get_by_role("log", name="Messages")

    def _around(self, words: str) -> Locator:
        return self.card(words) if words else self.page.locator("body")

    def _looks_for(self, found: Locator) -> None:
        """Wait a moment for it, then look further up, then down again."""
        try:
            found.last.wait_for(state="visible", timeout=1_500)
            return
        except Exception as late:
            missing = late
        for way in (-_TURN, _TURN):
            for _ in range(_TURNS):
                if found.count():
                    found.last.scroll_into_view_if_needed()
                    return
                self._messages.hover()
                self.page.mouse.wheel(0, way)
                self.page.wait_for_timeout(20)
        raise AssertionError(f"not on the page: {found}") from missing

    @contextmanager
    def _answered(self) -> Iterator[None]:
        """Until Muster has answered, and has done what follows from it."""
        with self.page.expect_response(_DEEDS, timeout=PATIENCE):
            yield
        self._rest()


def fill(field: Locator, value: Filled) -> None:
    """Put a value into a field as a person does: typed, chosen from a list, or ticked one after the other."""
    kind = field.evaluate("node => node.getAttribute('role') ?? node.localName")
    if kind == "select":
        option = field.get_by_role("option").filter(has_text=re.compile(f"^{re.escape(str(value))}"))
        field.select_option(value=option.first.get_attribute("value"))
    elif kind in ("radiogroup", "group"):
        for one in [value] if isinstance(value, str) else value:
            words = re.compile(f"^{re.escape(one)}")
            choice = field.get_by_role("radio", name=words).or_(field.get_by_role("checkbox", name=words))
            choice.first.check()
    else:
        field.fill(str(value) if isinstance(value, str) else "\n".join(value))


class Cast:
    """Everybody of the example organisation; each gets a window of their own when they first do something."""

    def __init__(self, address: str, browser: Browser, film: Film, rest: Callable[[], None]) -> None:
        self._address = address
        self._browser = browser
        self._film = film
        self._rest = rest
        self._seated: dict[str, Someone] = {}

    @classmethod
    @contextmanager
    def at(cls, address: str, browser: Browser, film: Film, rest: Callable[[], None]) -> Iterator["Cast"]:
        """The cast at the workspace of that address; `rest` returns when Muster has done all that is due."""
        cast = cls(address, browser, film, rest)
        try:
            yield cast
        finally:
            for someone in cast._seated.values():
                someone.page.context.close()

    def __getattr__(self, name: str) -> Someone:
        """`cast.ana`: somebody by first name, `elif_` as Python wants it."""
        found = next((one.slack for one in CAST if one.name.split()[0].lower() == name.rstrip("_")), None)
        if found is None:
            raise AttributeError(name)
        if name not in self._seated:
            self._seated[name] = self.sits_down(found)
            self._seated[name].knows_their_way()
        return self._seated[name]

    def sits_down(
        self, user: str = "", *, size: ViewportSize = WIDE, dark: bool = False, phone: bool = False
    ) -> Someone:
        """A fresh window; `user` is a Slack id, without one the page says who one is."""
        context = self._browser.new_context(
            viewport=size, timezone_id="UTC", locale="en-GB", color_scheme="dark" if dark else "light",
            reduced_motion="reduce", has_touch=phone, is_mobile=phone,
        )  # fmt: skip
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.goto(f"{self._address}/?as={user}" if user else self._address)
        return Someone(page, self._film, self._rest)
