"""What can keep `muster up` from starting, each with its remedy."""

from bot.errors import MusterError


class PortTaken(MusterError):
    """Port {port} of 127.0.0.1 is in use by another program.
    Stop that program, or choose another port: {remedy}."""


class PortForbidden(MusterError):
    """Port {port} may not be opened by this user ({reason}). Choose one above 1023: {remedy}."""


class NoFreePort(MusterError):
    """No free port was found on 127.0.0.1 between {low} and {high}. Close some programs that listen there."""


class FolderBusy(MusterError):
    """The data folder {data} is in use by another `muster up` (pid {pid}).
    Stop that one with Ctrl-C or `kill {pid}`, or give this one its own folder: --data DIR, with its own --port."""


class FolderUnusable(MusterError):
    """The data folder {data} cannot be used: {reason}. Name a folder that you may write to: --data DIR."""


class FolderHeld(MusterError):
    """What an earlier `muster up` left running still uses the data folder {data}: {processes}.
    It could not be stopped. End it by its pid, then start again."""


class NoRedis(MusterError):
    """There is no Redis to start: {reasons}.
    Install redis-server 6.2 or newer, or set REDIS_URL to one that runs."""


class RedisUnreachable(MusterError):
    """Redis at {address} does not answer: {reason}.
    Start it, correct {variable}, or unset {variable} so that `muster up` starts a Redis of its own."""


class RedisTooOld(MusterError):
    """Redis at {address} is version {version}; Muster needs 6.2 or newer.
    Upgrade it, or unset {variable} so that `muster up` starts a Redis of its own."""


class SlackIncomplete(MusterError):
    """{present} is set but {missing} is not, so Muster cannot work in Slack.
    Set it as well (README, "Connecting a workspace"), or unset {present} to use the local workspace."""


class TokenRefused(MusterError):
    """Slack does not take the token in {variable} ({word}).
    Copy it again from the app's settings (README, "Connecting a workspace"), or unset it to use the local
    workspace."""
