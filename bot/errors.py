"""The one base of every error that Muster tells a person about."""

import inspect


class MusterError(Exception):
    """Something is wrong that a person can put right.

    A subclass's docstring is its message: what is wrong, then the remedy, with the facts in braces.
    The facts are keyword arguments, kept as `facts`.
    """

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(inspect.cleandoc(type(self).__doc__ or "").format(**facts))
