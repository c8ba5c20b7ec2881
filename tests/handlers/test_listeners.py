"""Whatever is shown has somebody who listens, nobody listens for nothing, and the templates say the same."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from bot.workspace.app_manifest import MANIFEST, SCOPES
from bot.workspace.presenter import SLASH_COMMANDS
from handlers.buttons import BUTTONS, FAMILIES
from handlers.slash import as_json
from handlers.submissions import SUBMISSIONS

ROOT = Path(__file__).parents[2]

#: Scopes that no method needs: the slash command itself, mentions, and reading the mark on our own posts.
BESIDE_METHODS = {"commands", "app_mentions:read", "metadata.message:read"}


def calls(*folders: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call in these folders, with the last part of what is called."""
    for folder in folders:
        for module in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    yield node.func.attr, node


def literal(node: ast.expr) -> str:
    """The text of a constant; of an f-string its constant parts, with a star for each value."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in node.values)
    assert isinstance(node, ast.Constant), f"{ast.unparse(node)} is computed: no test can see who listens to it"
    return str(node.value)


def test_every_button_has_a_listener_and_every_listener_a_button() -> None:
    """No press ends in silence, and no code waits for a button that is gone."""
    shown = {literal(call.args[1]) for name, call in calls("bot/slack", "handlers") if name == "button"}
    shown |= {literal(call.args[0]) for name, call in calls("bot/slack", "handlers") if name == "overflow"}
    families = {"ask", "step_open", "gate_choice", "decision"}
    assert set(FAMILIES.values()) == families
    assert shown == (set(BUTTONS) - families) | {f"{name}_*" for name in families}


def test_every_form_has_a_listener_and_every_listener_a_form() -> None:
    """No submission ends in silence."""
    shown = {literal(call.args[0]) for name, call in calls("handlers") if name == "modal"}
    assert shown == set(SUBMISSIONS)


def test_the_file_for_completion_is_the_registry() -> None:
    """What the page completes is what the bot understands; the docstring of handlers.slash says how to write it."""
    assert SLASH_COMMANDS.read_text(encoding="utf-8").strip() == as_json()


def manifest() -> dict[str, Any]:
    """The app's manifest."""
    found: dict[str, Any] = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    return found


def test_the_manifest_names_the_commands_shortcuts_and_events_that_are_listened_to() -> None:
    """Neither one that nobody answers nor one that Slack does not know."""
    heard = {kind: set[str]() for kind in ("command", "shortcut", "event", "message")}
    for name, call in calls("handlers"):
        if name in heard and isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "app":
            heard[name].add(literal(call.args[0]))
    features, settings = manifest()["features"], manifest()["settings"]
    assert {one["command"] for one in features["slash_commands"]} == heard["command"]
    assert {one["callback_id"] for one in features["shortcuts"]} == heard["shortcut"]
    # One listener hears messages of every kind; the manifest says which kinds are sent.
    asked = {str(one).partition(".")[0] for one in settings["event_subscriptions"]["bot_events"]}
    assert asked == heard["event"] | heard["message"]


def used_methods() -> set[str]:
    """Web API methods that the code calls, by their name or by the SDK's method."""
    known = {method.replace(".", "_"): method for method in SCOPES}
    by_sdk = {known[name] for name, _ in calls("bot/slack", "handlers") if name in known}
    text = "\n".join(module.read_text(encoding="utf-8") for module in (ROOT / "bot" / "slack").rglob("*.py"))
    budgets = (ROOT / "bot" / "slack" / "budget.py").read_text(encoding="utf-8")
    by_name = {method for method in SCOPES if text.count(f'"{method}"') > budgets.count(f'"{method}"')}
    return by_sdk | by_name


def test_the_manifest_asks_for_the_scopes_that_are_needed_and_for_no_more() -> None:
    """Every method has a scope that allows it, and every scope a method that needs it."""
    scopes, methods = set(manifest()["oauth_config"]["scopes"]["bot"]), used_methods()
    assert {"chat.postMessage", "conversations.create", "pins.add", "chat.postEphemeral"} <= methods
    forbidden = {method for method in methods if not scopes & set(SCOPES[method])}
    assert forbidden == set()
    needed = {scope for method in methods for scope in SCOPES[method]} | BESIDE_METHODS
    assert scopes - needed == set()
