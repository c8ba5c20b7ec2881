"""views.*: modals and home tabs."""

import json

from bot.workspace.arguments import Arguments
from bot.workspace.blocks import check_view
from bot.workspace.modals import OpenView
from bot.workspace.team import Team
from bot.workspace.wire import Json, Refusal, invalid_arguments

#: Bytes of one view, as published.
LARGEST = 250_000


def open_view(team: Team, args: Arguments) -> Json:
    """Open a modal for the person whose trigger id this is."""
    view = _view(args, "modal")
    trigger = args.required("trigger_id")
    moment = team.triggers.check(trigger)
    opened = team.views.open(moment.user, view, moment)
    team.triggers.spend(trigger)
    return {"view": opened.body}


def push(team: Team, args: Arguments) -> Json:
    """Put a modal on top of the one whose trigger id this is."""
    view = _view(args, "modal")
    trigger = args.required("trigger_id")
    moment = team.triggers.check(trigger)
    pushed = team.views.push(moment.user, view, moment)
    team.triggers.spend(trigger)
    return {"view": pushed.body}


def update(team: Team, args: Arguments) -> Json:
    """Replace an open view."""
    view = _view(args, "modal", "home")
    if "view_id" not in args and "external_id" not in args:
        raise invalid_arguments("missing required field: view_id [json-pointer:/]")
    found = team.views.find(args.text("view_id"), args.text("external_id"))
    if found.body["type"] != view["type"]:
        raise invalid_arguments("must be a valid enum value [json-pointer:/view/type]")
    _same_hash(found, args)
    team.views.update(found, view)
    return {"view": found.body}


def publish(team: Team, args: Arguments) -> Json:
    """Show a home tab to one person."""
    view = _view(args, "home")
    user = args.required("user_id")
    if user not in team.users:
        raise invalid_arguments("user_id not found [json-pointer:/user_id]")
    before = team.views.homes.get(user)
    if before is not None:
        _same_hash(before, args)
    return {"view": team.views.publish(user, view).body}


def _view(args: Arguments, *kinds: str) -> Json:
    view = args.structure("view")
    if not isinstance(view, dict):
        raise invalid_arguments("missing required field: view [json-pointer:/]")
    if len(json.dumps(view)) > LARGEST:
        raise Refusal("view_too_large")
    return check_view(view, *kinds)


def _same_hash(view: OpenView, args: Arguments) -> None:
    if args.text("hash") and args.text("hash") != view.body["hash"]:
        raise Refusal("hash_conflict")
