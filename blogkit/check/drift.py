"""Two pictures -> how much of the ink differs as a reader sees it: a point, a label, a colour, no hinting.

Both are blurred a little, so that what is left of another hinting is faint. Where they still differ stands a
region. A region as small as a word is forgiven when each piece of it stands in the other picture too, a few
pixels away: so far another version of the fonts sets words. What is left is drift, however small its share of
the picture: a curve is less than one in a hundred of its pixels. tests/test_drift.py has pairs.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, reduce
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

Box = tuple[int, int, int, int]
Colours = Counter[tuple[int, ...]]

PEAK = 64
"""Steps of 255 in a colour channel, after blurring, that a reader sees in a black letter."""
FAINT = 28
"""Those that a reader sees in a large area, or in lines from end to end, as a grid has."""
SPECK = 5
"""Pixels of a region that nobody sees."""
SOLID = 400
"""Pixels from which a region that is half filled is an area."""
GRID = 4
"""Pixels of the grid on which regions are connected: letters of one word are one region."""
FAR = 4.5
"""Pixels that a word may have moved."""
PIECE = 24
"""Pixels in either direction of the pieces that may have moved each for itself."""
WORD = 0.04
"""Share of the picture beyond which a region is no word."""
SHARP = 1000
"""Pixels in width from which all these lengths count twice: it was drawn with twice as many per inch."""
COMMON = 60
"""Pixels of the very same colour that make it one that a reader would name."""
NEAR = 6
"""Steps in all channels within which two colours are the same to the eye."""
COLOURED = 24
"""Steps between the channels of a colour that is no grey: letters have greys of all kinds at their edges."""
ROUNDING = 12
"""Steps in a channel that another processor may come to."""
BESIDE = 6
"""Pixels that letters may push a whole axis aside when they are set in another way."""
APART = 100
"""Pixels that may stand farther off: of lines that make room for a word."""
SAME, SURE = 0.25, 0.7
"""Share of the words that are equal where they are set in the same way, and where no more drawings need be
looked at: until then a line that only the layout has moved passes for a word."""


def ink_difference(one: "Image", other: "Image") -> float:
    """The share of the ink that is not in the other picture, 0 to 1. Both have the same size, in RGB."""
    box = _where_different(one, other)
    if box is None:
        return 0.0
    most = WORD * one.size[0] * one.size[1]
    scale = 2 if one.size[0] >= SHARP else 1
    pair = _blurred(one.crop(box), scale), _blurred(other.crop(box), scale)
    apart = _apart(*pair)
    moved = sum(
        count
        for region, count in _regions(apart, PEAK, scale)
        if not _is_forgiven(pair, region, most, scale, PEAK) and count > SPECK * scale
    )
    moved = moved or sum(
        count
        for region, count in _regions(apart, FAINT, scale)
        if _is_wide(region, count, most, scale)
        or (
            count > SPECK * scale
            and (peak := _peak(one.crop(box), other.crop(box), region)) < _strongest(apart, region)
            and not _is_forgiven(pair, region, most, scale, peak)
        )
    )
    changed = max(moved, _recoloured(one.crop(box), other.crop(box)))
    return min(1.0, changed / max(1, _ink(one), _ink(other))) if changed else 0.0


def _where_different(one: "Image", other: "Image") -> Box | None:
    """The part of the pictures that differs at all, with a margin."""
    from PIL import ImageChops  # noqa: PLC0415  (equal bytes, the common case, need no Pillow)

    box = ImageChops.difference(one, other).getbbox()
    if box is None:
        return None
    margin = 16
    left, top, right, bottom = box
    width, height = one.size
    return (
        max(0, left - margin),
        max(0, top - margin),
        min(width, right + margin),
        min(height, bottom + margin),
    )


def _blurred(picture: "Image", scale: int) -> "Image":
    from PIL import ImageFilter  # noqa: PLC0415  (the same)

    return picture.filter(ImageFilter.GaussianBlur(scale))


def _apart(one: "Image", other: "Image") -> "Image":
    """The largest difference of any channel, pixel by pixel."""
    from PIL import ImageChops  # noqa: PLC0415  (the same)

    red, green, blue = ImageChops.difference(one, other).split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)


def _regions(apart: "Image", least: int, scale: int) -> Iterator[tuple[Box, int]]:
    """The connected regions of what differs visibly: where each is, and how many pixels it has."""
    mask = apart.point([255 * (value > least) for value in range(256)])
    grid = GRID * scale
    width, height = (-(-size // grid) for size in mask.size)
    whole = mask.crop((0, 0, width * grid, height * grid)).reduce(grid)
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
        box = min(columns) * grid, min(rows) * grid, (max(columns) + 1) * grid, (max(rows) + 1) * grid
        yield box, max(1, round(sum(found.values()) * grid * grid / 255))


def _peak(one: "Image", other: "Image", region: Box) -> int:
    """What a reader sees in a region: in grey letters less than in black ones."""
    contrast = (high - low for picture in (one, other) for low, high in _extremes(picture.crop(region)))
    return round(PEAK * max(contrast) / 255)


def _extremes(picture: "Image") -> list[tuple[int, int]]:
    return [part.getextrema() for part in picture.split()]  # pyright: ignore[reportReturnType]  (one channel each)


def _strongest(apart: "Image", region: Box) -> int:
    return _extremes(apart.crop(region))[0][1]


def _is_forgiven(pair: tuple["Image", "Image"], region: Box, most: float, scale: int, peak: int) -> bool:
    """Whether a region is no larger than a word, and each piece of it stands a little further, too."""
    left, top, right, bottom = region
    if _size(region) > most:
        return False
    pieces = product(range(left, right, PIECE * scale), range(top, bottom, PIECE * scale))
    return all(_stands_near(*pair, place, scale, peak) for place in pieces)


def _size(region: Box) -> int:
    left, top, right, bottom = region
    return (right - left) * (bottom - top)


def _is_wide(region: Box, count: int, most: float, scale: int) -> bool:
    """Whether a region is no word, or an area that is filled."""
    return _size(region) > most or (count > SOLID * scale and 2 * count > _size(region))


def _stands_near(one: "Image", other: "Image", place: tuple[int, int], scale: int, peak: int) -> bool:
    """Whether the other picture has the same piece within reach."""
    from PIL.Image import Resampling, Transform  # noqa: PLC0415  (the same)

    left, top = place
    size = min(PIECE * scale, one.size[0] - left), min(PIECE * scale, one.size[1] - top)
    piece = one.crop((left, top, left + size[0], top + size[1]))
    for across, down in _shifts(scale):
        data = (1, 0, left + across, 0, 1, top + down)
        there = other.transform(size, Transform.AFFINE, data, Resampling.BILINEAR, fillcolor="white")
        if not any(_apart(piece, there).histogram()[peak + 1 :]):
            return True
    return False


@cache
def _shifts(scale: int) -> list[tuple[float, float]]:
    """All that are allowed, the nearest first: along the line of a word, or of one that stands upright."""
    steps = [step / 2 for step in range(round(-2 * FAR * scale), round(2 * FAR * scale) + 1)]
    every = [(x, y) for x, y in product(steps, steps) if min(abs(x), abs(y)) <= scale]
    return sorted(every, key=lambda shift: abs(shift[0]) + abs(shift[1]))


def _recoloured(one: "Image", other: "Image") -> int:
    """How many pixels have a plain colour that the other picture has hardly anywhere."""
    counts = _colours(one), _colours(other)
    return max(_lost(counts[0], counts[1]), _lost(counts[1], counts[0]))


def _colours(picture: "Image") -> Colours:
    found = picture.getcolors(picture.size[0] * picture.size[1]) or []
    return Counter({colour: count for count, colour in found if isinstance(colour, tuple)})


def _lost(colours: Colours, others: Colours) -> int:
    common = (one for one, n in colours.items() if n >= COMMON and max(one) - min(one) >= COLOURED)
    return max((colours[one] for one in common if 4 * _near(one, others) < colours[one]), default=0)


def _near(colour: tuple[int, ...], others: Colours) -> int:
    """How many pixels of the others have about this colour."""
    known = others.get(colour, 0)
    return known or sum(
        count
        for one, count in others.items()
        if all(abs(a - b) <= NEAR for a, b in zip(one, colour, strict=True))
    )


def _ink(picture: "Image") -> int:
    """The pixels that are not of the commonest colour, the paper's."""
    found = picture.getcolors(picture.size[0] * picture.size[1]) or []
    return picture.size[0] * picture.size[1] - max(count for count, _ in found)


