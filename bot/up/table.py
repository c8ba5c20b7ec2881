"""The processes of Muster as a table: how each is run, what it needs, when it is ready."""

import os
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from redis import Redis

from bot.incident.work import Lane
from bot.settings import LOCAL_APP_TOKEN, LOCAL_BOT_TOKEN, LOCAL_SIGNING_SECRET
from bot.store.alive import worker_of
from bot.up.ports import HOST
from bot.up.probes import Registered, page_answers, redis_answers
from bot.up.program import Program, Turn
from bot.up.server import Address, Server

#: Worker processes of each lane.
WORKERS = {Lane.URGENT: 2, Lane.LONG: 1}


ABOUT_LANES = {Lane.URGENT: "does what people wait for", Lane.LONG: "does what takes long"}


@dataclass(frozen=True)
class Own:
    """A Redis of our own."""

    server: Server
    address: Address
    configuration: Path


@dataclass(frozen=True)
class Layout:
    """What runs where, once it is decided."""

    environment: Mapping[str, str]
    data: Path
    redis: Redis
    #: None when Sentinels are used.
    redis_url: str | None
    #: None when the Redis that REDIS_URL or Sentinel names is used.
    own: Own | None
    #: The port of the local workspace; None with a real Slack.
    workspace: int | None
    #: The port of the bot's HTTP.
    bot: int
    #: Whether a scripted cast plays an incident in the local workspace.
    demo: bool = False

    @property
    def page(self) -> str:
        """The address to open: the local workspace, else the bot's HTTP."""
        return f"http://{HOST}:{self.workspace or self.bot}"

    @property
    def slack_api(self) -> str | None:
        """The Web API of the local workspace."""
        return f"http://{HOST}:{self.workspace}/api/" if self.workspace else None


def programs(layout: Layout) -> list[Program]:
    """Every process of `muster up`, in the order of their lines."""
    environment = _environment(layout)
    table = [_redis(layout, layout.own)] if layout.own else []
    if layout.workspace:
        table.append(_workspace(layout, layout.workspace, environment))
    table.append(_bot(layout, environment))
    needs = ("redis",) if layout.own else ()
    table += workers(WORKERS, layout.redis, environment, needs)
    table.append(
        Program(
            "clock",
            muster("clock"),
            Registered(layout.redis, "clock"),
            Turn.INTAKE,
            about="hands out what is due",
            environment=environment,
            needs=needs,
        )
    )
    if layout.demo:
        table.append(_demonstration(layout, environment, needs=tuple(program.name for program in table)))
    return table


def workers(
    counts: Mapping[Lane, int], redis: Redis, environment: Mapping[str, str], needs: tuple[str, ...] = ()
) -> list[Program]:
    """So many worker processes of each lane."""
    return [
        Program(
            f"{worker_of(lane)}-{number}",
            muster("worker", "--lane", lane),
            Registered(redis, worker_of(lane)),
            Turn.WORK,
            about=ABOUT_LANES[lane],
            environment=environment,
            needs=needs,
        )
        for lane, count in counts.items()
        for number in range(1, count + 1)
    ]


def muster(*arguments: str) -> tuple[str, ...]:
    """The command line of a subcommand, run from the code that runs now, whatever the working folder holds."""
    return (sys.executable, "-P", "-m", "bot.cli", *arguments)


def with_our_code(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment in which `muster` finds the code that runs now, installed or not."""
    root = str(Path(__file__).parents[2])
    if root == sysconfig.get_path("purelib"):
        return dict(environment)
    path = os.pathsep.join(filter(None, (root, environment.get("PYTHONPATH"))))
    return {**environment, "PYTHONPATH": path}


def _environment(layout: Layout) -> dict[str, str]:
    environment = with_our_code(layout.environment)
    environment["PORT"] = str(layout.bot)
    if layout.own:
        environment["REDIS_URL"] = layout.own.address.url
    if layout.slack_api:
        environment |= {
            "SLACK_API_URL": layout.slack_api,
            "SLACK_BOT_TOKEN": LOCAL_BOT_TOKEN,
            "SLACK_APP_TOKEN": LOCAL_APP_TOKEN,
            "SLACK_SIGNING_SECRET": LOCAL_SIGNING_SECRET,
        }
    return environment


def _redis(layout: Layout, own: Own) -> Program:
    return Program(
        "redis",
        (own.server.binary, str(own.configuration)),
        redis_answers(layout.redis),
        Turn.STORE,
        about=f"{own.server} on {HOST}:{own.address.port}, data in {layout.data / 'redis'}",
        environment=layout.environment,
        foreign=True,
    )


def _workspace(layout: Layout, port: int, environment: Mapping[str, str]) -> Program:
    return Program(
        "workspace",
        muster("workspace", "--data", str(layout.data), "--port", str(port)),
        page_answers(f"http://{HOST}:{port}/local/about"),
        Turn.SURROUNDINGS,
        about=f"a Slack of its own on {HOST}:{port}",
        environment=environment,
    )


def _bot(layout: Layout, environment: Mapping[str, str]) -> Program:
    after = ("--after", f"{HOST}:{layout.workspace}") if layout.workspace else ()
    registered, answers = Registered(layout.redis, "bot"), page_answers(f"http://{HOST}:{layout.bot}/healthz")
    return Program(
        "bot",
        muster("bot", *after),
        lambda pid: registered(pid) and answers(pid),
        Turn.INTAKE,
        about=f"talks with Slack; HTTP on {HOST}:{layout.bot}",
        environment=environment,
        needs=("redis",) if layout.own else (),
    )


def _demonstration(layout: Layout, environment: Mapping[str, str], needs: tuple[str, ...]) -> Program:
    """Begins when everything else is ready, and stays when it is over: what ends is started again."""
    return Program(
        "demonstration",
        muster("demonstration", "--data", str(layout.data), "--page", layout.page),
        lambda pid: True,
        Turn.INTAKE,
        about="a scripted cast leads an incident",
        environment=environment,
        needs=needs,
    )
