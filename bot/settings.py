"""What the environment and the command line say: read once, typed, refused with the variable's name."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from bot.errors import MusterError

#: What the local workspace accepts; no secrets, it listens on this machine only.
LOCAL_BOT_TOKEN = "xoxb-local"
LOCAL_APP_TOKEN = "xapp-local"
LOCAL_SIGNING_SECRET = "local-signing-secret"

#: Files in the data folder of `muster up` that tell the other commands where its Redis and its workspace are.
REDIS_ADDRESS = "redis.url"
SLACK_ADDRESS = "slack.url"

DEFAULT_REDIS = "redis://127.0.0.1:6379/0"


def organisation_file(environ: Mapping[str, str]) -> Path | None:
    """MUSTER_CONFIG, else `muster.yaml` in the working folder, else None: the built-in example."""
    if named := environ.get("MUSTER_CONFIG", "").strip():
        return Path(named)
    here = Path("muster.yaml")
    return here if here.is_file() else None


class SettingInvalid(MusterError):
    """{variable} cannot be used: {reason}."""


class SettingsIncomplete(MusterError):
    """{variable} is set but {missing} is not. Set both, or neither."""


class NoSlack(MusterError):
    """There is no Slack to talk with: SLACK_BOT_TOKEN is not set.
    Set it (README, "Connecting a workspace"), or start `muster up`, which brings a workspace of its own."""


class NothingSigned(MusterError):
    """SLACK_BOT_TOKEN is set, but {missing}, so requests to /slack/events could not be told from forged ones.
    Set SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP): README, "Connecting a workspace"."""


class SpeedRefused(MusterError):
    """Time runs {speed} times as fast only in the local workspace, and a real Slack is set up.
    Leave out --speed and MUSTER_SPEED, or unset SLACK_BOT_TOKEN and SLACK_APP_TOKEN."""


class NothingUp(MusterError):
    """No `muster up` runs with the data folder {data}. Start it, name another folder, or set REDIS_URL."""


class Delivery(StrEnum):
    """How Slack's commands, clicks and events reach the bot."""

    SOCKET = "Socket Mode"
    HTTP = "signed HTTP requests"


def _bot_token(value: str) -> str:
    if not value.startswith("xoxb-"):
        raise ValueError("a bot token begins with xoxb- (Slack app settings, OAuth & Permissions)")
    return value


def _app_token(value: str) -> str:
    if not value.startswith("xapp-"):
        raise ValueError("an app-level token begins with xapp- (Slack app settings, Basic Information)")
    return value


def _api_url(value: str) -> str:
    if urlsplit(value).scheme not in ("http", "https"):
        raise ValueError("it must be an http or https address that ends in /api/")
    return value if value.endswith("/") else value + "/"


def _redis_url(value: str) -> str:
    if urlsplit(value).scheme not in ("redis", "rediss", "unix"):
        raise ValueError("it must begin with redis://, rediss:// or unix://")
    return value


def _sentinel(value: str) -> str:
    parts = urlsplit(f"//{value}")
    try:
        sound = bool(parts.hostname and parts.port) and not (parts.path or parts.query or parts.fragment)
    except ValueError:
        sound = False
    if not sound:
        # What stands before an @ is a password.
        shown = value.rpartition("@")[2]
        raise ValueError(f'"{shown}" is not host:port or user:password@host:port; several are separated by commas')
    return value


