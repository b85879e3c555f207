"""Putting the real label on a picture, and taking it off again to prove that nothing of it changed."""

from collections.abc import Iterator

import numpy as np
from PIL import Image

from catalog.cutting.pixels.planes import Floats, encoded_of, linear_of
from renders.finishing.labels.light import light_on
from renders.finishing.labels.places import LabelSurface
from renders.finishing.labels.sampling import sampled

# Samples of a pixel across and down.
_SAMPLES = 2
# Pixels that are worked on at once.
_AT_ONCE = 250_000


def put_on(picture: Image.Image, label: Image.Image, surface: LabelSurface) -> Image.Image:
    """The RGB picture with the label where the surface lies, in the light that falls there."""
    light = light_on(picture, surface)
    print_, whole = print_of(label, surface), picture.copy()
    for box in _bands(surface.box, picture.size):
        under = linear_of(picture.crop(box))
        over = _drawn(print_, light, surface, box)
        mixed = over[..., :3] + under * (1 - over[..., 3:])
        whole.paste(_picture_of(mixed), box[:2])
    return whole


def taken_off(picture: Image.Image, light: Floats, surface: LabelSurface, size: tuple[int, int]) -> Image.Image:
    """The label as it went to print, read from a picture that wears it in this light: flat, and as if fully lit."""
    across, down = np.meshgrid((np.arange(size[0]) + 0.5) / size[0], (np.arange(size[1]) + 0.5) / size[1])
    x, y = surface.pixels(across, down)
    left, top, right, bottom = _within(surface.box, picture.size)
    part = linear_of(picture.crop((left, top, right, bottom)))
    seen = sampled(part, x - left - 0.5, y - top - 0.5)
    return _picture_of(seen / lit(light, across, down))


def lit(light: Floats, across: Floats, down: Floats) -> Floats:
    """The light at places on the label, (…, 1)."""
    height, width = light.shape
    return sampled(light[..., None], across * width - 0.5, down * height - 0.5)


def _drawn(label: Floats, light: Floats, surface: LabelSurface, box: tuple[int, int, int, int]) -> Floats:
    """The lit label in a part of the picture: linear, multiplied by its alpha, the last plane is its alpha."""
    left, top, right, bottom = box
    height, width = label.shape[:2]
    total = np.zeros((bottom - top, right - left, 4), np.float32)
    offsets = (np.arange(_SAMPLES) + 0.5) / _SAMPLES
    for step_y in offsets:
        for step_x in offsets:
            x, y = np.meshgrid(np.arange(left, right) + step_x, np.arange(top, bottom) + step_y)
            across, down = surface.shares(x, y)
            inside = (across >= 0) & (across < 1) & (down >= 0) & (down < 1)
            seen = sampled(label, across * width - 0.5, down * height - 0.5)
            seen[..., :3] *= lit(light, across, down)
            total += seen * inside[..., None]
    return total / _SAMPLES**2


def print_of(label: Image.Image, surface: LabelSurface) -> Floats:
    """The label in linear light, multiplied by its alpha, with no more pixels than the picture has samples there."""
    wanted = [side * _SAMPLES for side in surface.size]
    size = (min(label.width, wanted[0]), min(label.height, wanted[1]))
    small = label.convert("RGBA").resize(size, Image.Resampling.LANCZOS)
    alpha = np.asarray(small.getchannel("A"), np.float32)[..., None] / 255
    return np.concatenate([linear_of(small.convert("RGB")) * alpha, alpha], axis=-1)


def _picture_of(linear: Floats) -> Image.Image:
    return Image.fromarray(np.asarray(encoded_of(linear) * 255 + 0.5, np.uint8))


def _within(box: tuple[int, int, int, int], size: tuple[int, int]) -> tuple[int, int, int, int]:
    left, top, right, bottom = box
    return max(left, 0), max(top, 0), min(right, size[0]), min(bottom, size[1])


def _bands(box: tuple[int, int, int, int], size: tuple[int, int]) -> Iterator[tuple[int, int, int, int]]:
    left, top, right, bottom = _within(box, size)
    rows = max(1, _AT_ONCE // max(right - left, 1))
    for start in range(top, bottom, rows):
        yield left, start, right, min(start + rows, bottom)
