"""Plays the script, one move after the other; where a person was quicker it goes on with what comes next."""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TypeVar

from bot.demonstration.page import Found, Page
from bot.demonstration.story import Move, Story

Thing = TypeVar("Thing")

#: Real seconds that a move waits for its button, before one of a later move is taken too; and until all is given up.
QUICKER_SECONDS, PATIENCE_SECONDS = 10.0, 120.0

#: Real seconds between two looks.
LOOK_SECONDS = 0.5

TAKEN_OVER = "Scripted: the demonstration ends here, as {incident} went another way. It is yours now."


@dataclass(frozen=True)
class Progress:
    """How far the script is. A number that is the story's length means: to its end."""

    next: int = 0
    incident: str = ""


class Bookmark:
    """Keeps the progress in a file, so that a demonstration that was killed goes on where it was."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def read(self, length: int) -> Progress:
        """Where to begin: at the start, unless an earlier one was not played to its end."""
        try:
            kept = Progress(**json.loads(self._file.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return Progress()
        return kept if 0 <= kept.next < length else Progress()

    def write(self, progress: Progress) -> None:
        """Keep it, whole or not at all."""
        draft = self._file.with_name(self._file.name + ".new")
        draft.write_text(json.dumps(asdict(progress)) + "\n", encoding="utf-8")
        draft.replace(self._file)


class Player:
    """Acts for the cast.

    A move that was done and not noted, because the process was killed between the two, is done once more:
    a second message, or a button that is gone already and is passed over.
    """

    def __init__(
        self, page: Page, story: Story, bookmark: Bookmark, say: Callable[[str], None],
        rest: Callable[[float], None] = time.sleep,
    ) -> None:  # fmt: skip
        """`say` gets a line for each move; `rest` lets so many real seconds go by."""
        self._page, self._story, self._bookmark = page, story, bookmark
        self._say, self._rest = say, rest

    def play(self) -> bool:
        """Play to the end; False when the incident went another way.

        Raises OSError when the workspace does not answer; played again it goes on there.
        """
        progress = self._bookmark.read(len(self._story.moves))
        while progress.next < len(self._story.moves):
            played = self._plays(progress)
            if played is None:
                self._gives_up(progress)
                return False
            progress = played
            self._bookmark.write(progress)
            self._rest(self._story.pause)
        return True

    def _plays(self, progress: Progress) -> Progress | None:
        """Do the next move; the progress after it, None when nothing of the script can be done any more."""
        move = self._story.moves[progress.next]
        if move.button:
            found = self._awaits(progress)
            if found is None:
                return None
            number, button = found
            self._presses(self._story.moves[number], button)
            return replace(progress, next=number + 1)
        if move.says:
            self._page.does(move.who, "message", channel=self._place(progress), text=_told(move.says, progress))
        if move.types:
            return self._types(move, progress)
        self._say(f"{move.who} wrote")
        return replace(progress, next=progress.next + 1)

    def _types(self, move: Move, progress: Progress) -> Progress:
        before = self._page.incidents()
        text = _told(move.types or "", progress)
        self._page.does(move.who, "command", channel=self._place(progress), command="/incident", text=text)
        self._say(f"{move.who} typed /incident {text}")
        incident = progress.incident
        if not incident:
            new = self._until(lambda: next(iter(self._page.incidents() - before), None), PATIENCE_SECONDS)
            incident = new or ""
        return Progress(progress.next + 1, incident)

    def _awaits(self, progress: Progress) -> tuple[int, Found] | None:
        """The button of the next move, or after a while that of the first later move that is there."""

        def there(moves: list[tuple[int, Move]]) -> tuple[int, Found] | None:
            for number, move in moves:
                if move.button and (found := self._page.button(move.who, progress.incident, move.button)):
                    return number, found
            return None

        ahead = list(self._story.after(progress.next))
        return self._until(lambda: there(ahead[:1]), QUICKER_SECONDS) or self._until(
            lambda: there(ahead), PATIENCE_SECONDS
        )

    def _presses(self, move: Move, button: Found) -> None:
        answer = self._page.does(
            move.who, "action", channel=button.channel, ts=button.ts, action_id=button.action, value=button.value
        )
        self._say(f"{move.who} pressed {button.action} {button.value}")
        if not move.has_form:
            return
        form = answer.get("view") or self._until(lambda: self._page.form_of(move.who), QUICKER_SECONDS)
        if form:
            said = self._page.does(move.who, "submit", view_id=form["id"], values=move.filled)
            self._say(f"{move.who} sent the form" + (f", refused: {said['errors']}" if said.get("errors") else ""))

    def _gives_up(self, progress: Progress) -> None:
        who = self._story.moves[progress.next].who
        self._page.does(who, "message", channel=self._place(progress), text=_told(TAKEN_OVER, progress))
        self._bookmark.write(replace(progress, next=len(self._story.moves)))
        self._say("nothing of the script can be done any more")

    def _place(self, progress: Progress) -> str:
        """The incident's channel once there is one, else #general."""
        return (self._page.room(progress.incident) if progress.incident else None) or "general"

    def _until(self, found: Callable[[], Thing | None], seconds: float) -> Thing | None:
        """What is found within so many real seconds, looked for again and again."""
        for _ in range(max(1, int(seconds / LOOK_SECONDS))):
            if (one := found()) is not None:
                return one
            self._rest(LOOK_SECONDS)
        return None


def _told(text: str, progress: Progress) -> str:
    return text.replace("{incident}", progress.incident or "the incident")
