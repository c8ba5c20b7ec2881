"""What guidance says between its lines, and what follows from it: people, escalation, mitigation, documents (D10)."""

from collections.abc import Iterable

from bot.incident.concerns import Concern, concerns_in
from bot.incident.model import Value
from bot.incident.roles import Role


class Reading(Value):
    """What was read: each concern with the words it was read from, in the order of `Concern`."""

    found: dict[Concern, str] = {}

    @property
    def concerns(self) -> tuple[Concern, ...]:
        """The concerns, in a fixed order."""
        return tuple(one for one in Concern if one in self.found)

    def has(self, *concerns: Concern) -> bool:
        """Whether any of these was read."""
        return any(one in self.found for one in concerns)

    def joined(self, other: "Reading") -> "Reading":
        """Both readings; the words of the earlier one stay."""
        found = {**other.found, **self.found}
        return Reading(found={one: found[one] for one in Concern if one in found})

    def joined_all(self, others: Iterable["Reading"]) -> "Reading":
        """This and all others."""
        found = self
        for one in others:
            found = found.joined(one)
        return found

    def without(self, other: "Reading") -> "Reading":
        """What the other one does not have."""
        return Reading(found={one: words for one, words in self.found.items() if one not in other.found})

    @property
    def executives(self) -> tuple[Concern, ...]:
        """Why the executive sponsor hears at once, if so (E5)."""
        return tuple(one for one in self.concerns if one in AT_ONCE)

    @property
    def roles(self) -> tuple[Role, ...]:
        """Roles that take part because of it, beside those that the severity calls."""
        return tuple(dict.fromkeys(role for one in self.concerns for role in TAKING_PART.get(one, ())))

    @property
    def mitigation(self) -> str:
        """What to prefer when a strategy is chosen, in words; empty when nothing was read that bears on it."""
        return " ".join(MITIGATION[one] for one in self.concerns if one in MITIGATION)

    @property
    def rollback_first(self) -> bool:
        """Whether a fast rollback goes before finding out why."""
        return self.has(Concern.TIGHT_SLA) and not self.evidence_first

    @property
    def evidence_first(self) -> bool:
        """Whether evidence is preserved before anything is changed (S7)."""
        return self.has(Concern.SECURITY, Concern.DATA_LOSS)

    @property
    def comprehensive(self) -> bool:
        """Whether documents are written in full, for learning or for those who will ask (A:78)."""
        return self.has(Concern.NEW_TEAM, Concern.SECURITY, Concern.DATA_LOSS, Concern.COMPLIANCE)

    @property
    def step_by_step(self) -> bool:
        """Whether runbooks are shown step by step and the next tier is called in half the time (A:104)."""
        return self.has(Concern.NEW_TEAM)

    @property
    def short_cadence(self) -> bool:
        """Whether status updates come more often than the level asks (K1)."""
        return self.has(Concern.TIGHT_SLA, Concern.NEW_TEAM) or bool(self.executives)


#: Concerns of which executives hear at once, whatever the severity (E5).
AT_ONCE = (
    Concern.SECURITY, Concern.DATA_LOSS, Concern.REVENUE, Concern.COMPLIANCE, Concern.REPUTATION, Concern.SAFETY,
)  # fmt: skip

#: Who takes part because of a concern (A:75; S7 for security, data loss and compliance).
TAKING_PART: dict[Concern, tuple[Role, ...]] = {
    Concern.SECURITY: (Role.SECURITY_LEAD,),
    Concern.DATA_LOSS: (Role.SECURITY_LEAD, Role.DATABASE_ADMINISTRATOR),
    Concern.REVENUE: (Role.PRODUCT_OWNER,),
    Concern.COMPLIANCE: (Role.GENERAL_COUNSEL,),
    Concern.PERFORMANCE: (Role.RELIABILITY_ENGINEER, Role.DATABASE_ADMINISTRATOR),
}

#: What a concern means for the choice of a strategy (A:77).
MITIGATION: dict[Concern, str] = {
    Concern.SECURITY: "Preserve evidence before anything is changed; isolate what is affected.",
    Concern.DATA_LOSS: "Stop what writes; take a copy before anything is repaired.",
    Concern.PERFORMANCE: "Look at the database and its queries first, then at scaling.",
    Concern.TIGHT_SLA: "A fast rollback goes before the search for the cause.",
}


def read_guidance(text: str) -> Reading:
    """Read guidance as a person wrote it: whole words only, and not what it denies ("no data loss")."""
    return Reading(found=concerns_in(text))
