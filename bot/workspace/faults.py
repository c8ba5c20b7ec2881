"""What goes wrong on purpose: slowness, refusals, lost answers, an outage."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.workspace.wire import Json, Refusal


class Rule(BaseModel):
    """What to do to the next `times` calls of a method (`*`: of any).

    429 and 500 and refuse keep the call from being applied; lose_answer applies it and closes the connection.
    """

    model_config = ConfigDict(extra="forbid")
    method: str
    times: int = Field(default=1, ge=0)
    do: Literal["429", "500", "lose_answer", "refuse"]
    retry_after: int | None = Field(default=None, ge=0)
    error: str | None = None


class Setting(BaseModel):
    """The body of POST /local/faults."""

    model_config = ConfigDict(extra="forbid")
    latency_ms: float = Field(default=0, ge=0)
    rules: list[Rule] = []
    disconnect: bool = False
    down: bool = False


class Faults:
    """The faults that are set now."""

    def __init__(self) -> None:
        self._setting = Setting()

    @property
    def down(self) -> bool:
        """Whether the workspace refuses every call and socket of the app."""
        return self._setting.down

    @property
    def latency(self) -> float:
        """Seconds added to each call."""
        return self._setting.latency_ms / 1000

    def set(self, body: Json) -> Setting:
        """Replace what was set before.

        Raises:
            Refusal: invalid_faults naming what is wrong.
        """
        try:
            self._setting = Setting.model_validate(body)
        except ValidationError as wrong:
            raise Refusal(
                "invalid_faults",
                detail=[f"{'.'.join(map(str, error['loc']))}: {error['msg']}" for error in wrong.errors()],
            ) from None
        return self._setting

    def take(self, method: str) -> Rule | None:
        """The rule that this call falls under, counted down."""
        for rule in self._setting.rules:
            if rule.times > 0 and rule.method in (method, "*"):
                rule.times -= 1
                return rule
        return None
