"""Whether the Slack tokens in the environment can be used."""

from bot.settings import Settings
from bot.up.errors import SlackIncomplete, TokenRefused

#: Slack's error words for a token that is none, is revoked, or is of the wrong kind.
BAD_TOKEN_ERRORS = (
    "invalid_auth",
    "not_authed",
    "account_inactive",
    "token_revoked",
    "token_expired",
    "not_allowed_token_type",
)

#: Real seconds that Slack may take to answer.
PATIENCE_SECONDS = 5


def check_given_slack(settings: Settings) -> None:
    """Raises SlackIncomplete or NothingSigned when something is missing, TokenRefused when Slack takes a token not.

    Without tokens there is nothing to check. A Slack that is away is no reason not to start: the bot waits for it.
    """
    if settings.slack_app_token and not settings.slack_bot_token:
        raise SlackIncomplete(present="SLACK_APP_TOKEN", missing="SLACK_BOT_TOKEN")
    if not settings.slack_bot_token:
        return
    settings.delivery()
    _ask(settings, "SLACK_BOT_TOKEN", "auth.test", settings.slack_bot_token)
    if settings.slack_app_token:
        _ask(settings, "SLACK_APP_TOKEN", "apps.connections.open", settings.slack_app_token)


def _ask(settings: Settings, variable: str, method: str, token: str) -> None:
    # Imported here: with the local workspace nobody waits for it.
    from slack_sdk import WebClient
    from slack_sdk.errors import SlackApiError, SlackClientError

    client = WebClient(token, base_url=settings.slack_api_url, timeout=PATIENCE_SECONDS, retry_handlers=[])
    try:
        client.api_call(method)
    except SlackApiError as problem:
        word = str(problem.response.get("error"))
        if word in BAD_TOKEN_ERRORS:
            raise TokenRefused(variable=variable, word=word) from problem
    except (SlackClientError, OSError):
        return
