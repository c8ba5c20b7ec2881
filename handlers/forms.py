"""The forms that people fill in: each a function that gives the modal, prefilled with what is known."""

import json

from bot.incident.closing_checklist import Item
from bot.incident.kept_text import LONGEST_TEXT_CHARACTERS
from bot.incident.playbook import Choice
from bot.incident.roles import Role, titled
from bot.incident.severity import NAMES, Severity, spoken
from bot.incident.state import Category, Incident
from bot.incident.topics.updates import LONGEST_UPDATE_CHARACTERS
from bot.slack import parts
from bot.slack.mrkdwn import escape, quiet
from bot.slack.view import Block

Modal = dict[str, object]

#: Slack's own limit on what a text field holds.
FIELD_CHARACTERS = 3_000
SEVERITIES = tuple(parts.option(f"{spoken(one)} ({NAMES[one].sev})", one.value) for one in Severity)
CATEGORIES = tuple(parts.option(one.value.replace("-", " ").capitalize(), one.value) for one in Category)


def gate_revise(incident: Incident, gate: str, digest: str, channel: str) -> Modal:
    """Sends a plan back with words."""
    field = parts.text_input("words", "What has to change?", multiline=True, longest=FIELD_CHARACTERS)
    metadata = carry(incident, gate=gate, digest=digest, channel=channel)
    return parts.modal("gate_revise", "Send it back", "Send back", [field], metadata=metadata)


def gate_choice(incident: Incident, gate: str, digest: str, choice: Choice, channel: str) -> Modal:
    """One of the playbook's own choices, with words."""
    field = parts.text_input(
        "words", "Why, and what should happen instead?", multiline=True, longest=FIELD_CHARACTERS
    )
    metadata = carry(incident, gate=gate, digest=digest, choice=choice.name, channel=channel)
    words = choice.title.rstrip("…")
    title = parts.fitting(words, words.partition(":")[0], "Decide")
    return parts.modal("gate_choice", title, "Decide", [field], metadata=metadata)


def gate_p0(incident: Incident, gate: str, digest: str, channel: str) -> Modal:
    """Approves a triage as P0, with the reason on the record (T3)."""
    field = parts.text_input("words", "Why is it P0?", multiline=True, longest=FIELD_CHARACTERS)
    metadata = carry(incident, gate=gate, digest=digest, channel=channel)
    return parts.modal("gate_p0", "Make it P0", "Make it P0", [field], metadata=metadata)


def update(incident: Incident, channel: str, text: str = "", *, due: str = "") -> Modal:
    """A status update; the draft is what is known, `due` says when one is expected (K1)."""
    draft = text or _draft(incident)
    field = parts.text_input(
        "text", "How do things stand?", initial=draft, multiline=True, longest=LONGEST_UPDATE_CHARACTERS,
        hint="Goes to the incident's channel, under your name.",
    )  # fmt: skip
    title = parts.fitting(f"Update on {incident.id}", "Update")
    blocks = [field, *([parts.context(due)] if due else [])]
    return parts.modal("update", title, "Post", blocks, metadata=carry(incident, channel=channel))


def severity(incident: Incident, channel: str) -> Modal:
    """Overrides the severity."""
    blocks = [
        parts.select("severity", "Severity", SEVERITIES, initial=incident.severity),
        parts.text_input("reason", "Why?", multiline=True, longest=FIELD_CHARACTERS),
    ]
    return parts.modal("severity", "Change severity", "Change", blocks, metadata=carry(incident, channel=channel))


def note(incident: Incident, channel: str) -> Modal:
    """Puts words on the record."""
    field = parts.text_input("text", "Note", multiline=True, longest=FIELD_CHARACTERS)
    return parts.modal(
        "note",
        parts.fitting(f"Note on {incident.id}", "Note"),
        "Add note",
        [field],
        metadata=carry(incident, channel=channel),
    )