def stands_near(one: "Image", other: "Image") -> bool:
    """Whether each thing of two pictures of one size stands in the other, too, or next to where it stood.

    Then another way to set letters, and to lay out what is around them, may be all that differs.
    """
    box = _where_different(one, other)
    if box is None:
        return True
    scale = 2 if one.size[0] >= SHARP else 1
    pair = [picture.crop(box).convert("L").reduce(scale) for picture in (one, other)]
    return all(_beyond(*both) <= APART for both in (pair, pair[::-1]))


def _beyond(one: "Image", other: "Image") -> int:
    """How many pixels are darker, or lighter, than all that is near them in the other picture."""
    from PIL import ImageChops, ImageFilter  # noqa: PLC0415  (equal bytes, the common case, need no Pillow)

    low = high = other
    for _ in range(BESIDE):
        low, high = low.filter(ImageFilter.MinFilter(3)), high.filter(ImageFilter.MaxFilter(3))
    return _above(ImageChops.add(ImageChops.subtract(one, high), ImageChops.subtract(low, one)), PEAK)


def _above(grey: "Image", least: int, where: "Image | None" = None) -> int:
    """How many pixels have more than so much."""
    return sum(grey.histogram(where)[least + 1 :])


def nearest(committed: "Image", drawings: "Sequence[Image]") -> "Image":
    """The drawing of several that differs in the fewest pixels."""
    return min(drawings, key=lambda one: _above(_apart(committed, one), ROUNDING))


