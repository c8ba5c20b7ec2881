"""Every Redis key of Muster, with what lies under it."""

PREFIX = "muster:"

#: The agenda of earlier versions, with members of all kinds; a clock moves them to the sets of their kinds.
OLD_AGENDA = f"{PREFIX}agenda"

#: Sorted set of the processes that are alive: name, machine and pid -> Redis time (seconds) of the last sign of life.
ALIVE = f"{PREFIX}alive"

#: Counter from which fencing tokens are taken; a number is never given twice.
FENCE = f"{PREFIX}fence"

#: Facts across incidents: `bot.incident.state.Register`, as `bot.store.register` writes it.
REGISTER = f"{PREFIX}register"

#: Sorted sets of what is open, the public and the private ones: incident id -> its place in a list, the lowest first
#: (`bot.incident.list_order`). What is in them by mistake does no harm, as whoever lists reads the incident too.
OPEN = f"{PREFIX}open"
OPEN_PRIVATE = f"{PREFIX}open:private"

#: Sorted set of all incident ids by the product time of their declare.
INCIDENTS = f"{PREFIX}incidents"

#: How product time runs: `bot.incident.times.Times` as JSON.
TIMES = f"{PREFIX}times"

#: The latest Redis TIME that any clock process has seen, in seconds: time never runs back behind it.
LATEST = f"{PREFIX}times:latest"

#: What this installation calls itself, so that two of them in one workspace tell their channels apart.
INSTALLATION = f"{PREFIX}installation"

#: The emergency console that was started last, as `bot.store.consoles.Console` in JSON. It is written only when one
#: begins to be owed what changes, so that a commit may WATCH it.
CONSOLE = f"{PREFIX}console"

#: The generation of the console that is alive; expires when it gives no sign of life.
CONSOLE_ALIVE = f"{PREFIX}console:alive"

#: Counter from which consoles take their generation.
CONSOLE_GENERATION = f"{PREFIX}console:generation"


def agenda(member: str) -> str:
    """Sorted set of what is owed of a kind, by the kind or by a member: member -> product time (seconds, UTC) at
    which to look at it again (DESIGN 3). A set for each, so that no backlog of one hides what is due of another."""
    return f"{PREFIX}agenda:{member.partition(':')[0]}"


def open_of(service: str) -> str:
    """Sorted set of the open incidents of a service that everybody may see: id -> product time since when; the
    declares of that service WATCH it."""
    return f"{PREFIX}open:of:{service}"


def console_link(id: str) -> str:
    """A personal link to the console, as `bot.console.links.Link` in JSON."""
    return f"{PREFIX}console:link:{id}"


def console_links(person: str) -> str:
    """Sorted set of the ids of a person's links by the real second at which they were given."""
    return f"{PREFIX}console:links:{person}"


def console_session(link: str, number: str) -> str:
    """Somebody who signed in by that link, as `bot.console.links.Session` in JSON; expires."""
    return f"{PREFIX}console:session:{link}:{number}"


def incident(id: str) -> str:
    """The snapshot of an incident as JSON; a commit WATCHes it."""
    return f"{PREFIX}incident:{id}"


def timeline(id: str) -> str:
    """Stream of an incident's events."""
    return f"{PREFIX}incident:{id}:timeline"


def view(id: str, place: str = "") -> str:
    """Hash of what was posted in a place for an incident: message key -> `bot.slack.posted.Posted` as JSON.

    `place` begins the keys of a place that is not the given Slack (`bot.store.surface`).
    """
    return f"{PREFIX}{place}incident:{id}:view"


def late(id: str, place: str = "") -> str:
    """Edits in a place by processes that had lost their hold, as `bot.slack.posted.Late`, one JSON a line."""
    return f"{PREFIX}{place}incident:{id}:late"


def answer(key: str) -> str:
    """The events that a command made, by its idempotency key; kept for 7 days (DESIGN 2)."""
    return f"{PREFIX}answer:{key}"


def offer(id: str) -> str:
    """Plain words to the bot that are or were to be answered: `bot.store.offers.Offer` as JSON; kept for 7 days."""
    return f"{PREFIX}offer:{id}"


def upload(id: str) -> str:
    """Files that are or were to be uploaded: `bot.store.uploads.Upload` as JSON; kept for 7 days."""
    return f"{PREFIX}parcel:{id}"


def tries(member: str) -> str:
    """How often work was tried in vain; kept for 3 days."""
    return f"{PREFIX}tries:{member}"


def holder(member: str) -> str:
    """The fencing token of who holds an agenda member; absent when nobody does."""
    return f"{PREFIX}holder:{member}"


def policies(digest: str) -> str:
    """Policies as pinned by incidents, by content hash (DESIGN 2)."""
    return f"{PREFIX}policies:{digest}"


def playbook(digest: str) -> str:
    """A playbook as pinned by incidents, by content hash (DESIGN 2)."""
    return f"{PREFIX}playbook:{digest}"


def results(id: str) -> str:
    """Hash of the results of an incident's steps: step -> `bot.incident.results.Result` as JSON."""
    return f"{PREFIX}incident:{id}:results"


def channel(slack_id: str, place: str = "") -> str:
    """The incident that a place's channel belongs to."""
    return f"{PREFIX}{place}channel:{slack_id}"


def room(id: str, place: str) -> str:
    """An incident's channel in a place whose channels are no facts: `bot.incident.state.Channel` as JSON."""
    return f"{PREFIX}{place}room:{id}"


def directory(name: str, place: str = "") -> str:
    """The id of a channel that was looked up by name in a place; empty when there is none."""
    return f"{PREFIX}{place}directory:{name}"


def bucket(name: str) -> str:
    """A Slack rate budget: the moment (real seconds) at which it will be full again."""
    return f"{PREFIX}bucket:{name}"


def blocked(bucket: str) -> str:
    """Until when (real seconds) Slack asked to leave alone what a budget stands for."""
    return f"{bucket}:blocked"


def process(kind: str, pid: int) -> str:
    """That a process of Muster is alive and ready; expires after 15 s."""
    return f"{PREFIX}process:{kind}:{pid}"
