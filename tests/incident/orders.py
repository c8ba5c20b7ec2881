"""Random orders by random people at random moments: the material of the properties."""

from datetime import timedelta
from typing import NamedTuple

from hypothesis import event
from hypothesis import strategies as st

from bot.incident.command import Command
from bot.incident.intake import Evidence, Reply
from bot.incident.questions import BUSINESS, SENSITIVE, Answers, Experience, SlaStatus
from bot.incident.refusals import Invisible, NotAllowed, NotPaged, Refused
from bot.incident.roles import Role
from bot.incident.severity import Level, Severity
from bot.incident.state import MUSTER
from bot.incident.topics.channel import RecordChannel
from bot.incident.topics.closing import Close, Reopen
from bot.incident.topics.decisions import GiveDecision
from bot.incident.topics.declaring import Declare
from bot.incident.topics.escalation import DeclinePage, Escalate
from bot.incident.topics.evidence import AddEvidence
from bot.incident.topics.gates.deciding import DecideGate
from bot.incident.topics.guidance import AnswerQuestions, GiveGuidance
from bot.incident.topics.notes import AddNote
from bot.incident.topics.paging import Acknowledge, Engage
from bot.incident.topics.pausing import Pause, Resume
from bot.incident.topics.people import AskFor, Join
from bot.incident.topics.resolving import Resolve
from bot.incident.topics.roles import AssignRole, DeclineRole, TakeRole
from bot.incident.topics.tickets import RecordTicket, RefuseTicket
from bot.incident.topics.timers import FireTimer
from bot.incident.topics.triage import ProposeTriage, SetSeverity
from bot.incident.topics.updates import PostUpdate
from tests.incident.rehearsal import ANA, BO, CHIDI, ELIF, PEOPLE, SAM, START, STRANGER, VERA, Rehearsal

#: Those whose orders are followed most often come more often than the others.
people = st.sampled_from([ANA, ANA, ANA, BO, CHIDI, ELIF, SAM, VERA, *PEOPLE, STRANGER])
words = st.one_of(
    st.sampled_from(
        ["", " ", "payments fail", "<!channel> *x* _y_ ~z~ `q` & > <@U01ONCALL>", "line\nline", "x" * 10_001]
    ),
    st.text(max_size=40),
)
digests = st.sampled_from(["", "", "000000000000"])
severities = st.sampled_from(Severity)
roles = st.sampled_from(Role)
levels = st.sampled_from(Level)
choices = st.sampled_from(["approve", "approve", "revise"])
pages = st.one_of(st.none(), st.none(), st.builds("page:{}:{}".format, people, st.integers(1, 4)))
TIMERS = (
    "update", "clock:resolve", "clock:nothing", "tier:1", "tier:3", "tier:x", "gate:triage:reminder", "gate:x:backup",
    "page:U01ONCALL:1", "inform:engineering_manager", "inform:nobody", "nothing", "", ":",
)  # fmt: skip

guidances = st.sampled_from(
    ["security breach", "revenue & tight SLA", "first P0 for a new team", "no data loss", "GDPR", "slow queries"]
)
answers = st.builds(
    Answers,
    impact=st.sampled_from(["", "payments are slow", "<!channel> *x*" * 60]),
    users_percent=st.none() | st.integers(0, 100),
    began=st.none() | st.just(START - timedelta(minutes=20)),
    changes=st.sampled_from(["", "deploy & <b>"]),
    sensitive=st.lists(st.sampled_from(SENSITIVE), unique=True, max_size=2).map(tuple),
    business=st.lists(st.sampled_from(BUSINESS), unique=True).map(tuple),
    experience=st.none() | st.sampled_from(Experience),
    sla=st.none() | st.sampled_from(SlaStatus),
)
replies = st.builds(Reply, author=st.sampled_from([ANA, "a bot & co"]), at=st.just(START), text=st.just("<&>" * 260))
evidence = st.builds(
    Evidence, number=st.just(0), author=people, channel=st.just("C1"), ts=st.sampled_from(["1.1", "1.2"]),
    permalink=st.sampled_from(["", "https://x.example/p1"]), text=st.sampled_from(["", "<&>" * 1_000, "it is down"]),
    replies=st.lists(replies, max_size=7).map(tuple), left_out=st.integers(0, 3), unread=st.sampled_from(["", "no"]),
)  # fmt: skip

declares = st.builds(
    Declare,
    by=people,
    text=st.sampled_from(["Checkout is down", "Payments\nfail since two", "x" * 300, "<!here> & *all* is `lost`"]),
    severity=st.none() | severities,
    service=st.sampled_from([None, "checkout", "payments", "search", "website"]),
    guidance=st.sampled_from(["", "GDPR & *revenue*", "g" * 2_500, "security breach", "tight SLA"]),
    answers=st.none() | answers,
    private=st.sampled_from([False, False, False, True]),
)

