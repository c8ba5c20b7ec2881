"""What a person does with a modal: submitting it, and closing it."""

from typing import Any

from bot.workspace.app_link import Ack
from bot.workspace.blocks import check_view
from bot.workspace.clicks import typed_values, view_of
from bot.workspace.inputs import complaint
from bot.workspace.modals import OpenView
from bot.workspace.moments import Moment
from bot.workspace.person_client import PersonClient
from bot.workspace.uploads import with_files
from bot.workspace.wire import Json, Refusal


async def submit(client: PersonClient, body: Json) -> Json:
    """Fill in a modal and submit it; what the client itself finds wrong is told without asking the app."""
    user = client.person(body)
    view = view_of(client, user, body)
    if view is not client.team.views.top(user):
        raise Refusal("view_not_on_top")
    client.team.views.remember(view, with_files(client, typed_values(view, body.get("values") or {})))
    async with client.watching(user) as moment:
        moment.view = view.id
        wrong = _complaints(view)
        if wrong:
            return await client.seen(moment, None, errors=wrong)
        ack = await client.ask("interactive", client.payloads.view_submission(moment, view))
        if ack.error is not None:
            return await client.seen(moment, ack)
        try:
            errors = _follow(client, moment, view, ack)
        except Refusal as refusal:
            return await client.seen(moment, ack, error=refusal.word, **refusal.more)
        return await client.seen(moment, ack, errors=errors)


async def close(client: PersonClient, body: Json) -> Json:
    """Close a modal, with `all` or `clear_on_close` the whole stack; an app that asked is told."""
    user = client.person(body)
    view = view_of(client, user, body)
    async with client.watching(user) as moment:
        cleared = bool(body.get("all") or view.body["clear_on_close"])
        told = list(client.team.views.stacks[user]) if cleared else [view]
        if cleared:
            client.team.views.clear(user)
        else:
            client.team.views.close(view)
        ack = None
        for closed in reversed(told):
            if closed.body["notify_on_close"]:
                payload = client.payloads.view_closed(moment, closed, is_cleared=cleared)
                ack = await client.ask("interactive", payload)
        answer = await client.seen(moment, ack)
        top = client.team.views.top(user)
        return answer | {"view": top.shown() if top else None}


def _complaints(view: OpenView) -> dict[str, str]:
    found = {}
    for block in view.body["blocks"]:
        if block["type"] == "input":
            entries = view.body["state"]["values"].get(block["block_id"], {})
            words = complaint(block, entries.get(block["element"]["action_id"]))
            if words:
                found[block["block_id"]] = words
    return found


def _follow(client: PersonClient, moment: Moment, view: OpenView, ack: Ack) -> dict[str, str] | None:
    """Do what the acknowledgement of a submission says; the errors it shows in the modal.

    Raises:
        Refusal: invalid_response_action and what a view can be refused for; the modal then stays.
    """
    payload = ack.payload or {}
    action = payload.get("response_action")
    if action == "errors":
        return _shown_errors(view, payload.get("errors"))
    if action in ("update", "push"):
        new = check_view(payload.get("view") or {}, "modal")
        if action == "push":
            client.team.views.push(moment.user, new, moment)
        elif _still_open(client, view):
            client.team.views.update(view, new)
        return None
    if action not in (None, "clear"):
        raise Refusal("invalid_response_action")
    if action == "clear":
        client.team.views.clear(moment.user)
    elif _still_open(client, view):
        client.team.views.close(view)
    if moment.view == view.id:
        top = client.team.views.top(moment.user)
        moment.view = top.id if top else None
    return None


def _still_open(client: PersonClient, view: OpenView) -> bool:
    return view in client.team.views.stacks.get(view.user, ())


def _shown_errors(view: OpenView, errors: Any) -> dict[str, str]:
    inputs = {block["block_id"] for block in view.body["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or set(errors) - inputs:
        raise Refusal("invalid_response_action", detail="errors must name block_ids of input blocks")
    return {block_id: str(words) for block_id, words in errors.items()}
