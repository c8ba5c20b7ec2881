"""An incident played in memory: people give orders, time passes, and the core decides; nothing else is needed."""

from datetime import UTC, datetime, timedelta

from bot.incident.command import Command
from bot.incident.decide import decide
from bot.incident.deciding import DecisionContext
from bot.incident.evolve import evolve, evolve_register
from bot.incident.fact import Fact
from bot.incident.organisation import Organisation
from bot.incident.playbook import PLAIN, Playbook
from bot.incident.roles import Role
from bot.incident.severity import Severity
from bot.incident.state import Incident, Page, Register
from bot.incident.timers import timers
from bot.incident.topics.declaring import Declare
from bot.incident.topics.gates.deciding import DecideGate
from bot.incident.topics.paging import Paged
from bot.incident.topics.steps.doing import CompleteStep, FailStep
from bot.incident.topics.timers import FireTimer
from bot.organisation.load import load_organisation

#: Saturday 2026-11-21, 02:51 UTC: somebody is woken.
START = datetime(2026, 11, 21, 2, 51, tzinfo=UTC)

ANA, BO, CHIDI, DANA, KIM = "U01ONCALL", "U02BACKUP", "U03OWNER", "U04ARCH", "U05DEPLOY"
ELIF, FARID, GRACE, HUGO, SAM = "U06COMMS", "U07SECURITY", "U08SUPPORT", "U09PRODUCT", "U10MANAGER"
INES, JUN, VERA = "U11SPONSOR", "U12COUNSEL", "U13VISITOR"
PEOPLE = (ANA, BO, CHIDI, DANA, KIM, ELIF, FARID, GRACE, HUGO, SAM, INES, JUN, VERA)

#: Somebody whom the organisation's file does not name.
STRANGER = "U99STRANGER"

ORGANISATION = load_organisation(None)

#: More timers than one incident can ever have due at one moment.
MANY = 200


class Rehearsal:
    """One incident from its declare on. Time stands still until `passes` or `sleeps` moves it."""

    def __init__(
        self,
        organisation: Organisation = ORGANISATION,
        register: Register | None = None,
        playbook: Playbook = PLAIN,
        already_open: str | None = None,
    ) -> None:
        self.organisation = organisation
        self.playbook = playbook
        self.register = register or Register()
        self.already_open = already_open
        self.now = START
        self.events: list[Fact] = []
        self._state: Incident | None = None

    @property
    def state(self) -> Incident:
        """The incident as it stands."""
        assert self._state is not None
        return self._state

    @property
    def timers(self) -> dict[str, datetime]:
        """What is armed, and for when."""
        return timers(self.state, self.organisation.policies)

    def does(self, command: Command) -> tuple[Fact, ...]:
        """Somebody gives an order now, on what is shown now unless it is said. Raises Refused."""
        command = self._as_shown(command)
        scene = DecisionContext(
            organisation=self.organisation, register_=self.register, playbook=self.playbook,
            already_open=self.already_open,
        )  # fmt: skip
        told = decide(self._state, command, self.now, scene)
        for event in told:
            self._state = evolve(self._state, event)
            self.register = evolve_register(self.register, event, self._state)
        self.events += told
        return told

    def _as_shown(self, command: Command) -> Command:
        """With the mark that a card or a form of this moment carries, where the test gives none."""
        if isinstance(command, DecideGate) and not command.digest and command.gate in self.state.gates:
            return command.but(digest=self.state.gates[command.gate].digest)
        if isinstance(command, CompleteStep | FailStep) and command.seen is None and command.step in self.state.steps:
            return command.but(seen=self.state.steps[command.step].round)
        return command

    def sleeps(self, **time: float) -> list[Fact]:
        """Time passes while no clock runs; then it wakes up late. Gives what happens at that moment."""
        self.now += timedelta(**time)
        return self.fires()

    def passes(self, **time: float) -> list[Fact]:
        """Time passes and every timer fires at its moment. Gives what happens meanwhile."""
        until = self.now + timedelta(**time)
        told: list[Fact] = []
        while (following := min(self.timers.values(), default=until)) < until:
            self.now = max(self.now, following)
            told += self.fires()
        self.now = until
        return told + self.fires()

    def fires(self) -> list[Fact]:
        """Fire whatever is due, the oldest first, until nothing is."""
        told: list[Fact] = []
        for _ in range(MANY):
            due = sorted((at, name) for name, at in self.timers.items() if at <= self.now)
            if not due:
                return told
            told += self.does(FireTimer(timer=due[0][1], due=due[0][0]))
        raise AssertionError(f"timers fire for ever: {due}")

    def page(self, user: str) -> Page:
        """Somebody's last page."""
        return [page for page in self.state.pages.values() if page.user == user][-1]

    def at(self, minutes: float) -> datetime:
        """So many minutes after detection."""
        return self.state.detected_at + timedelta(minutes=minutes)


def declared(
    severity: Severity | None = Severity.P0, *, by: str = VERA, service: str | None = "checkout",
    private: bool = False, organisation: Organisation = ORGANISATION, playbook: Playbook = PLAIN,
) -> Rehearsal:  # fmt: skip
    """An incident that was declared just now."""
    rehearsal = Rehearsal(organisation, playbook=playbook)
    rehearsal.does(Declare(by=by, text="Checkout is down", severity=severity, service=service, private=private))
    return rehearsal


def without(*roles: Role) -> Organisation:
    """The organisation in which nobody holds these roles."""
    left = {one.slack: tuple(role for role in one.roles if role not in roles) for one in ORGANISATION.people}
    return ORGANISATION.but(people=tuple(one.but(roles=left[one.slack]) for one in ORGANISATION.people))


def paged(events: list[Fact] | tuple[Fact, ...]) -> list[str]:
    """Who is called, in order."""
    return [event.user for event in events if isinstance(event, Paged)]
