"""A picture as PNG, drawn here: lines with smooth edges and letters, in shades of grey, twice as fine as its SVG."""

import struct
import zlib
from itertools import pairwise
from math import hypot

from bot.record.fishbone import Box, Line, Picture, Words
from bot.record.letters import letters

#: Pixels for each unit of a picture, so that it is sharp on a phone.
FINE = 2

PAPER = 255


def png(picture: Picture) -> bytes:
    """The picture as a PNG file."""
    sheet = _Sheet(picture.width * FINE, picture.height * FINE)
    for shape in picture.shapes:
        match shape:
            case Line():
                sheet.line(shape)
            case Box():
                for side in _sides(shape):
                    sheet.line(side)
            case Words():
                sheet.words(shape)
    return sheet.png()


def _sides(box: Box) -> tuple[Line, ...]:
    right, bottom = box.x + box.width, box.y + box.height
    corners = ((box.x, box.y), (right, box.y), (right, bottom), (box.x, bottom), (box.x, box.y))
    return tuple(Line(*start, *end, 2, box.colour) for start, end in pairwise(corners))


class _Sheet:
    def __init__(self, width: int, height: int) -> None:
        self._width = width
        self._rows = [bytearray([PAPER]) * width for _ in range(height)]

    def line(self, line: Line) -> None:
        """A stroke with round ends, as dark at each pixel as it covers of it."""
        x1, y1, x2, y2 = (value * FINE for value in (line.x1, line.y1, line.x2, line.y2))
        thick = line.width * FINE / 2
        long = hypot(x2 - x1, y2 - y1) or 1.0
        shade = _shade(line.colour)
        for y in range(max(0, int(min(y1, y2) - thick - 1)), min(len(self._rows), int(max(y1, y2) + thick + 2))):
            first, last = _reach(x1, y1, x2, y2, y, thick + 1, long)
            row = self._rows[y]
            for x in range(max(0, int(first)), min(self._width, int(last) + 2)):
                along = max(0.0, min(1.0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / long**2))
                away = hypot(x - x1 - along * (x2 - x1), y - y1 - along * (y2 - y1))
                covered = min(1.0, thick + 0.5 - away)
                if covered > 0:
                    row[x] = round(row[x] + (shade - row[x]) * covered)

    def words(self, words: Words) -> None:
        """One line of text."""
        face = letters("bold" if words.bold else "plain")
        x = round(words.x * FINE - (face.width(words.text) / 2 if words.centred else 0))
        base, shade = round(words.y * FINE), _shade(words.colour)
        for letter in face.of(words.text):
            for place in range(letter.height):
                y = base + letter.top + place
                if 0 <= y < len(self._rows):
                    part = letter.shades[place * letter.width : (place + 1) * letter.width]
                    self._shades(self._rows[y], x + letter.left, part, shade)
            x += letter.advance

    def _shades(self, row: bytearray, x: int, part: bytes, shade: int) -> None:
        for place, alpha in enumerate(part, x):
            if alpha and 0 <= place < self._width:
                row[place] += (shade - row[place]) * alpha // 240

    def png(self) -> bytes:
        """The sheet as a file."""
        head = struct.pack(">IIBBBBB", self._width, len(self._rows), 8, 0, 0, 0, 0)
        body = zlib.compress(b"".join(b"\0" + row for row in self._rows), 6)
        parts = (b"IHDR", head), (b"IDAT", body), (b"IEND", b"")
        return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def _reach(x1: float, y1: float, x2: float, y2: float, y: float, thick: float, long: float) -> tuple[float, float]:
    """Between which pixels of a row a stroke can lie."""
    if abs(y2 - y1) < 1e-6:
        return min(x1, x2) - thick, max(x1, x2) + thick
    middle = x1 + (y - y1) * (x2 - x1) / (y2 - y1)
    half = thick * long / abs(y2 - y1)
    least, most = min(x1, x2) - thick, max(x1, x2) + thick
    return max(least, middle - half), min(most, middle + half)


def _shade(colour: str) -> int:
    """A colour such as `#1d1c1d` as grey, as bright as it looks."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return round(0.299 * red + 0.587 * green + 0.114 * blue)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
