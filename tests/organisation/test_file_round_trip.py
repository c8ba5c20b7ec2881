"""Nothing is lost or changed between an organisation and its file."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.incident.integrations import Integrations, TicketHook
from bot.incident.organisation import (
    ActionSpec,
    Facts,
    Hours,
    Organisation,
    Parameter,
    Person,
    Policies,
    Response,
    Rotation,
    Service,
    Slo,
)
from bot.incident.roles import Allowed, Permission, Role
from bot.incident.severity import Level, Severity
from bot.organisation.document import Data, parse
from bot.organisation.load import load_organisation

OFFSETS = [UTC, timezone(timedelta(hours=5, minutes=45)), timezone(-timedelta(hours=8))]
IDS = [f"U{number:02}PERSON" for number in range(6)]

words = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\x85\ufeff\ufffe\uffff"),
    min_size=1,
    max_size=20,
)
names = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,10}", fullmatch=True)
#: Words that YAML 1.1 reads as something else than text.
traps = st.sampled_from(["no", "on", "yes", "null", "~", "09:30", "2026-01-05", "1e3", "0x1f", "1_000", "-", "17"])
texts = words | traps
roles = st.lists(st.sampled_from(Role), max_size=3).map(tuple)
ids = st.lists(st.sampled_from(IDS), max_size=4).map(tuple)


def table(values: st.SearchStrategy, keys: st.SearchStrategy = names) -> st.SearchStrategy:
    """A few values by name."""
    return st.dictionaries(keys, values, max_size=3)


@st.composite
def responses(draw: st.DrawFn) -> dict[Severity, Response]:
    """Response figures that grow with the level and within it, some of them none."""
    figures: dict[Severity, dict[str, int | None]] = {level: {} for level in Severity}
    base = 0
    for field in Response.model_fields:
        dues = sorted(base + one for one in draw(st.lists(st.integers(1, 9999), min_size=4, max_size=4)))
        clocks = draw(st.integers(0, 4))
        for place, level in enumerate(Severity):
            figures[level][field] = dues[place] if place < clocks else None
        base += 10_000
    return {level: Response(**figures[level]) for level in Severity}


@st.composite
def actions(draw: st.DrawFn) -> ActionSpec:
    """An action whose parameters are all used."""
    parameters = draw(
        table(
            st.builds(Parameter, choices=st.lists(texts, min_size=1, max_size=3).map(tuple))
            | st.just(Parameter(pattern=r"[a-z]{1,9}\d*"))
        )
    )
    return ActionSpec(
        argv=("tool", *(f"--{name}={{{name}}}" for name in parameters)),
        parameters=parameters,
        approve=draw(roles.filter(bool)),
        second=draw(st.booleans()),
        undo=draw(st.just(()) | st.just(("tool", "undo"))),
        limit=draw(st.integers(1, 7200)),
    )


@st.composite
def policies(draw: st.DrawFn) -> Policies:
    """Tables without contradictions."""
    reminder = draw(st.integers(60, 3600))
    level = st.sampled_from(Severity)
    tiers = [sorted(draw(st.lists(st.integers(1, 9999), min_size=4, max_size=4))) for _ in range(3)]
    counts = [draw(st.integers(0, 3)) for _ in Severity]
    return Policies(
        priority={impact: {urgency: draw(level) for urgency in Level} for impact in Level},
        response=draw(responses()),
        escalation={
            severity: tuple(tiers[tier][place] for tier in range(counts[place]))
            for place, severity in enumerate(Severity)
        },
        permissions={
            deed: draw(st.builds(Allowed, anybody=st.booleans(), responders=st.booleans(), roles=roles))
            for deed in Permission
        },
        gate_reminder=reminder,
        gate_backup=reminder + draw(st.integers(0, 3600)),
        playbook=draw(names),
    )


organisations = st.builds(
    Organisation,
    organisation=st.builds(
        Facts,
        name=texts,
        timezone=st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kathmandu"]),
        working_hours=st.builds(Hours, days=st.just((6, 7)), start=st.integers(0, 11), end=st.integers(12, 24)),
        announcements=st.sampled_from(["incidents", "störungen", "no", "C0123ABCDE"]),
    ),
    people=st.tuples(*(st.builds(Person, slack=st.just(one), name=texts, title=texts, roles=roles) for one in IDS)),
    rotations=table(
        st.builds(
            Rotation,
            primary=ids.filter(bool),
            backup=ids,
            length_days=st.integers(1, 90),
            starts=st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1))
            | st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.sampled_from(OFFSETS)),
        )
    ),
    services=table(
        st.builds(
            Service,
            title=texts,
            owners=ids,
            repository=st.none() | texts,
            runbooks=st.none() | texts,
            tests=table(st.lists(texts, max_size=3).map(tuple)),
            metrics=table(texts),
            logs=table(texts),
            dashboards=table(st.just("https://example.com/d?x=1#y"), texts),
            slo=st.builds(
                Slo,
                availability=st.floats(0, 100, exclude_min=True, exclude_max=True),
                latency_ms=st.none() | st.integers(1, 10**6),
            ),
        )
    ),
    actions=table(actions()),
    policies=policies(),
    models=table(texts),
    integrations=st.builds(
        Integrations,
        ticket=st.none()
        | st.builds(
            TicketHook,
            url=st.sampled_from(["https://t.example/x?y=1", "http://127.0.0.1:80/"]),
            secret_env=st.just("TICKET_SECRET"),
        ),
    ),
)


@given(organisation=organisations)
@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_an_organisation_written_to_a_file_is_read_back_the_same(
    tmp_path_factory: pytest.TempPathFactory, organisation: Organisation
) -> None:
    """Whatever an organisation contains, its file means just that, and nothing sound is refused."""
    file = tmp_path_factory.getbasetemp() / "muster.yaml"
    file.write_text(
        yaml.safe_dump(organisation.model_dump(mode="json"), allow_unicode=True, sort_keys=False),
        encoding="utf-8",
    )
    assert load_organisation(file) == organisation


@given(organisation=organisations)
@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_an_incident_gets_back_the_policies_that_it_pinned(organisation: Organisation) -> None:
    """Policies go through the store and come back the same, to the order of their keys."""
    pinned = organisation.policies.model_dump_json()
    again = Policies.model_validate_json(pinned)
    assert again == organisation.policies
    assert again.model_dump_json() == pinned


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.floats(-1e9, 1e9) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=10,
)


@given(json_values)
@settings(deadline=None)
def test_what_another_yaml_tool_wrote_is_read_as_it_was_meant(value: Data) -> None:
    """Text stays text and numbers stay numbers, whoever wrote the file."""
    document = parse(yaml.safe_dump(value, allow_unicode=True))
    assert document.problems == []
    assert document.data == value


def test_words_that_old_yaml_turns_into_something_else_stay_as_they_were_typed() -> None:
    """A flag's value `on`, a time and a date typed without quotes are what they look like."""
    typed = ["no", "yes", "on", "off", "09:30", "2026-01-05", "0x1f", "010", "1_000", ".5", "1e3"]
    assert parse(f"[{', '.join(typed)}]").data == typed
    assert parse("[true, false, null, 17, -1, 0.5]").data == [True, False, None, 17, -1, 0.5]


@given(st.text(max_size=200) | st.text("ab: -[]{},'\"\n\t#&*!|>?%@`0", max_size=60))
@settings(deadline=None, max_examples=300)
def test_any_text_at_all_is_read_or_explained(text: str) -> None:
    """Garbage never ends in a crash: each problem has a line within the text."""
    document = parse(text)
    for problem in document.problems:
        assert problem.what and problem.remedy
        assert 1 <= document.line(problem) <= text.count("\n") + text.count("\r") + 3


def test_the_file_of_the_example_says_what_its_values_say(tmp_path: Path) -> None:
    """The built-in organisation can be dumped, kept, and loaded again."""
    example = load_organisation(None)
    file = tmp_path / "muster.yaml"
    file.write_text(yaml.safe_dump(example.model_dump(mode="json")), encoding="utf-8")
    assert load_organisation(file) == example
