"""How much of a finding is evidenced: what names its evidence is a fact, what has none is a guess (C7, C8)."""

from collections.abc import Iterable, Mapping

from bot.incident.results import FieldValue, Result

#: Fields that hold evidence, one piece an entry.
EVIDENCE = ("evidence",)

#: Fields that claim a cause: without any evidence on the record they are guesses.
CLAIMS = ("root_cause", "hypothesis")

#: The table whose last column is the evidence of its first.
TESTED = "hypotheses"


def rests_on(
    decided: Mapping[str, Result], known: Mapping[str, Result]
) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Facts and guesses behind the results that a gate decides on; None where nothing is claimed.

    `known` are the results of the whole incident: evidence that was gathered earlier counts too.
    """
    claims = [text for one in decided.values() for text in _texts(one, CLAIMS)]
    rows = [row for one in decided.values() for row in _rows(one.fields.get(TESTED))]
    if not claims and not rows:
        return None
    facts = [text for one in known.values() for text in _entries(one)]
    facts += [f"{row[0]}: {row[-1]}" for one in known.values() for row in _rows(one.fields.get(TESTED)) if row[-1]]
    guesses = [row[0] for row in rows if row[0] and not row[-1]]
    if not facts:
        guesses += claims[:1]
    return tuple(dict.fromkeys(facts)), tuple(dict.fromkeys(guesses))


def _texts(result: Result, names: Iterable[str]) -> list[str]:
    return [str(result.fields[name]) for name in names if result.fields.get(name)]


def _entries(result: Result) -> list[str]:
    found: list[str] = []
    for name in EVIDENCE:
        value = result.fields.get(name)
        if isinstance(value, list):
            found += [" ".join(one) if isinstance(one, list) else one for one in value]
        elif value:
            found.append(str(value))
    return found


def _rows(value: FieldValue) -> list[list[str]]:
    return [row for row in value if isinstance(row, list) and row] if isinstance(value, list) else []
