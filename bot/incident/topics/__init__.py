"""All that can happen to an incident, by topic: its orders, its facts, what they change, and how they are told."""

import pkgutil
from importlib import import_module


def discover() -> None:
    """Import every topic: the lists of facts and orders that are derived from its classes are complete then."""
    for module in pkgutil.walk_packages(__path__, f"{__name__}."):
        import_module(module.name)