class Settings(BaseModel):
    """Everything that is set from outside. Secrets are left out of its repr, so that no log shows them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    slack_bot_token: Annotated[str, AfterValidator(_bot_token)] | None = Field(default=None, repr=False)
    slack_app_token: Annotated[str, AfterValidator(_app_token)] | None = Field(default=None, repr=False)
    slack_signing_secret: str | None = Field(default=None, repr=False)
    slack_api_url: Annotated[str, AfterValidator(_api_url)] = "https://slack.com/api/"
    #: Where the bot serves HTTP.
    port: int = Field(default=3000, ge=1, le=65535)
    #: None only when Sentinels are set.
    redis_url: Annotated[str, AfterValidator(_redis_url)] | None = Field(default=DEFAULT_REDIS, repr=False)
    #: host:port of each, or user:password@host:port.
    redis_sentinels: tuple[Annotated[str, AfterValidator(_sentinel)], ...] = Field(default=(), repr=False)
    redis_master: str | None = None
    anthropic_api_key: str | None = Field(default=None, repr=False)
    anthropic_base_url: str | None = None
    #: The organisation's file; None is the built-in example.
    config: Path | None = None
    #: How many times as fast as real time the product's clocks run.
    #: None leaves it as it was last set in this Redis.
    speed: float | None = Field(default=None, gt=0, le=100_000, allow_inf_nan=False)
    webhook_secret: str | None = Field(default=None, repr=False)

    @property
    def real_slack(self) -> bool:
        """Whether people outside this machine are on the other side."""
        return urlsplit(self.slack_api_url).hostname not in ("127.0.0.1", "localhost", "::1")

    def delivery(self) -> Delivery:
        """How Slack reaches the bot. Raises NoSlack, NothingSigned when it cannot, or not safely."""
        if not self.slack_bot_token:
            raise NoSlack()
        if self.slack_app_token:
            return Delivery.SOCKET
        if not self.slack_signing_secret:
            raise NothingSigned(missing="neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is")
        if self.real_slack and self.slack_signing_secret == LOCAL_SIGNING_SECRET:
            raise NothingSigned(missing="SLACK_SIGNING_SECRET is the local workspace's, which everybody knows")
        return Delivery.HTTP

    @classmethod
    def read(cls, environ: Mapping[str, str], data: Path | None = None, **overrides: object) -> Self:
        """The settings in the environment, completed by what a running `muster up` wrote into its data folder.

        `data` is that folder when it was named: its Redis then goes before the environment's. Otherwise
        `.muster` in the working folder is looked at where the environment has no address.
        Raises NothingUp, and as `of_environment` does.
        """
        values = _given(environ)
        if data is not None:
            values = {field: value for field, value in values.items() if field not in _REDIS}
        return cls._checked(values | _addresses(values, data) | _set(overrides))

    @classmethod
    def of_environment(cls, environ: Mapping[str, str], **overrides: object) -> Self:
        """The settings in the environment alone; an override that is not None goes before.

        An empty variable counts as unset. Raises SettingInvalid, SettingsIncomplete, SpeedRefused.
        """
        return cls._checked(_given(environ) | _set(overrides))

    @classmethod
    def _checked(cls, values: dict[str, object]) -> Self:
        for one, other in (("redis_sentinels", "redis_master"), ("redis_master", "redis_sentinels")):
            if one in values and other not in values:
                raise SettingsIncomplete(variable=NAMES[one], missing=NAMES[other])
        if "redis_sentinels" in values:
            values.setdefault("redis_url", None)
        try:
            settings = cls.model_validate(values)
        except ValidationError as problem:
            first = problem.errors(include_url=False, include_input=False)[0]
            reason = str(first["msg"]).removeprefix("Value error, ")
            raise SettingInvalid(variable=NAMES[str(first["loc"][0])], reason=reason) from None
        if settings.speed not in (None, 1) and settings.slack_bot_token and settings.real_slack:
            raise SpeedRefused(speed=f"{settings.speed:g}")
        return settings


#: Environment variable -> field.
VARIABLES = {
    "SLACK_BOT_TOKEN": "slack_bot_token",
    "SLACK_APP_TOKEN": "slack_app_token",
    "SLACK_SIGNING_SECRET": "slack_signing_secret",
    "SLACK_API_URL": "slack_api_url",
    "PORT": "port",
    "REDIS_URL": "redis_url",
    "REDIS_SENTINELS": "redis_sentinels",
    "REDIS_MASTER": "redis_master",
    "ANTHROPIC_API_KEY": "anthropic_api_key",
    "ANTHROPIC_BASE_URL": "anthropic_base_url",
    "MUSTER_CONFIG": "config",
    "MUSTER_SPEED": "speed",
    "MUSTER_WEBHOOK_SECRET": "webhook_secret",
}
NAMES = {field: name for name, field in VARIABLES.items()}

#: The fields that say where Redis is.
_REDIS = {"redis_url", "redis_sentinels", "redis_master"}


def _given(environ: Mapping[str, str]) -> dict[str, object]:
    given = {field: environ.get(name, "").strip() for name, field in VARIABLES.items()}
    values: dict[str, object] = {field: text for field, text in given.items() if text}
    if sentinels := given["redis_sentinels"]:
        values["redis_sentinels"] = [one.strip() for one in sentinels.split(",")]
    return values | {"config": organisation_file(environ)}


def _set(overrides: Mapping[str, object]) -> dict[str, object]:
    return {field: value for field, value in overrides.items() if value is not None}


def _addresses(values: Mapping[str, object], data: Path | None) -> dict[str, object]:
    """What the data folder of a running `muster up` adds where the environment has no address."""
    folder = data or Path(".muster")
    found: dict[str, object] = {}
    if not values.keys() & _REDIS:
        address = _read(folder / REDIS_ADDRESS)
        if address is None and data is not None:
            raise NothingUp(data=data)
        found |= {"redis_url": address} if address else {}
    if "slack_bot_token" not in values and (address := _read(folder / SLACK_ADDRESS)):
        found |= {
            "slack_api_url": address,
            "slack_bot_token": LOCAL_BOT_TOKEN,
            "slack_app_token": LOCAL_APP_TOKEN,
            "slack_signing_secret": LOCAL_SIGNING_SECRET,
        }
    return found


def _read(file: Path) -> str | None:
    try:
        return file.read_text(encoding="utf-8").strip() or None
    except OSError:
        return None
