"""A term as a picture that stands for its page where a link to it is shared: PNG, 1200 by 630. Pure.

Ink is drawn in shades of grey and coloured by a palette when it is written, which is fast and makes small
files. The letters are Noto Sans, which has Latin, Greek and Cyrillic; those it lacks come from a font of the
system, if one has them, and else are left out rather than shown as boxes.
"""

from functools import cache
from io import BytesIO
from itertools import groupby

from fontpkg_noto_sans import ROOT
from PIL import Image, ImageDraw, ImageFont

from data.draw.lettering import wrap

SIZE = (1200, 630)
_NOTO = str(ROOT / "files" / "NotoSans[wdth,wght].ttf")
_SYSTEM = (
    "NotoSansCJK-Regular.ttc",
    "NotoSans-Regular.ttf",
    "DejaVuSans.ttf",
    "msyh.ttc",
    "Arial Unicode.ttf",
)
_REGULAR, _BOLD = 400, 700
_MARGIN, _RIGHT = 88, 1120
_TOP, _BOTTOM = 150, 540  # of the room for name and definition
_NAME_SIZES, _NAME_LINES = (88, 76, 66, 56, 48), 3
_DEFINITION, _LEADING = 34, 48
_PAPER, _INK, _ACCENT = (255, 255, 255), (23, 32, 56), (37, 99, 235)
_FULL, _SOFT, _FAINT, _ACCENTED = 250, 205, 165, 255  # shades; the last is no shade, but the accent
_MISSING = "\U0010ffff"


def to_png(*, name: str, definition: str, category: str, service: str, address: str) -> bytes:
    """The picture of a term. Instead of a name of which no letter can be drawn stands the end of its address."""
    image = Image.new("L", SIZE, 0)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 23, SIZE[1]), fill=_ACCENTED)
    _write(draw, (_MARGIN, 64), _line(service, 28, (_RIGHT - _MARGIN) * 0.4, _BOLD), 28, _FULL, weight=_BOLD)
    _write_right(draw, 64, category, 28)
    size, lines = _fit(name if any(map(_face, name)) else address.rpartition("/")[2])
    at = _write_lines(draw, _TOP, lines, size, size * 1.18, _FULL, weight=_BOLD)
    at += 26
    room = max(1, int((_BOTTOM - at) // _LEADING))
    lines = wrap(definition, lambda line: _width(line, _DEFINITION) <= _RIGHT - _MARGIN, room)
    _write_lines(draw, at, lines, _DEFINITION, _LEADING, _SOFT)
    _write(draw, (_MARGIN, 562), _line(address, 26, _RIGHT - _MARGIN), 26, _FAINT)
    return _png(image)


def _fit(name):
    """The largest size in which a name takes few lines, and those lines."""
    for size in _NAME_SIZES:
        lines = wrap(
            name, lambda line, size=size: _width(line, size, _BOLD) <= _RIGHT - _MARGIN, _NAME_LINES + 1
        )
        if len(lines) * size <= 2 * _NAME_SIZES[0]:
            return size, lines
    return size, wrap(name, lambda line: _width(line, size, _BOLD) <= _RIGHT - _MARGIN, _NAME_LINES)


def _line(text, size, room, weight=_REGULAR):
    return "".join(wrap(text, lambda line: _width(line, size, weight) <= room, 1))


def _write_right(draw, y, text, size):
    line = _line(text, size, (_RIGHT - _MARGIN) * 0.5)
    _write(draw, (_RIGHT - _width(line, size), y), line, size, _FAINT)


def _write_lines(draw, y, lines, size, leading, shade, weight=_REGULAR):
    for line in lines:
        _write(draw, (_MARGIN, y), line, size, shade, weight=weight)
        y += leading
    return y


def _write(draw, place, text, size, shade, weight=_REGULAR):
    x, y = place
    for font, run in _runs(text, size, weight):
        draw.text((x, y + size), run, fill=shade, font=font, anchor="ls")
        x += font.getlength(run)


def _width(text, size, weight=_REGULAR):
    return sum(font.getlength(run) for font, run in _runs(text, size, weight))


def _runs(text, size, weight):
    """The text in pieces that one font has the letters of."""
    faces = [(_face(char), char) for char in text]
    for face, pieces in groupby((pair for pair in faces if pair[0] is not None), key=lambda pair: pair[0]):
        yield _font(face, size, weight), "".join(char for _, char in pieces)


@cache
def _faces():
    """The fonts there are, the best first."""
    found = [_NOTO]
    for name in _SYSTEM:
        try:
            ImageFont.truetype(name, 16)
        except OSError:
            continue
        found.append(name)
    return tuple(found)


@cache
def _font(face, size, weight):
    if face != _NOTO:
        return ImageFont.truetype(face, size)
    font = ImageFont.truetype(face, size, layout_engine=ImageFont.Layout.BASIC)  # its scripts need no more
    font.set_variation_by_axes([weight, 100])
    return font


def _face(char):
    """The first font that has a character; None if none has."""
    if char.isascii():
        return _NOTO
    return _other_face(char)


@cache
def _other_face(char):
    return next((face for face in _faces() if _has(face, char)), None)


def _has(face, char):
    font = _font(face, 16, _REGULAR)
    return bytes(font.getmask(char)) != bytes(font.getmask(_MISSING))


@cache
def _palette():
    shades = [
        round(paper + (ink - paper) * min(shade / _FULL, 1))
        for shade in range(_ACCENTED)
        for paper, ink in zip(_PAPER, _INK, strict=True)
    ]
    return [*shades, *_ACCENT]


def _png(image):
    image.putpalette(_palette())
    out = BytesIO()
    image.save(out, "PNG", compress_level=6)
    return out.getvalue()
