"""Other systems that the organisation uses, as its file names them; secrets stand in the environment."""

import re

from pydantic import Field, field_validator

from bot.incident.model import Value

#: Machines to which a secret may go without encryption: this one.
_LOCAL = r"(?:localhost|127\.0\.0\.1|\[::1\])"


class TicketHook(Value):
    """Where tickets are made: a signed webhook that answers with the ticket's key and link (D12)."""

    url: str = Field(max_length=2_000, description="where Muster posts a ticket's JSON, https://...")
    secret_env: str = Field(
        pattern=r"^[A-Z][A-Z0-9_]{0,99}$",
        description="the environment variable with the secret that signs it, such as TICKET_SECRET",
    )

    @field_validator("url")
    @classmethod
    def _safe(cls, url: str) -> str:
        if not re.fullmatch(rf"https://[^\s<>|@]+|http://{_LOCAL}(?::\d+)?(?:/[^\s<>|@]*)?", url):
            raise ValueError("this is no safe address -> write it as https://..., without a name or password in it")
        return url


class Integrations(Value):
    """The other systems; what is left out is not used."""

    ticket: TicketHook | None = Field(default=None, description="makes a ticket of every incident but private ones")
