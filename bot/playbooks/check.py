"""Whether a sound playbook works here: who may approve its gates, whether its drafts are there, what Slack holds."""

from collections.abc import Iterator
from pathlib import Path

from bot.incident.durations import spoken_duration
from bot.incident.organisation import Organisation
from bot.incident.playbook import FieldKind, GateSpec, Playbook
from bot.incident.roles import Permission, Role
from bot.organisation.advice import can_be_done
from bot.organisation.problem import Path as At
from bot.organisation.problem import Problem, suggestion
from bot.playbooks.load import PlaybookInvalid, read_playbook, shipped
from bot.playbooks.promises import misnamed, steps, unkept

TEMPLATES = Path(__file__).parents[2] / "templates"

#: What a form of Slack holds: blocks, entries of a menu, boxes to tick (its published limits).
BLOCKS, MENU, BOXES = 100, 100, 10

#: Blocks of a step's form beside its fields: what it is about, why again, on what it rests, for whom it goes out.
BESIDE = 4

#: Characters of a gate's criteria that fit on its card, and fields that it can show.
CRITERIA, SHOWN = 1_800, 30


#: Whom an escalation calls where nobody holds the role that it names.
INSTEAD = "until then the next of the contact chain is called (manager, architect, sponsor, commander)"


class Verdict:
    """What `muster check` says of the playbooks: lines of errors and of warnings, and which could be read."""

    def __init__(self) -> None:
        self.errors: list[str] = []
        self.warnings: list[str] = []
        self.names: list[str] = []


def check_playbooks(organisation: Organisation) -> Verdict:
    """Judges all playbooks that ship and the organisation's own, as they would be used here.

    A gate that nobody may approve is an error of the organisation's own playbooks; for one that ships it is a
    warning, as the commander may give any role to anybody during an incident (10.9).
    """
    verdict = Verdict()
    own, taken = set(organisation.playbooks), list[str]()
    for file in (*shipped(), *map(Path, organisation.playbooks)):
        try:
            read = read_playbook(file)
        except PlaybookInvalid as invalid:
            verdict.errors += invalid.messages
            continue
        playbook = read.playbook
        verdict.names.append(playbook.name)
        verdict.errors += read.messages([*unkept(playbook), *undrafted(playbook), *too_much(playbook)])
        theirs = str(file) in own
        if theirs:
            verdict.errors += read.messages(misnamed(playbook, taken))
            taken.append(playbook.name)
        verdict.warnings += read.messages(uncalled(playbook, organisation))
        if theirs or playbook.name == organisation.policies.playbook:
            (verdict.errors if theirs else verdict.warnings).extend(read.messages(undecided(playbook, organisation)))
    verdict.names = sorted(set(verdict.names))
    return verdict


def undecided(playbook: Playbook, organisation: Organisation) -> Iterator[Problem]:
    """Gates that nobody of the organisation may approve: one problem for each permission that it takes."""
    open_ones: dict[Permission, list[tuple[At, GateSpec]]] = {}
    for number, gate in enumerate(playbook.gates):
        for at, deed in _deeds(gate, ("gates", number)):
            if not can_be_done(organisation, organisation.policies.permissions[deed]):
                open_ones.setdefault(deed, []).append((at, gate))
    for deed, places in open_ones.items():
        roles = organisation.policies.permissions[deed].roles
        names = list(dict.fromkeys(gate.name for _, gate in places))
        needs = " or ".join(role.spoken for role in roles) or "nobody at all: no roles are named for it"
        what = f"nobody may approve {'the gate' if len(names) == 1 else 'the gates'} {', '.join(names)}"
        give = f"give somebody roles: [{roles[0]}]"
        remedy = give if roles else f"name roles for {deed} under policies.permissions"
        yield Problem(places[0][0], f"{what} ({deed}: {needs})", remedy)


def uncalled(playbook: Playbook, organisation: Organisation) -> Iterator[Problem]:
    """Roles of the playbook's escalation path that nobody holds: one problem each, with who is called instead."""
    seen: set[Role] = set()
    for number, rung in enumerate(playbook.escalation):
        if rung.role not in seen and not organisation.holders(rung.role):
            seen.add(rung.role)
            what = f"nobody has the role {rung.role}, who is to be called after {spoken_duration(int(rung.after))}"
            yield Problem(("escalation", number, "role"), what, f"give somebody roles: [{rung.role}]; {INSTEAD}")


def _deeds(gate: GateSpec, at: At) -> Iterator[tuple[At, Permission]]:
    yield (*at, "approve"), gate.approve
    for condition, deed in gate.approve_when.items():
        yield (*at, "approve_when", condition), deed


def undrafted(playbook: Playbook) -> Iterator[Problem]:
    """Drafts that a field names and that are not there."""
    there = {file.name.removesuffix(".md.j2") for file in (TEMPLATES / "drafts").glob("*.md.j2")}
    for at, step in steps(playbook):
        for place, field in enumerate(step.fields):
            if field.draft and field.draft not in there:
                what = f"field {step.name}.{field.name} is drafted by {field.draft}, which is not there"
                yield Problem((*at, "fields", place, "draft"), what, suggestion(field.draft, sorted(there), "drafts"))


def too_much(playbook: Playbook) -> Iterator[Problem]:
    """What Slack would refuse to show."""
    for at, step in steps(playbook):
        if len(step.fields) + BESIDE > BLOCKS:
            yield Problem((*at, "fields"), f"the form of {step.name} is too long for Slack", "make two steps of it")
        for place, field in enumerate(step.fields):
            most = BOXES if field.kind is FieldKind.CHOICES else MENU
            values = [option.value for option in field.options]
            where, what = (*at, "fields", place, "options"), f"field {step.name}.{field.name} has "
            if len(values) > most:
                yield Problem(where, f"{what}{len(values)} options, Slack shows {most}", "leave some out")
            if len(values) != len(set(values)):
                yield Problem(where, f"{what}an option twice", "give each option a value of its own")
    for number, gate in enumerate(playbook.gates):
        if sum(map(len, gate.criteria)) > CRITERIA:
            yield Problem(("gates", number, "criteria"), f"the criteria of {gate.name} are too long", "shorten them")
        if len(gate.shows) > SHOWN:
            yield Problem(("gates", number, "shows"), f"{gate.name} shows too much for a card", "show what decides")
