"""The Slack app on slack-bolt: every listener there is, on one screen. Each commits, then acknowledges."""

import logging
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from slack_bolt import Ack, App, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.slack.mrkdwn import escape
from bot.wiring import Muster
from handlers import home, mentions, message_shortcut, slash
from handlers.answers import SAID_NO, refusal
from handlers.buttons import BUTTONS, FAMILIES
from handlers.context import WhichIncident
from handlers.request import Ask, Reply, from_action, from_command, from_view
from handlers.submissions import SUBMISSIONS, submit

log = logging.getLogger(__name__)

#: Commands that are worked on side by side: enough for 50 people at once, as each waits for Redis only.
LISTENER_THREADS = 24

#: Real seconds that the answer to a click may take: a commit and this fit into Slack's 3 s.
ANSWER_WITHIN_SECONDS = 1

Body = dict[str, Any]


def build_app(muster: Muster) -> App:
    """The app with all its listeners, for Socket Mode and HTTP alike."""
    # Known beforehand: the first command would else ask Slack who we are before it is worked on.
    authorized = AuthorizeResult(enterprise_id=None, team_id=None, bot_token=muster.settings.slack_bot_token)
    app = App(
        client=muster.calls.client,
        authorize=lambda: authorized,
        signing_secret=muster.settings.slack_signing_secret or "unused in Socket Mode",
        listener_executor=ThreadPoolExecutor(max_workers=LISTENER_THREADS),
        token_verification_enabled=False,
        ssl_check_enabled=False,
        ignoring_self_events_enabled=False,
        url_verification_enabled=True,
        request_verification_enabled=muster.settings.slack_signing_secret is not None,
        raise_error_for_unhandled_request=False,
        logger=logging.getLogger("slack_bolt"),
    )

    @app.command("/incident")
    def incident(ack: Ack, body: Body, client: WebClient) -> None:
        _on_command(muster, ack, body, client)

    for action in BUTTONS:
        app.action(action)(_button(muster, action))
    for pattern, action in FAMILIES.items():
        app.action(re.compile(pattern))(_button(muster, action))
    for callback in SUBMISSIONS:
        app.view(callback)(_submission(muster, callback))

    _listen_to_shortcuts(app, muster)
    _listen_to_events(app, muster)
    return app


def _listen_to_shortcuts(app: App, muster: Muster) -> None:
    def opens(form: Callable[[Muster, Ask, Body], Reply]) -> Callable[..., None]:
        def listener(ack: Ack, body: Body, client: WebClient) -> None:
            trigger = body["trigger_id"]
            ask = Ask(user=body["user"]["id"], channel="", key=f"shortcut:{trigger}", trigger=trigger)
            reply = safely(muster, lambda muster, ask: form(muster, ask, body), ask, "opened")
            reply = _show(muster, reply, ask, client, "")
            ack()
            _tell(client, ask, reply)

        return listener

    app.shortcut("declare")(opens(lambda muster, ask, _: slash.run(muster, "declare", ask)))
    app.shortcut("declare_from_message")(opens(message_shortcut.from_message))


def _listen_to_events(app: App, muster: Muster) -> None:
    def keep(body: Body, next: Callable[[], None]) -> BoltResponse | None:
        # In a middleware, as bolt acknowledges an event before its listener runs: what is not kept must come again.
        problem = mentions.hear(muster, body["event"])
        if problem is None:
            next()
        return problem

    app.event("app_mention", middleware=[keep])(_heard)
    app.event("message", middleware=[keep])(_heard)

    @app.event("app_home_opened")
    def home_opened(body: Body, client: WebClient) -> None:
        if body["event"].get("tab") == "home":
            home.publish(muster, client, body["event"]["user"])


def _heard() -> None:
    """Everything was done before the acknowledgement."""


def _on_command(muster: Muster, ack: Ack, body: Body, client: WebClient) -> None:
    ask = from_command(body)
    reply = _show(muster, safely(muster, slash.handle, ask, "done"), ask, client, ask.text)
    if reply.text or reply.blocks:
        ack(text=reply.text, blocks=list(reply.blocks) or None, response_type="ephemeral")
    else:
        ack()


def _button(muster: Muster, name: str) -> Any:
    press, done = BUTTONS[name]

    def listener(ack: Ack, body: Body, client: WebClient) -> None:
        ask = from_action(body)
        reply = _show(muster, safely(muster, press, ask, done), ask, client, "")
        # Said first: a click that was acknowledged and not answered is one that was done.
        if home.at_home(body):
            home.answer(muster, client, ask, reply)
        else:
            _respond(str(body.get("response_url") or ""), reply)
        ack()

    return listener


def _respond(url: str, reply: Reply) -> None:
    """Say something to the person who clicked, in the time that Slack gives us to acknowledge."""
    if not url or not (reply.text or reply.blocks):
        return
    try:
        WebhookClient(url, timeout=ANSWER_WITHIN_SECONDS, retry_handlers=[]).send(
            text=reply.text, blocks=list(reply.blocks) or None, response_type="ephemeral", replace_original=False
        )
    except OSError as problem:
        log.warning("the answer to a click could not be shown: %s", problem)


def _submission(muster: Muster, callback: str) -> Any:
    def listener(ack: Ack, body: Body, client: WebClient) -> None:
        form = from_view(body)
        reply = submit(muster, callback, form)
        if reply.errors:
            ack(response_action="errors", errors=reply.errors)
        elif reply.view:
            ack(response_action="update", view=reply.view)
        else:
            ack()
            _tell(client, form.ask, reply)

    return listener


def _tell(client: WebClient, ask: Ask, reply: Reply) -> None:
    """An answer to a form, which Slack has no place for: in the channel where it was opened, else by message."""
    if not reply.text:
        return
    blocks = list(reply.blocks) or None
    try:
        if ask.channel:
            client.chat_postEphemeral(channel=ask.channel, user=ask.user, text=reply.text, blocks=blocks)
        else:
            client.chat_postMessage(channel=ask.user, text=reply.text, blocks=blocks)
    except (SlackApiError, OSError) as problem:
        log.warning("the answer to %s could not be shown: %s", ask.key, problem)


def safely(muster: Muster, work: Any, ask: Ask, what: str) -> Reply:
    """Run a handler; whatever it refuses, and even its own fault, becomes an answer in place."""
    try:
        reply: Reply = work(muster, ask)
        return reply
    except WhichIncident as which:
        return which.reply
    except SAID_NO as problem:
        return refusal(muster, ask, problem, what)
    except Exception:
        log.exception("%s failed", ask.key)
        text = "Muster made a mistake here, it is in the bot's log. Nothing is lost, here is your text:"
        return Reply(text=f"{text}\n{escape(ask.text[:2_000])}")


def _show(muster: Muster, reply: Reply, ask: Ask, client: WebClient, typed: str) -> Reply:
    """Open the form of a reply; when Slack does not let us, say so and give the words back."""
    if reply.view is None:
        return reply
    try:
        client.views_open(trigger_id=ask.trigger, view=reply.view)
        return Reply()
    except (SlackApiError, OSError) as problem:
        log.warning("a form could not be opened: %s", problem)
        back = f" You typed: {escape(typed[:1_500])}" if typed else ""
        return Reply(text=f"Slack did not open the form. Try again, or type it: `/incident help` shows how.{back}")