def ink_apart(committed: "Image", drawings: "Sequence[Image]", *, last: bool) -> float | None:
    """The share of the ink that is in none of several drawings, which differ in how their letters are set.

    Every pixel counts where words are just as the nearest drawing sets them. None where they are not: they
    are set in a way that is not among the drawings. `last` says that there are no more.
    """
    drawn = nearest(committed, drawings)
    apart = _apart(committed, drawn)
    count = _above(apart, ROUNDING)
    if count and _same_words(apart, drawings) <= (SAME if last else SURE):
        return None
    return min(1.0, count / max(1, _ink(committed), _ink(drawn))) if count else 0.0


def _same_words(apart: "Image", drawings: "Sequence[Image]") -> float:
    """The share of the words that are equal: of what stands where the drawings differ from each other."""
    from PIL import ImageChops  # noqa: PLC0415  (the same)

    letters = _apart(reduce(ImageChops.lighter, drawings), reduce(ImageChops.darker, drawings))
    scale = 2 if apart.size[0] >= SHARP else 1
    words = [_extremes(apart.crop(box))[0][1] <= ROUNDING for box, _ in _regions(letters, PEAK, scale)]
    return sum(words) / max(1, len(words))


def highlighted(one: "Image", other: "Image") -> "Image":
    """The other picture, faded, with what differs visibly in red, and what only one of them covers."""
    from PIL import Image  # noqa: PLC0415  (the same)

    size = max(one.size[0], other.size[0]), max(one.size[1], other.size[1])
    papers = [Image.new("RGB", size, colour) for colour in ("white", "black")]
    for paper, picture in zip(papers, (one, other), strict=True):
        paper.paste(picture, (0, 0))
    faded = Image.blend(papers[1], Image.new("RGB", size, "white"), 0.7)
    mask = _apart(*papers).point([255 * (value > FAINT) for value in range(256)])
    faded.paste("#cc0000", (0, 0, *size), mask)
    return faded
