"""`python -m tests.lanes.process …`: `muster …` with the kinds of work of these tests."""

import sys

import tests.lanes.kinds  # noqa: F401
from bot.cli import main

if __name__ == "__main__":
    sys.exit(main())
