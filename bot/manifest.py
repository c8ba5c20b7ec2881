"""The Slack app manifest: its text, and the scopes that it asks for."""

from pathlib import Path

import yaml

FILE = Path(__file__).parents[1] / "templates" / "slack-manifest.yaml"


def manifest_text() -> str:
    """What `muster manifest` prints."""
    return FILE.read_text(encoding="utf-8")


def manifest_scopes() -> frozenset[str]:
    """The scopes that the bot's token needs."""
    return frozenset(yaml.safe_load(manifest_text())["oauth_config"]["scopes"]["bot"])
