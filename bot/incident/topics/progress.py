"""How far the incident has come (D8)."""

from typing import Literal

from bot.incident.fact import AfterAbsence, Fact, Naming
from bot.incident.state import ORDER, Incident, Status


class StatusChanged(Fact):
    """The incident moved on (D8)."""

    after_absence = AfterAbsence.NEVER

    kind: Literal["status_changed"] = "status_changed"
    status: Status

    def apply(self, state: Incident) -> Incident:
        forward = ORDER[self.status] > ORDER[state.status]
        return state.but(status=self.status) if forward else state

    def phase(self, before: Status) -> Status:
        return self.status

    def sentence(self, name: Naming) -> str:
        return f"Status {self.status}"

    def line(self, name: Naming) -> tuple[str, str]:
        return f"Status {self.status}", ""
