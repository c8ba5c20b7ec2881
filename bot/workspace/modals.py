"""Open views: each person's stack of modals, and their home tab of the app."""

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from bot.workspace.blocks import with_ids
from bot.workspace.feed import Feed
from bot.workspace.inputs import carried_values, initial_values
from bot.workspace.journal import Journal
from bot.workspace.moments import Moment, Moments
from bot.workspace.wire import APP_ID, BOT_ID, TEAM_ID, Json, Refusal

#: Views in one person's stack (Slack: push_limit_reached).
STACK = 3


@dataclass(slots=True)
class OpenView:
    """A view in front of a person: Slack's view object in `body`."""

    user: str
    body: Json
    opened: float = field(default_factory=time.time)

    @property
    def id(self) -> str:
        """Slack's view id."""
        return str(self.body["id"])

    def shown(self) -> Json:
        """The view as /local/* shows it; beside the contract's fields, what the page needs to draw it."""
        body = self.body
        return {
            "id": self.id,
            "user": self.user,
            "callback_id": body["callback_id"],
            "type": body["type"],
            "title": _plain(body.get("title")),
            "blocks": body["blocks"],
            "submit": _plain(body.get("submit")),
            "close": _plain(body.get("close")),
            "values": body["state"]["values"],
            "hash": body["hash"],
        }


def _plain(text: Any) -> str:
    return text["text"] if isinstance(text, dict) else ""


class Views:
    """Every view that is open, by id and by person. What changes goes to the journal and to the page."""

    def __init__(self, journal: Journal, feed: Feed, moments: Moments) -> None:
        self._journal, self._feed, self._moments = journal, feed, moments
        self._views: dict[str, OpenView] = {}
        self.stacks: dict[str, list[OpenView]] = {}
        self.homes: dict[str, OpenView] = {}
        for row in sorted((row for _, row in journal.load("view")), key=lambda row: row["opened"]):
            self._keep(OpenView(row["user"], row["body"], row["opened"]))

    def find(self, view_id: str | None, external_id: str | None = None) -> OpenView:
        """The open view with that id.

        Raises:
            Refusal: not_found.
        """
        view = self._views.get(view_id or "")
        if view is None and external_id:
            view = next((v for v in self._views.values() if v.body["external_id"] == external_id), None)
        if view is None:
            raise Refusal("not_found")
        return view

    def top(self, user: str) -> OpenView | None:
        """The modal on top of that person's stack."""
        stack = self.stacks.get(user)
        return stack[-1] if stack else None

    def open_modals(self) -> list[OpenView]:
        """Every open modal, bottom first in each stack."""
        return [view for stack in self.stacks.values() for view in stack]

    def open(self, user: str, view: Json, moment: Moment | None) -> OpenView:
        """Show a modal in place of whatever modal the person had open."""
        self._no_duplicate(view)
        self.clear(user)
        return self._show(user, view, previous=None, moment=moment)

    def push(self, user: str, view: Json, moment: Moment | None) -> OpenView:
        """Show a modal on top of the person's stack.

        Raises:
            Refusal: push_limit_reached.
        """
        self._no_duplicate(view)
        stack = self.stacks.get(user, [])
        if len(stack) >= STACK:
            raise Refusal("push_limit_reached")
        return self._show(user, view, previous=stack[-1] if stack else None, moment=moment)

    def publish(self, user: str, view: Json) -> OpenView:
        """Replace the person's home tab."""
        before = self.homes.get(user)
        if before:
            self._change(before, view)
            return before
        return self._show(user, view, previous=None, moment=None)

    def update(self, open_view: OpenView, view: Json) -> None:
        """Replace the content of an open view; what was typed stays where the blocks stayed."""
        self._change(open_view, view)

    def remember(self, view: OpenView, values: Json) -> None:
        """Keep what the person has typed so far."""
        view.body["state"]["values"] = values
        self._save(view)

    def close(self, view: OpenView) -> None:
        """Take one modal away; the one below is seen again."""
        self._drop(view)
        self._announce(view.user)

    def clear(self, user: str) -> None:
        """Take all of the person's modals away."""
        if self.stacks.get(user):
            for view in list(self.stacks[user]):
                self._drop(view)
            self._announce(user)

    def _show(self, user: str, view: Json, previous: OpenView | None, moment: Moment | None) -> OpenView:
        opened = OpenView(user, _body(view, f"V{secrets.token_hex(5).upper()}", previous))
        self._keep(opened)
        self._save(opened)
        self._seen(opened, moment)
        return opened

    def _change(self, open_view: OpenView, view: Json) -> None:
        before = open_view.body
        after = _body(view, open_view.id, None)
        after["state"]["values"] = carried_values(after["blocks"], before["state"]["values"])
        after |= {"root_view_id": before["root_view_id"], "previous_view_id": before["previous_view_id"]}
        open_view.body = after
        self._save(open_view)
        self._seen(open_view, None)

    def _seen(self, view: OpenView, moment: Moment | None) -> None:
        self._moments.appeared(view.user, moment, view=view.id)
        if view.body["type"] == "home":
            self._feed.to_person(view.user, {"type": "home", "view": view.shown()})
        else:
            self._announce(view.user)

    def _announce(self, user: str) -> None:
        top = self.top(user)
        self._feed.to_person(user, {"type": "view", "view": top.shown() if top else None})

    def _no_duplicate(self, view: Json) -> None:
        external = view.get("external_id")
        if external and any(known.body["external_id"] == external for known in self._views.values()):
            raise Refusal("duplicate_external_id")

    def _keep(self, view: OpenView) -> None:
        self._views[view.id] = view
        if view.body["type"] == "home":
            self.homes[view.user] = view
        else:
            self.stacks.setdefault(view.user, []).append(view)

    def _drop(self, view: OpenView) -> None:
        self._views.pop(view.id, None)
        self.stacks[view.user].remove(view)
        self._journal.drop("view", view.id)

    def _save(self, view: OpenView) -> None:
        self._journal.put("view", view.id, {"user": view.user, "body": view.body, "opened": view.opened})


def _body(view: Json, view_id: str, previous: OpenView | None) -> Json:
    blocks = with_ids(view["blocks"])
    return {
        "id": view_id,
        "team_id": TEAM_ID,
        "type": view["type"],
        "blocks": blocks,
        "private_metadata": view.get("private_metadata") or "",
        "callback_id": view.get("callback_id") or "",
        "state": {"values": initial_values(blocks)},
        "hash": f"{secrets.randbelow(10**10)}.{secrets.token_hex(4)}",
        "title": view.get("title"),
        "clear_on_close": bool(view.get("clear_on_close")),
        "notify_on_close": bool(view.get("notify_on_close")),
        "close": view.get("close"),
        "submit": view.get("submit"),
        "previous_view_id": previous.id if previous else None,
        "root_view_id": previous.body["root_view_id"] if previous else view_id,
        "app_id": APP_ID,
        "external_id": view.get("external_id") or "",
        "app_installed_team_id": TEAM_ID,
        "bot_id": BOT_ID,
    }
