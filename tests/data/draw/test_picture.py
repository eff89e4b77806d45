import io

import pytest
from PIL import Image, ImageChops

from data.draw import picture
from data.draw.picture import to_png

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
MAX_BYTES = 60_000
TERM = {
    "name": "Dropout",
    "definition": "Regularization technique.",
    "category": "Training",
    "service": "Lemma",
    "address": "example.org/terms/dropout",
}


def draw(**members):
    """Return the picture in shades of gray."""
    return Image.open(io.BytesIO(to_png(**{**TERM, **members}))).convert("L")


def ink(image, box):
    """Return the bounds of everything drawn inside a part of the picture, or None."""
    part = image.crop(box)
    return ImageChops.difference(part, Image.new("L", part.size, 255)).getbbox()


def test_picture_is_a_png_of_1200_by_630():
    image = Image.open(io.BytesIO(to_png(**TERM)))
    assert (image.format, image.size) == ("PNG", (1200, 630))


@pytest.mark.parametrize("member", list(TERM))
def test_picture_shows_every_member(member):
    assert to_png(**TERM) != to_png(**{**TERM, member: "Other"})


def test_same_term_gives_the_same_bytes():
    assert to_png(**TERM) == to_png(**TERM)


@pytest.mark.parametrize(
    "members",
    [
        {"name": "Reinforcement Learning with Verifiable Rewards", "definition": "word " * 40},
        {
            "name": "n" * 200,
            "definition": "d" * 2000,
            "category": "c" * 200,
            "service": "s",
            "address": "a" * 300,
        },
        {"name": f"{LONG} " * 2, "definition": f"{LONG} " * 20},
        {"name": "W" * 40, "definition": "W " * 1000},
    ],
    ids=["usual", "unbroken", "long words", "wide"],
)
def test_nothing_is_drawn_in_the_margins_and_the_file_is_small(members):
    image = draw(**members)
    margins = [ink(image, box) for box in ((24, 0, 80, 630), (1130, 0, 1200, 630), (24, 605, 1200, 630))]
    assert (margins, len(to_png(**{**TERM, **members})) < MAX_BYTES) == ([None, None, None], True)


def test_long_name_is_drawn_smaller():
    sizes = [picture._fit(name)[0] for name in ("BERT", "Reinforcement Learning", f"{LONG} {LONG}")]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > sizes[2]


@pytest.mark.parametrize("name", ["Fréchet", "Łódź", "ἀλήθεια", "Ωμέγα", "Ньютон"])
def test_latin_greek_and_cyrillic_letters_are_in_the_font(name):
    assert {picture._face(char) for char in name} == {picture._NOTO}


def test_name_that_no_font_has_is_replaced_by_the_end_of_the_address():
    assert to_png(**{**TERM, "name": "\U0010fffe"}) == to_png(**{**TERM, "name": "dropout"})


def test_letter_that_no_font_has_is_left_out():
    assert to_png(**{**TERM, "name": "Drop\U0010fffeout"}) == to_png(**TERM)
