"""Two pictures -> how much of the ink differs as a reader sees it: a point, a label, a colour, no hinting.

A pixel is explained when the other picture has its colour, or colours around it, within a pixel of its place.
What is not explained forms regions. A region is forgiven when the other picture shows the same a few pixels
away, as words do that another version of the fonts has set. What is left is drift, however small its share of
the picture: a curve is less than one in a hundred pixels.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

Box = tuple[int, int, int, int]

VISIBLE = 24
"""Steps of 255 in a colour channel beyond what the pixels around explain."""
CELL = 4
"""Pixels of the grid on which regions are connected: letters of one word are one region."""
SPECK = 10
"""Pixels of a region that nobody sees; one letter that changes has more."""
SIDEWAYS, UPWARDS = 4, 2
"""How far a word may move, in pixels."""
WORD = 0.05
"""Share of the picture beyond which a region is no word."""
COMMON = 60
"""Pixels of the very same colour that make it one that a reader would name."""
NEAR = 6
"""Steps in all channels within which two colours are the same to the eye."""


def ink_difference(one: "Image", other: "Image") -> float:
    """The share of the ink that is not in the other picture, 0 to 1. Both have the same size, in RGB."""
    box = _where_different(one, other)
    if box is None:
        return 0.0
    first, second = one.crop(box), other.crop(box)
    mask = _unexplained(first, second)
    moved = sum(count for region, count in _regions(mask) if not _is_forgiven(first, second, region, count))
    recoloured = _recoloured(first, second)
    if not moved and not recoloured:
        return 0.0
    return min(1.0, max(moved, recoloured) / max(1, _ink(one), _ink(other)))


def _where_different(one: "Image", other: "Image") -> Box | None:
    """The part of the pictures that differs at all, with a margin."""
    from PIL import ImageChops  # noqa: PLC0415  (equal bytes, the common case, need no Pillow)

    box = ImageChops.difference(one, other).getbbox()
    if box is None:
        return None
    margin = SIDEWAYS + 2
    left, top, right, bottom = box
    width, height = one.size
    return (
        max(0, left - margin),
        max(0, top - margin),
        min(width, right + margin),
        min(height, bottom + margin),
    )


def _unexplained(one: "Image", other: "Image") -> "Image":
    """255 where either picture has what the other has nowhere around."""
    from PIL import ImageChops  # noqa: PLC0415  (the same)

    return ImageChops.lighter(_not_in(one, other), _not_in(other, one))


def _not_in(one: "Image", other: "Image") -> "Image":
    from PIL import ImageChops, ImageFilter  # noqa: PLC0415  (the same)

    least, most = other.filter(ImageFilter.MinFilter(3)), other.filter(ImageFilter.MaxFilter(3))
    beyond = ImageChops.lighter(ImageChops.subtract(one, most), ImageChops.subtract(least, one))
    red, green, blue = beyond.split()
    strongest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return strongest.point([255 * (value > VISIBLE) for value in range(256)])


def _regions(mask: "Image") -> Iterator[tuple[Box, int]]:
    """The connected regions of a mask: where each is, and how many of its pixels are set."""
    width, height = (-(-size // CELL) for size in mask.size)
    whole = mask.crop((0, 0, width * CELL, height * CELL)).reduce(CELL)
    cells = {(at % width, at // width): value for at, value in enumerate(whole.tobytes()) if value}
    while cells:
        found = dict([cells.popitem()])
        waiting = list(found)
        while waiting:
            column, row = waiting.pop()
            for place in product((column - 1, column, column + 1), (row - 1, row, row + 1)):
                if place in cells:
                    found[place] = cells.pop(place)
                    waiting.append(place)
        columns, rows = zip(*found, strict=True)
        box = min(columns) * CELL, min(rows) * CELL, (max(columns) + 1) * CELL, (max(rows) + 1) * CELL
        yield box, round(sum(found.values()) * CELL * CELL / 255)


def _is_forgiven(one: "Image", other: "Image", region: Box, count: int) -> bool:
    """Whether a region is too small to be seen, or a word that moved a little."""
    if count <= SPECK:
        return True
    left, top, right, bottom = region
    if (right - left) * (bottom - top) > WORD * one.size[0] * one.size[1]:
        return False
    return any(_shows_there(one, other, region, shift) for shift in _shifts())


def _shifts() -> list[tuple[int, int]]:
    """All that are allowed, the nearest first."""
    every = product(range(-SIDEWAYS, SIDEWAYS + 1), range(-UPWARDS, UPWARDS + 1))
    return sorted(every, key=lambda shift: abs(shift[0]) + abs(shift[1]))


def _shows_there(one: "Image", other: "Image", region: Box, shift: tuple[int, int]) -> bool:
    """Whether the other picture has the same, so far away."""
    left, top, right, bottom = region
    across, down = shift
    here = one.crop(region)
    there = other.crop((left + across, top + down, right + across, bottom + down))
    return _unexplained(here, there).histogram()[255] <= SPECK


def _recoloured(one: "Image", other: "Image") -> int:
    """How many pixels have a plain colour that the other picture has hardly anywhere."""
    counts = _colours(one), _colours(other)
    return max(_lost(counts[0], counts[1]), _lost(counts[1], counts[0]))


def _colours(picture: "Image") -> Counter[tuple[int, ...]]:
    found = picture.getcolors(picture.size[0] * picture.size[1]) or []
    return Counter({colour: count for count, colour in found if isinstance(colour, tuple)})


def _lost(colours: Counter[tuple[int, ...]], others: Counter[tuple[int, ...]]) -> int:
    return max(
        (n for colour, n in colours.items() if n >= COMMON and _near(colour, others) < n / 4), default=0
    )


def _near(colour: tuple[int, ...], others: Counter[tuple[int, ...]]) -> int:
    """How many pixels of the others have about this colour."""
    if others[colour]:
        return max(others[colour], 0) * 4
    return sum(
        n for one, n in others.items() if all(abs(a - b) <= NEAR for a, b in zip(one, colour, strict=True))
    )


def _ink(picture: "Image") -> int:
    """The pixels that are not of the commonest colour, the paper's."""
    found = picture.getcolors(picture.size[0] * picture.size[1]) or []
    return picture.size[0] * picture.size[1] - max(count for count, _ in found)
