"""Whether the Redis that the environment names can be used."""

from redis.exceptions import RedisError

from bot.settings import Settings
from bot.store.connection import SOON_SECONDS, ClusterRefused, connect, spoken_address, spoken_reason
from bot.up.errors import RedisTooOld, RedisUnreachable
from bot.up.server import OLDEST_VERSION, read_version


def check_given_redis(settings: Settings) -> str:
    """What is used, in words without its password. Raises RedisUnreachable, RedisTooOld, ClusterRefused."""
    address, variable = spoken_address(settings), "REDIS_SENTINELS" if settings.redis_sentinels else "REDIS_URL"
    try:
        about = connect(settings, SOON_SECONDS).info("server")
    except (RedisError, OSError) as problem:
        raise RedisUnreachable(address=address, reason=spoken_reason(problem), variable=variable) from problem
    version = str(about.get("redis_version", ""))
    if about.get("redis_mode") == "cluster":
        raise ClusterRefused()
    if read_version(version) < OLDEST_VERSION:
        raise RedisTooOld(address=address, version=version, variable=variable)
    return f"{version} at {address} ({variable})"
