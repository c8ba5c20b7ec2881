"""Makes `bot/record/letters.bin`: letters of DejaVu Sans as pictures; a server needs neither font nor library.

python -m pip install pillow && python -m tests.record.make_letters DejaVuSans.ttf DejaVuSans-Bold.ttf
"""

import json
import sys
import zlib
from importlib import import_module
from pathlib import Path
from typing import Any

#: Pixels of each size, by the name that `bot.record.letters` knows it by.
SIZES = {"plain": (26, 0), "bold": (32, 1)}

#: What people write with: Latin, Greek, Cyrillic, and the signs of ordinary text.
RANGES = ((0x20, 0x7E), (0xA0, 0x17F), (0x370, 0x3FF), (0x400, 0x45F), (0x2010, 0x2027), (0x2030, 0x203A))
SIGNS = "€→←↑↓×÷≈≠≤≥−∞✓✗•…□"  # noqa: RUF001

OUT = Path(__file__).parents[2] / "bot" / "record" / "letters.bin"


def main(fonts: list[str]) -> None:
    """Draw every letter in every size, and write them with an index."""
    image: Any = import_module("PIL.Image")
    draw: Any = import_module("PIL.ImageDraw")
    font: Any = import_module("PIL.ImageFont")
    wanted = {chr(code) for first, last in RANGES for code in range(first, last + 1)} | set(SIGNS)
    index: dict[str, dict[str, list[int]]] = {}
    blob = bytearray()
    for name, (size, which) in SIZES.items():
        face = font.truetype(fonts[which], size)
        unknown = bytes(face.getmask("\U0010ffff"))
        index[name] = {}
        for letter in sorted(wanted):
            if bytes(face.getmask(letter)) == unknown:
                continue
            left, top, right, bottom = face.getbbox(letter, anchor="ls")
            width, height = right - left, bottom - top
            if width > 0 and height > 0:
                sheet = image.new("L", (width, height))
                draw.Draw(sheet).text((-left, -top), letter, fill=255, font=face, anchor="ls")
                # Sixteen shades are enough for the eye, and half the size.
                alpha = bytes(shade & 0xF0 for shade in sheet.tobytes())
            else:
                width = height = 0
                alpha = b""
            index[name][letter] = [len(blob), round(face.getlength(letter)), left, top, width, height]
            blob += alpha
    head = json.dumps(index, ensure_ascii=False, separators=(",", ":")).encode()
    OUT.write_bytes(zlib.compress(len(head).to_bytes(4, "big") + head + bytes(blob), 9))
    print(f"{OUT}: {OUT.stat().st_size} bytes, {sum(map(len, index.values()))} letters")


if __name__ == "__main__":
    main(sys.argv[1:])
