"""The Slack app manifest that `muster manifest` prints can be pasted as it is."""

import pytest
import yaml

from bot.cli import main
from bot.manifest import manifest_scopes


def test_the_printed_manifest_is_yaml_with_socket_mode_and_the_slash_command(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["manifest"]) == 0
    manifest = yaml.safe_load(capsys.readouterr().out)
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert manifest["settings"]["interactivity"]["is_enabled"] is True
    assert [one["command"] for one in manifest["features"]["slash_commands"]] == ["/incident"]
    # Slack refuses direct messages of an app without this tab, and pages are direct messages.
    assert manifest["features"]["app_home"]["messages_tab_enabled"] is True


def test_no_scope_lets_the_bot_act_as_a_person_or_read_what_it_is_not_part_of() -> None:
    assert not any(scope.startswith(("users", "search", "admin")) for scope in manifest_scopes())
    assert "chat:write.public" not in manifest_scopes()
