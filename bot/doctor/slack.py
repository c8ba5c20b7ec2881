"""What the doctor says of Slack: tokens, scopes, and its clock against ours."""

import time
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.doctor.finding import Finding, fail, ok, warn
from bot.doctor.redis import judge_skew
from bot.manifest import manifest_scopes
from bot.settings import Delivery, NothingSigned, Settings
from bot.up.given_slack import BAD_TOKEN_ERRORS

#: Real seconds that Slack may take to answer.
PATIENCE_SECONDS = 10

CONNECT = 'see README, "Connecting a workspace"'


def look_at_slack(settings: Settings) -> Iterator[Finding]:
    """Everything about the configured Slack."""
    if settings.slack_bot_token is None:
        yield warn("no SLACK_BOT_TOKEN: only the local workspace can be used", CONNECT)
        return
    client = WebClient(
        settings.slack_bot_token, base_url=settings.slack_api_url, timeout=PATIENCE_SECONDS, retry_handlers=[]
    )
    try:
        answer = client.auth_test()
    except SlackApiError as problem:
        yield judge_refusal("SLACK_BOT_TOKEN", str(problem.response.get("error")))
    except OSError as problem:
        yield fail(
            f"Slack at {settings.slack_api_url} cannot be reached: {problem}",
            "look at the network and at SLACK_API_URL",
        )
        return
    else:
        headers = {name.lower(): value for name, value in answer.headers.items()}
        yield ok(f'the bot is "{answer.get("user")}" in "{answer.get("team")}"')
        yield judge_scopes(headers)
        yield from _slack_clock(headers)
    yield _delivery(settings, client)


def judge_refusal(variable: str, word: str) -> Finding:
    """What Slack's error word means for the token in that variable."""
    if word in BAD_TOKEN_ERRORS:
        return fail(f"Slack does not take {variable} ({word})", f"copy it again from the app's settings; {CONNECT}")
    return fail(f"Slack refuses {variable}: {word}", CONNECT)


def judge_scopes(headers: Mapping[str, Any]) -> Finding:
    """Whether the installed app may do what the manifest asks for, from the header x-oauth-scopes."""
    if "x-oauth-scopes" not in headers:
        return warn("Slack did not say which scopes the bot has", "compare them with `muster manifest`")
    granted = {scope.strip() for scope in str(headers["x-oauth-scopes"]).split(",")}
    if missing := manifest_scopes() - granted:
        remedy = "put the output of `muster manifest` into the app's manifest, then install the app again"
        return fail(f"the bot lacks scopes: {', '.join(sorted(missing))}", remedy)
    return ok("the bot has every scope it needs")


def _slack_clock(headers: Mapping[str, Any]) -> Iterator[Finding]:
    try:
        theirs = parsedate_to_datetime(str(headers["date"])).timestamp()
    except (KeyError, ValueError):
        return
    yield judge_skew("Slack", time.time() - theirs)


def _delivery(settings: Settings, client: WebClient) -> Finding:
    """How Slack's events reach us: by Socket Mode, or by HTTP."""
    try:
        if settings.delivery() is Delivery.HTTP:
            return ok(f"Slack reaches the bot by HTTP on port {settings.port}, signed (/slack/events)")
    except NothingSigned as unsigned:
        return fail(f"nothing reaches the bot: {str(unsigned).splitlines()[0]}", CONNECT)
    try:
        client.apps_connections_open(app_token=settings.slack_app_token or "")
    except SlackApiError as problem:
        return judge_refusal("SLACK_APP_TOKEN", str(problem.response.get("error")))
    except OSError as problem:
        return fail(f"Socket Mode cannot be opened: {problem}", "look at the network")
    return ok("Socket Mode can be opened")
