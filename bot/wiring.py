"""The one surface where everything is put together; every process and every test goes through `wire`."""

import os
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module

from redis.exceptions import RedisError
from slack_sdk import WebClient

from bot.incident.organisation import Organisation
from bot.incident.playbook import Playbook
from bot.organisation.load import load_organisation
from bot.playbooks.load import load_playbooks
from bot.settings import Settings
from bot.slack.budget import Budget, Unpaced
from bot.slack.calls import SlackCalls
from bot.slack.delivery import Delivery
from bot.slack.directory import Directory
from bot.slack.evidence import Gathering
from bot.slack.offers import Answering
from bot.slack.sync import RunBeside, Sync, in_threads
from bot.store.agenda import Agenda
from bot.store.channel_index import ChannelIndex, ConsoleChannelIndex
from bot.store.commit import Store
from bot.store.connection import PATIENT_SECONDS, RedisAway, connect, refuse_cluster
from bot.store.job_queue import JobQueue
from bot.store.offers import Offers
from bot.store.register import upgrade
from bot.store.surface import SLACK, Surface
from bot.store.timekeeper import Timekeeper, open_timekeeper
from bot.store.transactions import Transactions
from bot.store.uploads import Uploads
from bot.tracker.tickets import Ticketing

#: Real seconds that one call to Slack may take.
SLACK_PATIENCE_SECONDS = 10


@dataclass(frozen=True)
class Muster:
    """Everything a process of Muster works with."""

    settings: Settings
    organisation: Organisation
    playbooks: Mapping[str, Playbook]
    transactions: Transactions
    timekeeper: Timekeeper
    agenda: Agenda
    jobs: JobQueue
    store: Store
    surface: Surface
    calls: SlackCalls
    directory: Directory
    sync: Sync
    offers: Offers
    answering: Answering
    gathering: Gathering
    ticketing: Ticketing
    uploads: Uploads
    delivery: Delivery


def wire(
    settings: Settings,
    *,
    answer_within: float = PATIENT_SECONDS,
    timekeeper: Timekeeper | None = None,
    transactions: Transactions | None = None,
    beside: RunBeside = in_threads,
    surface: Surface = SLACK,
) -> Muster:
    """Put a process together. `answer_within` is how long Redis may take, in real seconds.

    `surface` is where it shows incidents and hears people; `settings` name the API of that surface.

    Raises MusterError when the organisation's file is wrong or Redis is not fit.
    """
    # Whoever commits has to know every kind of work that may be due after it.
    import_module("jobs.kinds")
    organisation = load_organisation(settings.config)
    transactions = transactions or Transactions(connect(settings, answer_within))
    jobs = JobQueue(connect(settings, answer_within, text=False))
    try:
        refuse_cluster(transactions.redis)
        timekeeper = timekeeper or open_timekeeper(transactions.redis, settings.speed)
        upgrade(transactions.redis)
        jobs.drop_old()
    except RedisError as away:
        raise RedisAway(settings, away) from away
    agenda = Agenda(transactions, timekeeper)
    playbooks = load_playbooks(organisation.playbooks)
    channels = (
        ChannelIndex(transactions.redis)
        if surface is SLACK
        else ConsoleChannelIndex(transactions.redis, agenda, surface)
    )
    store = Store(transactions, timekeeper, jobs, lambda: organisation, lambda: playbooks, channels)
    calls = SlackCalls(web_client(settings), Budget(transactions.redis) if surface.paced else Unpaced())
    directory = Directory(transactions.redis, calls, lambda: organisation.organisation.announcements, surface)
    sync = Sync(store, agenda, calls, directory, channels, surface, beside)
    offers = Offers(transactions, timekeeper, jobs, surface)
    uploads = Uploads(transactions, agenda, timekeeper, jobs, surface)
    return Muster(
        settings=settings, organisation=organisation, playbooks=playbooks, transactions=transactions,
        timekeeper=timekeeper,
        agenda=agenda, jobs=jobs, store=store, surface=surface, calls=calls, directory=directory, sync=sync,
        offers=offers, answering=Answering(store, agenda, calls, offers), gathering=Gathering(store, calls),
        ticketing=Ticketing(store, os.environ),
        uploads=uploads, delivery=Delivery(agenda, calls, uploads, timekeeper),
    )  # fmt: skip


def web_client(settings: Settings) -> WebClient:
    """Slack's client with its own retries off: one lost answer made two posts (DESIGN 4)."""
    secure = ssl.create_default_context() if settings.slack_api_url.startswith("https") else None
    return WebClient(
        token=settings.slack_bot_token, base_url=settings.slack_api_url, timeout=SLACK_PATIENCE_SECONDS,
        retry_handlers=[], ssl=secure,
    )  # fmt: skip