def escalate(incident: Incident, channel: str) -> Modal:
    """Calls the next tier."""
    field = parts.text_input("reason", "Why?", multiline=True, longest=FIELD_CHARACTERS)
    return parts.modal("escalate", "Page the next tier", "Page", [field], metadata=carry(incident, channel=channel))


def resolve(incident: Incident, channel: str) -> Modal:
    """Ends the impact."""
    field = parts.text_input("summary", "What ended it?", multiline=True, longest=FIELD_CHARACTERS)
    return parts.modal(
        "resolve",
        parts.fitting(f"Resolve {incident.id}", "Resolve"),
        "Resolve",
        [field],
        metadata=carry(incident, channel=channel),
    )


def close(incident: Incident, items: tuple[Item, ...], channel: str, text: str = "") -> Modal:
    """The checklist from the record; what is open stands above the field that asks why, what is done below (S8)."""
    left = [f"*open* · {escape(words)}" for words, done in items if not done]
    done = [f"done · {escape(words)}" for words, done in items if done]
    first = left or ["Nothing is open."]
    if not incident.over:
        first.append("Closed now it counts as *not an incident*. If it was one, `/incident resolve` comes first.")
    blocks = [
        *[parts.section(text) for text in parts.joined(first)],
        parts.text_input(
            "reason", "Why close it with this open?" if left else "Anything to add?", initial=text,
            optional=not left, multiline=True, longest=FIELD_CHARACTERS,
        ),
        *[parts.section(text) for text in parts.joined(done) if text],
    ]  # fmt: skip
    # Beside it stands the cross, which is read out as "Close".
    title = parts.fitting(f"Close {incident.id}", "Close the incident")
    return parts.modal("close", title, title, blocks, metadata=carry(incident, channel=channel))


def take_role(incident: Incident, channel: str, roles: tuple[Role, ...]) -> Modal:
    """Choose among the roles that the person may take."""
    metadata = carry(incident, channel=channel)
    if not roles:
        text = "There is no other role that the organisation's file names you for. The commander can give you any."
        return parts.modal("take_role", "Take a role", None, [parts.section(text)], metadata=metadata, close="Close")
    options = tuple(parts.option(role.spoken.capitalize(), role.value) for role in roles)
    field = parts.select("role", "Which role do you take?", options)
    return parts.modal("take_role", "Take a role", "Take", [field], metadata=metadata)


def assign(incident: Incident, channel: str, role: Role | None = None, user: str | None = None) -> Modal:
    """Gives a role; what is not known yet is chosen in the form."""
    blocks = [_whom(role, user or "")]
    if role is None:
        options = tuple(parts.option(one.spoken.capitalize(), one.value) for one in Role)
        blocks.insert(0, parts.select("role", "Which role?", options))
    carried = {"role": role.value} if role else {}
    metadata = carry(incident, channel=channel, **carried)
    return parts.modal("assign", "Give a role", "Give", blocks, metadata=metadata)


def hand_over(incident: Incident, channel: str, role: Role, holder: str) -> Modal:
    """Hands a role over; `holder` is the name of who has it now, empty when nobody has."""
    now = f"{escape(holder)} holds it now" if holder else "nobody holds it now"
    head = parts.section(f"*{quiet(titled(role))}* of {incident.id} {quiet(incident.title)}: {now}.")
    metadata = carry(incident, channel=channel, role=role.value)
    return parts.modal("assign", "Hand over a role", "Hand over", [head, _whom(role, "")], metadata=metadata)


def _whom(role: Role | None, user: str) -> Block:
    return parts.person_select("user", f"Who is {role.spoken if role else 'it'} from now on?", initial=user)


def carry(incident: Incident, **more: str) -> str:
    """What a form of an incident carries along."""
    return json.dumps({"incident": incident.id, **more})


def _draft(incident: Incident) -> str:
    impact = incident.impact or "Impact is being assessed."
    return f"{spoken(incident.severity)}, {incident.status.value}. {impact}"[: LONGEST_TEXT_CHARACTERS // 10]
