"""What people put into forms and menus: Slack's state entries, and the fields of a playbook's step."""

from random import Random
from typing import Any

from hypothesis import strategies as st

from bot.incident.playbook import FieldKind, FormField
from tests.blockkit.table import Json
from tests.blockkit.words import words
from tests.incident.rehearsal import PEOPLE, STRANGER

#: Element type -> the key of what was chosen in its state entry.
_CHOSEN = {"static_select": "selected_option", "radio_buttons": "selected_option", "overflow": "selected_option"}
_SEVERAL = {"checkboxes": "selected_options", "multi_static_select": "selected_options"}

#: Entries that hold nothing that anybody could misuse.
_HARMLESS: dict[str, Json] = {
    "button": {},
    "number_input": {"value": "12"},
    "url_text_input": {"value": "https://x.example/?a=1&b=<2>"},
    "email_text_input": {"value": "ana@x.example"},
    "conversations_select": {"selected_conversation": "C00GENERAL"},
    "channels_select": {"selected_channel": "C00GENERAL"},
    "datepicker": {"selected_date": "2026-11-30"},
    "timepicker": {"selected_time": "02:51"},
    "datetimepicker": {"selected_date_time": 1_795_229_460},
}


class Hand:
    """Somebody who fills in whatever lies before them, with a few texts of their own."""

    def __init__(self, random: Random, texts: list[str]) -> None:
        self._random, self._texts = random, texts

    def __repr__(self) -> str:
        return f"Hand({self._random!r}, {[text[:60] for text in self._texts]})"

    def text(self, most: int) -> str:
        """One of the texts, cut as a client would cut it; never nothing."""
        text = self.one(self._texts)[:most]
        return text if text.strip() else "x"

    def one(self, of: Any) -> Any:
        """One of several things."""
        return self._random.choice(list(of))

    def fills(self, view: Json) -> Json:
        """All fields of a form that have to be filled in, and half of the others, by block."""
        return {
            block["block_id"]: self.gives(block["element"])
            for block in inputs(view)
            if not block.get("optional") or self._random.random() < 0.5
        }

    def gives(self, element: Json) -> Json:
        """What Slack sends when one element is used."""
        return {"type": element["type"], **self._entry(element["type"], element)}

    def _entry(self, kind: str, element: Json) -> Json:
        if kind in _CHOSEN:
            return {_CHOSEN[kind]: self.one(element["options"])}
        if kind in _SEVERAL:
            return {_SEVERAL[kind]: [one for one in element["options"] if self._random.random() < 0.5]}
        if kind == "plain_text_input":
            return {"value": self.text(element.get("max_length", 3_000)).ljust(element.get("min_length", 0), "x")}
        if kind == "users_select":
            return {"selected_user": self.one([*PEOPLE, STRANGER])}
        if kind == "multi_users_select":
            return {"selected_users": [*PEOPLE[:3], STRANGER]}
        assert kind in _HARMLESS, f"nobody knows how to use a {kind}"
        return _HARMLESS[kind]

    def fields(self, fields: tuple[FormField, ...]) -> dict[str, Any]:
        """The result of a step: what is required, and half of the rest."""
        wanted = [field for field in fields if field.required or self._random.random() < 0.5]
        return {field.name: self._value(field) for field in wanted}

    def _value(self, field: FormField) -> Any:
        chosen = [option.value for option in field.options]
        match field.kind:
            case FieldKind.LIST:
                return [self.text(3_000) for _ in range(self.one([1, 3, 60]))]
            case FieldKind.TABLE:
                return [[self.text(300) for _ in field.columns] for _ in range(self.one([1, 3, 60]))]
            case FieldKind.CHOICE:
                return self.one(chosen)
            case FieldKind.CHOICES:
                return [value for value in chosen if self._random.random() < 0.5] or chosen[:1]
        simple: dict[FieldKind, Any] = {
            FieldKind.NUMBER: self._random.randint(0, 10**9), FieldKind.YES_NO: self.one([True, False]),
            FieldKind.PERSON: self.one([*PEOPLE, STRANGER]), FieldKind.DATE: "2026-11-30",
        }  # fmt: skip
        return simple.get(field.kind) or self.text(3_000)


def inputs(view: Json) -> list[Json]:
    """The fields of a form."""
    return [block for block in view["blocks"] if block["type"] == "input"]


hands = st.builds(Hand, st.randoms(use_true_random=True), st.lists(words, min_size=3, max_size=8))
