"""What a person does with an interactive element: buttons, selects, menus, pickers."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from bot.workspace.inputs import STATE, chosen, elements, initial_values, offers
from bot.workspace.modals import OpenView
from bot.workspace.person_client import PersonClient
from bot.workspace.wire import Json, Refusal

#: Messages in which somebody's choices are remembered.
_REMEMBERED = 2_000


class Clicks:
    """Clicks, and what each person has chosen in each message so far (as their client would know)."""

    def __init__(self, client: PersonClient) -> None:
        self._client = client
        self._choices: OrderedDict[tuple[str, str, str], dict[tuple[str, str], Json]] = OrderedDict()

    async def action(self, body: Json) -> Json:
        """Use an element: by channel and ts of its message, or by view_id.

        `value` is the button's value (to tell buttons with one action_id apart, or as a client that is a
        moment behind has it), an option's value or a list of them, an id, a date, a time, a text.
        """
        user = self._client.person(body)
        if body.get("view_id"):
            return await self._in_view(user, body)
        channel = self._client.channel(user, body.get("channel"))
        ts = str(body.get("ts", ""))
        whisper = self._client.team.find_whisper(channel.id, user, ts)
        message = whisper or self._client.team.message(channel, ts)
        old = [] if whisper else self._client.team.blocks_before_edit(channel, ts)
        hit = _find(message.get("blocks", []), body) or _find(old, body)
        if hit is None:
            raise Refusal("action_not_found")
        state = self._chosen(user, channel.id, ts, message.get("blocks", []), hit)
        async with self._client.watching(user, channel.id) as moment:
            build = self._client.payloads.whisper_action if whisper else self._client.payloads.message_action
            payload = build(moment, channel, message, hit.action, {"values": state})
            return await self._client.seen(moment, await self._client.ask("interactive", payload))

    async def _in_view(self, user: str, body: Json) -> Json:
        view = view_of(self._client, user, body)
        hit = _find(view.body["blocks"], body)
        if hit is None:
            raise Refusal("action_not_found")
        values = typed_values(view, body.get("values") or {})
        if hit.entry is not None:
            values.setdefault(hit.block_id, {})[hit.action["action_id"]] = hit.entry
        self._client.team.views.remember(view, values)
        async with self._client.watching(user) as moment:
            moment.view = view.id
            payload = self._client.payloads.view_action(moment, view, hit.action)
            return await self._client.seen(moment, await self._client.ask("interactive", payload))

    def _chosen(self, user: str, channel: str, ts: str, blocks: list[Json], hit: "_Hit") -> Json:
        key = (user, channel, ts)
        earlier = self._choices.pop(key, {})
        values = initial_values(blocks)
        for (block_id, action_id), entry in earlier.items():
            if action_id in values.get(block_id, {}):
                values[block_id][action_id] = entry
        if hit.entry is not None:
            earlier[hit.block_id, hit.action["action_id"]] = hit.entry
            values.setdefault(hit.block_id, {})[hit.action["action_id"]] = hit.entry
        if earlier:
            self._choices[key] = earlier
        if len(self._choices) > _REMEMBERED:
            self._choices.popitem(last=False)
        return values


@dataclass(frozen=True, slots=True)
class _Hit:
    """The element that was used: the action of the payload, and its entry in the state if it has one."""

    block_id: str
    action: Json
    entry: Json | None


def view_of(client: PersonClient, user: str, body: Json) -> OpenView:
    """The person's open view with the id in `view_id`.

    Raises:
        Refusal: view_not_found.
    """
    try:
        view = client.team.views.find(str(body["view_id"]))
    except Refusal:
        raise Refusal("view_not_found") from None
    if view.user != user:
        raise Refusal("view_not_found")
    return view


def typed_values(view: OpenView, values: Any) -> Json:
    """The view's `state.values` with {block_id: value}, or {block_id: {action_id: value}}, put in.

    Raises:
        Refusal: block_not_found, option_not_found, invalid_value.
    """
    state: Json = {block: dict(actions) for block, actions in view.body["state"]["values"].items()}
    if not isinstance(values, dict):
        raise Refusal("invalid_value")
    fields: dict[str, dict[str, Json]] = {}
    for block, element in elements(view.body["blocks"]):
        if element["type"] in STATE:
            fields.setdefault(block["block_id"], {})[element["action_id"]] = element
    for block_id, value in values.items():
        if block_id not in fields:
            raise Refusal("block_not_found", detail=f"no field has the block_id {block_id!r}")
        named = value if isinstance(value, dict) else {next(iter(fields[block_id])): value}
        for action_id, one in named.items():
            if action_id not in fields[block_id]:
                raise Refusal("action_not_found")
            state[block_id][action_id] = chosen(fields[block_id][action_id], one)
    return state


def _find(blocks: list[Json], body: Json) -> _Hit | None:
    """The element with that action_id (and block_id); among several, the one that offers the value."""
    wanted, block_id, value = body.get("action_id"), body.get("block_id"), body.get("value")
    found = [
        (block, element)
        for block, element in elements(blocks)
        if element["action_id"] == wanted and block_id in (None, block["block_id"])
    ]
    if not found:
        return None
    block, element = next(((b, e) for b, e in found if value is not None and _offers(e, value)), found[0])
    return _hit(block, element, value)


def _offers(element: Json, value: Any) -> bool:
    if element["type"] in _BUTTONS:
        return value in _values(element)
    return isinstance(value, str) and value in offers(element)


#: What is pressed, and has no state.
_BUTTONS = frozenset({"button", "workflow_button", "icon_button", "feedback_buttons"})


def _values(element: Json) -> list[str | None]:
    """The values that pressing it can have."""
    if element["type"] == "feedback_buttons":
        return [element[name]["value"] for name in ("positive_button", "negative_button")]
    return [element.get("value")]


def _hit(block: Json, element: Json, value: Any) -> _Hit:
    action: Json = {"type": element["type"], "action_id": element["action_id"], "block_id": block["block_id"]}
    if element["type"] in _BUTTONS:
        shown = ("text", "value", "style", "url", "confirm")
        action |= {name: element[name] for name in shown if name in element}
        if value is not None:
            action["value"] = str(value)
        return _Hit(block["block_id"], action, None)
    if element["type"] == "overflow":
        options = offers(element)
        if value not in options:
            raise Refusal("option_not_found")
        return _Hit(block["block_id"], action | {"selected_option": options[value]}, None)
    entry = chosen(element, value)
    placeholder = {"placeholder": element["placeholder"]} if "placeholder" in element else {}
    return _Hit(block["block_id"], action | placeholder | entry, entry)
