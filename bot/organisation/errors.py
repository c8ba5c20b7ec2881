"""What can keep the organisation's file from being used or written."""

from pathlib import Path

from bot.errors import MusterError
from bot.organisation.problem import Problem


class OrganisationError(MusterError):
    """The organisation's file cannot be used. Run `muster check`."""


class FileUnreadable(OrganisationError):
    """{file} cannot be read: {reason}. Write one with `muster init`, or name yours in MUSTER_CONFIG."""

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(file=file, reason=reason)


class FileInvalid(OrganisationError):
    """{file} has {count}, Muster does not use it as it is:
    {listing}"""

    def __init__(self, file: Path, problems: list[tuple[int, Problem]]) -> None:
        self.messages = [one.message(str(file), line) for line, one in problems]
        count = "1 error" if len(problems) == 1 else f"{len(problems)} errors"
        super().__init__(file=file, count=count, listing="\n".join(self.messages))


class FileInTheWay(OrganisationError):
    """{file} is there already and is left as it is. To write a new one over it: muster init --force."""

    def __init__(self, file: Path) -> None:
        super().__init__(file=file)


class FileUnwritable(OrganisationError):
    """{file} cannot be written: {reason}. Choose a folder that you may write to."""

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(file=file, reason=reason)
