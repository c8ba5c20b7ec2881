"""The kinds of work that workers do, a module for each: a new kind is a new module here, and nothing else."""

import pkgutil
from importlib import import_module

for _module in pkgutil.iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
