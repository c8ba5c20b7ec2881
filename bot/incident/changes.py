"""Changes that several facts make: who belongs to it, which clock is met, what became of a step, what ended."""

from bot.incident.blame import Blamed
from bot.incident.fact import Fact
from bot.incident.organisation import SlackId
from bot.incident.state import (
    KEPT_REASON_CHARACTERS,
    KEPT_UNCLOSED,
    ClockName,
    Ended,
    Incident,
    Register,
    StepMark,
    StepState,
)


def belonging(state: Incident, people: tuple[SlackId, ...], how: str) -> Incident:
    """Whoever is called on belongs to the incident: they are invited, and may see it when it is private."""
    return state.but(responders={**dict.fromkeys(people, how), **state.responders})


def merged(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    """Both, each once, in their order."""
    return tuple(dict.fromkeys((*first, *second)))


def met(state: Incident, name: ClockName, event: Fact) -> Incident:
    """What the clock waits for was done with this fact; a clock that is met already stays so."""
    clock = state.clocks.get(name)
    if clock is None or clock.met:
        return state
    return state.but(clocks={**state.clocks, name: clock.but(met=event.at, missed=event.at > clock.due)})


def marked(
    state: Incident, step: str, where: StepState, event: Fact, words: str, round: int | None = None,
    blamed: tuple[Blamed, ...] = (),
) -> Incident:  # fmt: skip
    """What became of a step with this fact."""
    before = state.steps.get(step)
    number = round if round is not None else before.round if before else 0
    mark = StepMark(
        state=where, by=event.by, at=event.at, round=number, words=words[:KEPT_REASON_CHARACTERS], blamed=blamed
    )
    return state.but(steps={**state.steps, step: mark})


def taken_in(state: Incident, **changes: object) -> Incident:
    """Something that came with the incident, or was brought to it later (D3, D10, D11, D12)."""
    return state.but(intake=state.intake.but(**changes))


def ended(register: Register, incident: Incident, event: Fact, *, unclosed: bool) -> Register:
    """An incident is over with this fact; `unclosed` is one that is resolved and still to be closed (D14, S8)."""
    last, known = register.ended, register.ended.get(incident.service or "")
    if incident.service and (known is None or known.at <= event.at):
        last = {**last, incident.service: Ended(incident=incident.id, at=event.at, private=incident.private)}
    rest = tuple(id for id in register.unclosed if id != incident.id)
    return register.but(ended=last, unclosed=(*rest, incident.id)[-KEPT_UNCLOSED:] if unclosed else rest)
