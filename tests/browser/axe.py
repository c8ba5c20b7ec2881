"""What axe-core finds wrong with a page for people who do not see it, hear it or use a mouse (WCAG 2.2 AA)."""

from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

_SOURCE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")

#: What is asked of the page: WCAG up to 2.2, A and AA, and what axe-core's makers found good beyond it.
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    """Each place that breaks a rule: how bad, which rule, where, and what is wrong; empty when all is well."""
    # By the developers' line: the page itself forbids scripts that are not its own.
    line = page.context.new_cdp_session(page)
    line.send("Runtime.evaluate", {"expression": _SOURCE})
    asked = f"axe.run(document, {{runOnly: {_RULES}, resultTypes: ['violations']}})"
    told = line.send("Runtime.evaluate", {"expression": asked, "awaitPromise": True, "returnByValue": True})
    line.detach()
    return [_words(rule, place) for rule in told["result"]["value"]["violations"] for place in rule["nodes"]]


def _words(rule: dict[str, Any], place: dict[str, Any]) -> str:
    return f"{rule['impact']} {rule['id']} at {place['target']}: {place['failureSummary']} {place['html'][:200]}"
