"""The fishbone as a picture, and the review as a calendar file."""

import struct
import zlib
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.incident.results import BONES
from bot.record.context import record
from bot.record.fishbone import MOST, Picture, Words, fishbone, svg
from bot.record.letters import letters
from bot.record.png import png
from bot.record.rendering import Fields
from tests.record.cases import TYPED, poor, rich, typed_in

SVG = "{http://www.w3.org/2000/svg}"


def said(picture: Picture) -> str:
    """All words of a picture."""
    return " ".join(one.text for one in picture.shapes if isinstance(one, Words))


def test_the_four_bones_bear_their_factors_and_the_head_the_problem() -> None:
    words = said(fishbone(record(rich())))
    for bone in BONES:
        assert bone.capitalize() in words
    assert "no load test before release" in words
    assert "Checkout fails for 40 % of payments" in words
    assert "Primary root cause The tax lookup opens a connection for each item of a basket" in words


def test_an_empty_fishbone_says_so() -> None:
    assert said(fishbone(record(poor()))).count("TBD") == 5


def test_more_factors_than_a_bone_holds_are_counted() -> None:
    many = {**TYPED, "people": [f"factor {number}" for number in range(9)]}
    words = said(fishbone(record(typed_in("itil", many))))
    assert "factor 5" in words
    assert "factor 6" not in words
    assert f"and {9 - MOST} more, see the document" in words


def test_the_svg_is_sound_xml_in_which_text_is_text() -> None:
    wild = {**TYPED, "people": ["</text><script>alert(1)</script>"], "problem_statement": '"><image href="x"/>'}
    tree = ElementTree.fromstring(svg(fishbone(record(typed_in("itil", wild)))))
    assert {one.tag.removeprefix(SVG) for one in tree.iter()} == {"svg", "title", "rect", "line", "text"}
    assert "</text><script>alert(1)</script>" in "".join(one.text or "" for one in tree.iter(f"{SVG}text"))


def test_the_png_is_a_sound_picture_of_twice_the_size() -> None:
    picture = fishbone(record(rich()))
    data = png(picture)
    width, height, *form = struct.unpack(">IIBBBBB", data[16:29])
    assert (width, height, form) == (picture.width * 2, picture.height * 2, [8, 0, 0, 0, 0])
    body = data[data.index(b"IDAT") + 4 : data.index(b"IEND") - 8]
    pixels = zlib.decompress(body)
    assert len(pixels) == (width + 1) * height
    spine = pixels[(width + 1) * height // 2 :][:width]
    assert min(pixels) < 40 < max(spine)


def test_letters_of_many_scripts_are_drawn_and_unknown_ones_are_boxes() -> None:
    face = letters("plain")
    assert all(letter.shades for letter in face.of("Aé€Ωж→"))
    box = face.of("□")[0]
    assert face.of("日")[0] == box
    assert face.of("ệ")[0] == face.of("e")[0]
    assert face.width("wide word") > face.width("word")


@settings(max_examples=15)
@given(st.lists(st.text(max_size=60), max_size=8), st.text(max_size=80))
def test_whatever_people_write_the_picture_can_be_drawn(factors: list[str], problem: str) -> None:
    made = record(poor())
    values = dict.fromkeys(BONES, factors)
    picture = fishbone({**made, "f": Fields({**values, "problem_statement": problem})})
    ElementTree.fromstring(svg(picture))
    assert png(picture).startswith(b"\x89PNG")
    assert all(0 <= one.y <= picture.height for one in picture.shapes if isinstance(one, Words))
