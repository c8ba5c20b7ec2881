"""What `muster playbook list` and `muster playbook show` do."""

from pathlib import Path

from bot.errors import MusterError
from bot.organisation.load import load_organisation
from bot.organisation.problem import suggestion
from bot.playbooks.drawing import drawn, listed
from bot.playbooks.load import load_playbooks


class NoSuchPlaybook(MusterError):
    """There is no playbook "{name}": {remedy}"""


def run_list(config: Path | None) -> int:
    """Prints every playbook that an incident may follow; returns the exit status.

    Raises what `load_organisation` and `load_playbooks` raise.
    """
    organisation = load_organisation(config)
    shelf = load_playbooks(organisation.playbooks)
    print(listed(shelf.values(), organisation.policies.playbook))
    print("\nDraw one with: muster playbook show NAME; follow it with: /incident declare ... --playbook NAME")
    return 0


def run_show(config: Path | None, name: str, fields: bool = False) -> int:
    """Prints a playbook as a drawing. Raises NoSuchPlaybook, and as `run_list` does."""
    organisation = load_organisation(config)
    shelf = load_playbooks(organisation.playbooks)
    if name not in shelf:
        raise NoSuchPlaybook(name=name[:60], remedy=suggestion(name, shelf, "playbooks"))
    print(drawn(shelf[name], organisation.policies.permissions, fields=fields))
    return 0
