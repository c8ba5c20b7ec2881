"""Records an incident: people give orders, time passes, and what the product makes of it is kept as it stores it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.recordings import files
from tests.recordings.product import Inputs, Json, NotDone, Room, formats, pinned, plain_json, spoken_facts

#: Saturday 2026-11-21, 02:51 UTC: somebody is woken.
START = datetime(2026, 11, 21, 2, 51, tzinfo=UTC)

#: The product itself, where an order is nobody's.
MUSTER = "muster"

ANA, BO, CHIDI, DANA, KIM = "U01ONCALL", "U02BACKUP", "U03OWNER", "U04ARCH", "U05DEPLOY"
ELIF, FARID, GRACE, HUGO, SAM = "U06COMMS", "U07SECURITY", "U08SUPPORT", "U09PRODUCT", "U10MANAGER"
INES, JUN, VERA = "U11SPONSOR", "U12COUNSEL", "U13VISITOR"

#: More turns than any playbook has steps and gates, and more timers than are ever due at one moment.
MANY = 200

#: Impact and urgency that make each level (10.1).
LEVELS = {"P0": ("HIGH", "HIGH"), "P1": ("HIGH", "MEDIUM"), "P2": ("MEDIUM", "MEDIUM"), "P3": ("LOW", "LOW")}


@dataclass(frozen=True)
class Story:
    """A scripted incident: what it is called, with what it is declared, and what people do."""

    name: str
    organisation: str
    playbook: str
    already_open: str | None
    tells: Callable[["Recorder"], None]


class Recorder:
    """One incident from its declare on. Time stands still until `passes` or `sleeps` moves it."""

    def __init__(self, story: Story) -> None:
        self._story = story
        self._file = file = files.INPUTS / f"{story.organisation}.yaml"
        own = files.INPUTS / f"{story.playbook}.yaml"
        self._pinned = pinned(file, own if own.exists() else story.playbook)
        inputs = Inputs(file, self._pinned["policies"], self._pinned["playbook"])
        self.room = Room(inputs, already_open=story.already_open)
        self.now = START
        self._steps: list[Json] = []

    # -- what happens

    def order(self, kind: str, by: str = MUSTER, **fields: Any) -> None:
        """Somebody gives an order now. Raises NotDone."""
        order = plain_json({"kind": kind, "by": by, **fields})
        facts = self.room.decides(order, self.now.isoformat())
        words = spoken_facts(facts, self._file)
        self._steps.append({"at": self.now.isoformat(), "order": order, "facts": facts, "words": words})
        self.room.follows(facts)

    def refused(self, kind: str, by: str, **fields: Any) -> None:
        """Somebody gives an order, and is told why not."""
        order = plain_json({"kind": kind, "by": by, **fields})
        try:
            self.room.decides(order, self.now.isoformat())
        except NotDone as said:
            self._steps.append({"at": self.now.isoformat(), "order": order, "refused": [said.code, said.words]})
        else:
            raise AssertionError(f"{self._story.name}: {kind} by {by} was not refused")

    def declares(self, text: str, by: str = VERA, **fields: Any) -> None:
        """The incident is declared, and Slack opens its channel."""
        chosen = {} if self._story.playbook == "plain" else {"playbook": self._story.playbook}
        pins = {"policies": self._pinned["policies_digest"], "plan": self._pinned["plan_digest"]}
        self.order("declare", by, text=text, **chosen, **pins, **fields)
        self.now += timedelta(seconds=4)
        self.order("record_channel", channel="C0101", name="incident-2026-11-21-101")

    def gate(self, name: str, choice: str, by: str, words: str = "", **fields: Any) -> None:
        """Somebody decides a gate by the plan that its card shows."""
        digest = self.room.digest(name)
        self.order("decide_gate", by, gate=name, choice=choice, digest=digest, words=words, **fields)

    def passes(self, **time: float) -> None:
        """Time passes and every timer fires at its moment."""
        until = self.now + timedelta(**time)
        while (following := self._next(until)) < until:
            self.now = max(self.now, following)
            self._fires()
        self.now = until
        self._fires()

    def sleeps(self, **time: float) -> None:
        """Time passes while no clock runs; then it wakes up late."""
        self.now += timedelta(**time)
        self._fires()

    def _next(self, default: datetime) -> datetime:
        return min((datetime.fromisoformat(due) for due in self.room.timers().values()), default=default)

    def _fires(self) -> None:
        for _ in range(MANY):
            armed = {name: datetime.fromisoformat(due) for name, due in self.room.timers().items()}
            due = sorted((at, name) for name, at in armed.items() if at <= self.now)
            if not due:
                return
            self.order("fire_timer", timer=due[0][1], due=due[0][0].isoformat())
        raise AssertionError(f"timers fire for ever: {due}")

    # -- people who do what is asked of them

    def plays(self, until: str = "", pace: float = 2, typed: Mapping[str, object] | None = None) -> None:
        """Whoever may does what is ready, some minutes apart, until that step or `gate:NAME` is, or it is closed."""
        for _ in range(MANY):
            ready = [f"gate:{name}" for name, _ in self.room.gates(self.now)] + [one for one, *_ in self.room.steps()]
            if until in ready or (not until and self.room.status == "CLOSED"):
                return
            self.passes(minutes=pace)
            self._turn(typed or {})
        raise AssertionError(f"{self._story.name}: {until or 'the end'} never comes")

    def _turn(self, typed: Mapping[str, object]) -> None:
        """The first gate that waits is decided, else the first step is done, else what no step ends is ended."""
        if waiting := next(self.room.gates(self.now), None):
            self.gate(waiting[0], "approve", waiting[1], "agreed")
        elif ready := next(self.room.steps(), None):
            self._does(*ready, typed)
        elif self.room.status == "RESOLVED":
            self.order("close", ANA, reason="all is said")
        else:
            self.order("resolve", ANA, summary="rolled back to v41")

    def _does(self, name: str, built_in: str, fields: list[Json], typed: Mapping[str, object]) -> None:
        if built_in == "triage":
            self.triages(str(typed.get("severity", "P1")), by=ANA)
        elif built_in == "resolve":
            self.order("resolve", ANA, summary="rolled back to v41, errors are gone")
        elif built_in == "close":
            self.order("close", ANA, reason="the review is done")
        else:
            filled = {one["name"]: filling(one, typed) for one in fields}
            self.order("complete_step", ANA, step=name, fields=filled)

    def does(self, step: str, by: str = ANA, **typed: Any) -> None:
        """Somebody fills in the whole form of a step, with some of it as given."""
        fields = next(fields for name, _, fields in self.room.steps() if name == step)
        filled = {one["name"]: filling(one, typed) for one in fields}
        self.order("complete_step", by, step=step, fields=filled)

    def triages(self, severity: str, by: str = CHIDI, **fields: Any) -> None:
        """Somebody proposes that level by impact and urgency."""
        impact, urgency = LEVELS[severity]
        usual = {
            "users_percent": 40, "summary": "40 % of payments fail", "actions": "roll back v42",
            "category": "availability", "affected": "checkout, payments",
        }  # fmt: skip
        self.order("propose_triage", by, **{"impact": impact, "urgency": urgency, **usual, **fields})

    # -- what is kept

    def point(self, name: str, trees: list[str] | None = None) -> None:
        """Keep the snapshot and everything that people see at this moment; trees in these formats."""
        at, wanted = self.now.isoformat(), trees or []
        shows = plain_json(dict(self.room.shows(at, wanted)))
        self._steps.append(
            {"at": at, "point": name, "trees": wanted, "snapshot": self.room.snapshot(), "shows": shows}
        )

    def ends(self) -> None:
        """Keep the end, with all trees; and with what it was declared."""
        self.point("end", formats())
        story, pins = self._story, self._pinned
        kept = {"policies": f"policies-{pins['policies_digest']}", "playbook": f"playbook-{pins['plan_digest']}"}
        for part, name in kept.items():
            if not (files.INPUTS / f"{name}.json.xz").exists():
                files.write(files.INPUTS, name, pins[part])
        recording = {
            "tells": (story.tells.__doc__ or "").strip(), "organisation": story.organisation, **kept,
            "already_open": story.already_open, "steps": self._steps, "register": self.room.register(),
        }  # fmt: skip
        files.write(files.STREAMS, story.name, recording)


def record(story: Story) -> None:
    """Play a story and keep it."""
    recorder = Recorder(story)
    story.tells(recorder)
    recorder.ends()


def filling(field: Json, typed: Mapping[str, object]) -> object:
    """What somebody types into a field: what the story has for it, else something that says where it came from."""
    name, options, columns = field["name"], field["options"], field["columns"]
    given = typed.get(name)
    if given is not None and (not options or given in options):
        wide = len(columns)
        return [[*row, *[""] * wide][:wide] for row in given] if wide and isinstance(given, list) else given
    words = f"{name} as somebody wrote it"
    row = ["2026-12-01" if column == "Due date" else f"{column} {name}" for column in columns]
    made: dict[str, object] = {
        "text": words, "long": f"{words}\nin two lines", "list": [words], "table": [row],
        "choice": options[0] if options else "", "choices": options[:2], "number": 42, "yes_no": False,
        "person": ANA, "date": "2026-11-23",
    }  # fmt: skip
    return made[field["kind"]]