orders: st.SearchStrategy[Command] = st.one_of(
    st.builds(RecordChannel, by=st.just(MUSTER), channel=st.just("C0101"), name=st.just("incident-x")),
    st.builds(Declare, by=people, text=words),
    st.builds(Join, by=people),
    st.builds(AskFor, by=people, user=people, what=words.map(lambda text: text[:200])),
    st.builds(Acknowledge, by=people, page=pages),
    st.builds(Engage, by=people, page=pages),
    st.builds(DeclinePage, by=people, page=pages),
    st.builds(TakeRole, by=people, role=roles),
    st.builds(AssignRole, by=people, role=roles, user=people),
    st.builds(DeclineRole, by=people, role=roles),
    st.builds(
        ProposeTriage, by=people, impact=levels, urgency=levels, summary=words, actions=words,
        users_percent=st.none() | st.integers(0, 100), outage=st.booleans(), affected=words,
    ),
    st.builds(
        DecideGate, by=people, gate=st.sampled_from(["triage", "triage", "triage", "cause"]), choice=choices,
        digest=digests, words=words, severity=st.none() | severities,
    ),
    st.builds(GiveDecision, by=people, step=words, round=st.just(1), choice=st.integers(0, 5)),
    st.builds(SetSeverity, by=people, severity=severities, reason=words),
    st.builds(
        Escalate, by=people, reason=words, tier=st.none() | st.integers(1, 4), user=st.none() | people
    ),
    st.builds(AddNote, by=people, text=words),
    st.builds(PostUpdate, by=people, text=words),
    st.builds(Pause, by=people, words=words),
    st.builds(Resume, by=people),
    st.builds(Resolve, by=people, summary=words),
    st.builds(Close, by=people, reason=words),
    st.builds(Reopen, by=people, reason=words),
    st.builds(FireTimer, timer=st.sampled_from(TIMERS), due=st.just(START)),
    st.builds(GiveGuidance, by=people, text=st.one_of(words, guidances)),
    st.builds(AnswerQuestions, by=people, answers=answers),
    st.builds(AddEvidence, by=st.just(MUSTER), evidence=evidence),
    st.builds(RecordTicket, by=st.just(MUSTER), key=st.just("OPS-1 <x>"), url=st.just("https://t.example/1")),
    st.builds(RefuseTicket, by=st.just(MUSTER), reason=st.just("HTTP 403 <b>")),
)  # fmt: skip


class Step(NamedTuple):
    """Time passes, with the clock running (for hours at most) or asleep, and then somebody gives an order.

    `insists` says that one who may gives it, when the first one may not.
    """

    wait: timedelta
    awake: bool
    order: Command
    insists: bool


steps = st.builds(
    Step,
    wait=st.sampled_from([0, 0, 1, 60, 125, 301, 1_000, 3_600, 20_000, 400_000]).map(lambda s: timedelta(seconds=s)),
    awake=st.sampled_from([True, True, False]),
    order=orders,
    insists=st.sampled_from([True, True, True, False]),
).map(lambda step: step._replace(awake=step.awake and step.wait < timedelta(hours=6)))
stories = st.tuples(declares, st.lists(steps, min_size=4, max_size=25))


def played(story: tuple[Declare, list[Step]]) -> Rehearsal:
    """The story, in which people are refused now and then and nothing else goes wrong."""
    declare, steps = story
    room = Rehearsal()
    room.does(declare)
    for step in steps:
        if step.awake:
            room.passes(seconds=step.wait.total_seconds())
        else:
            room.now += step.wait
        refused = _tried(room, step.order)
        if refused and step.insists and (others := _who_may(room, refused)):
            _tried(room, _by(step.order, others[0]))
    return room


def _tried(room: Rehearsal, order: Command) -> Refused | None:
    try:
        room.does(order)
    except Refused as refused:
        assert str(refused)
        event(f"refused: {refused.code}")
        return refused
    event(f"done: {type(order).__name__}")
    return None


def _by(order: Command, person: str) -> Command:
    """The same order by somebody else, who presses their own button."""
    return order.but(by=person, page=None) if hasattr(order, "page") else order.but(by=person)


def _who_may(room: Rehearsal, refused: Refused) -> tuple[str, ...]:
    match refused:
        case NotAllowed():
            return refused.people or tuple(room.state.responders)
        case NotPaged():
            return tuple(page.user for page in room.state.open_pages())
        case Invisible():
            return tuple(room.state.responders)
    return ()
