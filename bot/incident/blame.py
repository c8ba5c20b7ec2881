"""Words that lay blame on people: a review is about systems, and is read once more where it says these (P3)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from bot.incident.model import Value

if TYPE_CHECKING:
    from bot.incident.playbook import Step

#: What to write about instead, by what the word does.
PERSON = "say what the system let happen, not who did it"
MOTIVE = "say what was known at the time, not how somebody was"
HINDSIGHT = "say what would have made it visible, not what somebody should have done"

#: Patterns of blaming words, each with its remedy. Whole words, in any case.
BLAMING: tuple[tuple[str, str], ...] = (
    (r"(?<!git )\b(?:to )?blam(?:e|ed|es|ing)\b(?!-)", PERSON),
    (r"\b(?:his|her|their|your|whose|somebody's|someone's|nobody's|\w+['\u2019]s) (?:own )?fault\b", PERSON),
    (r"\bat fault\b", PERSON),
    (r"\bculprits?\b", PERSON),
    (r"\bguilty\b", PERSON),
    (r"\b(?:human|operator|user|pilot) error\b", PERSON),
    (r"\b(?:made|makes|making) an? (?:\w+ ){0,2}(?:mistake|error|blunder)\b", PERSON),
    (r"\b(?:screwed|messed|fucked) (?:it |this )?up\b", PERSON),
    (r"\bbroke (?:production|prod|everything|the build)\b", PERSON),
    (r"\bnegligen(?:t|tly|ce)\b", MOTIVE),
    (r"\bcareless(?:ly|ness)?\b", MOTIVE),
    (r"\breckless(?:ly|ness)?\b", MOTIVE),
    (r"\bsloppy|\bsloppi(?:ly|ness)\b", MOTIVE),
    (r"\blaz(?:y|ily|iness)\b", MOTIVE),
    (r"\bstupid(?:ly|ity)?\b", MOTIVE),
    (r"\bidiot(?:s|ic)?\b", MOTIVE),
    (r"\bincompeten(?:t|tly|ce)\b", MOTIVE),
    (r"\birresponsibl[ey]\b", MOTIVE),
    (r"\bunprofessional(?:ly)?\b", MOTIVE),
    (r"\b(?:did ?n[o'\u2019]t|never) (?:bother|care|think)(?:ed)?\b", MOTIVE),
    (r"\bforgot(?:ten)?\b", HINDSIGHT),
    (r"\bshould(?:n['\u2019]t| not)? have\b", HINDSIGHT),
    (r"\bought to have\b", HINDSIGHT),
    (r"\bcould(?:n['\u2019]t| not)? have known\b", HINDSIGHT),
    (r"\bhad to know\b", HINDSIGHT),
    (r"\b(?:engineer|developer|operator|team|person|colleague|on-call|they|he|she|who) failed to\b", HINDSIGHT),
)  # fmt: skip

_PATTERNS = tuple((re.compile(pattern, re.IGNORECASE), rather) for pattern, rather in BLAMING)


#: How many places of one step are kept on the record, and characters of the words at each.
KEPT_PLACES, LONGEST_PLACE_CHARACTERS = 20, 60


class Blamed(Value):
    """Blaming words in a step's result: in which field, and what to write about instead."""

    where: str
    words: str
    rather: str

    @property
    def spoken(self) -> str:
        """The words and their place, in one line."""
        return f"“{self.words}” ({self.where})"


class Blame(Value):
    """A place in a text: from character `start` up to `end`, the words there, and what to write about instead."""

    start: int
    end: int
    words: str
    rather: str


def blame(text: str) -> tuple[Blame, ...]:
    """Every place at which the text lays blame, in its order; a word is found in one place once."""
    found = [
        Blame(start=match.start(), end=match.end(), words=match[0], rather=rather)
        for pattern, rather in _PATTERNS for match in pattern.finditer(text)
    ]  # fmt: skip
    kept: list[Blame] = []
    for one in sorted(found, key=lambda place: (place.start, -place.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)


def blamed_in(step: "Step", fields: Mapping[str, object]) -> tuple[Blamed, ...]:
    """Where the result of a step that is to be blameless lays blame, each once (P3); nothing for other steps."""
    found = [
        Blamed(where=field.shown, words=" ".join(one.words.split())[:LONGEST_PLACE_CHARACTERS], rather=one.rather)
        for field in step.fields if step.blameless and not field.options
        for text in _texts(fields.get(field.name)) for one in blame(text)
    ]  # fmt: skip
    return tuple(dict.fromkeys(found))[:KEPT_PLACES]


def approved_with(blamed: Iterable[Blamed]) -> str:
    """What a decision says of the places that were flagged before it; empty when there were none."""
    places = ", ".join(one.spoken for one in blamed)
    return f"with words that may be read as blame: {places}" if places else ""


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    if isinstance(value, list):
        for one in value:
            yield from _texts(one)
