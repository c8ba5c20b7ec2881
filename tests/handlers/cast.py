"""A cast that plays a whole playbook by hand: they press what the cards offer until the incident is closed."""

import re
from collections.abc import Mapping

from tests.handlers.harness import Harness, Person, Shown
from tests.workspace.people import Json

#: More presses than the longest playbook needs.
MOVES = 120

TRIAGE = {
    "impact": "MEDIUM", "urgency": "HIGH", "users_percent": "12", "category": "availability",
    "affected": "checkout, payments", "summary": "a tenth of payments fail", "actions": "roll back",
}  # fmt: skip

Script = Mapping[str, Mapping[str, object]]


class Cast:
    """Plays one incident. `script` has what is filled in for a step where it matters; the rest is made up."""

    def __init__(self, harness: Harness, incident: str = "INC-101", script: Script | None = None) -> None:
        self.harness = harness
        self.incident = incident
        self.script = script or {}
        self.ana = harness.person("ana")
        self.names = {person["id"]: person["name"] for person in self.ana.everybody()}
        self.moves: list[str] = []
        self.said: dict[str, str] = {}

    def plays(self) -> list[str]:
        """Play until it is closed. Gives what was done, in order: `step NAME`, `gate NAME`."""
        for _ in range(MOVES):
            self.harness.settle()
            if "· CLOSED*" in self.ana.sees("status", self.incident).words:
                return self.moves
            self.goes_on()
        raise AssertionError(f"it never ends: {self.moves}")

    def until(self, button: str) -> Shown:
        """Play until a card offers a button with these words; gives that card."""
        for _ in range(MOVES):
            self.harness.settle()
            cards = (self.ana.sees(key, self.incident) for key in self.ana.cards(self.incident))
            if found := next((card for card in cards if button in card.buttons), None):
                return found
            self.goes_on()
        raise AssertionError(f"nobody is offered {button!r}: {self.moves}")

    def goes_on(self) -> None:
        """The next thing that somebody can do is done."""
        if not (self._decides() or self._works()):
            raise AssertionError(f"nobody can do anything: {self.moves}, {self._state()}")

    def _state(self) -> str:
        return "\n".join(self.ana.sees(key, self.incident).words for key in self.ana.cards(self.incident))

    def _decides(self) -> bool:
        """Whoever a gate asks approves it."""
        for key in self.ana.cards(self.incident):
            card = self.ana.sees(key, self.incident)
            if key.startswith("gate:") and card.buttons:
                asked = re.search(r"<@([UW][A-Z0-9]+)>", card.words)
                assert asked, f"{key} asks nobody: {card.words}"
                said = self.harness.person(self.names[asked[1]]).presses(card.buttons[0], card)
                assert not said.words, said.words
                self.moves.append(key)
                return True
        return False

    def _works(self) -> bool:
        """Somebody does the first step that a card offers."""
        for key in self.ana.cards(self.incident):
            card = self.ana.sees(key, self.incident)
            for label in card.buttons if key.startswith("step:") else ():
                action, value = card.value(label)
                if action == "triage_open" and "to do · *" in card.words:
                    return self._does("triage", self.ana, card, label)
                if action.startswith("step_open_"):
                    return self._does(value.split(" ")[1], self._who(value), card, label)
        return False

    def _who(self, value: str) -> Person:
        """Public words are the communications lead's."""
        public = ("status", "words", "notification", "communic", "message", "briefing", "summary_executive")
        return self.harness.person("elif") if any(one in value for one in public) else self.ana

    def _does(self, step: str, person: Person, card: Shown, label: str) -> bool:
        form = person.presses(label, card)
        if not form.view:
            form = self.ana.presses(label, card)
            person = self.ana
        assert form.view, f"{step}: {form.words or form.error}"
        answer = person.fills(form, **self._filled(step, form.view))
        assert not answer.errors and not answer.error, f"{step}: {answer.errors or answer.error}"
        self.moves.append(f"step:{step}")
        self.said[step] = answer.words
        return True

    def _filled(self, step: str, view: Json) -> dict[str, object]:
        given = dict(TRIAGE if step == "triage" else self.script.get(step, {}))
        for block in view["blocks"]:
            if block["type"] == "input" and block["block_id"] not in given:
                value = made_up(block)
                if value is not None:
                    given[block["block_id"]] = value
        return given


def made_up(block: Json) -> object:
    """Something fitting for a field that the form leaves empty, or whose rows it only begins; else None."""
    element = block["element"]
    table = "Columns: " in (block.get("hint") or {}).get("text", "")
    if any(name.startswith("initial_") for name in element) and not table:
        return None
    match element["type"]:
        case "plain_text_input":
            return _text(block)
        case "radio_buttons" | "static_select":
            values = [option["value"] for option in element["options"]]
            return next((value for value in ("RESOLVED", "rollback", "HIGH") if value in values), values[0])
        case "checkboxes" | "multi_static_select":
            return [element["options"][0]["value"]]
        case "users_select":
            return "U01ONCALL"
        case "datepicker":
            return "2026-12-01"
    raise AssertionError(f"nobody fills in a {element['type']}")


def _text(block: Json) -> str:
    hint = (block.get("hint") or {}).get("text", "")
    label = block["label"]["text"].lower()
    if columns := re.search(r"Columns: (.*)$", hint):
        cells = columns[1].split(" | ")
        return " | ".join("2026-12-01" if cell == "Due date" else f"{cell.lower()} of it" for cell in cells)
    if "One a line" in hint:
        return f"{label}, first\n{label}, second"
    if "A whole number" in hint or "per cent" in label or "minutes" in label:
        return "12"
    return f"the {label} as it is known"
