"""A term as a picture that represents its page where a link to it is shared: PNG, 1200 by 630. Pure.

The picture is drawn in shades of gray and colored by a palette when it is encoded, which is fast and makes
small files. The font is Noto Sans, which has Latin, Greek and Cyrillic letters. Letters that it lacks come
from a font of the system. Letters that no font has are left out, because a box tells the reader nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from io import BytesIO
from itertools import groupby

from fontpkg_noto_sans import ROOT
from PIL import Image, ImageDraw, ImageFont

from data.draw.lettering import wrap

SIZE = (1200, 630)  # what Open Graph and Twitter cards ask for (1.91:1)
_NOTO = str(ROOT / "files" / "NotoSans[wdth,wght].ttf")
# Fonts that Debian, Windows (msyh) and macOS (Arial Unicode) ship.
_SYSTEM = (
    "NotoSansCJK-Regular.ttc",
    "NotoSans-Regular.ttf",
    "DejaVuSans.ttf",
    "msyh.ttc",
    "Arial Unicode.ttf",
)
_REGULAR, _BOLD = 400, 700
_NORMAL_WIDTH = 100  # the second axis of Noto Sans, in percent
# All lengths are in pixels.
_MARGIN, _RIGHT = 88, 1120
_LINE_WIDTH = _RIGHT - _MARGIN
_STRIPE = 23
_TOP, _BOTTOM = 150, 540  # of the space for name and definition
_HEAD_Y, _HEAD_SIZE = 64, 28
_FOOT_Y, _FOOT_SIZE = 562, 26
_NAME_SIZES, _NAME_LINES = (88, 76, 66, 56, 48), 3
_NAME_LEADING = 1.18  # distance between two lines in units of the font size
_NAME_HEIGHT = 2 * _NAME_SIZES[0]
_AFTER_NAME = 26
_DEFINITION, _LEADING = 34, 48
_PAPER, _INK, _ACCENT = (255, 255, 255), (23, 32, 56), (37, 99, 235)
# Values of a pixel before the palette is applied. The last one is not a shade but stands for the accent.
_FULL, _SOFT, _FAINT, _ACCENTED = 250, 205, 165, 255
_MISSING = "\U0010ffff"  # a noncharacter, which every font draws with the glyph for missing characters


def to_png(*, name: str, definition: str, category: str, service: str, address: str) -> bytes:
    """Return the picture of a term as PNG.

    If no letter of its name can be drawn, the last part of its address is drawn instead.
    """
    image = Image.new("L", SIZE, 0)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, _STRIPE, SIZE[1]), fill=_ACCENTED)
    title = _line(service, _HEAD_SIZE, _LINE_WIDTH * 0.4, _BOLD)
    _write(draw, (_MARGIN, _HEAD_Y), title, _HEAD_SIZE, _FULL, weight=_BOLD)
    _write_right(draw, _HEAD_Y, category, _HEAD_SIZE)
    size, lines = _fit(name if any(map(_face, name)) else address.rpartition("/")[2])
    y = _write_lines(draw, _TOP, lines, size, size * _NAME_LEADING, _FULL, weight=_BOLD) + _AFTER_NAME
    most = max(1, int((_BOTTOM - y) // _LEADING))
    lines = wrap(definition, lambda line: _width(line, _DEFINITION) <= _LINE_WIDTH, most)
    _write_lines(draw, y, lines, _DEFINITION, _LEADING, _SOFT)
    _write(draw, (_MARGIN, _FOOT_Y), _line(address, _FOOT_SIZE, _LINE_WIDTH), _FOOT_SIZE, _FAINT)
    return _png(image)


def _fit(name: str) -> tuple[int, list[str]]:
    """Return the largest size in which a name takes little height, and its lines in that size."""
    for size in _NAME_SIZES:
        lines = _name_lines(name, size, _NAME_LINES + 1)
        if len(lines) * size <= _NAME_HEIGHT:
            return size, lines
    return _NAME_SIZES[-1], _name_lines(name, _NAME_SIZES[-1], _NAME_LINES)


def _name_lines(name: str, size: int, most: int) -> list[str]:
    return wrap(name, lambda line: _width(line, size, _BOLD) <= _LINE_WIDTH, most)


def _line(text: str, size: int, room: float, weight: int = _REGULAR) -> str:
    """Return `text` on one line, cut off where it is wider than `room`."""
    return "".join(wrap(text, lambda line: _width(line, size, weight) <= room, 1))


def _write_right(draw: ImageDraw.ImageDraw, y: float, text: str, size: int) -> None:
    line = _line(text, size, _LINE_WIDTH * 0.5)
    _write(draw, (_RIGHT - _width(line, size), y), line, size, _FAINT)


def _write_lines(
    draw: ImageDraw.ImageDraw,
    y: float,
    lines: Iterable[str],
    size: int,
    leading: float,
    shade: int,
    weight: int = _REGULAR,
) -> float:
    """Draw lines below each other, and return where the next one would be."""
    for line in lines:
        _write(draw, (_MARGIN, y), line, size, shade, weight=weight)
        y += leading
    return y


def _write(
    draw: ImageDraw.ImageDraw,
    position: tuple[float, float],
    text: str,
    size: int,
    shade: int,
    weight: int = _REGULAR,
) -> None:
    """Draw one line with its left top corner at `position`."""
    x, y = position
    for font, run in _runs(text, size, weight):
        # Anchored at the baseline ("ls"), because fonts differ in their height above it.
        draw.text((x, y + size), run, fill=shade, font=font, anchor="ls")
        x += font.getlength(run)


def _width(text: str, size: int, weight: int = _REGULAR) -> float:
    return sum(font.getlength(run) for font, run in _runs(text, size, weight))


def _runs(text: str, size: int, weight: int) -> Iterator[tuple[ImageFont.FreeTypeFont, str]]:
    """Yield the text in pieces, each with one font that has all its letters."""
    known = [(face, char) for char in text if (face := _face(char)) is not None]
    for face, pairs in groupby(known, key=lambda pair: pair[0]):
        yield _font(face, size, weight), "".join(char for _, char in pairs)


@cache
def _faces() -> Sequence[str]:
    """Return the available fonts, in order of preference."""
    found = [_NOTO]
    for name in _SYSTEM:
        # Pillow searches the font folders of the system; opening a font is its only way to say if one exists.
        try:
            ImageFont.truetype(name, 16)
        except OSError:
            continue
        found.append(name)
    return tuple(found)


@cache
def _font(face: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
    if face != _NOTO:
        return ImageFont.truetype(face, size)
    # The scripts of Noto Sans need no complex layout, so do not depend on whether libraqm is installed.
    font = ImageFont.truetype(face, size, layout_engine=ImageFont.Layout.BASIC)
    font.set_variation_by_axes([weight, _NORMAL_WIDTH])
    return font


def _face(char: str) -> str | None:
    """Return the first font that has a character, or None if no font has it."""
    # Nearly all text is ASCII, and the unbounded cache below need not hold it.
    if char.isascii():
        return _NOTO
    return _other_face(char)


@cache
def _other_face(char: str) -> str | None:
    return next((face for face in _faces() if _has(face, char)), None)


def _has(face: str, char: str) -> bool:
    # Pillow cannot say whether a font has a character, so compare its picture with that of a missing one.
    font = _font(face, 16, _REGULAR)
    return bytes(font.getmask(char)) != bytes(font.getmask(_MISSING))


@cache
def _palette() -> Sequence[int]:
    """Return the colors of the 256 pixel values as red, green, blue, red, …"""
    shades = [
        round(paper + (ink - paper) * min(shade / _FULL, 1))
        for shade in range(_ACCENTED)
        for paper, ink in zip(_PAPER, _INK, strict=True)
    ]
    return [*shades, *_ACCENT]


def _png(image: Image.Image) -> bytes:
    image.putpalette(_palette())
    buffer = BytesIO()
    image.save(buffer, "PNG", compress_level=6)  # zlib's default
    return buffer.getvalue()
