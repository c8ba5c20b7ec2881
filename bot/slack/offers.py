"""Answering people who speak to the bot in plain words: an offer to declare, one click, or short help (D2)."""

from typing import Any

from bot.incident.severity import spoken
from bot.incident.state import Incident
from bot.slack import parts
from bot.slack.calls import Refused, SlackCalls, SlackTrouble, later
from bot.slack.messages import Messages
from bot.slack.mrkdwn import channel_link, escape, quiet, shorten
from bot.slack.posted import Ledger
from bot.slack.view import Block, Message, Urgency
from bot.store import keys
from bot.store.agenda import Agenda, Lease
from bot.store.commit import Store
from bot.store.errors import NoSuchIncident
from bot.store.offers import KEPT_SECONDS, Offer, Offers
from bot.store.outcome import Done, Later, Outcome

#: Real seconds between two looks for the channel of what was declared, so that the answer can lead there.
CHANNEL_LOOK_SECONDS = 3.0


class Answering:
    """Posts the answer to a message once, and brings it up to date when somebody declared from it."""

    def __init__(self, store: Store, agenda: Agenda, calls: SlackCalls, offers: Offers) -> None:
        self._store = store
        self._agenda = agenda
        self._calls = calls
        self._offers = offers

    def run(self, id: str, lease: Lease) -> Outcome:
        """Answer, or come back later while Slack does not. Raises StaleToken, StorageAway."""
        offer = self._offers.read(id)
        if offer is None:
            return Done()
        known, found = self._offers.declared(offer)
        incident = self._loaded(found)
        try:
            self._say(offer, incident, lease)
        except SlackTrouble as trouble:
            return later(trouble)
        if incident and incident.channel is None and not incident.over:
            return Later(CHANNEL_LOOK_SECONDS)
        # Somebody who declares from it now is told so at once.
        return Done({keys.answer(offer.declare_key): known})

    def _say(self, offer: Offer, incident: Incident | None, lease: Lease) -> None:
        name = f"offer-{offer.id}"
        ledger = Ledger(self._agenda.redis, self._agenda, lease, name)
        messages = Messages(name, self._calls, ledger, self._store.timekeeper)
        messages.bring("offer", answer_to(self._looked_up(offer), incident))
        self._agenda.write(lease, lambda pipe: pipe.expire(keys.view(name), KEPT_SECONDS))

    def _looked_up(self, offer: Offer) -> Offer:
        """Slack does not say with a mention whether the channel is private: what is declared there should be, too."""
        if offer.direct or offer.private or offer.wish is None:
            return offer
        try:
            answer: Any = self._calls("conversations.info", Urgency.CALL, channel=offer.channel)
        except Refused:
            return offer
        if (answer.get("channel") or {}).get("is_private"):
            offer = offer.but(private=True)
            self._offers.change(offer)
        return offer

    def _loaded(self, id: str | None) -> Incident | None:
        try:
            return self._store.load(id) if id else None
        except NoSuchIncident:
            return None


def answer_to(offer: Offer, incident: Incident | None) -> Message:
    """The answer as it stands now, under the message that it answers."""
    if incident:
        text, blocks = _done(incident)
    elif offer.wish:
        text, blocks = _offer(offer)
    else:
        text, blocks = _help(offer)
    thread = "" if offer.direct and not offer.thread else offer.thread or offer.ts
    return Message(offer.channel, text, tuple(blocks), Urgency.CALL, thread_ts=thread)


def _offer(offer: Offer) -> tuple[str, list[Block]]:
    wish = offer.wish
    if wish is None:
        raise ValueError("an offer without a wish")
    level = spoken(wish.severity) if wish.severity else "severity to be decided by triage"
    service = f" · service {quiet(wish.service)}" if wish.service else ""
    who = " · private, as this channel is" if offer.private else ""
    lines = [
        f"*Declare this as an incident?* {quiet(shorten(' '.join(wish.text.split()), 300))}",
        f"{level}{service}{who}",
        "It opens a channel, pages on-call and starts the clocks. Nothing happens until somebody presses.",
    ]
    if offer.here:
        lines.append(f"This channel is {offer.here}'s already; a new incident gets a channel of its own.")
    word = f"Declare {wish.severity} incident" if wish.severity else "Declare incident"
    buttons = parts.actions(
        "offer",
        parts.button(f"{word}, private" if offer.private else word, "offer_declare", offer.id, style="primary"),
        parts.button("Change it first…", "offer_form", offer.id),
    )
    return f"Declare this as an incident? {escape(shorten(wish.text, 300))}", [
        parts.section("\n".join(lines)),
        buttons,
    ]


def _done(incident: Incident) -> tuple[str, list[Block]]:
    """After the declare: who, and the way there; the buttons are gone (rule 7)."""
    if incident.private:
        text = "done · An incident was declared from this, in private."
        return text, [parts.section(text)]
    room = channel_link(incident.channel.id) if incident.channel else f"`#{incident.channel_name}`"
    first = f"done · {incident.id} was declared from this"
    return f"{first}: {escape(incident.title)}", [parts.section(f"*{first}*: {quiet(incident.title)} → {room}")]


def _help(offer: Offer) -> tuple[str, list[Block]]:
    here = f"This channel is {offer.here}'s: `/incident status`, `/incident update`.\n" if offer.here else ""
    lines = (
        f"{here}Tell me what is broken, such as “checkout is down”, and I offer to declare it. Or type\n"
        "`/incident declare what is wrong` · `/incident list` · `/incident help`"
    )
    text = "Tell me what is broken, and I offer to declare it. /incident help lists what else there is."
    return text, [
        parts.section(lines),
        parts.actions("offer", parts.button("Declare an incident…", "offer_form", offer.id)),
    ]
