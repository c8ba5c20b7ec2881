"""Letters as pictures, read from `letters.bin` (`tests/record/make_letters.py` makes it of DejaVu Sans)."""

import json
import unicodedata
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("letters.bin")

#: What stands for a letter that nobody drew.
UNKNOWN = "□"


@dataclass(frozen=True)
class Letter:
    """One letter: how far it moves on, where its picture begins from there and the base line, and its shades."""

    advance: int
    left: int
    top: int
    width: int
    height: int
    shades: bytes


class Letters:
    """The letters of one size."""

    def __init__(self, index: dict[str, list[int]], blob: bytes) -> None:
        self._index = index
        self._blob = blob

    def of(self, text: str) -> list[Letter]:
        """The letters of a text. An accent that nobody drew is left out, another letter becomes a box."""
        return [self._letter(self._known(character)) for character in text]

    def width(self, text: str) -> int:
        """How many pixels wide a text is."""
        return sum(letter.advance for letter in self.of(text))

    def _known(self, character: str) -> str:
        if character in self._index:
            return character
        bare = unicodedata.normalize("NFKD", character)[:1]
        return bare if bare in self._index else UNKNOWN

    def _letter(self, character: str) -> Letter:
        start, advance, left, top, width, height = self._index[character]
        return Letter(advance, left, top, width, height, self._blob[start : start + width * height])


@cache
def letters(size: str) -> Letters:
    """The letters called `plain` or `bold`."""
    data = zlib.decompress(FILE.read_bytes())
    end = 4 + int.from_bytes(data[:4], "big")
    return Letters(json.loads(data[4:end])[size], data[end:])
