"""Nothing is rendered that nobody listens to, and nobody listens for what is never rendered; the files say the same."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from bot.slack.budget import METHODS
from bot.workspace.app_manifest import MANIFEST, SCOPES, installed_scopes_of
from handlers.buttons import BUTTONS
from handlers.slash import SUB_COMMANDS
from handlers.submissions import SUBMISSIONS

ROOT = Path(__file__).parents[2]
