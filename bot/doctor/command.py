"""Every check in its order, a line each."""

from collections.abc import Iterator

from bot.doctor.finding import Finding, Verdict, fail, ok, warn
from bot.doctor.redis import look_at_redis
from bot.doctor.slack import look_at_slack
from bot.organisation.errors import FileInvalid, OrganisationError
from bot.organisation.load import EXAMPLE, read
from bot.settings import Settings


def run_doctor(settings: Settings) -> int:
    """Print what was found as it is found; 1 when something does not work, else 0."""
    worst = 0
    for finding in examine(settings):
        print(finding, flush=True)
        worst = max(worst, finding.verdict is Verdict.FAIL)
    return worst


def examine(settings: Settings) -> Iterator[Finding]:
    """Look at everything."""
    yield from look_at_organisation(settings)
    yield from look_at_redis(settings)
    yield from look_at_slack(settings)


def look_at_organisation(settings: Settings) -> Iterator[Finding]:
    """Whether the organisation's file is there, sound, and meant for this workspace."""
    try:
        reading = read(settings.config)
    except FileInvalid as fault:
        yield fail(f"{fault.messages[0]} ({len(fault.messages)} in all)", "muster check names them all")
        return
    except OrganisationError as fault:
        yield fail("the organisation's file cannot be read", str(fault))
        return
    if reading.file == EXAMPLE:
        if settings.slack_bot_token and settings.real_slack:
            what = "the built-in example organisation is used, whose people are not in your workspace"
            yield fail(what, "muster init, then put your people in")
        else:
            yield ok("the built-in example organisation is used, as is right for the local workspace")
        return
    yield ok(f"{reading.file}: {reading.organisation.organisation.name}")
    for warning in reading.warnings:
        yield warn(warning, "muster check shows it in place")
