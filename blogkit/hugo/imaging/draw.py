"""An image's bytes, and what is to be done -> the processed image's bytes."""

from collections.abc import Callable, Sequence
from io import BytesIO

from PIL import Image, ImageColor, ImageSequence, UnidentifiedImageError

from blogkit.hugo.imaging.processing import Size, size_after
from blogkit.model import Processing

_FILTERS = {
    "nearestneighbor": Image.Resampling.NEAREST,
    "box": Image.Resampling.BOX,
    "linear": Image.Resampling.BILINEAR,
    "bartlett": Image.Resampling.BILINEAR,
    "hamming": Image.Resampling.HAMMING,
    "lanczos": Image.Resampling.LANCZOS,
}
"""Pillow's filters; for the other names the cubic one stands in."""
_MOVING = frozenset({"gif", "webp"})
_WITHOUT_ALPHA = frozenset({"jpeg", "bmp"})


_UNDRAWN = (
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    RuntimeError,  # of the WebP writer
    Image.DecompressionBombError,
)


def process(data: bytes, steps: Sequence[Processing]) -> bytes:
    """Process an image, one step after the other. What Pillow cannot read or write stays as it is."""
    for step in steps:
        try:
            data = _processed(data, step)
        except _UNDRAWN:
            return data  # the page's HTML is right all the same
    return data


def _processed(data: bytes, step: Processing) -> bytes:
    with Image.open(BytesIO(data)) as image:
        moving = step.format in _MOVING and getattr(image, "n_frames", 1) > 1
        frames = [_frame(one, step) for one in ImageSequence.Iterator(image)] if moving else []
        first = frames[0] if moving else _frame(image, step)
        out = BytesIO()
        kept = {key: image.info[key] for key in ("duration", "loop") if moving and key in image.info}
        more = {"save_all": True, "append_images": frames[1:], **kept} if moving else {}
        first.save(out, format=step.format.upper(), quality=step.quality, **more)
    return out.getvalue()


def _frame(image: Image.Image, step: Processing) -> Image.Image:
    alpha = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
    plain = image.convert("RGBA" if alpha else "RGB") if image.mode not in {"RGB", "RGBA", "L"} else image
    turned = plain.rotate(step.rotation, expand=True) if step.rotation else plain
    drawn = _ACTIONS[step.action](turned, step) if step.action else turned
    if alpha and step.format in _WITHOUT_ALPHA:
        ground = Image.new("RGBA", drawn.size, ImageColor.getrgb(step.background))
        return Image.alpha_composite(ground, drawn.convert("RGBA")).convert("RGB")
    return drawn


def _resize(image: Image.Image, step: Processing) -> Image.Image:
    return _sized(image, size_after(step, image.size), step)


def _crop(image: Image.Image, step: Processing) -> Image.Image:
    width, height = min(step.width, image.width), min(step.height, image.height)
    left = _place(image.width - width, step.anchor, "left", "right")
    upper = _place(image.height - height, step.anchor, "top", "bottom")
    return image.crop((left, upper, left + width, upper + height))


def _fill(image: Image.Image, step: Processing) -> Image.Image:
    scale = max(step.width / image.width, step.height / image.height)
    width, height = (int(side * scale + 0.5) for side in image.size)
    return _crop(_sized(image, (max(width, step.width), max(height, step.height)), step), step)


def _place(free: int, anchor: str, first: str, last: str) -> int:
    """Where to cut; Hugo looks for the most interesting part where we take the middle."""
    return 0 if first in anchor else free if last in anchor else free // 2


def _sized(image: Image.Image, size: Size, step: Processing) -> Image.Image:
    return image.resize(size, _FILTERS.get(step.filter, Image.Resampling.BICUBIC))


_ACTIONS: dict[str, Callable[[Image.Image, Processing], Image.Image]] = {
    "resize": _resize,
    "fit": _resize,
    "crop": _crop,
    "fill": _fill,
}
