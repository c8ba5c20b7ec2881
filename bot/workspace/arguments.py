"""The arguments of one API call, from a form, JSON or the query, checked when they are read."""

import json
from typing import Any
from urllib.parse import parse_qsl

from bot.workspace.wire import Json, Refusal, invalid_arguments


class Arguments:
    """Named arguments of a call, and the token it came with."""

    def __init__(self, values: Json, token: str | None) -> None:
        self._values = values
        self.token = token

    def __contains__(self, name: str) -> bool:
        return self._values.get(name) is not None

    def text(self, name: str, default: str = "") -> str:
        """A string argument; numbers are taken as their digits."""
        value = self._values.get(name)
        if value is None:
            return default
        if isinstance(value, str):
            return value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        raise invalid_arguments(f"must be a string [json-pointer:/{name}]")

    def required(self, name: str) -> str:
        """A string argument that must be there.

        Raises:
            Refusal: invalid_arguments.
        """
        value = self.text(name)
        if not value:
            raise invalid_arguments(f"missing required field: {name} [json-pointer:/]")
        return value

    def named_channel(self) -> str | None:
        """The channel that the call is about, as it was given; None when there is none."""
        for name in ("channel", "channel_id"):
            if isinstance(self._values.get(name), str):
                return str(self._values[name])
        return None

    def flag(self, name: str, default: bool = False) -> bool:
        """A boolean argument: true, 1, false, 0."""
        value = self._values.get(name)
        if value is None:
            return default
        return str(value).lower() in ("true", "1")

    def number(self, name: str, default: int, most: int) -> int:
        """A whole number from 1 to `most`; larger ones are cut down to it.

        Raises:
            Refusal: invalid_limit.
        """
        text = self.text(name, str(default))
        if not text.isdigit() or int(text) < 1:
            raise Refusal("invalid_limit")
        return min(int(text), most)

    def listed(self, name: str) -> list[str]:
        """A comma-separated list, or a JSON array of strings."""
        value = self._values.get(name)
        if isinstance(value, list):
            return [str(item) for item in value]
        return [item.strip() for item in self.text(name).split(",") if item.strip()]

    def structure(self, name: str, wrong: str = "invalid_arguments") -> Any:
        """A JSON value, in a JSON body as it is, in a form as text; None when it is not there.

        Raises:
            Refusal: `wrong` when the text is no JSON.
        """
        value = self._values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise Refusal(wrong) from None


def read_arguments(body: bytes, content_type: str, query: str, authorization: str) -> Arguments:
    """The arguments of a call; a token in the header goes before one in the body.

    Args:
        body: of the request.
        content_type: a form or JSON.
        query: of the URL, without its question mark.
        authorization: the header, `Bearer xoxb-...`.

    Raises:
        Refusal: invalid_json, invalid_form_data, json_not_object.
    """
    values: Json = dict(parse_qsl(query, keep_blank_values=True))
    if content_type.startswith("application/json"):
        values |= _json(body)
    elif body:
        values |= _form(body)
    token = values.pop("token", None)
    scheme, _, given = authorization.partition(" ")
    if scheme.lower() == "bearer" and given.strip():
        token = given.strip()
    return Arguments(values, token if isinstance(token, str) else None)


def _json(body: bytes) -> Json:
    try:
        values = json.loads(body or b"{}")
    except ValueError:
        raise Refusal("invalid_json") from None
    if not isinstance(values, dict):
        raise Refusal("json_not_object")
    return values


def _form(body: bytes) -> Json:
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True))
    except ValueError:
        raise Refusal("invalid_form_data") from None
