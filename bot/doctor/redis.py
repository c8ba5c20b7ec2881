"""What the doctor says of Redis: reachable, fit to keep incidents, and who is at work on it."""

import time
from collections.abc import Iterator, Mapping
from typing import Any

from redis.exceptions import RedisError, ResponseError

from bot.doctor.finding import Finding, fail, ok, warn
from bot.incident.work import Lane
from bot.settings import Settings
from bot.store.alive import alive as alive_processes
from bot.store.alive import worker_of
from bot.store.connection import SOON_SECONDS, connect, spoken_address, spoken_reason
from bot.store.consoles import Console, is_alive, known_console
from bot.up.server import OLDEST_VERSION, read_version

#: Seconds by which two clocks may differ without a word.
SKEW_SECONDS = 5.0

#: What each kind of process is called, with the command that starts one.
KINDS = {
    "bot": ("bot", "muster bot"),
    worker_of(Lane.URGENT): ("urgent worker", "muster worker --lane urgent"),
    worker_of(Lane.LONG): ("long worker", "muster worker --lane long"),
    "clock": ("clock", "muster clock"),
}


def look_at_redis(settings: Settings) -> Iterator[Finding]:
    """Everything about the configured Redis; one finding when it cannot be reached."""
    where = spoken_address(settings)
    redis: Any = connect(settings, SOON_SECONDS)
    try:
        about: Mapping[str, Any] = redis.info()
        skew = _skew(redis)
        alive = alive_processes(redis)
        rules = _rules(redis)
        console = known_console(redis)
        running = console is not None and is_alive(redis, console)
    except (RedisError, OSError) as problem:
        yield fail(f"Redis at {where} does not answer: {spoken_reason(problem)}", "start it, or correct REDIS_URL")
        return
    yield from judge_server(about, where)
    yield judge_eviction(about)
    yield from judge_persistence(about, rules)
    yield judge_skew("Redis", skew)
    yield from judge_processes(alive)
    yield judge_console(console, running=running)


def judge_server(about: Mapping[str, Any], where: str) -> Iterator[Finding]:
    """Version, mode and role, from Redis INFO."""
    version = str(about.get("redis_version", "unknown"))
    if read_version(version) < OLDEST_VERSION:
        yield fail(f"Redis at {where} is version {version}", "upgrade it to 6.2 or newer")
    else:
        yield ok(f"Redis {version} at {where}")
    if about.get("redis_mode") == "cluster":
        yield fail(
            "Redis runs in cluster mode, and a commit of Muster spans keys",
            "use a single server, or Sentinel (REDIS_SENTINELS, REDIS_MASTER)",
        )
    if about.get("role") == "slave":
        yield fail("this Redis is a replica, which takes no writes", "name its primary, or use REDIS_SENTINELS")


def judge_eviction(about: Mapping[str, Any]) -> Finding:
    """Redis must refuse writes when it is full, and never throw an incident away for a newer key."""
    policy = about.get("maxmemory_policy", "unknown")
    if policy == "noeviction":
        return ok("Redis evicts nothing (maxmemory-policy noeviction)")
    what = f"Redis may throw incidents away when it is full (maxmemory-policy {policy})"
    remedy = "set maxmemory-policy noeviction in redis.conf; now: redis-cli CONFIG SET maxmemory-policy noeviction"
    if int(about.get("maxmemory", 0)) == 0:
        return warn(f"{what}; it has no limit now", remedy)
    return fail(what, remedy)


def judge_persistence(about: Mapping[str, Any], rules: Mapping[str, str]) -> Iterator[Finding]:
    """Whether what was acknowledged survives a crash of Redis, or of its machine."""
    fsync = rules.get("appendfsync", "everysec")
    if not int(about.get("aof_enabled", 0)):
        remedy = "set appendonly yes in redis.conf; now: redis-cli CONFIG SET appendonly yes"
        yield fail("Redis keeps no append-only file: a crash loses what was acknowledged", remedy)
    elif about.get("aof_last_write_status", "ok") != "ok":
        yield fail("Redis cannot write its append-only file", "look at its log and at the space on its disk")
    elif fsync == "no":
        remedy = "set appendfsync everysec in redis.conf"
        yield warn("Redis leaves it to the system when its file reaches the disk (appendfsync no)", remedy)
    else:
        loss = "nothing" if fsync == "always" else "at most a second"
        yield ok(f"Redis keeps an append-only file ({fsync}: a power cut loses {loss})")
    if int(about.get("connected_slaves", 0)) and rules.get("min-replicas-to-write") == "0":
        remedy = "set min-replicas-to-write 1 in redis.conf"
        yield warn("Redis accepts writes that no replica has: a failover may lose them", remedy)


def judge_skew(whose: str, seconds: float) -> Finding:
    """Whether this machine's clock agrees with another; `seconds` is by how much it is ahead."""
    if abs(seconds) <= SKEW_SECONDS:
        return ok(f"the clocks of {whose} and of this machine agree")
    side = "ahead of" if seconds > 0 else "behind"
    return warn(f"this machine's clock is {abs(seconds):.0f} s {side} that of {whose}", "synchronise both with NTP")


def judge_processes(alive: Mapping[str, int]) -> Iterator[Finding]:
    """Whether each kind of process is at work."""
    if not any(alive.get(kind) for kind in KINDS):
        yield warn("no process of Muster runs on this Redis", "muster up, or each by itself as in the Procfile")
        return
    for kind, (spoken, command) in KINDS.items():
        count = alive.get(kind, 0)
        running = f"{count} {spoken}{'' if count == 1 else 's'} alive"
        yield ok(running) if count else fail(f"no {spoken} is alive", f"start one: {command}")


def judge_console(console: Console | None, *, running: bool) -> Finding:
    """Whether there is a place to go on when Slack is down."""
    if console is None:
        return ok("no emergency console was ever started: for when Slack is down, `muster console` makes one")
    since = f"{console.since:%Y-%m-%d %H:%M} UTC"
    if running:
        return ok(f"the emergency console runs at {console.url} since {since}")
    what = f"the emergency console does not run; it was last started {since}, at {console.url}"
    return warn(what, "start it: muster console")


def _skew(redis: Any) -> float:
    before = time.time()
    seconds, micros = redis.time()
    return (before + time.time()) / 2 - (float(seconds) + float(micros) / 1e6)


def _rules(redis: Any) -> dict[str, str]:
    """Configuration that INFO does not tell; hosted Redis may keep it to itself."""
    try:
        return {**redis.config_get("appendfsync"), **redis.config_get("min-replicas-to-write")}
    except ResponseError:
        return {}
